"""Maxima that are attained, cases of brackets, powers of one, products that cancel: proved where true, and refused where not."""

import pytest

from symgrad import Page, derive
from symgrad.core.replay import replay
from symgrad.engine.derive import finish
from symgrad.language.plain import plain
from symgrad.proof.calc import condensed
from symgrad.refute.instances import compare

WINDOW = Page(
    "A window",
    source="",
    text="f = max(k<K) x[k]  where x[K], z[K], K >= 1",
    also="""
        c = sum(k<K) [x[k] = f]
        before[k] = sum(i<k) [x[i] = f]
        behind[k] = sum(k<i<K) [x[i] = f]
    """,
)
POSSIBLY_EMPTY = Page(
    "A window that may be empty", source="", text="f = max(k<K) x[k]  where x[K]", also="c = sum(k<K) [x[k] = f]"
)
PADDED = Page(
    "A padded window",
    source="",
    text="""
        y[o<O] = max(k<K) x[s*o+d*k-p]
        where x[N] is -inf outside, s >= 1, d >= 1, K >= 1, d <= N, p <= d*(K-1), s*(O-1) < N + p
    """,
    also="c[o] = sum(k<K) [0 <= s*o+d*k-p < N and x[s*o+d*k-p] = y[o]]",
)
FAR_PADDED = Page(
    "A window that may lie in the padding",
    source="",
    text="y[o<O] = max(k<K) x[s*o+d*k-p]  where x[N] is -inf outside, s >= 1, d >= 1, K >= 1, s*(O-1) < N + p",
    also="c[o] = sum(k<K) [0 <= s*o+d*k-p < N and x[s*o+d*k-p] = y[o]]",
)


def shown(page, goal, *given):
    """The document of a claim of one line, compared with the evaluator where it is proved."""
    document = finish(page.claim(goal, given=given).follows(""))
    if document.verdict == "proved":
        assert compare(document.hypotheses, document.lhs, document.rhs, 24).disagreement is None
    return document


PROVED = {
    "some entry is the maximum": (WINDOW, "0 < c", ()),
    "some entry is the maximum, as a number of entries from the left": (WINDOW, "0 < before[K]", ()),
    "some entry of a padded window is the maximum": (PADDED, "forall(o<O) 0 < c[o]", ()),
    "the sum up to k + 1 has one summand more": (WINDOW, "forall(k<K) before[k+1] = before[k] + [x[k] = f]", ()),
    "the sum from k on has one summand more": (WINDOW, "forall(1<=k<K) behind[k-1] = behind[k] + [x[k] = f]", ()),
    "an entry that loses has no bracket": (WINDOW, "forall(k<K) [x[k] = f]*x[k] = [x[k] = f]*f", ()),
    "a bracket or its denial": (WINDOW, "[x[0] = f] + [x[0] != f] = 1", ()),
    "an entry wins at most once": (WINDOW, "[x[0] = f]*[x[0] < f] = 0", ()),
    "a power of one is one": (WINDOW, "scalar(1)**a = 1", ()),
    "a power is at least one": (WINDOW, "scalar(1)**a <= (1+b)**a", ("0 < scalar(b)", "0 <= scalar(a)")),
    "exponents add up": (WINDOW, "scalar(b)**a = scalar(b)**e*scalar(b)**(a-e)", ("0 < scalar(b)",)),
}


@pytest.mark.parametrize("name", PROVED)
def test_it_is_proved(name):
    page, goal, given = PROVED[name]
    document = shown(page, goal, *given)
    assert document.verdict == "proved", document.reason


REFUSED = {
    "a window that may be empty has a winner": (POSSIBLY_EMPTY, "0 < c", ()),
    "a window in the padding has a winner": (FAR_PADDED, "forall(o<O) 0 < c[o]", ()),
    "two entries are the maximum": (WINDOW, "1 < c", ()),
    "the first entry is the maximum": (WINDOW, "0 < [x[0] = f]", ()),
    "an entry is the maximum before the last": (WINDOW, "0 < before[K-1]", ()),
    "the sum up to k + 1 has the next summand more": (WINDOW, "forall(k<K) before[k+1] = before[k] + [x[k+1] = f]", ()),
    "an entry that loses is zero": (WINDOW, "[x[0] = f]*x[0] = f", ()),
    "a power of two is two": (WINDOW, "scalar(2)**a = 2", ()),
    "exponents do not add up where the base may be negative": (WINDOW, "scalar(b)**a = scalar(b)**e*scalar(b)**(a-e)", ()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name):
    page, goal, given = REFUSED[name]
    assert shown(page, goal, *given).verdict == "undecided"


def test_that_a_maximum_is_attained_needs_a_point_of_its_window_only():
    assert [plain(h) for h in shown(WINDOW, "0 < c").hypotheses] == ["1 <= K"]


def test_induction_proves_what_holds_for_every_row():
    page = Page("Rows", source="", text="S[r] = sum(l<L) a[r,l]  where a[R,L], b[R,0<=l<=L], L >= 0, b[r,0] = 0 for r<R")
    claim = page.claim("forall(r<R) b[r,L] = S[r]", given=["forall(r<R, l<L) b[r,l+1] = b[r,l] + a[r,l]"])
    claim = claim.by_induction("forall(r<R) b[r,n] = sum(l<n) a[r,l]", "by induction", on="n", upto="L")
    document = finish(claim.follows("n = L"))
    assert document.verdict == "proved", document.reason


def test_a_factor_cancels_against_its_inverse_where_it_is_not_zero():
    text = "y[o<O] = (sum(k<K) x[o+k]**p)**(1/p)  where x[N], O + K <= N + 1, K >= 1, x[i] > 0 for i<N{}"
    with_condition = derive(text.format(", p != 0"), ["x"])["x"]
    assert with_condition.verdict == "proved"
    assert "/p*" not in with_condition.formula
    assert "p != 0" in with_condition.hypotheses
    without = derive(text.format(""), ["x"])["x"]
    assert without.verdict == "proved"
    assert "p != 0" not in without.hypotheses


def test_where_the_stride_divides_it_the_quotient_is_exact():
    theorem = derive("y[o<O] = sum(k<K) x[s*o+k]**3  where x[N], s >= 1, s*(O-1) + K <= N", ["x"])["x"]
    assert "x[i]**2" in theorem.formula.replace("x[m]", "x[i]")


def test_a_certificate_holds_only_the_lines_that_its_theorem_rests_on():
    claim = WINDOW.claim("0 < c").have("0 <= c", "").have("1 <= K", "").follows("")
    document = finish(claim)
    lines = document.certificate["lines"]
    used = {len(lines) - 1}
    for k in reversed(range(len(lines))):
        if k in used:
            used |= {int(ref[1:]) for ref in _references(lines[k])}
    assert used == set(range(len(lines)))
    assert len({str(line) for line in lines}) == len(lines)
    assert replay(document.certificate).conclusion == document.lhs


def test_a_proof_whose_last_line_repeats_an_earlier_one_is_still_a_proof_of_it():
    claim = finish(WINDOW.claim("1 <= K").have("1 <= K", "").follows(""))
    assert claim.verdict == "proved"
    assert condensed([("assume", 1), ("assume", 1)]) == [("assume", 1)]


def _references(value):
    if isinstance(value, str):
        return [value] if value[:1] == "@" else []
    return [r for v in value for r in _references(v)] if isinstance(value, list) else []
