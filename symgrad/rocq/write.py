"""Terms of the core as Gallina: scalars and integers as they are, propositions in two readings, Prop and bool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from symgrad.core.term import Definition, Term, Var, conjuncts, instantiate, make, substitute
from symgrad.rocq.naming import Names, legal

KNOWN_FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "pow")


# what stands at the place of a term in a context; no name of a proof is spelled so
HOLE = "hole_"
HOLES = {"I": make("var", HOLE, ()), "S": make("read", HOLE, ()), "P": make("smooth", (HOLE, 0), ())}
HOLE_TYPES = {"I": "Z", "S": "F", "P": "bool"}

# what may be written by a name of its own: ``ring`` and the rules take it whole; and from which size, and when it saves enough
WHOLE = ("inv", "fn", "sum", "max")
LONG = 12
OFTEN = 6
SAVED = 4000  # nodes of terms
MOST = 12  # names in one script


class NotCertified(Exception):
    """Something that the exporter cannot say or prove in Rocq; the text is the reason."""


class Scope:
    """What the symbols in sight are called: free symbols by the proof's renaming, opened indices by their own names."""

    __slots__ = ("binds_tensor", "bound", "names", "writer")

    def __init__(self, names: Names, writer: Writer, bound: Mapping[str, str] | None = None) -> None:
        self.names, self.writer, self.bound = names, writer, dict(bound or {})
        self.binds_tensor = any(symbol.startswith("read ") for symbol in self.bound)

    def name(self, kind: str, symbol: str) -> str:
        found = self.bound.get(symbol if kind == "var" else f"{kind} {symbol}")
        return found if found is not None else self.names.symbol(kind, symbol)

    def with_names(self, added: Mapping[str, str]) -> Scope:
        return Scope(self.names, self.writer, {**self.bound, **added})

    def fresh_index(self, hint: str) -> str:
        """A name for an index, like its hint, that hides nothing in sight."""
        return self.names.apart(legal(hint) if hint else "i", self.bound.values())


class Writer:
    """Knows the definitions of a proof and what each depends on."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.definitions: dict[int, tuple[str, Definition]] = {}
        self.laws: set[str] = set()  # of named functions, that the proof quotes
        self.equalities: dict[tuple[Term, Term], str | None] = {}  # the lemma of each; None where there is no proof alone
        self.lemmas: list[str] = []  # those equalities, not yet in the script
        self.literals: dict[str, str] = {}
        self.literal_declarations: list[str] = []
        self.named: dict[Term, str] = {}  # long terms that are written by a name, by their patterns
        self.written: Counter[Term] = Counter()  # how often each was written that could have one
        self._patterns: dict[Term, tuple[Term, list[str]]] = {}
        self.top = Scope(names, self)

    def definition(self, d: Definition) -> str:
        """The name of a definition; definitions that share a name in the proof are told apart."""
        if id(d) not in self.definitions:
            self.definitions[id(d)] = (self.names.fresh(legal(d.name)), d)
        return self.definitions[id(d)][0]

    def declaration(self, d: Definition) -> str:
        """The definition as a Gallina ``Definition``."""
        name = self.definition(d)
        scope, indices = self.top, []
        for hint in d.hints:
            index = scope.fresh_index(hint)
            indices.append(index)
            scope = scope.with_names({f"@{index}": index})
        body = instantiate(d.body, [Var(f"@{i}") for i in indices])
        parameters = binders(symbols_of(d.body), self.top)
        return f"Definition {name}{parameters} : tensor F := {function_of(indices, scalar(body, scope))}."

    def literal(self, t: Term) -> str:
        """The name of a literal tensor."""
        shape, values = t.data
        data = f"{shape} {values}"
        if data not in self.literals:
            self.literals[data] = name = self.names.fresh("literal_tensor")
            entries = "; ".join(number(v) for v in values)
            text = f"literal [{'; '.join(map(str, shape))}]%Z [{entries}]"
            self.literal_declarations.append(f"Definition {name} : tensor F := {text}.")
        return self.literals[data]

    # ---- long terms that are written often ----

    def pattern(self, t: Term) -> tuple[Term, list[str]]:
        """The term up to the names of the opened indices in it, and these names in the order in which they occur."""
        found = self._patterns.get(t)
        if found is None:
            indices = [name for kind, name in symbols_of(t) if kind == "var" and name[0] == "@"]
            renamed = substitute(t, {name: Var(f"@i{k}") for k, name in enumerate(indices)})
            found = self._patterns[t] = (renamed, indices)
        return found

    def by_name(self, t: Term, scope: Scope) -> str | None:
        """The term by its name, if it has one; what depends on a tensor that ∂ binds has none."""
        if t.op not in WHOLE or t.size < LONG or HOLE in t.free or scope.binds_tensor:
            return None
        pattern, indices = self.pattern(t)
        self.written[pattern] += 1
        name = self.named.get(pattern)
        if name is None:
            return None
        symbols = [s for s in symbols_of(t) if s not in {("var", i) for i in indices}]
        return f"({' '.join([name, *(scope.name('var', i) for i in indices), *(scope.name(*s) for s in symbols)])})"

    def often(self) -> list[Term]:
        """The terms for which a name would save much, the short ones first."""
        worth = {p: n * p.size for p, n in self.written.items() if n >= OFTEN and n * p.size >= SAVED}
        return sorted(sorted(worth, key=lambda p: -worth[p])[:MOST], key=lambda p: p.size)

    def abbreviate(self, pattern: Term) -> str:
        """From now on the term is written by a name; the definition of the name."""
        indices = self.pattern(pattern)[1]
        scope = self.top.with_names({i: i[1:] for i in indices})
        symbols = [s for s in symbols_of(pattern) if s not in {("var", i) for i in indices}]
        parameters = (f" ({' '.join(i[1:] for i in indices)} : Z)" if indices else "") + binders(symbols, self.top)
        text = scalar(pattern, scope)
        name = self.named[pattern] = self.names.fresh(f"term_{len(self.named) + 1}")
        return f"Definition {name}{parameters} : F := {text}%S."

    def written_out(self, where: str = "") -> list[str]:
        """A tactic that writes out what has a name."""
        return [f"cbv beta delta [{' '.join(self.named.values())}]{where}."] if self.named else []


def function_of(indices: Sequence[str], body: str, default: str = "zero") -> str:
    """A function of a list of indices."""
    if not indices:
        return f"(fun _ => {body})%S"
    return f"(fun point_ => match point_ with [{'; '.join(indices)}] => {body} | _ => {default} end)%S"


# ---- the symbols of a term ----

Symbol = tuple[str, str]  # (read | iread | var, name)
TYPES = {"read": "tensor F", "iread": "list Z -> Z", "var": "Z"}
DUMMIES = {"read": "(fun _ => zero)", "iread": "(fun _ => 0%Z)", "var": "0%Z"}


def symbols_of(*terms: Term) -> list[Symbol]:
    """The free tensors, integer tensors and integers of the terms, through definitions too, in this order."""
    found: dict[Symbol, None] = {}
    seen: set[int] = set()

    def visit(t: Term) -> None:
        if id(t) in seen:
            return
        seen.add(id(t))
        if t.op in TYPES:
            found[t.op, t.data] = None
        elif t.op == "diff":
            found["read", t.data] = None
        for a in t.args:
            visit(a)
        if t.op == "call":
            visit(t.data.body)

    for t in terms:
        visit(t)
    order = list(TYPES)
    return sorted(found, key=lambda s: order.index(s[0]))  # a stable sort: first come, first named


def functions_of(*terms: Term) -> tuple[set[str], set[tuple[str, int]], bool]:
    """The known functions, the unknown functions with their arities, and whether there is a derivative."""
    known: set[str] = set()
    unknown: set[tuple[str, int]] = set()
    derivative = False
    seen: set[int] = set()
    stack = list(terms)
    while stack:
        t = stack.pop()
        if id(t) in seen:
            continue
        seen.add(id(t))
        stack += t.args
        if t.op == "call":
            stack.append(t.data.body)
        elif t.op == "diff":
            derivative = True
        elif t.op == "fn":
            name = t.data[0]
            if name in KNOWN_FUNCTIONS and not any(t.data[1]):
                known.add(name)
            else:
                unknown.add((name, len(t.args)))
    return known, unknown, derivative


def binders(symbols: Sequence[Symbol], scope: Scope) -> str:
    """``(w x : tensor F) (N : Z)``, with a blank before it, for the symbols."""
    out = ""
    for kind, sort in TYPES.items():
        names = [scope.name(kind, name) for k, name in symbols if k == kind]
        if names:
            out += f" ({' '.join(names)} : {sort})"
    return out


# ---- terms ----


def write(t: Term, scope: Scope) -> str:
    """The term by its sort; a proposition as Prop. Scalars need the scope %S, integers and propositions %Z."""
    return {"I": integer, "S": typed, "P": prop}[t.sort](t, scope)


def _infix(sign: str, parts: Sequence[str], empty: str) -> str:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else f"({f' {sign} '.join(parts)})"


def integer(t: Term, scope: Scope) -> str:
    a = t.args
    match t.op:
        case "int":
            return str(t.data) if t.data >= 0 else f"({t.data})"
        case "var":
            return HOLE if t is HOLES["I"] else scope.name("var", t.data)
        case "iadd":
            return _infix("+", [integer(x, scope) for x in a], "0")
        case "imul":
            return _infix("*", [integer(x, scope) for x in a], "1")
        case "floor":
            return f"({integer(a[0], scope)} / {integer(a[1], scope)})"
        case "mod":
            return f"({integer(a[0], scope)} mod {integer(a[1], scope)})"
        case "imin" | "imax":
            return f"(Z.{t.op[1:]} {integer(a[0], scope)} {integer(a[1], scope)})"
        case "iread":
            return f"({scope.name('iread', t.data)} {indices_of(a, scope)})"
        case "argmax":
            return f"(at_index (argmax {points_and_values(t, scope)}) {t.data})"
    raise NotCertified(f"no Gallina for the integer {t.op}")


def indices_of(indices: Sequence[Term], scope: Scope) -> str:
    """The list of indices at which a tensor is read."""
    return f"[{'; '.join(integer(i, scope) for i in indices)}]%Z" if indices else "[]"


def number(value: Fraction) -> str:
    if value in (0, 1):
        return "one" if value else "zero"
    top = str(value.numerator) if value >= 0 else f"({value.numerator})"
    return f"(cast {top})" if value.denominator == 1 else f"(ratio ({value.numerator} # {value.denominator}))"


def scalar(t: Term, scope: Scope) -> str:
    named = scope.writer.by_name(t, scope)
    if named is not None:
        return named
    a = t.args
    match t.op:
        case "num":
            return number(t.data)
        case "read":
            return HOLE if t is HOLES["S"] else f"({scope.name('read', t.data)} {indices_of(a, scope)})"
        case "call":
            return f"({called(t.data, scope)} {indices_of(a, scope)})"
        case "literal":
            return f"({scope.writer.literal(t)} {indices_of(a, scope)})"
        case "cast":
            return f"(cast {integer(a[0], scope)})"
        case "add":
            return _infix("+", [scalar(x, scope) for x in a], "zero")
        case "mul":
            return _infix("*", [scalar(x, scope) for x in a], "one")
        case "pow":
            return f"(power {scalar(a[0], scope)} {t.data})"
        case "inv":
            return f"(inv {scalar(a[0], scope)})"
        case "bracket":
            return f"(bracket {boolean(a[0], scope)})"
        case "fn":
            return _function(t, scope)
        case "diff":
            return f"(D {abstracted(a[0], t.data, scope)} {scope.name('read', t.data)} {indices_of(a[1:], scope)})"
        case "sum":
            return _sum(t, scope)
        case "max":
            return f"(max_over {points_and_values(t, scope)})"
    raise NotCertified(f"no Gallina for the scalar {t.op}")


def called(d: Definition, scope: Scope) -> str:
    """The defined tensor, applied to what its definition depends on."""
    arguments = [scope.name(kind, name) for kind, name in symbols_of(d.body)]
    return " ".join([scope.writer.definition(d), *arguments])


def abstracted(e: Term, x: str, scope: Scope) -> str:
    """e as a function of the tensor x."""
    name = scope.names.symbol("read", x)
    return f"(fun {name} => {scalar(e, scope.with_names({f'read {x}': name}))})"


def _function(t: Term, scope: Scope) -> str:
    name, alpha = t.data
    inside = [scalar(a, scope) for a in t.args]
    if name in KNOWN_FUNCTIONS:
        if any(alpha) or len(inside) != (2 if name == "pow" else 1):
            raise NotCertified(f"{name} with a derivative mark or other arguments than usual")
        return f"({name} {' '.join(inside)})"
    marks = "; ".join(map(str, alpha))
    return f"({scope.names.symbol('fn', name)} [{marks}]%nat [{'; '.join(inside)}])"


class Opened:
    """A binder whose indices got names: ``ranges`` and ``cond`` as terms over ``variables``, the core's names for them."""

    __slots__ = ("body", "cond", "names", "ranges", "scope", "scopes", "variables")

    def __init__(self, t: Term, scope: Scope) -> None:
        n = len(t.hints)
        self.variables: list[str] = []
        self.names: list[str] = []
        self.scopes = [scope]
        for hint in t.hints:
            name = scope.fresh_index(hint)
            variable = f"@{name}"
            scope = scope.with_names({variable: name})
            self.variables.append(variable)
            self.names.append(name)
            self.scopes.append(scope)
        self.scope = scope
        values = [Var(v) for v in self.variables]
        self.ranges = [(instantiate(t.args[2 * j], values[:j]), instantiate(t.args[2 * j + 1], values[:j])) for j in range(n)]
        self.cond = instantiate(t.args[2 * n], values)
        self.body = instantiate(t.args[2 * n + 1], values)

    def ends(self) -> Iterator[tuple[str, str, str]]:
        """Each index with the two ends of its range."""
        for name, (lo, hi), scope in zip(self.names, self.ranges, self.scopes, strict=False):
            yield name, integer(lo, scope), integer(hi, scope)


def _sum(t: Term, scope: Scope) -> str:
    o = Opened(t, scope)
    return summed(o, scalar(o.body, o.scope))


def summed(o: Opened, body: str) -> str:
    """The sum over an opened domain of a body that is text already."""
    text = body if o.cond.op == "true" else f"(when {boolean(o.cond, o.scope)} {body})"
    for name, lo, hi in reversed(list(o.ends())):
        text = f"(sum {lo} {hi} (fun {name} => {text}))"
    return text


def points(o: Opened) -> str:
    """The points of an opened domain, as a list."""
    text = f"(point {boolean(o.cond, o.scope)} [{'; '.join(o.names)}])"
    for name, lo, hi in reversed(list(o.ends())):
        text = f"(range {lo} {hi} (fun {name} => {text}))"
    return text


def points_and_values(t: Term, scope: Scope) -> str:
    """The points of a binder's domain and the function whose values are compared there."""
    return f"{points(Opened(t, scope))} {values_of(t, scope)}"


def values_of(t: Term, scope: Scope) -> str:
    """The body of a binder as a function of the points of its domain."""
    o = Opened(t, scope)
    return function_of(o.names, typed(o.body, o.scope))


# ---- propositions ----


def anchored(t: Term) -> bool:
    """Whether the term says by itself that it is a scalar of F: something in it is a tensor or a function."""
    return t.op in ("read", "call", "fn", "diff") or any(anchored(a) for a in t.args if a.sort == "S")


def typed(t: Term, scope: Scope) -> str:
    """The scalar, with its type unless that is plain."""
    return scalar(t, scope) if anchored(t) else f"({scalar(t, scope)} : F)"


def _typed(sides: Sequence[Term], scope: Scope) -> str:
    return scalar(sides[0], scope) if any(map(anchored, sides)) else typed(sides[0], scope)


_PROP = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "seq": "=", "sne": "<>", "slt": "<", "sle": "<="}


def prop(p: Term, scope: Scope) -> str:
    """The proposition as Prop; conjunctions and disjunctions of several parts lean to the left."""
    a = p.args
    match p.op:
        case "true" | "false":
            return p.op.capitalize()
        case "eq" | "ne" | "lt" | "le":
            return f"({integer(a[0], scope)} {_PROP[p.op]} {integer(a[1], scope)})%Z"
        case "seq" | "sne" | "slt" | "sle":
            return f"({_typed(a, scope)} {_PROP[p.op]} {scalar(a[1], scope)})%S"
        case "divides":
            return f"({integer(a[0], scope)} | {integer(a[1], scope)})%Z"
        case "and" | "or":
            return _leaning("/\\" if p.op == "and" else "\\/", [prop(x, scope) for x in a], "True" if p.op == "and" else "False")
        case "not":
            return f"(~ {prop(a[0], scope)})"
        case "iff":
            return f"({prop(a[0], scope)} <-> {prop(a[1], scope)})"
        case "forall":
            return _forall(p, scope)
        case "unique":
            return f"(unique {points_and_values(p, scope)})%S"
        case "smooth":
            return f"(smooth {scope.names.symbol('fn', p.data[0])} {p.data[1]})"
    raise NotCertified(f"no Gallina for the proposition {p.op}")


def _leaning(sign: str, parts: Sequence[str], empty: str) -> str:
    if not parts:
        return empty
    text = parts[0]
    for part in parts[1:]:
        text = f"({text} {sign} {part})"
    return text


def _forall(p: Term, scope: Scope) -> str:
    o = Opened(p, scope)
    text = " ".join(f"forall {name}, {lo} <= {name} < {hi} ->" for name, lo, hi in o.ends())
    conditions = "".join(f" {prop(c, o.scope)} ->" for c in conjuncts(o.cond))
    return f"({text}{conditions} {prop(o.body, o.scope)})%Z"


_BOOL = {"eq": "=?", "lt": "<?", "le": "<=?"}
_SCALAR_BOOL = {"seq": "eqb", "slt": "ltb", "sle": "leb"}


def boolean(p: Term, scope: Scope) -> str:
    """The proposition as bool, as brackets and the conditions of sums need it."""
    a = p.args
    match p.op:
        case "true" | "false":
            return p.op
        case "eq" | "lt" | "le":
            return f"({integer(a[0], scope)} {_BOOL[p.op]} {integer(a[1], scope)})%Z"
        case "ne":
            return f"(negb ({integer(a[0], scope)} =? {integer(a[1], scope)})%Z)"
        case "seq" | "slt" | "sle":
            return f"({_SCALAR_BOOL[p.op]} {_typed(a, scope)} {scalar(a[1], scope)})%S"
        case "sne":
            return f"(negb (eqb {_typed(a, scope)} {scalar(a[1], scope)})%S)"
        case "divides":
            return f"({integer(a[1], scope)} mod {integer(a[0], scope)} =? 0)%Z"
        case "and" | "or":
            return _leaning("&&" if p.op == "and" else "||", [boolean(x, scope) for x in a], str(p.op == "and").lower())
        case "not":
            return f"(negb {boolean(a[0], scope)})"
        case "iff":
            return f"(Bool.eqb {boolean(a[0], scope)} {boolean(a[1], scope)})"
        case "forall":
            return _everywhere(p, scope)
        case "unique":
            return f"(is_unique {points_and_values(p, scope)})%S"
        case "smooth" if p is HOLES["P"]:
            return HOLE
    raise NotCertified(f"a condition that is a {p.op}")


def _everywhere(p: Term, scope: Scope) -> str:
    o = Opened(p, scope)
    text = boolean(o.body, o.scope)
    if o.cond.op != "true":
        text = f"(implb {boolean(o.cond, o.scope)} {text})"
    for name, lo, hi in reversed(list(o.ends())):
        text = f"(everywhere {lo} {hi} (fun {name} => {text}))"
    return text


def reflected(p: Term) -> str:
    """A proof term of ``boolean p = true <-> prop p``."""
    match p.op:
        case "true":
            return "true_reflect"
        case "false":
            return "false_reflect"
        case "eq" | "lt" | "le":
            return {"eq": "(Z.eqb_eq _ _)", "lt": "(Z.ltb_lt _ _)", "le": "(Z.leb_le _ _)"}[p.op]
        case "ne" | "seq" | "sne" | "slt" | "sle" | "divides":
            return f"({p.op}_reflect _ _)"
        case "and" | "or":
            return _folded(
                f"{p.op}_reflect", [reflected(x) for x in p.args], "true_reflect" if p.op == "and" else "false_reflect"
            )
        case "not":
            return f"(not_reflect {reflected(p.args[0])})"
        case "iff":
            return f"(iff_reflect {reflected(p.args[0])} {reflected(p.args[1])})"
        case "unique":
            return "(unique_reflect _ _)"
        case "forall":
            cond, body = p.args[-2:]
            inside = reflected(body) if cond.op == "true" else _given(cond, reflected(body))
            return "(everywhere_reflect (fun _ => " * len(p.hints) + inside + "))" * len(p.hints)
    raise NotCertified(f"a condition that is a {p.op}")


def _given(cond: Term, rest: str) -> str:
    """A proof term of ``implb cond b = true <-> (P -> … -> Q)``, a premise for each conjunct, from one of ``b = true <-> Q``."""
    if cond.op != "and":
        return f"(given_reflect {reflected(cond)} {rest})"
    *first, last = cond.args
    if not first:
        return _given(last, rest)
    return f"(given_and_reflect {_given(make('and', None, tuple(first)), _given(last, rest))})"


def _folded(lemma: str, parts: Sequence[str], empty: str) -> str:
    if not parts:
        return empty
    text = parts[0]
    for part in parts[1:]:
        text = f"({lemma} {text} {part})"
    return text


def left_fold(combine: Callable[[str, str], str], parts: Sequence[str]) -> str:
    """The parts combined two by two from the left, as sums and products are written."""
    text = parts[0]
    for part in parts[1:]:
        text = combine(text, part)
    return text
