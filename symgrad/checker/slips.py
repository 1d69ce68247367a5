def find_slip(step,reading): pass
