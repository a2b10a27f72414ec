"""Values that have to be named before a function that is called later.

TypeScript forgets inside a callback what a guard said of a property: `session.user.id` is a string
after `if (!session?.user) return`, and may be undefined in `after(() => …)` below it.
"""

from __future__ import annotations

from msgspec.structs import replace
from tree_sitter import Node

from codemods.syntax.nodes import walk
from codemods.syntax.source import Source
from codemods.transforms.triggers.client_import import free_name
from codemods.transforms.triggers.expressions import expression_of
from codemods.transforms.triggers.model import Payload
from codemods.transforms.triggers.narrowing import Facts, Path, path_of
from codemods.transforms.triggers.values import Values


def hoisted(values: Values, payload: Payload) -> tuple[Payload, list[str]]:
    """The payload for inside a callback, and the constants that must stand before the send."""
    later = Values(values.project, values.handler, values.place)
    later.facts = _kept(values)
    entries: list[tuple[str, str]] = []
    constants: list[str] = []
    item = payload.each[1] if payload.each is not None else None
    for key, text in payload.entries:
        found = expression_of(text)
        if found is None or not _forgets(values, later, *found, item):
            entries.append((key, text))
            continue
        name = free_name(values, key, f"{key}Value")
        constants.append(f"const {name} = {text};")
        entries.append((key, name))
    return replace(payload, entries=tuple(entries)), constants


def _kept(values: Values) -> Facts:
    """What stays sure in a callback: of names that never change, themselves alone."""
    constant = {
        held.name
        for held in values.bindings
        if held.declared.kind in ("const", "using", "parameter", "loop")
    }
    tests = values.facts.tests
    return Facts(tuple(t for t in tests if len(t.path) == 1 and t.path[0] in constant))


def _forgets(values: Values, later: Values, source: Source, node: Node, item: str | None) -> bool:
    """Whether a part of an expression is known to be there only as long as the handler runs."""
    for each in walk(node):
        path: Path | None = path_of(source, each)
        if path is None or path[0] == item or values.named(path[0]) is None:
            continue
        now, then = values.reach(path), later.reach(path)
        if now is not None and (then is None or then.absent - now.absent):
            return True
    return False
