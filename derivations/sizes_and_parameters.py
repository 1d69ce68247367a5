"""How large an output is, and how many parameters a layer has: windows, connections and kernels are counted.

ETH Zürich, Deep Learning, exercise series 5 (October 2018), solutions 1 and 2. The sheet's layer applies each of K
kernels of p×p to each of the three channels of an m×m image by itself; a usual layer has K kernels of 3×p×p and adds
the channels up. The fraction that is printed for the parameters of a fully connected layer should be the number
9Km²(m − p + 1)².
"""

from symgrad import Page

ONE, TWO = (f"ETH Zürich, Deep Learning, exercise series 5, solution {k}" for k in (1, 2))

windows = Page(
    "The size of f ∗ k, for an m×n image and a (2p+1)×(2q+1) kernel",
    source=ONE,
    text="""
        y[a<m,b<n] = sum(-p<=u<=p,-q<=v<=q) f[a-u,b-v]*k[u,v]
        where f[m,n] is zero outside, k[-p<=u<=p,-q<=v<=q], p >= 0, q >= 0
    """,
)

sheet = Page(
    "Outputs and parameters, the channels apart",
    source=TWO,
    text="""
        y[h<K,c<3,i<m-p+1,j<m-p+1] = sum(a<p,b<p) w[h,a,b]*x[c,i+a,j+b]
        where x[3,m,m], w[K,p,p], p <= m, 1 <= p, 1 <= K
    """,
)

usual = Page(
    "Outputs and parameters, the channels added up",
    source=TWO,
    text="""
        y[h<K,i<m-p+1,j<m-p+1] = sum(c<3,a<p,b<p) w[h,c,a,b]*x[c,i+a,j+b]
        where x[3,m,m], w[K,3,p,p], p <= m, 1 <= p, 1 <= K
    """,
)


@windows.theorem()
def windows_inside():
    """The window at (a, b) lies inside the image just where p ≤ a < m − p and q ≤ b < n − q: in (m − 2p)×(n − 2q) places."""
    return windows.claim(
        "(0 <= a-p and a+p < m and 0 <= b-q and b+q < n) iff (p <= a and a < m-p and q <= b and b < n-q)"
    ).follows("each comparison is moved to the other side")


@windows.theorem()
def valid_size():
    """(m − 2p)·(n − 2q) windows lie inside the image, if it is at least as large as the kernel's border."""
    return windows.identity(
        "sum(a<m,b<n) [0 <= a-p and a+p < m and 0 <= b-q and b+q < n]", given=["2*p <= m", "2*q <= n"]
    ).counted("(m-2*p)*(n-2*q)", "p ≤ a < m − p, q ≤ b < n − q")


@windows.theorem()
def same_size():
    """In the image padded to (m + 2p)×(n + 2q), m·n windows lie inside: the output is as large as the image."""
    return windows.identity("sum(a<m+2*p,b<n+2*q) [0 <= a-p and a+p < m+2*p and 0 <= b-q and b+q < n+2*q]").counted(
        "m*n", "p ≤ a < m + p, q ≤ b < n + q"
    )


@sheet.theorem()
def outputs():
    """The layer has 3K(m − p + 1)² outputs."""
    return sheet.identity("sum(h<K,c<3,i<m-p+1,j<m-p+1) 1").counted("3*K*(m-p+1)**2", "one for each kernel, channel and window")


@sheet.theorem()
def shared():
    """With shared kernels it has Kp² parameters."""
    return sheet.identity("sum(h<K,a<p,b<p) 1").counted("K*p**2", "one for each entry of each kernel")


@sheet.theorem()
def locally_connected():
    """With a parameter for each connection to the p² inputs of its window and channel, it has 3Kp²(m − p + 1)²."""
    return sheet.identity("sum(h<K,c<3,i<m-p+1,j<m-p+1,e<3,a<m,b<m) [e = c and i <= a < i+p and j <= b < j+p]").counted(
        "3*K*p**2*(m-p+1)**2", "e = c, i ≤ a < i + p, j ≤ b < j + p"
    )


@sheet.theorem()
def fully_connected():
    """With a parameter for each output and input it has 9Km²(m − p + 1)²."""
    return sheet.identity("sum(h<K,c<3,i<m-p+1,j<m-p+1,e<3,a<m,b<m) 1").counted(
        "9*K*m**2*(m-p+1)**2", "one for each output and input"
    )


@sheet.theorem()
def ratio_to_local():
    """Shared to locally connected parameters: 1 to 3(m − p + 1)²."""
    return sheet.identity("K*p**2/(3*K*p**2*(m-p+1)**2)").by_facts("1/(3*(m-p+1)**2)", "K·p²/(K·p²) = 1")


@sheet.theorem()
def ratio_to_full():
    """Shared to fully connected parameters: p² to 9m²(m − p + 1)²."""
    return sheet.identity("K*p**2/(9*K*m**2*(m-p+1)**2)").by_facts("p**2/(9*m**2*(m-p+1)**2)", "K/K = 1")


@sheet.theorem()
def ratios_in_numbers():
    """For m = 128 and p = 5 the ratios are 2.168·10⁻⁵ and 1.103·10⁻⁸, rounded."""
    return sheet.claim(
        "21675/10**9 < 1/(3*(128-5+1)**2) and 1/(3*(128-5+1)**2) < 21685/10**9"
        " and 11025/10**12 < 5**2/(9*128**2*(128-5+1)**2) and 5**2/(9*128**2*(128-5+1)**2) < 11035/10**12"
    ).follows("1/46128 and 25/2267283456 in decimals")


@usual.theorem()
def usual_outputs():
    """A usual layer has K(m − p + 1)² outputs."""
    return usual.identity("sum(h<K,i<m-p+1,j<m-p+1) 1").counted("K*(m-p+1)**2", "one for each kernel and window")


@usual.theorem()
def usual_shared():
    """A usual layer has 3Kp² parameters."""
    return usual.identity("sum(h<K,c<3,a<p,b<p) 1").counted("3*K*p**2", "one for each entry of each kernel")


@usual.theorem()
def usual_locally_connected():
    """Locally connected, it has 3Kp²(m − p + 1)²."""
    return usual.identity("sum(h<K,i<m-p+1,j<m-p+1,c<3,a<m,b<m) [i <= a < i+p and j <= b < j+p]").counted(
        "3*K*p**2*(m-p+1)**2", "i ≤ a < i + p, j ≤ b < j + p"
    )


@usual.theorem()
def usual_fully_connected():
    """Fully connected, it has 3Km²(m − p + 1)²."""
    return usual.identity("sum(h<K,i<m-p+1,j<m-p+1,c<3,a<m,b<m) 1").counted(
        "3*K*m**2*(m-p+1)**2", "one for each output and input"
    )


@usual.theorem()
def usual_ratio_to_local():
    """Shared to locally connected parameters: 1 to (m − p + 1)²."""
    return usual.identity("3*K*p**2/(3*K*p**2*(m-p+1)**2)").by_facts("1/(m-p+1)**2", "K·p²/(K·p²) = 1")


@usual.theorem()
def usual_ratio_to_full():
    """Shared to fully connected parameters: p² to m²(m − p + 1)²."""
    return usual.identity("3*K*p**2/(3*K*m**2*(m-p+1)**2)").by_facts("p**2/(m**2*(m-p+1)**2)", "K/K = 1")


@usual.theorem()
def usual_ratios_in_numbers():
    """For m = 128 and p = 5 the ratios of a usual layer are 6.504·10⁻⁵ and 9.924·10⁻⁸, rounded."""
    return usual.claim(
        "65035/10**9 < 1/(128-5+1)**2 and 1/(128-5+1)**2 < 65045/10**9"
        " and 99235/10**12 < 5**2/(128**2*(128-5+1)**2) and 5**2/(128**2*(128-5+1)**2) < 99245/10**12"
    ).follows("1/15376 and 25/251920384 in decimals")
