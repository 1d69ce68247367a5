"""Induction, counting, contraction, denial, vanishing sums and second derivatives: what they prove, and what they refuse."""

import pytest

from symgrad import Page


def finished(argument):
    from symgrad.engine.derive import finish

    return finish(argument)


SEQUENCE = Page(
    "A sequence",
    source="",
    text="S = sum(l<L) a[l]  where a[L], b[0<=l<=L], L >= 0, b[0] = 0, b[l+1] = b[l] + a[l] for l<L",
)
SQUARES = Page("Squares", source="", text="S = sum(1<=l<=L) (2*cast(l) - 1)  where L >= 0")


def test_induction_proves_what_a_recursion_adds_up_to():
    claim = SEQUENCE.claim("b[L] = S").by_induction("b[n] = sum(l<n) a[l]", "by induction", on="n", upto="L").follows("n = L")
    document = finished(claim)
    assert document.verdict == "proved"
    assert {h.op for h in document.hypotheses} == {"forall", "seq", "le"}


def test_induction_proves_an_inequality_with_a_sum_in_it():
    text = "S = sum(l<L) a[l]  where a[L], b[0<=l<=L], L >= 0, b[0] = 0, b[l] + a[l] <= b[l+1] for l<L"
    claim = Page("Growth", source="", text=text).claim("S <= b[L]")
    document = finished(claim.by_induction("sum(l<n) a[l] <= b[n]", "by induction", on="n", upto="L").follows("n = L"))
    assert document.verdict == "proved", document.reason


def test_induction_without_a_limit_proves_every_n():
    claim = SQUARES.claim("sum(1<=l<=n) (2*cast(l) - 1) = cast(n)**2")
    document = finished(claim.by_induction("sum(1<=l<=n) (2*cast(l) - 1) = cast(n)**2", "odd numbers", on="n").follows("as said"))
    assert document.verdict == "proved"


@pytest.mark.parametrize("wrong", ["b[n] = sum(l<n) a[l] + 1", "b[n] = 2*sum(l<n) a[l]", "b[n] = sum(l<n) a[l+1]"])
def test_induction_refuses_a_claim_whose_base_or_step_fails(wrong):
    document = finished(SEQUENCE.claim("b[L] = S").by_induction(wrong, "by induction", on="n", upto="L").follows("n = L"))
    assert document.verdict == "undecided"


def test_induction_needs_the_recursion():
    page = Page("No recursion", source="", text="S = sum(l<L) a[l]  where a[L], b[0<=l<=L], L >= 0, b[0] = 0")
    document = finished(page.claim("b[L] = S").by_induction("b[n] = sum(l<n) a[l]", "?", on="n", upto="L").follows("n = L"))
    assert document.verdict == "undecided"


WINDOWS = Page("Windows", source="", text="y[o<O] = sum(k<K) w[k]*x[s*o+k]  where x[N] is zero outside, w[K], s >= 1, K >= 1")


def test_windows_at_a_stride_are_counted_with_a_floor():
    derivation = WINDOWS.identity("sum(o<N) [s*o + K <= N]", given=["K <= N"])
    document = finished(derivation.counted("cast(floor((N-K)/s) + 1)", "o ≤ (N − K)/s"))
    assert document.verdict == "proved"


@pytest.mark.parametrize("wrong", ["cast(floor((N-K)/s))", "cast(floor((N-K+1)/s) + 1)"])
def test_a_wrong_count_is_refused(wrong):
    assert finished(WINDOWS.identity("sum(o<N) [s*o + K <= N]", given=["K <= N"]).counted(wrong, "")).verdict == "undecided"


def test_a_count_needs_the_range_not_to_be_negative():
    assert finished(WINDOWS.identity("sum(a<N-K) 1").counted("cast(N - K)", "")).verdict == "undecided"


MATRICES = Page(
    "Matrices",
    source="",
    text="u[a<n] = sum(i<n) J[a,i]*v[i]  where J[n,n], K[n,n], v[n], sum(i<n) K[a,i]*J[i,b] = [a = b] for a<n, b<n",
)


def test_a_given_inverse_is_contracted():
    derivation = MATRICES.identity("sum(b<n) K[a,b]*u[b]", given=["0 <= a", "a < n"]).contracted("v[a]", "K·J = 1")
    assert finished(derivation).verdict == "proved"


@pytest.mark.parametrize(("start", "end"), [("sum(b<n) K[b,a]*u[b]", "v[a]"), ("sum(b<n) K[a,b]*u[b]", "2*v[a]")])
def test_what_is_no_contraction_is_refused(start, end):
    assert finished(MATRICES.identity(start, given=["0 <= a", "a < n"]).contracted(end, "")).verdict == "undecided"


NUMBERS = Page("Numbers", source="", text="", also="f[i] = [i = 2]\ng[i] = sum(k<2) f[i+k]")


def test_a_universal_statement_is_denied_where_two_numbers_differ():
    document = finished(NUMBERS.claim("not forall(0 <= i < 3) f[i] = g[i]").denied_at("1", "f[1] = 0, g[1] = 1"))
    assert document.verdict == "proved"
    assert document.hypotheses == []


@pytest.mark.parametrize("at", ["0", "2", "7"])
def test_nothing_is_denied_where_they_agree_or_outside_of_the_range(at):
    assert finished(NUMBERS.claim("not forall(0 <= i < 3) f[i] = g[i]").denied_at(at, "")).verdict == "undecided"


def test_a_gradient_vanishes_only_where_the_conditions_say_so():
    outside = WINDOWS.jacobian("y", "o", "x", "i", given=["i < s*o"]).vanishes("k ≥ 0")
    assert finished(outside).verdict == "proved"
    assert finished(WINDOWS.jacobian("y", "o", "x", "i", given=["i < s*o + 1"]).vanishes("?")).verdict == "undecided"


PLANE = Page("Plane", source="", text="x = u*v; y = u + v")


def test_second_derivatives_are_worked_out_from_the_inside():
    derivation = PLANE.identity("d(d(f(x,y))/du)/dv").differentiate_all(["u", "v"])
    right = "f{2,0}(x,y)*u*v + f{1,1}(x,y)*(u + v) + f{0,2}(x,y) + f{1,0}(x,y)"
    document = finished(derivation.by_facts(right, "collected"))
    assert document.verdict == "proved"
    assert {(h.op, h.data) for h in document.hypotheses} == {("smooth", ("f", 1)), ("smooth", ("f", 2))}


def test_a_wrong_second_derivative_is_refused():
    derivation = PLANE.identity("d(d(f(x,y))/du)/dv").differentiate_all(["u", "v"])
    assert finished(derivation.by_facts("f{2,0}(x,y)*u*v + f{1,1}(x,y)*(u + v) + f{0,2}(x,y)", "")).verdict == "undecided"
