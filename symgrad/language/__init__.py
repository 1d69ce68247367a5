"""Plain notation in and out: ``y[o<M] = sum(k<K) w[k]*x[s*o + k - p]  where x[N] is zero outside``.

``reader`` gives programs and terms; ``plain`` prints a term so that it reads back, ``pretty`` for the screen. The way
in: ``tokens``, ``grammar`` (to ``syntax``), ``senses`` (what each name means), ``survey`` and ``infer`` (what was
left out), ``checked`` (to terms).
"""
