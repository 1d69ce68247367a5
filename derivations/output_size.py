"""How many outputs there are: windows of K entries, s apart, over an input of I entries with p of padding on either side.

NYU, DS-GA 1008, assignment 2 (February 2019), question 1 (a) and (b), where O = (I − K + 2P)/S + 1 is printed. That is right
where S divides I − K + 2P; else the quotient is rounded down, or, in "ceil mode", up. Pooling layers count in the same way.
"""

from symgrad import Page

page = Page(
    "The output size of a convolution or pooling layer",
    source="NYU, DS-GA 1008, assignment 2, question 1 (a) and (b)",
    text="y[o<O] = sum(k<K) w[k]*x[s*o+k-p]  where x[I] is zero outside, w[K], s >= 1, p >= 0",
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
    """O = (I − K + 2p)/s + 1 without rounding, just where s divides I − K + 2p."""
    size = "floor((I - K + 2*p)/s) + 1"
    return page.claim(f"s*({size} - 1) = I - K + 2*p iff s | I - K + 2*p").follows("a = s·⌊a/s⌋ just where s | a")


@page.theorem()
def not_always_as_printed():
    """For I = 6, K = 3, S = 2 and P = 0 there are two outputs, and no O is as printed."""
    claim = page.claim("floor((6 - 3 + 2*0)/2) + 1 = 2 and not 2 | 6 - 3 + 2*0")
    return claim.follows("3 = 2·1 + 1")


@page.theorem()
def three_by_three():
    """I = 5, K = 3, P = 0 and S = 1 give three outputs along each axis."""
    return page.claim("floor((5 - 3 + 2*0)/1) + 1 = 3").follows("(5 − 3)/1 + 1")
