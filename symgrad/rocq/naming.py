"""Names that Gallina takes: one injective renaming of the symbols of a proof, and fresh names beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

_LETTERS = {
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_FINE = re.compile(r"[A-Za-z][A-Za-z0-9_]*'*")
_WORDS = (
    "as at by cofix do else end exists exists2 fix for forall fun if in let match mod return rec SProp Prop Set Type then using "
    "where with Axiom Conjecture Parameter Parameters Variable Variables Hypothesis Hypotheses Context Section End Module Goal "
    "Lemma Theorem Proof Qed Defined Admitted Definition Fixpoint Inductive Record Notation Infix Import Export Require From "
    "Print Check Eval Compute Arguments Scope Open Close Local Global Let Ltac Add Field Ring "
    # what scripts declare themselves, and the names that stand in contexts
    "F D D_laws Proof scalar_field exp log sqrt sin cos pow hole_ guard_ part_ point_ "
    # what scripts use of the standard library
    "Z N Q nat bool list positive true false True False None Some O S I nil cons conj and or not iff eq eq_refl eq_sym "
    "eq_trans eq_ind proj1 proj2 or_introl or_intror andb orb negb fst snd pair app In nth map length xH xI xO Z0 Zpos Zneg "
    "f_equal f_equal2 iff_refl iff_sym iff_trans False_ind ex ex_intro option unit tt id max min pred gt lt le ge"
)
KEYWORDS = frozenset(_WORDS.split())
_NUMBERED = re.compile(r"H[0-9]+|i[0-9]+|line_[0-9]+")  # what scripts call hypotheses, indices that they find, and lemmas
_DECLARED = re.compile(
    r"^\s*(?:#\[[a-z]+\]\s*)?(?:Local |Global )?(?:Lemma|Theorem|Definition|Fixpoint|Record|Inductive|Ltac|Class|Structure)\s+"
    r"([A-Za-z_][A-Za-z0-9_']*)",
    re.MULTILINE,
)
_FIELD = re.compile(r"^\s*([a-z_][A-Za-z0-9_']*)\s*:>?\s", re.MULTILINE)


def library_names() -> frozenset[str]:
    """Every name that the prelude declares; symbols of a proof are kept apart from them."""
    found: set[str] = set()
    for entry in files("symgrad.rocq").iterdir():
        if entry.name.endswith(".v"):
            text = entry.read_text(encoding="utf-8")
            found.update(_DECLARED.findall(text), _FIELD.findall(text))
    return frozenset(found)


def legal(name: str) -> str:
    """The name in letters that Gallina takes; the same for names that differ only in what it does not.

    >>> legal("dL/dZ"), legal("θ"), legal("x'"), legal("_a")
    ('dL_dZ', 'theta', "x'", 'v_a')
    """
    spelled = "".join(_LETTERS.get(c, c) for c in name.replace("/", "_"))
    spelled = re.sub(r"[^A-Za-z0-9_']", "_", spelled)
    stem = spelled.rstrip("'")
    spelled = stem.replace("'", "_") + spelled[len(stem) :]
    return spelled if _FINE.fullmatch(spelled) else f"v{spelled}" if spelled.startswith("_") else f"v_{spelled}"


class Names:
    """Gives each symbol a name of its own, and new names that are used for nothing else."""

    __slots__ = ("_taken", "given")

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = set(KEYWORDS) | set(reserved)
        self.given: dict[tuple[str, str], str] = {}  # (kind, symbol) -> name

    def symbol(self, kind: str, name: str) -> str:
        """The name of a symbol: the same whenever it is asked for, and no other symbol's."""
        slot = (kind, name)
        if slot not in self.given:
            self.given[slot] = self.fresh(legal(name))
        return self.given[slot]

    def fresh(self, wanted: str) -> str:
        """A name like the one wanted that was not given before."""
        found = self.apart(wanted, ())
        self._taken.add(found)
        return found

    def apart(self, wanted: str, avoid: Iterable[str]) -> str:
        """A name like the one wanted, neither given before nor among those to avoid; it may be asked for again."""
        taken = self._taken.union(avoid)
        return next(name for name in _variants(wanted) if name not in taken and not _NUMBERED.fullmatch(name))

    def changed(self) -> dict[str, str]:
        """The symbols that had to be renamed."""
        return {symbol: name for (_, symbol), name in self.given.items() if symbol != name}


def _variants(wanted: str) -> Iterator[str]:
    yield wanted
    stem = wanted.rstrip("'")
    number = 1
    while True:
        yield f"{stem}{'_' if stem[-1:].isdigit() or _NUMBERED.fullmatch(stem + '0') else ''}{number}"
        number += 1
