"""Max pooling at a tie: the derivative does not exist there, but every usual rule for ties gives a subgradient.

NYU, DS-GA 1008, assignment 2 (February 2019), question 2 (b), equation (1). A subgradient of the convex function
f(x) = max_k x_k at x is a vector g with f(x) + Σ_k g_k·(z_k − x_k) ≤ f(z) for every z. Where several entries are the maximum,
frameworks let one of these winners have the whole cotangent, the first or the last, or split it evenly among them. Each rule
is stated as it is carried out: k is the first winner if it wins and no winner is before it. Nothing else is supposed; that
there is a winner at all is proved.

Then the same for a layer of any stride and dilation, whose windows may overlap: for cotangents that are not negative, the
backward pass D by the rule is a subgradient of Σ_o ∂L/∂y[o]·y[o], which is convex in x.
"""

from symgrad import Page

SOURCE = "NYU, DS-GA 1008, assignment 2, question 2 (b), equation (1)"

# How one window is spoken of, alone and as window o of a layer.
ALONE = {"each": "", "all": "k<K", "o": "", "x": "x[k]", "z": "z[k]", "y": "f", "Y": "h", "c": "c"}
OF_LAYER = {
    "each": "forall(o<O) ",
    "all": "o<O, k<K",
    "o": "o,",
    "x": "x[s*o+d*k]",
    "z": "z[s*o+d*k]",
    "y": "y[o]",
    "Y": "Y[o]",
    "c": "c[o]",
}

FIRST = """
    before[{o}k] = sum(i<k) win[{o}i]
    g[{o}k] = [{x} = {y} and before[{o}k] = 0]
"""
LAST = """
    from[{o}k] = sum(k<=i<K) win[{o}i]
    g[{o}k] = [{x} = {y} and from[{o}k+1] = 0]
"""
EVEN = """
    {c} = sum(k<K) win[{o}k]
    g[{o}k] = win[{o}k]/{c}
"""


def window(rule, weights):
    """One window with a rule for ties, g."""
    return Page(
        f"The maximum of a window, at a tie: {rule}",
        source=SOURCE,
        text="f = max(k<K) x[k]  where x[K], K >= 1",
        also="h = max(k<K) z[k] \n win[k] = [x[k] = f] \n" + weights.format(**ALONE),
    )


def layer(rule, weights):
    """A pooling layer with a rule for ties, g, and its backward pass, D."""
    return Page(
        f"Max pooling at ties, any stride and dilation: {rule}",
        source=SOURCE,
        text="""
            y[o<O] = max(k<K) x[s*o+d*k]
            where x[N], s >= 1, d >= 1, K >= 1, s*(O-1) + d*(K-1) < N
        """,
        also="""
            Y[o] = max(k<K) z[s*o+d*k]
            win[o,k] = [x[s*o+d*k] = y[o]]
        """
        + weights.format(**OF_LAYER)
        + "D[m] = sum(o<O) dL/dy[o]*sum(k<K) g[o,k]*[s*o+d*k = m]",
    )


def first_wins(claim, words):
    """Lines 1 to 9: the first winner's weights are not negative, and their sum is 1."""

    def say(text):
        return text.format(**words)

    return (
        claim.have(say("{each}0 < before[{o}K]"), "a maximum is one of its entries")
        .have(say("{each}before[{o}0] = 0"), "nothing is before the first entry")
        .have(
            say("forall({all}) before[{o}k+1] = before[{o}k] + win[{o}k]"),
            "entry k is before k + 1",
        )
        .have(say("forall({all}) 0 <= before[{o}k]"), "a number of entries")
        .have(
            say("forall({all}) g[{o}k] = [before[{o}k] = 0] - [before[{o}k+1] = 0]"),
            "k wins, or does not",
            by=(3, 4),
        )
        .by_induction(
            say("{each}sum(k<n) g[{o}k] = 1 - [before[{o}n] = 0]"),
            "add them up",
            on="n",
            upto="K",
            by=(2, 5),
        )
        .have(say("{each}[before[{o}K] = 0] = 0"), "line 1", by=(1,))
        .have(say("{each}sum(k<K) g[{o}k] = 1"), "lines 6 and 7", by=(6, 7))
        .have(say("forall({all}) 0 <= g[{o}k]"), "a bracket is 0 or 1", by=(4,))
    )


def last_wins(claim, words):
    """Lines 1 to 10: the same for the last winner."""

    def say(text):
        return text.format(**words)

    return (
        claim.have(say("{each}0 < from[{o}0]"), "a maximum is one of its entries")
        .have(say("{each}from[{o}K] = 0"), "nothing is behind the last entry")
        .have(
            say("forall({all}) from[{o}k] = win[{o}k] + from[{o}k+1]"),
            "entry k, and those behind it",
        )
        .have(say("forall({all}) 0 <= from[{o}k+1]"), "a number of entries")
        .have(
            say("forall({all}) g[{o}k] = [from[{o}k+1] = 0] - [from[{o}k] = 0]"),
            "k wins, or does not",
            by=(3, 4),
        )
        .by_induction(
            say("{each}sum(k<n) g[{o}k] = [from[{o}n] = 0] - [from[{o}0] = 0]"),
            "add them up",
            on="n",
            upto="K",
            by=(5,),
        )
        .have(say("{each}[from[{o}K] = 0] = 1"), "line 2", by=(2,))
        .have(say("{each}[from[{o}0] = 0] = 0"), "line 1", by=(1,))
        .have(say("{each}sum(k<K) g[{o}k] = 1"), "lines 6 to 8", by=(6, 7, 8))
        .have(say("forall({all}) 0 <= g[{o}k]"), "a bracket is 0 or 1", by=(4,))
    )


def all_share(claim, words):
    """Lines 1 to 6: the same where all winners have an equal share."""

    def say(text):
        return text.format(**words)

    return (
        claim.have(say("{each}0 < {c}"), "a maximum is one of its entries")
        .have(say("{each}0 < 1/{c}"), "line 1", by=(1,))
        .have(say("{each}{c}*(1/{c}) = 1"), "c ≠ 0", by=(1,))
        .have(say("{each}sum(k<K) g[{o}k] = {c}*(1/{c})"), "factor out", by=(1,))
        .have(say("{each}sum(k<K) g[{o}k] = 1"), "lines 3 and 4", by=(3, 4))
        .have(say("forall({all}) 0 <= g[{o}k]"), "c > 0", by=(2,))
    )


def subgradient(claim, words, one):
    """Six lines more: f(x) + Σ g·(z − x) ≤ f(z), from line ``one``, Σ g = 1, and the line after it, the last, g ≥ 0."""

    def say(text):
        return text.format(**words)

    n, difference = one + 1, say("g[{o}k]*({z} - {x})")
    return (
        claim.have(
            say("forall({all}) g[{o}k]*{x} = g[{o}k]*{y}"),
            "g = 0 but where x wins",
            by=(n,),
        )
        .have(
            say("forall({all}) {z} <= {Y}"),
            "a maximum is at least each entry",
            by=(n,),
        )
        .have(
            say(f"forall({{all}}) {difference} <= g[{{o}}k]*({{Y}} - {{y}})"),
            "g ≥ 0",
            by=(n, n + 1, n + 2),
        )
        .have(
            say(f"{{each}}sum(k<K) {difference} <= sum(k<K) g[{{o}}k]*({{Y}} - {{y}})"),
            "term by term",
            by=(n + 3,),
        )
        .have(
            say("{each}sum(k<K) g[{o}k]*({Y} - {y}) = ({Y} - {y})*sum(k<K) g[{o}k]"),
            "factor out",
            by=(n,),
        )
        .have(
            say(f"{{each}}{{y}} + sum(k<K) {difference} <= {{Y}}"),
            "Σ g = 1",
            by=(one, n + 4, n + 5),
        )
    )


def backward(claim, one):
    """The lines that lead from every window to the whole layer."""
    n, window = one + 7, "y[o] + sum(k<K) g[o,k]*(z[s*o+d*k] - x[s*o+d*k])"
    return (
        claim.have(f"forall(o<O) dL/dy[o]*({window}) <= dL/dy[o]*Y[o]", "∂L/∂y ≥ 0", by=(n,))
        .have(
            f"sum(o<O) dL/dy[o]*({window}) <= sum(o<O) dL/dy[o]*Y[o]",
            "term by term",
            by=(n + 1,),
        )
        .have(
            f"sum(o<O) dL/dy[o]*({window}) = sum(o<O) dL/dy[o]*y[o] + sum(m<N) D[m]*(z[m] - x[m])",
            "collapse δ (m = s·o + d·k)",
            by=(n,),
        )
        .follows(f"lines {n + 2} and {n + 3}", by=(n + 2, n + 3))
    )


SUBGRADIENT = "(forall(k<K) 0 <= g[k]) and sum(k<K) g[k] = 1 and f + sum(k<K) g[k]*(z[k] - x[k]) <= h"
OF_LOSS = "sum(o<O) dL/dy[o]*y[o] + sum(m<N) D[m]*(z[m] - x[m]) <= sum(o<O) dL/dy[o]*Y[o]"
NOT_NEGATIVE = ("forall(o<O) 0 <= dL/dy[o]",)

first_of_window = window("the first winner", FIRST)
last_of_window = window("the last winner", LAST)
all_of_window = window("all winners alike", EVEN)
first_of_layer = layer("the first winner", FIRST)
last_of_layer = layer("the last winner", LAST)
all_of_layer = layer("all winners alike", EVEN)


@first_of_window.theorem()
def first():
    """The gradient through the first entry that is the maximum is a subgradient."""
    argument = subgradient(first_wins(first_of_window.claim(SUBGRADIENT), ALONE), ALONE, 8)
    return argument.follows("lines 8, 9 and 15", by=(8, 9, 15))


@last_of_window.theorem()
def last():
    """The gradient through the last entry that is the maximum is a subgradient."""
    argument = subgradient(last_wins(last_of_window.claim(SUBGRADIENT), ALONE), ALONE, 9)
    return argument.follows("lines 9, 10 and 16", by=(9, 10, 16))


@all_of_window.theorem()
def even_split():
    """The gradient through all entries that are the maximum, an equal share each, is a subgradient."""
    argument = subgradient(all_share(all_of_window.claim(SUBGRADIENT), ALONE), ALONE, 5)
    return argument.follows("lines 5, 6 and 12", by=(5, 6, 12))


@first_of_layer.theorem()
def layer_first():
    """Where each window's first winner gets its cotangent."""
    claim = first_of_layer.claim(OF_LOSS, given=NOT_NEGATIVE)
    return backward(subgradient(first_wins(claim, OF_LAYER), OF_LAYER, 8), 8)


@last_of_layer.theorem()
def layer_last():
    """Where each window's last winner gets its cotangent."""
    claim = last_of_layer.claim(OF_LOSS, given=NOT_NEGATIVE)
    return backward(subgradient(last_wins(claim, OF_LAYER), OF_LAYER, 9), 9)


@all_of_layer.theorem()
def layer_even_split():
    """Where each window's winners share its cotangent evenly."""
    claim = all_of_layer.claim(OF_LOSS, given=NOT_NEGATIVE)
    return backward(subgradient(all_share(claim, OF_LAYER), OF_LAYER, 5), 5)
