"""Instances meet hypotheses that give a tensor's entries: recurrences are computed, linear systems solved."""

from collections import Counter

from symgrad import Page
from symgrad.core.term import num, read
from symgrad.refute.draw import Drawing

STACK = Page(
    "Stack",
    source="",
    text="""
        R = sum(1<=l<=L) k[l]*j[l-1]
        where k[1<=l<=L], s[1<=l<=L], r[0<=l<=L], j[0<=l<=L], L >= 0,
            r[l-1] = s[l]*r[l] + k[l] for 1<=l<=L, r[L] = 1, j[0] = 1, j[l] = j[l-1]*s[l] for 1<=l<=L
    """,
)
INVERSE = Page(
    "Inverse",
    source="",
    text="u[a<n] = sum(i<n) J[a,i]*K[i,a]  where J[n,n], K[n,n], sum(i<n) J[a,i]*K[i,b] = [a = b] for a<n, b<n",
)


def instances(page, lhs, count):
    drawing = Drawing(page.program.hypotheses, lhs, num(0), seed=5)
    return [found for attempt in range(count) if (found := drawing.draw(attempt)) is not None]


def test_a_stack_of_any_depth_meets_its_recursions():
    found = instances(STACK, STACK.term("R - r[0]"), 60)
    assert len(found) > 40
    deep = [i for i in found if i.integers["L"] == 2]
    assert deep
    for instance in deep:
        k, s, r, j = (instance.tensors[n] for n in "ksrj")
        assert (r[2,], j[0,]) == (1, 1)
        assert r[1,] == s[2,] * r[2,] + k[2,]
        assert r[0,] == s[1,] * r[1,] + k[1,]
        assert j[2,] == s[1,] * s[2,]


def test_an_inverse_matrix_is_solved_for():
    found = instances(INVERSE, INVERSE.term("u[0]"), 100)
    sizes = Counter(i.integers["n"] for i in found)
    assert min(sizes[2], sizes[3]) >= 3
    instance = next(i for i in found if i.integers["n"] == 3)
    left, right = instance.tensors["J"], instance.tensors["K"]
    for a in range(3):
        for b in range(3):
            assert sum(left[a, i] * right[i, b] for i in range(3)) == (a == b)


def test_entries_that_depend_on_each_other_in_a_circle_are_drawn():
    page = Page("Even", source="", text="u = sum(k<K) w[k]  where w[K], w[k] = w[K-1-k] for k<K")
    found = instances(page, read("u"), 40)
    assert any(i.integers["K"] >= 3 for i in found)
    assert all(i.tensors["w"][k,] == i.tensors["w"][i.integers["K"] - 1 - k,] for i in found for k in range(i.integers["K"]))
