"""A concrete world to evaluate terms in: every symbol has one value, and every entry that was read is remembered."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from symgrad.refute.functions import Polynomial, random_polynomial
from symgrad.refute.scalars import Angle, Plain, tidy

Index = tuple[int, ...]
Entry = int | Fraction | Angle

_MASK = (1 << 64) - 1


class Tensor(dict[Index, Entry]):
    """A total function on integer tuples; as a dict it holds the entries that were read so far."""

    __slots__ = ("draw",)

    def __init__(self, draw: Callable[[Index], Entry]) -> None:
        super().__init__()
        self.draw = draw

    def __missing__(self, index: Index) -> Entry:
        value = self[index] = self.draw(index)
        return value


class Instance:
    """Values for all symbols of a theorem.

    ``integers`` gives the free integers. ``tensors`` and ``integer_tensors`` give each tensor as a function of its
    index tuple, or as a mapping of entries with ``default`` elsewhere (0 for integer tensors). ``functions`` gives a
    Polynomial for (name, arity). A tensor or function that is not given is drawn at random, a function of
    (seed, name, index) alone; the entries of the tensors named in ``angles`` are then angles. ``order`` is how often
    unknown functions will be differentiated: their degree is chosen larger.
    """

    def __init__(
        self,
        integers: Mapping[str, int] | None = None,
        tensors: Mapping[str, Mapping[Index, Entry] | Callable[[Index], Entry]] | None = None,
        integer_tensors: Mapping[str, Mapping[Index, int] | Callable[[Index], int]] | None = None,
        functions: Mapping[tuple[str, int], Polynomial] | None = None,
        *,
        seed: int = 0,
        default: int | Fraction = 0,
        angles: Collection[str] = (),
        order: int = 1,
    ) -> None:
        self.integers = dict(integers or {})
        self.seed, self.default, self.angles, self.order = seed, default, frozenset(angles), order
        self.functions = dict(functions or {})
        self.tensors: dict[str, Tensor] = _Drawn(self._new_tensor)
        for name, values in (tensors or {}).items():
            self.tensors[name] = Tensor(values if callable(values) else _given(dict(values), default))
        self.integer_tensors: dict[str, Tensor] = _Drawn(self._new_integer_tensor)
        for name, entries in (integer_tensors or {}).items():
            self.integer_tensors[name] = Tensor(entries if callable(entries) else _given(dict(entries), 0))

    def function(self, name: str, arity: int) -> Polynomial:
        """The polynomial that stands for an unknown function."""
        found = self.functions.get((name, arity))
        if found is None:
            found = random_polynomial(arity, mix(self.seed, code_of(name), arity), self.order)
            self.functions[name, arity] = found
        return found

    def fresh(self) -> Instance:
        """The same values, none of them read yet."""
        other = Instance(self.integers, seed=self.seed, default=self.default, angles=self.angles, order=self.order)
        other.functions = dict(self.functions)
        other.tensors.update({name: Tensor(t.draw) for name, t in self.tensors.items()})
        other.integer_tensors.update({name: Tensor(t.draw) for name, t in self.integer_tensors.items()})
        return other

    def _new_tensor(self, name: str) -> Tensor:
        return Tensor(random_angles(self.seed, name) if name in self.angles else random_entries(self.seed, name))

    def _new_integer_tensor(self, name: str) -> Tensor:
        seed, code = self.seed, code_of(name)
        return Tensor(lambda index: mix(seed, code, *index) % 5)


class _Drawn(dict[str, Tensor]):
    """Tensors by name, made when first asked for."""

    def __init__(self, draw: Callable[[str], Tensor]) -> None:
        super().__init__()
        self._draw = draw

    def __missing__(self, name: str) -> Tensor:
        tensor = self[name] = self._draw(name)
        return tensor


def _given(entries: dict[Index, Entry], default: Plain) -> Callable[[Index], Entry]:
    return lambda index: entries.get(index, default)


def random_entries(seed: int, name: str) -> Callable[[Index], Plain]:
    """Small numbers, one in eight of them 0 and one in sixteen no integer; two others are rarely equal."""
    code = code_of(name)

    def draw(index: Index) -> Plain:
        bits = mix(seed, code, *index)
        kind, value = bits & 15, (bits >> 8) % 99 - 49
        if kind < 2:
            return 0
        return tidy(Fraction(value, 2 + (bits >> 20) % 3)) if kind == 2 else value

    return draw


def random_angles(seed: int, name: str) -> Callable[[Index], Angle]:
    """Angles with rational cosine and sine, of Pythagorean triples."""
    code = code_of(name)

    def draw(index: Index) -> Angle:
        bits = mix(seed, code, *index)
        a, b = 1 + (bits >> 8) % 9, (bits >> 20) % 19 - 9
        whole = a * a + b * b
        return Angle(Fraction(a * a - b * b, whole), Fraction(2 * a * b, whole))

    return draw


def code_of(name: str) -> int:
    """A number for a name, the same in every run."""
    return zlib.crc32(name.encode())


def mix(*parts: int) -> int:
    """64 well mixed bits of some integers, the same in every run and Python version."""
    state = 0x9E3779B97F4A7C15
    for part in parts:
        state = ((state ^ (part & _MASK)) * 0xBF58476D1CE4E5B9) & _MASK
        state ^= state >> 29
        state = (state * 0x94D049BB133111EB) & _MASK
        state ^= state >> 32
    return state
