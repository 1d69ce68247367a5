"""Signs and letters in ASCII, for a terminal that shows nothing else."""

from __future__ import annotations

import unicodedata

_ASCII = {
    "∂": "d", "Σ": "sum", "∑": "sum", "δ": "delta", "·": "*", "×": "x", "−": "-", "–": "-", "—": "--", "≤": "<=",
    "≥": ">=", "≠": "!=", "→": "->", "↦": "->", "⇔": "<=>", "∈": "in", "∧": "and", "∨": "or", "¬": "not ",
    "∀": "for all ", "⊢": "|-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "∞": "inf", "√": "sqrt ", "′": "'",
    "∏": "prod", "…": "...", "✓": "ok:", "✗": "wrong:", "²": "^2", "³": "^3", "⁻": "^-", "¹": "1", "½": "1/2",
    "∘": "o", "ȳ": "y_bar", "“": '"', "”": '"', "’": "'", "Γ": "G", "Δ": "D", "α": "alpha", "β": "beta",
    "γ": "gamma", "ε": "eps", "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "τ": "tau", "θ": "theta",
    "φ": "phi", "ω": "omega", "ᵢ": "_i", "ⱼ": "_j", "₁": "_1", "ₙ": "_n", "ᵖ": "^p", "ⁿ": "^n", "\ufffd": "?",
}  # fmt: skip
_TABLE = str.maketrans(_ASCII)


def to_ascii(text: str) -> str:
    """The text in ASCII; what has no spelling here becomes ``?``.

    >>> to_ascii("∂L/∂V[m,n] ≥ 0 · Tübingen")
    'dL/dV[m,n] >= 0 * Tubingen'
    """
    if text.isascii():
        return text
    spelled = unicodedata.normalize("NFKD", text.translate(_TABLE))
    return "".join(c for c in spelled if not unicodedata.combining(c)).encode("ascii", "replace").decode()


def encodes_all_signs(encoding: str | None) -> bool:
    """Whether mathematics can be written in this encoding."""
    try:
        "∂Σ✓⌊−".encode(encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True
