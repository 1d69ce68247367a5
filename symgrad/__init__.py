"""symgrad: derive, prove and check gradients of layers written in index notation."""
