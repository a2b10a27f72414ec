"""Look-ups that pass over what is done already, each time that a handler is entered.

`const known = await prisma.report.findFirst(…); if (known) continue;` before the creation of such a
record: the second time it is found, and neither its creation nor what follows it is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.anatomy.leaving import leaves
from codemods.inngest.anatomy.model import Anatomy, Effect
from codemods.inngest.outside.chains import chain, is_inner
from codemods.inngest.project import Project
from codemods.inngest.reading import node_at, span
from codemods.rules._language import is_python
from codemods.syntax.naming import words
from codemods.syntax.nodes import FUNCTIONS, named_children, property_name, unwrap, walk
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source

_BLOCKS = frozenset({"statement_block", "switch_case", "switch_default"})
_CREATING = frozenset({"add", "create", "insert"})
_READING = frozenset({"aggregate", "count", "exists", "find", "select"})
_NAMING = frozenset({"from", "selectFrom"})  # what a table is given to
_EQUAL = frozenset({"==", "==="})
_UNEQUAL = frozenset({"!=", "!=="})
_FEWER = frozenset({"<", "<="})
_NOTHING = frozenset({"null", "undefined", "0", "false", "''", '""'})


def is_looked_up(project: Project, anatomy: Anatomy, effect: Effect) -> bool:
    """Whether the handler leaves before the effect where it, or a record that the same passage has
    made before it, is found to be there."""
    if anatomy.handler is None:
        return False
    if is_python(effect.span.path):
        from codemods.rules._python import is_looked_up as in_python

        return in_python(project, effect)
    source = project.source(effect.span.path)
    handler = node_at(source, anatomy.handler)
    statement = node_at(source, effect.span)
    while statement != handler and statement.parent is not None:
        block = statement.parent
        if block.type in _BLOCKS:
            siblings = named_children(block)
            before = [each for each in siblings if each.end_byte <= statement.start_byte]
            done = [*_made_in(source, anatomy, before), effect]
            if any(_finds(source, anatomy, guard, done) for guard in before):
                return True
        statement = block
        if statement.type in FUNCTIONS:
            break
    return False


def sets(project: Project, effect: Effect, fields: frozenset[str]) -> bool:
    """Whether an update that is written in place sets one of the fields."""
    if is_python(effect.span.path):
        return False  # what it sets is not kept with the effect
    source = project.source(effect.span.path)
    written = _entries(source, effect) if "update" in words(effect.method) else {}
    return not fields.isdisjoint(written)


def _made_in(source: Source, anatomy: Anatomy, statements: list[Node]) -> Iterator[Effect]:
    """What is written by statements of a block, whenever it is passed."""
    plain = [
        span(source, each)
        for each in statements
        if each.type in ("expression_statement", "lexical_declaration")
    ]
    for each in anatomy.effects:
        if each.step is None and each.kind == "write" and any(p.contains(each.span) for p in plain):
            yield each


def _finds(source: Source, anatomy: Anatomy, guard: Node, done: list[Effect]) -> bool:
    """Whether a statement leaves the block where what was done is found to be."""
    condition = guard.child_by_field_name("condition")
    then = guard.child_by_field_name("consequence")
    if guard.type != "if_statement" or condition is None or then is None:
        return False
    if leaves(then) in (None, "throw"):
        return False
    asked = [condition, *_values(source, anatomy, condition)]
    for effect in done:
        if effect.span.start < guard.start_byte or effect.kind != "write":
            continue
        looked_up = any(_reads(source, each, effect.target) for each in asked)
        if looked_up and _is_met(source, condition, effect):
            return True
    return False


def _values(source: Source, anatomy: Anatomy, condition: Node) -> Iterator[Node]:
    """What the names of a condition are made of, where that is asked anew at each entry."""
    for node in walk(condition):
        local = bound(source, node, source.text(node)) if is_name(node) else None
        value = local.value if local is not None and local.kind == "const" else None
        if value is None:
            continue
        place = span(source, value)
        if not any(place.contains(step.span) for step in anatomy.steps):
            yield value


def _reads(source: Source, expression: Node, target: str) -> bool:
    """Whether an expression asks the database for records of a model or table."""
    for node in walk(expression):
        if node.type != "call_expression" or is_inner(node):
            continue
        found = chain(source, node)
        names = [source.text(found.root), *(link.name for link in found.links)]
        for at, link in enumerate(found.links):
            given = link.arguments
            named = source.text(given[0]).strip("'\"`").rpartition(".")[2] if given else ""
            if link.name in _NAMING and named == target:
                return True
            reading = not _READING.isdisjoint(words(link.name)[:1])
            if reading and link.call is not None and names[at] == target:
                return True
    return False


def _is_met(source: Source, condition: Node, effect: Effect) -> bool:
    """Whether a condition holds for a record as the effect leaves it.

    For one that it makes: where the condition is that there is any. For one that it changes: where
    the condition is about a field that it sets.
    """
    if not _CREATING.isdisjoint(words(effect.method)[:1]):
        return not any(map(_denies, walk(condition)))
    written = _entries(source, effect)
    for node in walk(condition):
        key = node.child_by_field_name("property") if node.type == "member_expression" else None
        value = written.get(source.text(key)) if key is not None else None
        if value is not None and _holds(source, node, value):
            return True
    return False


def _denies(node: Node) -> bool:
    """Whether an expression holds where something is not there."""
    operator = node.child_by_field_name("operator")
    if operator is None:
        return False
    return (node.type == "unary_expression" and operator.type == "!") or (
        node.type == "binary_expression" and operator.type in _EQUAL | _FEWER
    )


def _entries(source: Source, effect: Effect) -> dict[str, str]:
    """The entries of the objects that a call is given, with their values as they are written."""
    found = {}
    for node in walk(node_at(source, effect.span)):
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if node.type == "pair" and key is not None and value is not None:
            name = property_name(key, source.text(key))
            if name is not None:
                found[name] = source.text(value)
    return found


def _holds(source: Source, member: Node, value: str) -> bool:
    """Whether what a condition asks of a member is so where it has the value."""
    node = member
    while node.parent is not None and unwrap(node.parent) == unwrap(node):
        node = node.parent
    around = node.parent
    if around is None or value in _NOTHING:
        return False
    operator = around.child_by_field_name("operator")
    if operator is None or operator.type in ("&&", "||", "??"):
        return True
    sides = (around.child_by_field_name("left"), around.child_by_field_name("right"))
    others = [source.text(each) for each in sides if each is not None and each != node]
    if len(others) != 1:
        return False
    if operator.type in _EQUAL:
        return others[0] == value
    return operator.type in _UNEQUAL and others[0] != value
