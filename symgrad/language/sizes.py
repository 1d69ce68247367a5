"""Names for sizes that were left out: H×W for images, P×Q for the window of a filter, M, N, … for matrices."""

from __future__ import annotations

from collections.abc import Callable, Iterable

_BY_RANK = {1: "N", 2: "HW", 3: "CHW", 4: "NCHW", 5: "NCDHW"}
_TAPS = "PQRS"
_POOL = "MNPQRSTU"

Axis = tuple[str, int]


class SizeNames:
    """Hands out names that are not taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)

    def fresh(self, candidates: str | tuple[str, ...]) -> str:
        """The first candidate that is free, else one with a number."""
        count = 0
        while True:
            for candidate in candidates:
                name = f"{candidate}{count or ''}"
                if name not in self.taken:
                    self.taken.add(name)
                    return name
            count += 1

    def output(self, index: str, several: bool) -> str:
        """The size of an output axis."""
        return self.fresh((index.upper(), "O") if several and len(index) == 1 else ("O",))

    def choose(
        self,
        classes: dict[object, list[Axis]],
        letters: dict[object, str],
        is_compound: Callable[[Axis], bool],
        ranks: dict[str, int],
    ) -> dict[object, str]:
        """A name for each class of axes; ``letters`` has an index of the class, or "tap" for the taps of a filter."""
        images = {name for axes in classes.values() for name, axis in axes if is_compound((name, axis))}
        out: dict[object, str] = {}
        for root, axes in classes.items():
            image = next((axis for axis in axes if axis[0] in images), None)
            if image is not None:
                name, axis = image
                pattern = _BY_RANK.get(ranks[name], "")
                out[root] = self.fresh(pattern[axis] if axis < len(pattern) else "D")
        if not out and not any(letter == "tap" for letter in letters.values()):
            pool = _POOL if max((ranks[name] for axes in classes.values() for name, _ in axes), default=0) > 1 else "NM"
            return {root: self.fresh(tuple(pool)) for root in classes}
        for root in classes:
            if root not in out:
                letter = letters.get(root, "")
                out[root] = self.fresh(_TAPS if letter == "tap" else self._capital(letter))
        return out

    def _capital(self, letter: str) -> tuple[str, ...]:
        capital = (letter.upper(),) if len(letter) == 1 and letter.isascii() else ()
        return (*capital, *_POOL)
