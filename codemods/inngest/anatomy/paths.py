"""Which part of the context that a handler is called with an expression is."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from tree_sitter import Node

from codemods.syntax.nodes import unwrap
from codemods.syntax.scopes import Binding, bound, is_name
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value

# Where a value lies in the context that a handler is called with: `()` is the context itself,
# ("step", "run") the method, ("event", "data", "userId") a key of the event's data.
Path = tuple[str, ...]

_MOST_HOPS = 16  # aliases of aliases; it also ends those that are made of each other
_MOST_KEYS = 32


class Paths(Struct, frozen=True, eq=False):
    """What the parameters of a handler, and of the functions around it, hold of its context.

    known: the path of what each such parameter is given, of its whole pattern
    """

    known: Mapping[Binding, Path] = field(default_factory=dict)

    def of(self, source: Source, node: Node) -> Path | None:
        """Where in the context an expression points to, through aliases, or None."""
        keys: Path = ()
        for _ in range(_MOST_HOPS):
            name, inner = member_path(source, node)
            binding = bound(source, node, name) if name is not None else None
            if binding is None or binding.reach is None or inner is None:
                return None
            keys = binding.reach + inner + keys
            if binding in self.known:
                return self.known[binding] + keys
            if binding.value is None or not binding.is_variable:
                return None
            node = binding.value
        return None


def member_path(source: Source, node: Node) -> tuple[str | None, Path | None]:
    """`a.b["c"]!.d` as its first name and the keys after it; (None, None) for anything else."""
    keys: list[str] = []
    node = unwrap(node)
    while node.type in ("member_expression", "subscript_expression") and len(keys) < _MOST_KEYS:
        key = node.child_by_field_name("property") or node.child_by_field_name("index")
        owner = node.child_by_field_name("object")
        if key is None or owner is None or key.type not in ("property_identifier", "string"):
            return None, None
        text = source.text(key)
        keys.append(string_value(text) if key.type == "string" else text)
        node = unwrap(owner)
    if not is_name(node):
        return None, None
    return source.text(node), tuple(reversed(keys))
