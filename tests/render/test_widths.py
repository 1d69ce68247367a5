"""No line of the library is wider than the terminal."""

from copy import copy

import pytest

from symgrad.engine.derive import derive
from symgrad.engine.library import entries
from symgrad.render.lines import text_of
from symgrad.render.notation import Notation
from symgrad.render.theorem import theorem_lines
from symgrad.render.width import columns

from .documents import Agreement

LAYER = (
    "y[n<B,c<C,i<I,j<J,h<O] = b[c] + sum(e<E,k<P,l<Q,m<R) w[c,e,k,l,m]*x[n,e,s*i+d*k-p,t*j+g*l-q,u*h+f*m-r]"
    "  where x[B,E,T,H,W] is zero outside, w[C,E,P,Q,R], b[C], s >= 1, t >= 1, u >= 1"
)


def too_wide(width: int, notation: Notation) -> list[str]:
    """The lines of all pages that are wider, each with the theorem that it belongs to."""
    out = []
    for entry in entries():
        document = copy(entry.document)
        document.instances = document.instances or Agreement(counted=120, tried=150)
        texts = map(text_of, theorem_lines(document, notation, width))
        out += [f"{document.name}: {text.strip()}" for text in texts if columns(text) > width]
    return out


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_of_the_library_is_wider_than_the_terminal(width: int) -> None:
    assert too_wide(width, Notation()) == []


@pytest.mark.parametrize("width", [60, 80])
def test_no_line_is_wider_in_ascii(width: int) -> None:
    assert too_wide(width, Notation(unicode=False)) == []


def test_a_layer_of_ones_own_in_three_dimensions_fits() -> None:
    for document in derive(LAYER, ["x", "w"]):
        for width in (60, 80):
            lines = list(map(text_of, theorem_lines(document, Notation(), width)))
            assert [text for text in lines if columns(text) > width] == []
