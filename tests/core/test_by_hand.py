"""Whole proofs by hand: statements of the library that need induction, written-out sums or a denial can be said and proved."""

from __future__ import annotations

from fractions import Fraction

from symgrad.core.replay import LineNumber, replay
from symgrad.core.term import (
    TRUE,
    Int,
    Term,
    Var,
    add,
    bind,
    cast,
    conj,
    eq,
    iadd,
    iread,
    isub,
    le,
    lt,
    make,
    num,
    read,
    total,
)
from symgrad.proof.calc import Proof
from tests.core.certificates import A0, B0, farkas
from tests.core.truth import assert_true

ZERO, ONE, THREE = Int(0), Int(1), Int(3)
TRIVIAL = (), ("trivial",)


def discharged(proof: Proof, line: LineNumber, *facts: Term) -> LineNumber:
    """The theorem of the line without these hypotheses, which are plainly true."""
    for fact in facts:
        line = proof.line("discharge", line, proof.line("arith", fact, TRIVIAL))
    return line


# ---- no kernel gives the published matrix ----

# ∂(Σ C)/∂A for a 5×5 image and a 3×3 kernel, as a published solution gives it
PUBLISHED = (
    *(4, 7, 10, 6, 3), *(9, 17, 25, 16, 8), *(11, 23, 34, 22, 11), *(4, 12, 18, 12, 6), *(2, 6, 9, 6, 3),
)  # fmt: skip


def published(rows: tuple[int, ...]) -> Term:
    """∀ m, n < 5. Σ over the taps that meet the entry of K[k,l] = the published number."""
    m, n, k, q = (Var(name) for name in "mnkl")
    meets = conj(f for i, t in ((m, k), (n, q)) for f in (le(ZERO, isub(i, t)), lt(isub(i, t), THREE)))
    gradient = total([("k", ZERO, THREE), ("l", ZERO, THREE)], read("K", k, q), meets)
    entry = make("literal", ((5, 5), tuple(map(Fraction, rows))), (m, n))
    return bind("forall", [("m", ZERO, Int(5)), ("n", ZERO, Int(5))], eq(gradient, entry))


def entry_of(proof: Proof, claim: Term, m: int) -> LineNumber:
    """claim ⊢ the sum of the kernel's entries that row m of column 0 stands for = its number."""
    line = proof.line("specialise", proof.line("assume", claim), (Int(m), ZERO))
    facts = [h for h in proof.theorem.hypotheses if h != claim]
    line = discharged(proof, line, *facts)
    written = proof.chain(proof.theorem.lhs)
    written.do("expand", ())
    for k in range(3):
        written.do("expand", (k,))
    taps = [read("K", Int(k), ZERO) for k in range(3) if 0 <= m - k < 3]
    written.do("ring", (), add(*taps))
    number = proof.chain(proof.theorems[line].rhs)
    number.do("evaluate", ())
    first = proof.line("transitivity", proof.line("symmetry", written.close()), line)
    return proof.line("transitivity", first, number.close())


def no_kernel(rows: tuple[int, ...]) -> Proof:
    """⊢ ¬ (the published matrix is the gradient for K), for every K: a₄₁ = a₃₁ − a₁₁ fails."""
    proof, claim = Proof(), published(rows)
    a1, a3, a4 = (entry_of(proof, claim, m) for m in (0, 2, 3))
    gap = num(rows[10] - rows[0] - rows[15])
    clash = proof.chain(num(0))
    # 0 − gap = (K₀₀ + K₁₀ + K₂₀ − a₃₁) − (K₀₀ − a₁₁) − (K₁₀ + K₂₀ − a₄₁)
    clash.do("ring", (), gap, ((num(1), a3), (num(-1), a1), (num(-1), a4)))
    proof.line("contradiction", clash.close(), claim)
    return proof


def test_that_no_kernel_gives_the_published_matrix_is_a_theorem_about_every_kernel() -> None:
    proof = no_kernel(PUBLISHED)
    th = replay(proof.certificate())
    assert th.hypotheses == ()
    assert th.conclusion.op == "not"
    assert th.conclusion.free == {"K"}
    assert_true(th)


# ---- the receptive field of a stack, by induction on its depth ----

DEPTH, n, i = Var("L"), Var("n"), Var("l")


def field(layer: Term) -> Term:
    """The receptive field r of the first so many layers."""
    return iread("r", layer)


def growth(layer: Term) -> Term:
    """What a layer adds: (k − 1)·j, its kernel less one times the jump of its input."""
    return make("imul", None, (isub(iread("k", layer), ONE), iread("j", layer)))


def closed_form(depth: Term) -> Term:
    """r[depth] = 1 + Σ_{l < depth} (k[l] − 1)·j[l], as scalars."""
    return eq(cast(field(depth)), add(num(1), total([("l", ZERO, depth)], cast(growth(i)))))


START = eq(field(ZERO), ONE)
RECURSION = bind("forall", [("l", ZERO, DEPTH)], eq(field(iadd(i, ONE)), iadd(field(i), growth(i))))


def within(depth: Term) -> Term:
    """The claim for a depth that the stack has; deeper, nothing is said."""
    return make("or", None, (lt(DEPTH, depth), closed_form(depth)))


def one_more_summand(proof: Proof) -> LineNumber:
    """0 ≤ n ⊢ Σ_{l < n+1} f(l) = Σ_{l < n} f(l) + f(n)."""
    after = iadd(n, ONE)
    chain = proof.chain(total([("l", ZERO, after)], cast(growth(i))))
    facts = (le(ZERO, A0), lt(A0, after), lt(A0, n))
    inside = (le(ZERO, B0), lt(B0, n)), farkas((1,), (2,))
    last = (le(ZERO, A0), lt(A0, after), le(n, A0))
    at_n = last, ("both", farkas((2,), (3,)), farkas((1,), (3,)))
    chain.do("split", (), lt(A0, n))
    shorter = ((None, (facts, ("exact", 2)), None), (None, inside, None, None))
    chain.do("reindex", (0,), (("l",), ((ZERO, n),), TRUE), (B0,), (A0,), shorter)
    chain.do("reindex", (1,), ((), (), TRUE), (n,), (), ((at_n,), (((le(ZERO, n),), ("exact", 0)), None, None)))
    return chain.close()


def receptive_field() -> Proof:
    """r[0] = 1, ∀ l < L. r[l+1] = r[l] + (k[l] − 1)·j[l], 0 ≤ n ≤ L ⊢ r[n] = 1 + Σ_{l<n} (k[l] − 1)·j[l]."""
    proof = Proof()
    nothing = (le(ZERO, A0), lt(A0, ZERO)), farkas((0,), (1,))
    empty = proof.chain(total([("l", ZERO, ZERO)], cast(growth(i))))
    empty.do("empty", (), nothing)
    no_layer = empty.close()
    zero = proof.theorems[no_layer].conclusion
    # as scalars, r[0] = 1, and the sum is 0
    tree = ("any", 1, ("cast", 0, ("combine", 1, ((1, 2), (-1, 1)))))
    base = proof.line("discharge", proof.line("arith", within(ZERO), ((START, zero), tree)), no_layer)
    longer = one_more_summand(proof)
    grown = proof.theorems[longer].conclusion
    # entries: 0 the claim for n, 1 the recursion, 2 the longer sum, 3 0 ≤ n, 4 n < L, 5 the claim without its alternative,
    # 6 the recursion at n, 7 the same as scalars
    known = ("forall", 1, (n,), (("exact", 3), ("exact", 4)), ("cast", 6, ("combine", 1, ((1, 7), (1, 5), (-1, 2)))))
    deep = ("cases", 0, farkas((4,), (5,)), known)
    tree = ("split", lt(n, DEPTH), ("any", 1, deep), ("any", 0, ("exact", 4)))
    facts = within(n), RECURSION, grown, le(ZERO, n)
    step = proof.line("discharge", proof.line("arith", within(iadd(n, ONE)), (facts, tree)), longer)
    always = proof.line("induct", base, step, "n", ZERO)
    wanted = proof.line("arith", closed_form(n), ((within(n), le(n, DEPTH)), ("cases", 0, farkas((1,), (2,)), ("exact", 2))))
    proof.line("discharge", wanted, always)
    return proof


def test_the_closed_form_of_a_receptive_field_follows_from_its_recursion_by_induction() -> None:
    th = replay(receptive_field().certificate())
    assert th.conclusion == closed_form(n)
    assert set(th.hypotheses) == {le(n, DEPTH), START, RECURSION, le(ZERO, n)}
