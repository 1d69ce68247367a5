"""Names and words in LaTeX: every name gets a symbol of its own, and no character of the user's is read as a command."""

from __future__ import annotations

import re
from collections.abc import Collection

GREEK: dict[str, str] = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "ϑ": "vartheta",
    "ϕ": "phi", "ϖ": "varpi", "ϱ": "varrho", "ϵ": "epsilon", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda",
    "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
_SPELLED = {  # how the letters are written in ASCII
    **{word: letter for letter, word in GREEK.items() if not word.startswith("var")},
    "epsilon": "ε",
    "eps": "ε",
    "phi": "φ",
}
_MACROS = {letter: "\\" + word for letter, word in GREEK.items()}
_NAME = re.compile(r"(?P<base>.*?)(?P<primes>['′]*)(?P<stars>\**)", re.DOTALL)
_NUMBERED = re.compile(r"(?P<letter>[^\W\d_]+?)_?(?P<number>\d+)")
_SUBSCRIPTED = re.compile(r"(?P<letter>[^\W\d_]|[a-z]+)_(?P<word>[A-Za-z]+)")
_COTANGENT = re.compile(r"[d∂](?P<of>[^/]+)/[d∂](?P<by>[^/]+)")

_SIGNS = {
    "×": r"\times", "−": "-", "∞": r"\infty", "·": r"\cdot", "∂": r"\partial", "→": r"\to", "≤": r"\le", "≥": r"\ge", "≠": r"\ne",
    "²": "^2", "³": "^3",
}  # fmt: skip
_TEXT = {
    "\\": r"$\backslash$", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\^{}", "~": r"\~{}", "<": r"$<$", ">": r"$>$", "|": r"$|$", '"': "''",
    "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "…": r"\dots{}", "\u00a0": "~",
}  # fmt: skip


def cotangent_parts(name: str) -> tuple[str, str] | None:
    """``("L", "Z")`` for ``dL/dZ``; None for any other name."""
    found = _COTANGENT.fullmatch(name)
    return (found["of"], found["by"]) if found else None


class Symbols:
    """The symbols of one page. ``arrays`` are names that take indices: their digits cannot become subscripts."""

    def __init__(self, arrays: Collection[str] = (), known: Collection[str] = ()) -> None:
        self.arrays, self.known = frozenset(arrays), frozenset(known) | frozenset(arrays)
        self._of: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """The symbol of a name, different from that of every other name."""
        if name not in self._of:
            spelled = (italic(name + "-" * k) for k in range(len(self._taken) + 1))
            symbol = next(s for s in (self._usual(name), *spelled) if s not in self._taken)
            self._taken.add(symbol)
            self._of[name] = symbol
        return self._of[name]

    def _usual(self, name: str) -> str:
        parts = _NAME.fullmatch(name)
        assert parts is not None  # everything is a base without primes and stars
        stars = f"^{{{'*' * len(parts['stars'])}}}" if parts["stars"] else ""
        return self._base(parts["base"], name) + "'" * len(parts["primes"]) + stars

    def _base(self, base: str, name: str) -> str:
        letter = self._letter(base)
        if letter:
            return letter
        found = _NUMBERED.fullmatch(base) or _SUBSCRIPTED.fullmatch(base)
        free = name not in self.arrays and (found is None or found["letter"] not in self.known)
        if found and free and self._letter(found["letter"]):
            below = found.groupdict().get("number") or rf"\mathrm{{{found['word']}}}"
            return f"{self._letter(found['letter'])}_{{{below}}}"
        return italic(base)

    def _letter(self, name: str) -> str:
        """The symbol of a single letter, Greek ones in ASCII included; empty for a longer name."""
        if name in _MACROS:
            return _MACROS[name]
        if len(name) == 1 and name.isascii() and name.isalpha():
            return name
        spelled = _SPELLED.get(name.lower(), "")
        if spelled and name == name.lower():
            return _MACROS[spelled] if spelled not in self.known else ""
        capital = spelled.upper() if name == name.capitalize() else ""
        return _MACROS[capital] if capital in _MACROS and capital not in self.known else ""


def italic(name: str) -> str:
    """A name of several letters as one symbol."""
    return rf"\mathit{{{''.join(map(_in_italic, name))}}}"


def _in_italic(character: str) -> str:
    if character.isascii():
        escaped = {"_": r"\_", "'": "'", "*": "*", "-": "{-}"}
        return character if character.isalnum() else escaped.get(character, _TEXT.get(character, character))
    return f"{_MACROS[character]} " if character in _MACROS else f"u{ord(character):x}"


def operator(name: str) -> str:
    """The name of a function: ``f`` as it is, ``relu`` upright, ``σ`` as its letter."""
    if name in _MACROS:
        return _MACROS[name]
    if len(name) == 1 and name.isalpha() and name.isascii():
        return name
    if name in _SPELLED and _SPELLED[name] in _MACROS:
        return _MACROS[_SPELLED[name]]
    letters = "".join(_in_italic(c) for c in name)
    return f"\\{name}" if name in ("exp", "log", "sin", "cos", "tan", "tanh", "min", "max") else rf"\operatorname{{{letters}}}"


def escape(words: str) -> str:
    """Words outside mathematics. Letters with accents stay; what pdflatex cannot set is written as its code point."""
    return "".join(map(_escaped, words))


def _escaped(character: str) -> str:
    if character in _TEXT:
        return _TEXT[character]
    if character in _MACROS or character in _SIGNS:
        return f"${_MACROS.get(character) or _SIGNS[character]}$"
    if character.isascii():
        return character if character.isprintable() or character == "\n" else " "
    return character if "\u00c0" <= character <= "\u017e" and character.isalpha() else f"[U+{ord(character):04X}]"


def code(command: str) -> str:
    """A command as it is typed, to be broken after signs if it is long."""
    out = ""
    for character in " ".join(command.split()):
        plain = character.isascii() and character not in "\\{}$&#%_^~'`"
        out += character if plain else rf"\char{ord(character)}{{}}" if character.isascii() else escape(character)
        out += r"\allowbreak{}" if character in ",]+*;=)/" else ""
    return rf"\texttt{{{out}}}"
