"""Names for bound indices on display: the author's, primed where another name in sight is the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from symgrad.core.term import Term
from symgrad.language.grammar import KEYWORDS

_NAME = re.compile(r"[A-Za-z_\u0370-\u03a2\u03a4-\u03ff][A-Za-z0-9_\u0370-\u03ff]*'*")
_FALLBACK = ("i", "j", "k", "l", "m", "n")
_TAKEN = KEYWORDS | {"d", "delta", "δ"}


def is_name(text: str) -> bool:
    """Whether the text can be read back as one name."""
    return _NAME.fullmatch(text) is not None and text not in KEYWORDS


def bare(variable: str) -> str:
    """A variable's name as the author wrote it, without the mark that tells binders apart; an index's name for one of the
    engine's own."""
    if variable.startswith("@"):
        number = "".join(filter(str.isdigit, variable))
        return _FALLBACK[int(number or 0) % len(_FALLBACK)]
    return variable.partition("#")[0]


def index_names(hints: Sequence[str], avoid: Collection[str], taken: Collection[str] = _TAKEN) -> list[str]:
    """Names for the indices of one binder, none of them to be avoided."""
    out: list[str] = []
    for place, hint in enumerate(hints):
        name = bare(hint)
        if not is_name(name):
            name = _FALLBACK[place % len(_FALLBACK)]
        while name in avoid or name in out or name in taken:
            name += "'"
        out.append(name)
    return out


def free_names(t: Term) -> frozenset[str]:
    """All names that the term displays beside those of its bound indices."""
    return frozenset(map(bare, t.free))
