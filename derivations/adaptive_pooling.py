"""Adaptive average pooling: O windows spread over an input of H entries, window i being ⌊i·H/O⌋ ≤ k < ⌈(i+1)·H/O⌉.

NYU, DS-GA 1008, assignment 2 (February 2019), question 2 (a), item 4 (torch.nn.AdaptiveAvgPool2d). The output size is given;
the windows follow from it. They may overlap, and differ in size by one.
"""

from symgrad import Page

page = Page(
    "Adaptive average pooling",
    source="NYU, DS-GA 1008, assignment 2, question 2 (a), item 4",
    text="""
        y[i<O] = sum(floor(i*H/O) <= k < ceil((i+1)*H/O)) x[k]/(ceil((i+1)*H/O) - floor(i*H/O))
        where x[H], O >= 1, H >= 1
    """,
)


@page.theorem()
def windows_are_not_empty():
    """No window is empty, so no average divides by zero."""
    return page.claim("floor(i*H/O) < ceil((i+1)*H/O)").follows("i·H/O < (i+1)·H/O")


@page.theorem()
def windows_fit():
    """No window leaves the input."""
    return page.claim("forall(i<O) (0 <= floor(i*H/O) and ceil((i+1)*H/O) <= H)").follows("0 ≤ i and i + 1 ≤ O")


@page.theorem()
def windows_cover():
    """The first window begins where the input does, and the last ends where it ends."""
    return page.claim("floor(0*H/O) = 0 and ceil(O*H/O) = H").follows("O·H/O = H")


@page.theorem()
def windows_leave_no_gap():
    """The next window begins where this one ends, or before: every entry is in a window."""
    return page.claim("floor((i+1)*H/O) <= ceil((i+1)*H/O)").follows("⌊q⌋ ≤ ⌈q⌉")


@page.theorem()
def dL_dx():
    """The cotangents of the windows that an entry is in, each over the size of its window."""
    return page.gradient("x", "m")
