"""What ``plain`` prints reads back as exactly the same term, for every kind of term."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symgrad.core.term import BINDERS, SIGNATURE, Term
from symgrad.language import plain as plain_notation
from symgrad.language import pretty as pretty_notation
from symgrad.language.plain import plain, pretty
from symgrad.language.reader import parse_term
from tests.language.term_strategy import terms


@pytest.mark.parametrize("sort", ["I", "S", "P"])
@settings(max_examples=1500, deadline=None)
@given(data=st.data())
def test_every_term_reads_back_as_itself(sort: str, data: st.DataObject) -> None:
    t = data.draw(terms(sort))
    text = plain(t)
    assert text.isascii() or "β" in text
    assert parse_term(text, sort=sort) == t, text


@settings(max_examples=300, deadline=None)
@given(t=terms("S"))
def test_every_term_can_be_shown_on_the_screen(t: Term) -> None:
    assert pretty(t)


def test_every_kind_of_term_has_a_way_to_be_printed() -> None:
    printed = {*plain_notation._WRITERS, *plain_notation._LEAVES, *plain_notation.SIGNS}
    assert set(SIGNATURE) <= printed
    assert set(SIGNATURE) <= {*pretty_notation._WRITERS, *pretty_notation._SIGNS}
    assert set(BINDERS) == {"sum", "max", "argmax", "forall", "unique"}
