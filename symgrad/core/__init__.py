"""The proof core: everything that is trusted, on the standard library alone.

Read in this order: ``term`` (what can be said), ``polynomial`` (when two terms are equal by commutativity alone),
``arith`` (integer and order side conditions, by witness), ``theorem`` (the one way to make a theorem),
``rules`` (the primitive steps), ``replay`` (certificates) and ``show`` (the core's own printer).
"""
