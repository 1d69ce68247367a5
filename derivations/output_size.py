"""How many outputs there are: windows of K entries, s apart, over an input of I entries with p of padding on either side.

NYU, DS-GA 1008, assignment 2 (February 2019), question 1 (a) and (b), where O = (I − K + 2P)/S + 1 is printed. That is right
where S divides I − K + 2P; else no integer is as printed, and the quotient is rounded down, or, in "ceil mode", up. Pooling
layers count in the same way; in ceil mode, frameworks leave out a last window that would begin in the padding behind the input.
"""

from symgrad import Page

TEXT = "y[o<O] = sum(k<K) w[k]*x[s*o+k-p]  where x[I] is zero outside, w[K], s >= 1, p >= 0"

page = Page(
    "The output size of a convolution or pooling layer",
    source="NYU, DS-GA 1008, assignment 2, question 1 (a) and (b)",
    text=TEXT,
)

frameworks = Page(
    "Ceil mode: a last window must begin within the input or the padding before it",
    source="the layers avg_pool2d and max_pool2d of deep-learning frameworks",
    text=TEXT,
)


@page.theorem()
def floor_mode():
    """Window o lies within the padded input just where o < ⌊(I − K + 2p)/s⌋ + 1."""
    return page.claim("s*o + K <= I + 2*p iff o < floor((I - K + 2*p)/s) + 1").follows("⌊a/s⌋ is the largest q with s·q ≤ a")


@page.theorem()
def ceil_mode():
    """O windows cover all of the padded input just where O ≥ ⌈(I − K + 2p)/s⌉ + 1."""
    return page.claim("I + 2*p <= s*(O-1) + K iff ceil((I - K + 2*p)/s) + 1 <= O").follows("⌈a/s⌉ is the least q with a ≤ s·q")


@page.theorem()
def as_printed():
    """An integer O is as printed just where s divides I − K + 2p and O is what floor mode gives."""
    claim = page.claim("s*(O-1) = I - K + 2*p iff s | I - K + 2*p and O = floor((I - K + 2*p)/s) + 1")
    return claim.follows("a = s·⌊a/s⌋ just where s | a")


@page.theorem()
def no_size_as_printed():
    """Where the division by s leaves a remainder, no integer O is as printed."""
    quotient = "floor((I - K + 2*p)/s)"
    claim = page.claim("not s*(O-1) = I - K + 2*p", given=["1 <= (I - K + 2*p) mod s"])
    return claim.have(f"O - 1 <= {quotient} or {quotient} + 1 <= O - 1", "these are integers").follows(
        "s·⌊a/s⌋ < a < s·(⌊a/s⌋ + 1)"
    )


@page.theorem()
def not_always_as_printed():
    """For I = 6, K = 3, S = 2 and P = 0 no integer O is as printed."""
    claim = page.claim("not O = (6 - 3 + 2*0)/2 + 1")
    return claim.have("O <= 2 or 3 <= O", "O is an integer").follows("2 < 5/2 < 3")


@page.theorem()
def two_outputs():
    """For these sizes, floor mode gives two outputs."""
    return page.claim("floor((6 - 3 + 2*0)/2) + 1 = 2").follows("3 = 2·1 + 1")


@page.theorem()
def three_by_three():
    """I = 5, K = 3, P = 0 and S = 1 give three outputs along each axis."""
    return page.claim("floor((5 - 3 + 2*0)/1) + 1 = 3").follows("(5 − 3)/1 + 1")


@frameworks.theorem()
def last_window_kept():
    """If the last of O windows begins before the input ends, so does each of them, and O is the size."""
    claim = frameworks.claim("o < O and s*o - p < I iff o < O", given=["s*(O-1) - p < I"])
    return claim.follows("s·o ≤ s·(O − 1)")


@frameworks.theorem()
def last_window_dropped():
    """If the last of the O windows of ceil mode does not, and p ≤ K, all others do, and O − 1 is the size."""
    given = ["O = ceil((I - K + 2*p)/s) + 1", "I <= s*(O-1) - p", "p <= K"]
    return frameworks.claim("o < O and s*o - p < I iff o < O - 1", given=given).follows("s·(O − 2) < I − K + 2·p ≤ I + p")


@frameworks.theorem()
def size_in_ceil_mode():
    """Together: the smaller of the sizes that the two conditions give."""
    claim = frameworks.claim("o < ceil((I-K+2*p)/s) + 1 and s*o - p < I iff o < min(ceil((I-K+2*p)/s) + 1, ceil((I+p)/s))")
    return claim.follows("s·o < I + p just where o < ⌈(I + p)/s⌉")
