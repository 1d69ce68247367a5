def add_readings(c,reading): pass
