"""What a theorem of the library says, as text that parses back."""

from symgrad.engine.library import resolve
from symgrad.render.records import theorem_record


def document_of(name):
    (entry,) = resolve(name)
    return entry.document


def statement_and_hypotheses(name):
    """The statement and its hypotheses; the verdict in their place where it is not proved."""
    document = document_of(name)
    if document.verdict != "proved":
        return document.verdict, document.reason
    record = theorem_record(document)
    return record["statement"], record["hypotheses"]
