"""What the codes SG2xx (refuted), SG3xx (undecided) and SG4xx (files, certificates and targets that cannot be used) mean.

``symgrad explain`` prints these.
"""

from __future__ import annotations

from symgrad.documents.codes import EXPLANATIONS as DOCUMENTS

__all__ = ["DOCUMENTS", "EXPLANATIONS"]

EXPLANATIONS: dict[str, str] = {
    "SG201": """The line is refuted.

There are sizes, indices and values for which its two sides are different. They were found by exact evaluation,
which shares nothing with the proof rules, made as small as possible, and evaluated again from scratch. Both
values are shown: what it should be, and what the line gives.

    symgrad check "y[i] = sum(k) w[k]*x[i+k]; dL/dx[m] = sum(i) dL/dy[i]*w[i-m]"

Below it may stand the likely slip, with a repair of the line that was proved, and the conventions under which
the line would be true: a convolution has V[i-k] where a cross-correlation has V[i+k].""",
    "SG202": """The line is refuted, but only where something is empty.

The two sides agree wherever every axis has an entry; the counterexample has a size that is 0, or a window that
fits nowhere. Often a condition such as K >= 1 was meant: state it in `where`.

    y[i] = sum(k<K) x[i+k]/K  where x[N], K >= 1""",
    "SG301": """The line is neither proved nor refuted.

No proof was found, and no counterexample either. Agreement in many instances is no proof, so this is no weak
form of "proved". The message says what was tried and at which term the proof stopped; an intermediate line, or
a missing condition such as s >= 1, often helps.

    dL/dx[m] = sum(o) dL/dy[o]*dy[o]/dx[m] = ...""",
    "SG302": """What the line claims cannot be settled.

The line is read, but not what its left side stands for: the engine has no rule for a derivative in it, or a
tensor reaches the loss in more ways than the right side speaks of. Claims about one layer at a time, each in
terms of the gradient of its output, are always clear.

    h[i] = f(x[i]); y[i] = g(h[i]); dL/dx[i] = dL/dh[i]*f'(x[i])""",
    "SG303": """The line speaks of nothing.

No values were found that meet the conditions and for which both sides are defined. A statement about nothing is
true and useless, so it is not reported as proved. Look for conditions that contradict each other.

    ... where N >= 1, N <= 0""",
    "SG304": """A proof was accepted, but values speak against it.

The proof core and the evaluator are independent, and one of them is wrong here. Nothing is claimed about the
line. Please report it.""",
    "SG401": """There is no such file.

The path is taken as written, from the directory that the command runs in.

    symgrad replay proofs/convolution.dL_dV.json

Write the certificates first with `symgrad prove --certificates proofs`, or read from a pipe with `symgrad
replay -`.""",
    "SG402": """The file cannot be read.

It is a directory, it may not be opened, it is not text in UTF-8, or it is called a notebook and is none.
Certificates and definitions are UTF-8 text.""",
    "SG403": """This is not a certificate.

A certificate is one JSON object with `"format": "symgrad certificate"`, a table of nodes, lines and a claim.
A file that was cut short, or that is JSON for something else, is refused before anything in it is looked at.

    symgrad prove convolution --certificates proofs
    symgrad replay proofs/convolution.dL_dV.json""",
    "SG404": """The core does not accept the certificate.

Replaying makes every step again with the primitive rules. A step was not an instance of its rule, its result
was not the one stored, or what was proved is not what is claimed. The message names the line, the rule and
the terms that do not agree; `symgrad explain RULE` prints the law of the rule. Nothing follows about the
claim itself: only this proof of it is refused.""",
    "SG405": """There is no theorem or derivation of this name.

A target is the name of a theorem (`convolution.dL_dV`), the name of a file in `derivations/` (`convolution`,
all its theorems), or a path to a derivation file of your own (`./my_layer.py`). `symgrad list` prints all
names.""",
    "SG406": """The derivation file cannot be loaded.

It is Python, and running it failed. The note has the error and its place. A derivation file imports symgrad
only, states its definitions, and then what it claims.""",
    "SG407": """The output cannot be written.

The directory or file cannot be made or written to: it may not be permitted, or the disk may be full.""",
    "SG408": """There is no such code or rule.

`symgrad explain` explains the codes of messages (SG101, SG403, …) and the primitive rules of the proof core
(reindex, d_max, …). Without an argument it lists them all.""",
    "SG411": """A claim stands among the definitions.

`derive` derives the gradient of what a text defines. A line such as `dL/dx[i] = …`, or an equation between things that are
known, is a claim: `symgrad check` judges it. Leave it out, or use `check`.

    symgrad check "y[i<N] = 2*x[i] where x[N]; dL/dx[m] = 2*dL/dy[m]"
""",
    "SG412": """The conditions contradict each other.

No sizes and numbers meet all the conditions after `where`, so whatever was proved under them would say nothing.

    y[i<N] = x[i] where x[N], N >= 5, N <= 3
""",
    "SG413": """A definition is used by nothing.

`derive` takes the last definition for the output. What does not lead to it has no part in its gradient, which is
seldom meant: the definitions may be in the wrong order, or a loss that brings several outputs together is missing.

    h[i] = exp(x[i]); y[i] = 2*x[i]                       h is used by nothing
    h[i] = exp(x[i]); y[i] = 2*x[i]; L = sum(i) h[i]*y[i]
""",
    "SG420": """These are not numbers.

`symgrad evaluate` reads whole numbers, decimals and quotients, in nested lists whose rows have one length, or, in a
file, on lines with blanks or commas between them. Every number is exact: 0.5 is 1/2.

```text
symgrad evaluate "y[i] = sum(k) w[k]*x[i+k]" "x=[1, 2.5, -3]" "w=[1/2, 1]"
```""",
    "SG421": """The numbers do not fit the definition.

An array has other sizes than the definition gives it once the sizes are known from the other arrays, or a condition
after `where` does not hold for them.""",
    "SG422": """A value is missing, or nothing asks for it.

Every tensor that the definition reads needs numbers once, and so does every integer that no shape tells. Values are given as
NAME=NUMBERS, the cotangent of the last layer Z as `dL/dZ=[[1,1],[1,1]]`.""",
    "SG423": """There is no such value.

It would be an inverse of zero, a root or logarithm of a negative number, or the derivative of a maximum at a tie. A value
that "cannot be computed" may be there: it is not rational and too large, or two numbers were too close to tell apart.""",
    "SG409": """There was nothing to judge.

No theorem belongs to the targets that were named. An empty run is not a successful one, so its exit code is
1.""",
    "SG410": """The command line is not as symgrad reads it.

`symgrad --help` prints the commands, `symgrad COMMAND --help` the options of one. A definition is one
argument: put it in quotation marks.

    symgrad derive "y[o] = sum(k) w[k]*x[2*o + k]" --wrt w x""",
}
