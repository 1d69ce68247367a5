"""Propositions: proved where they hold, with what was needed and no more, and never where they do not."""

import pytest

from symgrad import Page
from symgrad.engine.derive import derive
from symgrad.language.plain import plain
from symgrad.refute.instances import compare

TEXT = "M = max(k<K) x[k]; T = sum(k<K) x[k]; y[i<K] = c*x[i]*z[i]; E = exp(a + b + d)  where x[K], z[K], K >= 1"
page = Page("a page", source="", text=TEXT)


def shown(goal, *given):
    """The document of a claim of one line, compared with the evaluator where it is proved."""
    document = page.claim(goal, given=given).follows("").finish()
    if document.verdict == "proved":
        assert compare(document.hypotheses, document.lhs, document.rhs, 24).disagreement is None
    return document


HOLD = {
    "an entry is at most the maximum": ("x[0] <= M", ()),
    "a maximum is at most a bound of all entries": ("M <= c", ("forall(k<K) x[k] <= c",)),
    "a sum is monotone": ("T <= sum(k<K) z[k]", ("forall(k<K) x[k] <= z[k]",)),
    "one of several terms that are not negative is at most their sum": ("x[0] <= T", ("forall(k<K) 0 <= x[k]",)),
    "a sum of positive terms is positive": ("0 < T", ("forall(k<K) 0 < x[k]",)),
    "the denominator of a softmax is not zero": ("sum(k<K) exp(x[k]) != 0", ()),
    "the denominator of a sigmoid is positive": ("0 < 1 + exp(-x[0])", ()),
    "an inverse has the sign of what it inverts": ("0 < 1/c", ("0 < c",)),
    "a root is positive": ("0 < sqrt(c)", ("0 < c",)),
    "a square is not negative": ("0 <= (c - x[0])**2", ()),
    "an Iverson bracket is not negative": ("0 <= [c < x[0]]", ()),
    "a universal statement holds at each point": ("x[m] <= c", ("forall(k<K) x[k] <= c", "0 <= m", "m < K")),
    "all of several statements": ("forall(k<K) (x[k] <= M and 0 <= x[k]**2)", ()),
    "a strict bound of what is positive": ("0 < c + exp(x[0])", ("0 <= c",)),
    "a number is at most the maximum of numbers": ("3 <= max(k<2) literal{[1,3]}[k]", ()),
    "a maximum of numbers": ("max(k<2,l<2) literal{[[1,3],[2,0]]}[k,l] = 3", ()),
    "a matrix of numbers, case by case": ("forall(k<2) literal{[1,3]}[k]*literal{[2,5]}[k] = literal{[2,15]}[k]", ()),
    "a power grows with its base": ("c**a <= b**a", ("0 < c", "c <= b", "0 <= a")),
    "a power of a power": ("(c**a)**(1/a) = c", ("0 < c", "a != 0")),
    "a power of a product": ("(a*b*c)**d = a**d*b**d*c**d", ("0 < a", "0 < b", "0 < c")),
    "a condition and several that mean the same": ("2*m = K iff 2 | K and m = floor(K/2)", ()),
    "what cannot hold together": ("not (m < K and K < m)", ()),
    "what is denied does not follow": ("not 2*m = K", ("not 2 | K",)),
    "what lies between two integers is none": ("not 2*m = 3 + 4*m - 4*m", ("m <= 1 or 2 <= m",)),
    "a logarithm in an exponent": ("exp(a - log(b)) = exp(a)/b", ("0 < b",)),
    "a logarithm in an exponent, as a factor": ("exp(a + log(b)) = exp(a)*b", ("0 < b",)),
    "an equation of integers, as scalars": ("cast(floor((K-m)/2)) + 1 = cast(ceil((K-m+1)/2))", ()),
    "a condition and what it means": ("2*m + 3 <= K iff m < floor((K - 3)/2) + 1", ()),
}


@pytest.mark.parametrize("name", HOLD)
def test_it_is_proved(name):
    goal, given = HOLD[name]
    document = shown(goal, *given)
    assert document.verdict == "proved", document.reason


FALSE = {
    "a logarithm of what may be negative": ("exp(a - log(b)) = exp(a)/b", ()),
    "a logarithm in an exponent as a factor too many": ("exp(a - log(b)) = exp(a)*b", ("0 < b",)),
    "another equation of integers, as scalars": ("cast(floor((K-m)/2)) + 1 = cast(ceil((K-m)/2))", ()),
    "the maximum is at most the first entry": ("M <= x[0]", ()),
    "a term of either sign is at most the sum": ("x[0] <= T", ()),
    "a sum of terms that are not negative is positive": ("0 < T", ("forall(k<K) 0 <= x[k]",)),
    "a strict bound from a weak one": ("x[0] < M", ()),
    "an entry outside is at most the maximum": ("x[K] <= M", ()),
    "a square is positive": ("0 < (c - x[0])**2", ()),
    "an inverse is positive": ("0 < 1/c", ("c != 0",)),
    "a maximum of numbers": ("max(k<2) literal{[1,3]}[k] = 1", ()),
    "a matrix of numbers": ("forall(k<2) literal{[1,3]}[k] = literal{[1,4]}[k]", ()),
    "what is not always so is denied": ("not forall(k<K) x[k] = z[k]", ()),
    "a power to a negative exponent grows with its base": ("c**a <= b**a", ("0 < c", "c <= b")),
    "a power of a power, to another exponent": ("(c**a)**(1/b) = c", ("0 < c", "a != 0", "b != 0")),
    "what can hold together": ("not (m < K and K < m + 2)", ()),
    "another denial": ("not 2*m = K", ("not 3 | K",)),
    "one of several that mean less": ("2*m = K iff m = floor(K/2)", ()),
    "one direction only": ("2*m + 3 <= K iff m < K", ()),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_does_not_hold_stays_undecided(name):
    goal, given = FALSE[name]
    assert shown(goal, *given).verdict == "undecided"


def test_what_was_not_needed_is_no_hypothesis():
    document = shown("x[0] <= M", "0 < c", "forall(k<K) 0 < x[k]")
    assert [plain(h) for h in document.hypotheses] == ["1 <= K"]


def test_what_another_hypothesis_says_or_implies_is_no_hypothesis():
    document = derive("y[i<N] = max(x[i], z[i])  where x[N], z[N]", ["x"])[0]
    assert [plain(h) for h in document.hypotheses if h.op == "forall"] == ["forall(i<N) x[i] != z[i]"]
    page = Page("", source="", text="y = sqrt(u)*v")
    document = page.identity("d(y)/du").differentiate_all(["u"]).by_facts("v/(2*sqrt(u))", "√′").finish()
    assert [plain(h, document.program) for h in document.hypotheses] == ["0 < u"]


def test_lines_are_proved_from_the_lines_before_them():
    argument = page.claim("0 < M", given=("forall(k<K) 0 < x[k]",))
    document = argument.have("x[0] <= M", "the maximum").have("0 < x[0]", "given").follows("together").finish()
    assert document.verdict == "proved"
    assert [step.reason for step in document.steps] == ["the maximum", "given", "together"]


def test_an_argument_that_does_not_reach_its_end_is_undecided():
    document = page.claim("0 < M").have("x[0] <= M", "the maximum").finish()
    assert document.verdict == "undecided"
    assert "do not end" in document.reason
