"""The second opinion: claims are evaluated exactly in small instances, by code that shares nothing with the rules.

Read in this order: ``scalars`` and ``functions`` (values), ``instance``, ``compile`` and ``evaluate`` (from terms to
values), ``instances`` (comparison), ``search`` (counterexamples, smallest first) and ``explicit`` (gradients by sympy).
"""
