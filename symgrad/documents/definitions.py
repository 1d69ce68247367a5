"""The first equation for a new symbol says what it is: numbers, functions, entries of layers, whole arrays."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from symgrad.documents import einstein
from symgrad.documents.chains import Right, Statement
from symgrad.documents.forms import Big, Call, Nabla, Operation, Partial, Raised, Relation, Root, Scripted, Surrounded, Symbol
from symgrad.documents.givens import Given, Trial
from symgrad.documents.heads import head_letters, head_symbols, names_in
from symgrad.documents.indices import plus
from symgrad.documents.lower import ArrayValue, Definition, Lowering, problem
from symgrad.documents.lower.calls import is_itself
from symgrad.documents.prose import CALLS_FOR_A_CONDITION, THROUGHOUT
from symgrad.documents.scope import Named, head_symbol, is_two, linear, named
from symgrad.documents.spell import spell
from symgrad.errors import Problem
from symgrad.language.syntax import Access, Name, Negative, Node, Number, walk

if TYPE_CHECKING:
    from symgrad.documents.sections import Section

_DENIES = re.compile(r"(?:unless|except\w*|excluding|away from|not|never|cannot|isn't|don't|doesn't)\b", re.IGNORECASE)


def define(section: Section, statement: Statement) -> int:
    """Record what the statement defines; the number of right sides that are given (0 for a claim)."""
    left, right = statement.left, statement.rights[0]
    assert left is not None, "a definition has a left side"
    if define_values(section, statement):
        return len(statement.rights)
    if isinstance(left, Call) and is_itself(section.lowering(Trial(), statement), left):
        left = left.head  # J(θ) = … defines J
    function = function_head(section, left, right.node)
    if function is not None:
        name, params = function
        if name in section.pieces:
            section.add("given", right, statement, message=f"{name} is defined case by case; nothing is built on it")
            return 1
        if name in section.known.functions and section.known.functions[name].body is not right.node:
            return 0
        section.known.functions[name] = Definition(params, right.node)
        section.add("given", right, statement, message=f"{name} is defined")
        return 1
    if not isinstance(left, (Symbol, Scripted, Call)):
        return 0
    found = named(left, section.scope)
    if found is None or found.transposed:
        return 0
    if is_derivative_of_known(section, found):
        raise problem("SG125", f"{found.name} stands alone: of what letter is it the derivative?", left, "write it as d/dx")
    if found.power is not None:
        if not is_root(section, found, right):
            return 0
        right = replace(right, node=Root(right.node, None, right.node.start, right.node.end))
        section.scope.assume(f"{found.name} is not negative")
    if isinstance(left, Scripted) and section.scope.is_kronecker(left):
        return 0
    if found.name in section.known.aliases:
        alias = section.known.aliases[found.name]
        if alias.body is right.node:
            section.add("given", right, statement, message=f"{found.name} stands for this")
            return 1
        return 0
    numbered = section.scope.only_constants(found.name) and found.indices is not None  # R_1 is no entry of R
    before = next((g for g in section.givens if g.name == found.name), None) if not numbered else None
    if before is not None and before.numeric and is_number(right.node) and len(statement.rights) == 1:
        return another_value(section, statement, before, right)
    if before is not None:
        return 0
    if statement.conditions and not is_harmless(statement) and not ranges_only(section, statement):
        raise problem("SG122", "a definition under a condition is not read", statement.conditions[0])
    if numbered:
        return scalar_given(section, statement, right)
    own = head_letters(found)
    if own is None:
        if found.name in section.heads():
            return 0
        section.unread.add(found.name)  # x_1 = 2 beside x_i: an entry has a value, which nothing is built on
        return taken_as_given(section, statement, right)
    if any(isinstance(n, (Partial, Nabla)) for n in walk(right.node)):
        return 0 if found.name in section.all_known() else taken_as_given(section, statement, right)
    given_entry(section, statement, found, own, right)
    return 1


def head_names(section: Section, statement: Statement) -> set[str]:
    """What the statement would have defined."""
    left = statement.left
    symbol = head_symbol(left) if isinstance(left, (Symbol, Scripted, Call)) else None
    found = named(left, section.scope) if isinstance(left, (Symbol, Scripted, Call)) else None
    names = {section.scope.spelled(symbol)} if symbol is not None else set()
    return names | ({found.name} if found is not None else set())


def is_head(section: Section, statement: Statement) -> bool:
    """Whether the left side is a new symbol, which a condition would define."""
    left = statement.left
    if not isinstance(left, (Symbol, Scripted)) or any(r.op not in ("=", ":=") for r in statement.rights):
        return False
    found = named(left, section.scope)
    if found is None or found.power is not None or found.name in section.all_known() or head_letters(found) is None:
        return False
    return isinstance(statement.rights[-1].node, Number) or found.indices is not None


def define_values(section: Section, statement: Statement) -> bool:
    """``H = W = 224`` gives both their value."""
    sides = [statement.left, *(r.node for r in statement.rights[:-1])]
    last = statement.rights[-1].node
    symbols = [s for s in sides if isinstance(s, (Symbol, Scripted))]
    if len(sides) < 2 or len(symbols) != len(sides) or not isinstance(last, Number):
        return False
    found = [named(s, section.scope) for s in symbols]
    if any(
        f is None or f.power is not None or (f.indices is not None and not section.scope.only_constants(f.name)) for f in found
    ):
        return False
    if any(f is not None and (section.scope.rank(f.name) and f.indices is None) for f in found):
        return False
    for symbol in symbols:
        name = section.lowering(Trial(), statement).scalar(symbol)
        if isinstance(name, Name) and all(g.name != name.name for g in section.givens):
            section.givens.append(Given(name.name, name, last, set(), statement.start, statement.end, numeric=True))
    for right in statement.rights:
        section.add("given", right, statement, message="a value")
    return True


def taken_as_given(section: Section, statement: Statement, right: Right) -> int:
    """An equation for a new symbol with derivatives in it: it says what the symbol is, and is used nowhere."""
    section.add("given", right, statement, message="says what a new symbol is; nothing is built on it")
    return 1


def is_derivative_of_known(section: Section, found: Named) -> bool:
    """``f' = 3x²`` beside ``f(x) = x³`` or ``f = x³``: hardly a new symbol, and nothing says by what it is the derivative."""
    base = found.name.rstrip("'")
    if base == found.name or found.indices is not None:
        return False
    return base in section.known.functions or any(g.name == base and not g.numeric for g in section.givens)


def is_root(section: Section, found: Named, right: Right) -> bool:
    """``σ² = …`` says what σ is, where nothing else does, and nothing on the right rests on σ."""
    if not is_two(found.power) or found.name in section.all_known() | section.heads():
        return False
    bodies: dict[str, Node] = {}
    for line in section.lines:
        if isinstance(line, Statement) and isinstance(line.left, (Symbol, Scripted, Call)) and line.rights:
            head = named(line.left, section.scope)
            if head is not None and head.power is None:
                bodies.setdefault(head.name, line.rights[0].node)
    pending, seen = [right.node], set()
    while pending:
        for node in walk(pending.pop()):
            name = section.scope.spelled(node) if isinstance(node, Symbol) else ""
            if name == found.name:
                return False
            if name in bodies and name not in seen:
                seen.add(name)
                pending.append(bodies[name])
    return True


def is_number(node: Node) -> bool:
    """``3`` and ``-3``."""
    return isinstance(node.inner if isinstance(node, Negative) else node, Number)


def another_value(section: Section, statement: Statement, before: Given, right: Right) -> int:
    """``p = 1`` once more, or another case."""
    assert is_number(right.node), "a value is a number"
    restricted = any(not w.lower().startswith(CALLS_FOR_A_CONDITION) for w in statement.sentence.restrictions)
    if (statement.said or statement.direct) != THROUGHOUT or restricted:
        section.passing.setdefault(before.name, statement.start)  # "Using $k = 5$ instead": for how long is not said
    before.values = [*(before.values or [(before.start, before.right)]), (statement.start, right.node)]
    section.add("given", right, statement, message=f"a value of {before.name}")
    return 1


def is_value_again(section: Section, statement: Statement) -> bool:
    """Whether a number that has a value gets another one."""
    if not isinstance(statement.left, Symbol) or len(statement.rights) != 1 or statement.rights[0].op not in ("=", ":="):
        return False
    found = named(statement.left, section.scope)
    numeric = found is not None and any(g.name == found.name and g.numeric for g in section.givens)
    return numeric and is_number(statement.rights[0].node)


def defined_in_a_case(section: Section, statement: Statement) -> bool:
    """``for $p = 1$, $o = n$`` above ``$o = n + 2p - 2$``: the first says what o is in a case only."""
    cases = {given.name for sentence, given in section.cases if sentence is statement.sentence}
    own = head_names(section, statement)
    others = [s for s in section.lines if isinstance(s, Statement) and s is not statement and s.left is not None and s.rights]
    return bool(cases) and any(
        head_names(section, s) == own and cases & {n.name for r in s.rights for n in walk(r.node) if isinstance(n, Symbol)}
        for s in others
    )


def define_case(section: Section, statement: Statement) -> bool:
    """``for $k = 3$`` gives k a value in this sentence."""
    value = statement.rights[-1].node
    denied = any(_DENIES.match(word) for word in statement.sentence.restrictions)
    if denied or len(statement.rights) != 1 or not isinstance(value, Number) or not isinstance(statement.left, Symbol):
        return False
    name = section.lowering(Trial(), statement).scalar(statement.left)
    if not isinstance(name, Name) or any(g.name == name.name and not g.numeric for g in section.givens):
        return False
    case = Given(name.name, name, value, set(), statement.start, statement.end, numeric=True)
    section.cases.append((statement.sentence, case))
    section.local.append((statement.sentence, {name.name}))
    section.add("given", statement.rights[0], statement, message="a value in this sentence")
    return True


def scalar_given(section: Section, statement: Statement, right: Right) -> int:
    lowering = section.lowering(Trial(), statement)
    assert statement.left is not None, "a definition has a left side"
    left = lowering.scalar(statement.left)
    if not isinstance(left, Name) or any(g.name == left.name for g in section.givens):
        return 0
    value = lowering.value(right.node)
    if isinstance(value, ArrayValue):
        section.add("given", right, statement, message=f"{left.name} is given")
        return 1
    keep(section, Given(left.name, left, value, names_in(value), statement.start, right.end), statement, right)
    return 1


def keep(section: Section, given: Given, statement: Statement, right: Right) -> None:
    section.givens.append(given)
    section.unread.discard(given.name)
    given.numeric = is_number(given.right)
    line = section.add("given", right, statement, plain=f"{spell(given.left)} = {spell(given.right)}")
    line.message = "says what a new symbol is"


def function_head(section: Section, left: Node, body: Node) -> tuple[str, tuple[str, ...]] | None:
    """``f(x) = …`` with plain letters: a function is defined."""
    if not isinstance(left, Call) or not isinstance(left.head, Symbol) or named(left, section.scope) is not None:
        return None
    if not all(isinstance(a, Symbol) for a in left.args.items) or left.head.name in ("E", "L", "J", "C"):
        return None
    params = tuple(a.name for a in left.args.items if isinstance(a, Symbol))
    arrays = [a for a in left.args.items if isinstance(a, Symbol) and section.scope.rank(section.scope.spelled(a))]
    if arrays and not is_pointwise(body):
        return None
    return (section.scope.spelled(left.head), params) if len(set(params)) == len(params) else None


def given_entry(section: Section, statement: Statement, found: Named, params: tuple[str, ...], right: Right) -> None:
    if found.indices is None and (section.scope.rank(found.name) or is_array(section, right.node)):
        if isinstance(right.node, Number):
            section.add("given", right, statement, message=f"a value of {found.name}")
            return
        given_whole(section, statement, found, right)
        return
    lowering = section.lowering(Trial(star=section.scope.star or ""), statement)
    letters = [Name(section.scope.spelled(s), s.start, s.end) for s in head_symbols(found)]
    for axis, (symbol, name) in enumerate(zip(head_symbols(found), letters, strict=True)):
        lowering.env[symbol.name] = plus(name, lowering.origin(found.name, axis))
    value = lowering.value(right.node)
    if right.op == ":=" and isinstance(value, Node) and found.name in names_in(value):
        section.add("given", right, statement, message="an update: nothing is built on it")
        return
    if isinstance(value, Node):
        value = contracted(section, value, {n.name for n in letters})
    if isinstance(value, ArrayValue):
        if params:
            raise problem("SG126", "the left side is one entry, the right side a whole array", right.node)
        given_array(section, statement, found, value, lowering, right)
        return
    section.known.ranks[found.name] = len(params)
    left = (
        Access(found.name, list(letters), found.start, found.end, found.start)
        if letters
        else Name(found.name, found.start, found.end)
    )
    if params:
        section.known.bodies[found.name] = Definition(params, right.node)
    keep(
        section,
        Given(found.name, left, value, names_in(value), statement.start, right.end, lowering.stars_met > 0),
        statement,
        right,
    )


def contracted(section: Section, value: Node, free: set[str]) -> Node:
    """The right side with a Σ over its repeated indices, where the section writes none."""
    if not section.einstein:
        return value
    value, indices = einstein.summed(value, free)
    if indices:
        section.scope.assume("indices that stand twice in a product are summed over")
    return value


def is_array(section: Section, node: Node) -> bool:
    """Whether the right side is a whole array, as far as its symbols tell."""
    try:
        lowering = section.lowering(
            Trial(section.scope.star or "", section.declared.about or "origin"), Statement(None, [], 0, 0, True)
        )
        return isinstance(lowering.value(node), ArrayValue)
    except Problem:
        return False


def given_whole(section: Section, statement: Statement, found: Named, right: Right) -> None:
    about = section.declared.about or "origin"  # needs no size; other readings are tried with each claim
    lowering = section.lowering(Trial(section.scope.star or "", about), statement)
    value = lowering.value(right.node)
    if not isinstance(value, ArrayValue):
        raise problem("SG126", f"{found.name} is an array elsewhere, and is set to a number here", right.node)
    given_array(section, statement, found, value, lowering, right)


def given_array(
    section: Section, statement: Statement, found: Named, value: ArrayValue, lowering: Lowering, right: Right
) -> None:
    if value.sizes is not None and not value.names:
        section.known.matrices[found.name] = right.node
        section.known.ranks[found.name] = value.rank
        section.add("given", right, statement, message="says what a new symbol is")
        return
    section.known.ranks[found.name] = value.rank
    if lowering.rotations_met and not lowering.stars_met:  # what is turned is no layer: its indices may go below 0
        section.known.arrays[found.name] = right.node
        section.add("given", right, statement, message=f"{found.name} stands for this")
        return
    given = array_given(statement, found, value, lowering, right)
    keep(section, given, statement, right)


def array_given(statement: Statement, found: Named, value: ArrayValue, lowering: Lowering, right: Right) -> Given:
    letters: list[Node] = [lowering.fresh_name(found.symbol) for _ in range(value.rank)]
    body = value.entry(letters)
    left = Access(found.name, letters, found.start, found.end, found.start)
    open_ = lowering.stars_met > 0 or lowering.rotations_met > 0
    return Given(
        found.name, left, body, names_in(body), statement.start, right.end, lowering.stars_met > 0, lowering.rotations_met > 0,
        again=(statement, found, right) if open_ else None,
    )  # fmt: skip


def remade(section: Section, given: Given, trial: Trial) -> Given:
    """The definition as it is under another reading of ``*`` and rot. Raises Problem."""
    if given.again is None:
        return given
    statement, found, right = given.again
    lowering = section.lowering(trial, statement)
    value = lowering.value(right.node)
    if not isinstance(value, ArrayValue):
        return given
    return array_given(statement, found, value, lowering, right)


def is_harmless(statement: Statement) -> bool:
    """Conditions that only say which values an index takes."""
    for condition in statement.conditions:
        if not isinstance(condition, Relation) or condition.ops[0] not in ("in",):
            if isinstance(condition, Symbol):
                continue
            return False
        if not isinstance(condition.operands[0], Symbol):
            return False
    return True


def ranges_only(section: Section, statement: Statement) -> bool:
    """``(i < H, 0 ≤ j < W)`` beside a definition: for which indices it is made."""
    for condition in statement.conditions:
        if not isinstance(condition, Relation) or any(op not in ("<", "<=") for op in condition.ops):
            return False
        if not any(isinstance(o, Symbol) and o.name in section.scope.varying for o in condition.operands):
            return False
    return True


def is_pointwise(body: Node) -> bool:
    """Whether a body is made of numbers only: its letters are parameters, whatever arrays are called by them elsewhere."""
    for node in walk(body):
        if isinstance(node, (Big, Partial, Nabla, Operation)) or (
            isinstance(node, Surrounded) and node.kind in ("norm", "angle")
        ):
            return False
        if isinstance(node, Scripted) and node.sub is not None:
            return False
        above = node.sup if isinstance(node, Scripted) else node.exponent if isinstance(node, Raised) else None
        if isinstance(above, Symbol) and above.name in ("T", "top"):
            return False
    return True


def are_indices(args: list[Node], rank: int) -> bool:
    return len(args) == rank and all(linear(a, False) for a in args)
