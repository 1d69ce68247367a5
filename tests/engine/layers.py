"""Random layers in plain notation: ranks, operands, strides, dilations, paddings, conditions, functions, networks."""

from __future__ import annotations

from random import Random


class Generator:
    """Definitions from a seed; ``layer()`` gives the text and the tensors to differentiate by."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.declared: dict[str, str] = {}
        self.conditions: list[str] = []
        self.fresh = 0

    def name(self, stem: str) -> str:
        self.fresh += 1
        return f"{stem}{self.fresh}"

    def layer(self) -> tuple[str, list[str]]:
        count = self.rng.choice((1, 1, 1, 2, 2, 3, 4))
        rank = self.rng.choice((1, 1, 2, 2, 3))
        source = self.tensor("x", rank)
        self.sizes = [self.name("M") for _ in range(rank)]
        lines = []
        previous: str | None = None
        for number in range(count):
            rank_in = rank
            head, body = self.definition(f"y{number}", previous or source, rank_in, previous is not None)
            lines.append(f"{head} = {body}")
            previous = f"y{number}"
        where = [*self.declared.values(), *self.conditions]
        return "; ".join(lines) + "  where " + ", ".join(where), list(self.declared)

    def tensor(self, stem: str, rank: int) -> str:
        name = self.name(stem)
        sizes = [self.name("N") for _ in range(rank)]
        self.declared[name] = f"{name}[{','.join(sizes)}] is zero outside" if rank else ""
        return name

    def definition(self, name: str, source: str, rank: int, is_layer: bool) -> tuple[str, str]:
        outputs = [f"o{j}" for j in range(rank)]
        if is_layer and self.rng.random() < 0.4:  # read the earlier layer anywhere, with other output sizes
            self.conditions.append(f"{source}[{','.join(self.sizes)}] is zero outside")
            self.sizes = [self.name("M") for _ in outputs]
            is_layer = False
        ranges = ",".join(f"{o}<{size}" for o, size in zip(outputs, self.sizes, strict=True))
        head = f"{name}[{ranges}]"
        kind = self.rng.choice(
            (
                "linear",
                "linear",
                "linear",
                "bias",
                "function",
                "relu",
                "power",
                "twice",
                "max",
                "nested",
                "triangular",
                "resample",
            )
        )
        if source.startswith("y") and (kind in ("max", "resample") or (is_layer and kind == "twice")):
            kind = "function"
        return head, getattr(self, f"_{kind}")(source, outputs, is_layer)

    # ---- indices ----

    def positions(self, outputs: list[str], taps: list[str], plain: bool) -> str:
        if plain:  # a read of an earlier layer stays at the output's index
            return ",".join(outputs)
        return ",".join(self.position(o, k) for o, k in zip(outputs, taps, strict=True))

    def position(self, o: str, k: str) -> str:
        stride, dilation, padding = self.rng.choice("1123s"), self.rng.choice("1112d"), self.rng.choice("0012p")
        parts = [o if stride == "1" else f"{self.scale(stride)}*{o}"]
        parts.append(k if dilation == "1" else f"{self.scale(dilation)}*{k}")
        text = " + ".join(parts)
        return text if padding == "0" else f"{text} - {padding if padding != 'p' else self.name('p')}"

    def scale(self, symbol: str) -> str:
        if symbol.isdigit():
            return symbol
        name = self.name(symbol)
        self.conditions.append(f"{name} >= 1")
        return name

    def taps(self, rank: int) -> tuple[list[str], str]:
        taps = [f"k{j}" for j in range(rank)]
        return taps, ",".join(f"{k}<{self.name('K')}" for k in taps)

    # ---- kinds ----

    def _linear(self, source: str, outputs: list[str], is_layer: bool) -> str:
        taps, ranges = self.taps(len(outputs))
        factors = [f"{source}[{self.positions(outputs, taps, is_layer)}]"]
        for _ in range(self.rng.choice((1, 1, 2))):
            weight = self.tensor("w", len(taps))
            factors.append(f"{weight}[{','.join(taps)}]")
        self.rng.shuffle(factors)
        return f"sum({ranges}) {'*'.join(factors)}"

    def _bias(self, source: str, outputs: list[str], is_layer: bool) -> str:
        bias = self.tensor("b", 1)
        return f"{self._linear(source, outputs, is_layer)} + {bias}[{self.rng.choice(outputs)}]"

    def _function(self, source: str, outputs: list[str], is_layer: bool) -> str:
        f = self.rng.choice(("exp", "sin", "cos", "f", "sigmoid"))
        return f"{f}({self._linear(source, outputs, is_layer)})"

    def _relu(self, source: str, outputs: list[str], is_layer: bool) -> str:
        return f"relu({self._linear(source, outputs, is_layer)})"

    def _power(self, source: str, outputs: list[str], is_layer: bool) -> str:
        return f"({self._linear(source, outputs, is_layer)})**{self.rng.choice((2, 3))}"

    def _twice(self, source: str, outputs: list[str], _is_layer: bool) -> str:
        taps, ranges = self.taps(len(outputs))
        weight = self.tensor("w", len(taps))
        one, two = (f"{source}[{self.positions(outputs, taps, False)}]" for _ in (0, 1))
        return f"sum({ranges}) {weight}[{','.join(taps)}]*{one}*{two}"

    def _max(self, source: str, outputs: list[str], _is_layer: bool) -> str:
        taps, ranges = self.taps(len(outputs))
        where = self.positions(outputs, taps, False)
        self.declared[source] = self.declared[source].replace("is zero outside", "is -inf outside")
        return f"max({ranges}) {source}[{where}]"

    def _nested(self, source: str, outputs: list[str], is_layer: bool) -> str:
        taps, ranges = self.taps(len(outputs))
        weight, second = self.tensor("w", len(taps)), self.tensor("u", 1)
        inner = f"sum(q<{self.name('Q')}) {second}[q + {taps[0]}]*{source}[{self.positions(outputs, taps, is_layer)}]"
        return f"sum({ranges}) {weight}[{','.join(taps)}]*({inner})"

    def _triangular(self, source: str, outputs: list[str], is_layer: bool) -> str:
        taps, ranges = self.taps(len(outputs))
        weight = self.tensor("w", len(taps))
        condition = self.rng.choice(
            (f"{taps[0]}<={outputs[0]}", f"{taps[-1]} + {outputs[0]} < {self.name('B')}", f"{taps[0]} mod 2 = 0")
        )
        return f"sum({ranges}, {condition}) {weight}[{','.join(taps)}]*{source}[{self.positions(outputs, taps, is_layer)}]"

    def _resample(self, source: str, outputs: list[str], _is_layer: bool) -> str:
        scale = self.rng.choice(("2", "3", "s"))
        scale = self.scale(scale)
        first = self.rng.choice((f"floor({outputs[0]}/{scale})", f"{outputs[0]} mod {scale}", f"floor(({outputs[0]}+1)/{scale})"))
        return f"{source}[{','.join([first, *outputs[1:]])}]"
