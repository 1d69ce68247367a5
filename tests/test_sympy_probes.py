"""Where sympy 1.14 goes wrong on indexed sums, symgrad does not; each probe shows both."""

import sympy
from sympy import Idx, IndexedBase, KroneckerDelta, Sum, symbols

from symgrad.core.rules import apply
from symgrad.core.term import Int, Var, bracket, cast, diff, eq, iadd, imul, mul, num, read, substitute, total
from symgrad.engine.gradient import differentiate
from symgrad.engine.sift import sift
from symgrad.proof.calc import Proof
from symgrad.refute.evaluate import Instance, evaluate

i, k, m, o, N = map(Var, ("i", "k", "m", "o", "N"))


def summed(body, *ranges):
    return total([(name, Int(0), hi) for name, hi in ranges], body)


def test_substitution_does_not_capture_a_bound_index():
    x, si, sm, sn = IndexedBase("x"), symbols("i", integer=True), symbols("m"), symbols("N")
    assert Sum(x[si] * sm, (si, 0, sn - 1)).subs(sm, si) == Sum(si * x[si], (si, 0, sn - 1))  # captured
    ours = substitute(summed(mul(read("x", i), cast(m)), ("i", N)), {"m": i})
    assert "i" in ours.free
    instance = Instance({"i": 7, "N": 2}, {"x": {(0,): 1, (1,): 1}})
    assert evaluate(ours, instance) == 14


def test_the_derivative_by_a_tap_is_guarded_by_the_range_of_the_sum():
    w, x = IndexedBase("w"), IndexedBase("x")
    si, sk, sK = symbols("i k K", integer=True)
    assert isinstance(sympy.diff(Sum(w[sk] * x[si + sk], (sk, 0, sK - 1)), w[sk]), Sum)  # sympy keeps the sum: wrong
    chain = Proof().chain(diff(summed(mul(read("w", k), read("x", iadd(i, k))), ("k", Var("K"))), "w", m))
    differentiate(chain, "w")
    chain.do("condition", (), (0,))
    sift(chain, (), [])
    for tap, expected in ((1, 5), (3, 0), (-1, 0)):
        instance = Instance({"i": 0, "K": 3, "m": tap}, {"x": {(1,): 5, (3,): 9, (-1,): 9}})
        assert evaluate(chain.term, instance) == expected


def test_collapsing_a_delta_keeps_divisibility():
    sg, si, sm = IndexedBase("g"), symbols("i", integer=True), symbols("m", integer=True)
    collapsed = Sum(KroneckerDelta(sm, 2 * si) * sg[si], (si, 0, 3)).doit().subs(sm, 1)
    assert collapsed == sg[sympy.Rational(1, 2)]  # an entry that does not exist; the sum is 0
    chain = Proof().chain(summed(mul(bracket(eq(m, imul(Int(2), i))), read("g", i)), ("i", N)))
    chain.do("condition", (), (0,))
    sift(chain, (), [])
    assert chain.term.op != "sum"
    values = {(n,): 10 + n for n in range(-4, 9)}
    got = [evaluate(chain.term, Instance({"m": v, "N": 4}, {"g": values})) for v in (-2, 0, 1, 2, 3, 6, 8)]
    assert got == [0, 10, 0, 11, 0, 13, 0]


def test_the_gradient_of_a_strided_layer_is_guarded_by_divisibility():
    body = summed(mul(read("K", k), read("V", iadd(imul(Int(2), i), k))), ("k", Var("p")))
    chain = Proof().chain(summed(mul(read("G", i), diff(body, "V", m)), ("i", N)))
    differentiate(chain, "V")
    chain.do("factor_in", (3,), 1)
    chain.do("flatten", ())
    where = [a.op for a in chain.term.args[-1].args].index("bracket")
    chain.do("condition", (), (where,))
    sift(chain, (), [], frozenset({"m"}))
    assert "2 | " in repr(chain.term)
    instance = Instance({"N": 2, "p": 1, "m": 1}, {"G": {(0,): 1, (1,): 1}, "K": {(0,): 1}})
    assert evaluate(chain.term, instance) == 0


def test_a_sum_over_an_empty_range_is_zero_even_where_its_length_is_negative():
    n = symbols("N")
    assert Sum(1, (Idx("i"), 0, n - 1)).subs(n, -3).doit() == -3  # Karr's convention
    ours = total([("i", Int(0), Int(-3))], num(1))
    assert apply("evaluate", ours).rhs == num(0)
    assert evaluate(ours, Instance()) == 0


def test_sums_are_equal_up_to_renaming():
    x, si, sj = IndexedBase("x"), symbols("i", integer=True), symbols("j", integer=True)
    assert Sum(x[si], (si, 0, 3)) != Sum(x[sj], (sj, 0, 3))
    assert summed(read("x", i), ("i", N)) == summed(read("x", k), ("k", N))


def test_the_derivative_of_a_sum_by_a_matrix_that_it_reads_is_not_zero():
    t = diff(summed(mul(read("K", k), read("V", iadd(o, k))), ("k", N)), "K", m)
    chain = Proof().chain(t)
    differentiate(chain, "K")
    instance = Instance({"N": 2, "o": 0, "m": 1}, {"V": {(1,): 4}})
    assert evaluate(chain.term, instance) == 4
