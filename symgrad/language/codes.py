"""What the codes SG1xx mean, text that was not understood: one explanation with an example for ``symgrad explain``.

The first line of each explanation is its title.
"""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "SG101": """The text does not follow the notation at this place.

Something is missing, stands where it cannot, or could be read in two ways. Factors need `*` between them, definitions
are separated by `;` or a new line, a sum directly after `/` and a `mod` beside `+` need parentheses.

    y[i] = 2 x[i]            expected an operator: write 2*x[i]
    y[i] = x[(i + 1) mod N]  how far mod reaches is clear here""",
    "SG102": """A bracket is not closed, or closed by another kind of bracket.

Brackets are matched before anything else is read, so that the right place is blamed. ( ), [ ], { }, ⌊ ⌋ and ⌈ ⌉ come in
pairs.

    y[i] = exp(x[i]          `(` is never closed""",
    "SG103": """Nothing binds this name.

An index belongs to the left side of the definition, or to a sum or max around its use. It cannot be used outside of
that. In a claim, every tensor and every parameter must be known from the definitions.

    y[i] = sum(k) w[k]*x[i+l]      nothing binds l: is it k?
    y[i] = V[i+k]*K[k]             the sum over k was left out""",
    "SG104": """An index is bound a second time inside its own scope.

The inner one would hide the outer one, which in printed derivations is nearly always a slip. Rename the inner index.
If a condition on the outer index is meant, write it in parentheses.

    Z[i] = sum(i) V[i]             rename: sum(k) V[k]
    Z[i] = sum(k<K, (i<N)) V[k]    a condition on the outer i""",
    "SG105": """The number of indices or arguments is not right.

A tensor has the same number of indices wherever it is read, a function the same number of arguments. A gradient is
claimed for one entry, with an index for each axis.

    Z[i] = V[i] + V[i,i]           V cannot have one index and two
    dL/dV = ...                    write dL/dV[m,n] = ...""",
    "SG106": """A read can leave the shape of its tensor.

What a tensor is outside its shape is a matter of declaration, and never assumed. Either the ranges and side
conditions show that the read stays inside, or the tensor is declared zero outside (for a max, -inf outside). The
message names the index that leaves, how far it reaches, and the condition that would keep it inside.

    y[o<M] = sum(k<K) w[k]*x[o+k]  where x[N]
    ... where x[N], M + K - 1 <= N          inside by a condition
    ... where x[N] is zero outside          zero beyond the border""",
    "SG107": """Something is defined through itself, or is used before its definition.

Definitions are read from top to bottom and rest on those above them; a cycle has no meaning. A recurrence needs a
tensor for each step.

    y[i] = y[i-1] + x[i]           y stands on both sides""",
    "SG108": """A number is too large.

Exponents are literal natural numbers up to 64, and numbers have at most 400 digits. A larger power is hardly ever
meant, and expanding it would take for ever. For a real power write pow(x, p) with a symbol p.

    y[i] = x[i]**1000""",
    "SG109": """The text is nested too deeply, or makes a term that is too large.

Brackets and sums may be nested 100 deep: name a part, and use the name. A term has a limit on its size and depth, too,
and there a name counts with all that its definition uses, so a chain of 150 definitions is too long.

    h[i] = exp(x[i]); y[i] = h[i]*h[i]""",
    "SG110": """One name or expression is used in two senses.

A name is an integer (an index, a size, a stride), a scalar, a tensor or a function, but only one of these. Where an
integer stands as a factor or term, as in x[i]/N, its value is meant; an unknown function of one is written f(cast(i)).
An index is an integer: a/b in an index becomes floor(a/b), or a // b.

    y[k] = N[k]*x[k] where x[N]    N is a size, and a tensor
    y[i] = x[i/2]                  write x[i // 2]""",
    "SG111": """A character means nothing in this notation.

Names consist of letters (Greek ones too), digits, underscores and primes, and begin with a letter. LaTeX commands are
not plain notation.

    y[i] = \\sum_k w[k]             write sum(k) w[k], or Σ_k w[k]""",
    "SG112": """A range or a shape that was left out cannot be inferred.

An index without a range ranges over the axis in which it stands alone; an output index over those values for which
every read is inside. Where that leaves several answers or none, the text has to say it.

    y[i,j] = x[i+j]                write y[i<M, j<N]
    y[i] = sum(k) x[2*k]           write sum(k<K)""",
    "SG113": """There is nothing to read.

A program has at least one definition or claim.

    y[i] = sum(k<K) w[k]*x[i+k]  where x[N] is zero outside""",
    "SG114": """This is meaningful, but not supported here.

The message says what to write instead. Among these: a minimum over a range, a maximum of more than two scalars, a sum
inside floor, a derivative inside a definition, a derivative by something that the program itself defines, a tensor
that is -inf outside anywhere but as the whole body of a max.

    y[i] = min(k<K) x[i,k]         write -(max(k<K) (-x[i,k]))""",
}
