"""What the commands of LaTeX mean: which are letters, which are signs, which say nothing about the mathematics."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LETTERS = {  # Greek letters, as they are spelled and as they are shown
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
    "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
# one spelling for a letter, so that the document may mix both
SPELLING = {"varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho", "varsigma": "sigma", "ell": "l"}
GREEK = frozenset(LETTERS) | frozenset(SPELLING) | {"hbar", "imath", "jmath"}
UNICODE_LETTERS = {sign: name for name, sign in LETTERS.items()} | {
    "ε": "varepsilon", "φ": "varphi", "ς": "varsigma", "ϵ": "epsilon", "ϕ": "phi", "ϑ": "vartheta", "ϱ": "varrho",
}  # fmt: skip
STYLES = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "bf": "bold", "pmb": "bold", "mathsf": "sans", "mathcal": "cal",
    "mathscr": "cal", "mathrm": "roman", "mathit": "", "mathnormal": "", "mathbb": "blackboard", "mathfrak": "fraktur",
    "mathtt": "tt", "vec": "", "textbf": "bold", "textit": "", "boldmath": "", "rm": "roman", "it": "", "cal": "cal",
    "sf": "sans",
    "symbf": "bold", "underline": "", "overrightarrow": "", "bs": "bold", "mathds": "blackboard", "mathbold": "bold",
}  # fmt: skip
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde", "dot": "dot",
    "ddot": "ddot", "check": "check", "breve": "breve", "acute": "acute", "grave": "grave", "mathring": "ring",
}  # fmt: skip
TEXT = words(
    """
    text textrm textnormal textsf texttt textup mbox hbox operatorname operatorname* textsc intertext
    """
)
SILENT = words(  # say nothing about the mathematics
    """
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits quad qquad , ; : ! > enspace thinspace medspace
    thickspace nonumber notag hfill allowbreak noindent boldmath mathstrut strut big Big bigg Bigg bigl bigr Bigl Bigr biggl
    biggr Biggl Biggr bigm Bigm middle left right / - normalfont protect relax centering small footnotesize normalsize large
    Large null negthinspace negmedspace smallskip medskip bigskip ensuremath xspace par newline leavevmode @
    """
) | {" ", "\n", "\t", "\r"}
SILENT_WITH_ARGUMENT = {  # and how many arguments they have
    "label": 1, "tag": 1, "tag*": 1, "hspace": 1, "hspace*": 1, "vspace": 1, "vspace*": 1, "phantom": 1, "hphantom": 1,
    "vphantom": 1, "color": 1, "cite": 1, "citep": 1, "citet": 1, "footnote": 1, "ref": 1, "eqref": 1, "hskip": 0, "kern": 0,
    "cline": 1, "setlength": 2, "shoveleft": 0, "shoveright": 0, "hline": 0, "displaybreak": 0, "numberthis": 0, "qedhere": 0,
    "arraystretch": 0, "fontsize": 2, "selectfont": 0, "require": 1, "raisetag": 1, "pagebreak": 0, "nobreak": 0,
}  # fmt: skip
TRANSPARENT = {  # the argument that counts, and how many there are
    "boxed": (0, 1), "fbox": (0, 1), "mathop": (0, 1), "mathbin": (0, 1), "mathrel": (0, 1), "mathord": (0, 1),
    "mathopen": (0, 1),
    "mathclose": (0, 1), "cancel": (0, 1), "textcolor": (1, 2), "colorbox": (1, 2), "underbrace": (0, 1), "overbrace": (0, 1),
    "smash": (0, 1), "mathclap": (0, 1), "mathllap": (0, 1), "mathrlap": (0, 1), "overset": (1, 2), "underset": (1, 2),
    "stackrel": (1, 2), "class": (1, 2), "htmlClass": (1, 2), "style": (1, 2), "enclose": (1, 2), "href": (1, 2), "rlap": (0, 1),
    "llap": (0, 1), "clap": (0, 1), "hbox": (0, 1), "bbox": (0, 1), "mathinner": (0, 1), "xcancel": (0, 1),
}  # fmt: skip
DOTS = frozenset(["dots", "ldots", "cdots", "vdots", "ddots", "dotsc", "dotsb", "dotsm", "dotsi", "dotso", "iddots"])
RELATIONS = {
    "=": "=", "equiv": "=", "coloneqq": ":=", ":=": ":=", "triangleq": ":=", "stackrel": "=", "doteq": "=", "le": "<=",
    "leq": "<=",
    "ge": ">=", "geq": ">=", "leqslant": "<=", "geqslant": ">=", "<": "<", ">": ">", "lt": "<", "gt": ">", "ne": "!=",
    "neq": "!=",
    "approx": "approx", "simeq": "approx", "cong": "approx", "sim": "approx", "propto": "approx", "to": "to", "rightarrow": "to",
    "longrightarrow": "to", "mapsto": "to", "leftarrow": ":=", "gets": ":=", "in": "in", "notin": "notin", "subset": "in",
    "subseteq": "in", "ll": "approx", "gg": "approx", "xrightarrow": "to", "eqqcolon": "=", "mid": "|", "nmid": "nmid",
    "vert": "|",
    "hookrightarrow": "to", "implies": "=>", "Rightarrow": "=>", "Longrightarrow": "=>", "iff": "iff", "Leftrightarrow": "iff",
    "Longleftrightarrow": "iff", "impliedby": "=>", "Leftarrow": "=>", "longmapsto": "to", "leftrightarrow": "iff",
    "supseteq": "in",
}  # fmt: skip
OPERATORS = {  # between arrays, or scalars: what is meant is found out later
    "*": "*", "ast": "*", "star": "star", "circledast": "*", "otimes": "otimes", "odot": "odot", "circ": "circ", "oplus": "oplus",
    "bmod": "mod",
    "bigodot": "odot", "bullet": "odot", "convolution": "*", "bigotimes": "otimes", "bigoplus": "oplus", "oast": "*",
    "divideontimes": "*",
}  # fmt: skip
PRODUCTS = frozenset({"cdot", "times", "cdotp"})
FUNCTIONS = words(
    """
    sin cos tan exp log ln tanh sinh cosh arctan arcsin arccos det dim ker deg arg Pr gcd lg cot sec csc inf sup lim
    """
)
BIG = {"sum": "sum", "prod": "prod", "max": "max", "min": "min", "argmax": "argmax", "argmin": "argmin", "int": "int",
       "sup": "max", "inf": "min", "bigcup": "union", "bigcap": "union", "iint": "int", "oint": "int", "lim": "lim"}  # fmt: skip
OPEN = {"(": ")", "[": "]", "\\{": "\\}", "\\lfloor": "\\rfloor", "\\lceil": "\\rceil", "\\langle": "\\rangle",
"\\lvert": "\\rvert",
        "\\lVert": "\\rVert", "\\lbrace": "\\rbrace", "\\lbrack": "\\rbrack", "\\lgroup": "\\rgroup",
        "\\llbracket": "\\rrbracket"}  # fmt: skip
CLOSE = frozenset(OPEN.values())
SURROUND = {"\\lfloor": "floor", "\\lceil": "ceil", "\\langle": "angle", "\\lvert": "abs", "\\lVert": "norm"}
MATRICES = words(
    """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array psmallmatrix bsmallmatrix
    """
)
CASES = frozenset({"cases", "dcases", "rcases"})
# commands that symgrad knows to mean something that it does not read; the text says what to write instead
UNSUPPORTED = {
    "int": "an integral: only finite sums are read",
    "oint": "an integral: only finite sums are read",
    "iint": "an integral: only finite sums are read",
    "lim": "a limit",
    "bigcup": "a union of sets",
    "bigcap": "an intersection of sets",
    "mathbb": "a set",
    "pm": "a choice of sign: write the two cases",
    "mp": "a choice of sign: write the two cases",
    "infty": "infinity, which is no number",
    "forall": "a quantifier",
    "exists": "a quantifier",
    "cup": "a union of sets",
    "cap": "an intersection of sets",
    "setminus": "a difference of sets",
    "wedge": "a conjunction",
    "vee": "a disjunction",
    "emptyset": "the empty set",
    "%": "a percentage: write it as a fraction",
    "!": "a factorial: write the product",
}
