"""Adaptive average pooling: O windows spread over an input of H entries, window i being ⌊i·H/O⌋ ≤ k < ⌈(i+1)·H/O⌉.

NYU, DS-GA 1008, assignment 2 (February 2019), question 2 (a), item 4 (torch.nn.AdaptiveAvgPool2d). The output size is given;
the windows follow from it. They may overlap, and differ in size by one. In a plane the windows of the two axes are
independent of each other, so what is shown of the windows of one axis holds of both.
"""

from symgrad import Page

SOURCE = "NYU, DS-GA 1008, assignment 2, question 2 (a), item 4"

page = Page(
    "Adaptive average pooling",
    source=SOURCE,
    text="""
        y[i<O] = sum(floor(i*H/O) <= k < ceil((i+1)*H/O)) x[k]/(ceil((i+1)*H/O) - floor(i*H/O))
        where x[H], O >= 1, H >= 1
    """,
)

plane = Page(
    "Adaptive average pooling of a plane",
    source=SOURCE,
    text="""
        c[i<O,j<P] = (ceil((i+1)*H/O) - floor(i*H/O))*(ceil((j+1)*W/P) - floor(j*W/P))
        y[i<O,j<P] = sum(floor(i*H/O) <= k < ceil((i+1)*H/O), floor(j*W/P) <= l < ceil((j+1)*W/P)) x[k,l]/c[i,j]
        where x[H,W], O >= 1, P >= 1, H >= 1, W >= 1
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
    """Every entry m is in a window: in that of i = ⌊m·O/H⌋."""
    i = "floor(m*O/H)"
    claim = page.claim(f"0 <= {i} < O and floor({i}*H/O) <= m < ceil(({i}+1)*H/O)", given=["0 <= m", "m < H"])
    return claim.follows("i ≤ m·O/H < i + 1")


@page.theorem()
def windows_span():
    """The first window begins where the input does, and the last ends where it ends."""
    return page.claim("floor(0*H/O) = 0 and ceil(O*H/O) = H").follows("O·H/O = H")


@page.theorem()
def windows_leave_no_gap():
    """The next window begins where this one ends, or before."""
    return page.claim("floor((i+1)*H/O) <= ceil((i+1)*H/O)").follows("⌊q⌋ ≤ ⌈q⌉")


@page.theorem()
def dL_dx():
    """The cotangents of the windows that an entry is in, each over the size of its window."""
    return page.gradient("x", "m")


@plane.theorem()
def plane_divisor_is_positive():
    """What the average over a window of the plane divides by is positive."""
    claim = plane.claim("0 < c[i,j]")
    rows, columns = "floor(i*H/O) < ceil((i+1)*H/O)", "floor(j*W/P) < ceil((j+1)*W/P)"
    return claim.have(f"{rows} and {columns}", "no window is empty").follows("a product of sizes")


@plane.theorem()
def plane_windows_cover():
    """Every entry m, n of the plane is in a window: in that of i = ⌊m·O/H⌋, j = ⌊n·P/W⌋."""
    i, j = "floor(m*O/H)", "floor(n*P/W)"
    rows = f"0 <= {i} < O and floor({i}*H/O) <= m < ceil(({i}+1)*H/O)"
    columns = f"0 <= {j} < P and floor({j}*W/P) <= n < ceil(({j}+1)*W/P)"
    return plane.claim(f"{rows} and {columns}", given=["0 <= m < H", "0 <= n < W"]).follows("i ≤ m·O/H < i + 1, j alike")


@plane.theorem()
def plane_dL_dx():
    """In a plane likewise, over the number of entries in the window."""
    return plane.gradient("x", "m,n")
