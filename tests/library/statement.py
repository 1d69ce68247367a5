"""What a theorem of the library says, in plain notation."""

from symgrad.engine.library import resolve
from symgrad.language.plain import plain


def statement(name):
    """The statement and its hypotheses, if it is proved."""
    (entry,) = resolve(name)
    document = entry.document
    assert document.verdict == "proved", document.reason
    program = document.program
    left = plain(document.heading or document.lhs, program)
    said = left if document.is_claim else f"{left} = {plain(document.rhs, program)}"
    return said, [plain(h, program) for h in document.hypotheses]
