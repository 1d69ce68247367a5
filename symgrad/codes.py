"""What the codes SG4xx mean: files, certificates and targets that cannot be used. ``symgrad explain`` prints these."""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "SG401": """There is no such file.

The path is taken as written, from the directory that the command runs in.

    symgrad replay proofs/convolution.dL_dV.json

Write the certificates first with `symgrad prove --certificates proofs`, or read from a pipe with `symgrad
replay -`.""",
    "SG402": """The file cannot be read.

It is a directory, it may not be opened, or it is not text in UTF-8. Certificates and definitions are UTF-8
text.""",
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
    "SG409": """There was nothing to judge.

No theorem belongs to the targets that were named. An empty run is not a successful one, so its exit code is
1.""",
    "SG410": """The command line is not as symgrad reads it.

`symgrad --help` prints the commands, `symgrad COMMAND --help` the options of one. A definition is one
argument: put it in quotation marks.

    symgrad derive "y[o] = sum(k) w[k]*x[2*o + k]" --wrt w x""",
}
