"""One walk over a function: every node with its scope, its context and the functions around it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from tree_sitter import Node

from codemods.inngest.anatomy.contexts import CONTEXTUAL, contexts_in
from codemods.inngest.anatomy.model import Context
from codemods.inngest.anatomy.paths import Path, Paths
from codemods.syntax.nodes import FUNCTIONS
from codemods.syntax.scopes import Binding, bound, is_name
from codemods.syntax.source import Source

WRAPPING = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)

_LEAVES = frozenset({"identifier", "shorthand_property_identifier"})

# What holds no expression that runs.
_SILENT = frozenset(
    {
        "comment",
        "type_annotation",
        "type_arguments",
        "type_parameters",
        "interface_declaration",
        "type_alias_declaration",
        "type_predicate_annotation",
        "asserts_annotation",
        "string",
        "number",
        "regex",
        "true",
        "false",
        "null",
        "undefined",
        "this",
        "super",
        "property_identifier",
        "statement_identifier",
        "optional_chain",
        "predefined_type",
        "type_identifier",
        "generic_type",
        "object_type",
        "union_type",
        "string_fragment",
        "escape_sequence",
        "private_property_identifier",
        "accessibility_modifier",
    }
)

# A table of data this large is not looked into where it calls nothing, in bytes.
_LARGE = 100_000


class Site(Struct, eq=False):
    """A node in a function, as the walk meets it.

    parent:   the site of the node around it, None for the function that is walked
    function: the innermost function around it, None at the level of the function that is walked
    context:  what stands around it
    """

    source: Source
    node: Node
    parent: Site | None
    function: Site | None
    context: Context
    paths: Paths

    def find(self, name: str) -> Binding | None:
        """What a name means there; None for a name of the module, or a global one."""
        return bound(self.source, self.node, name)

    def binding(self, node: Node) -> Binding | None:
        """What an identifier in it means; None for any other node, too."""
        return bound(self.source, node, self.source.text(node)) if is_name(node) else None

    def path(self, node: Node) -> Path | None:
        """Which part of the handler's context an expression in it is, or None."""
        return self.paths.of(self.source, node)

    def functions(self) -> Iterator[Site]:
        """The functions around it inside the one that is walked, innermost first."""
        inner = self.function
        while inner is not None:
            yield inner
            inner = inner.function

    @property
    def given_to(self) -> Site | None:
        """The call that it is an argument of, or None."""
        around = self.parent
        while around is not None and around.node.type in (
            "parenthesized_expression",
            "as_expression",
        ):
            around = around.parent
        return around.parent if around is not None and around.node.type == "arguments" else None


def walk_sites(
    source: Source, function: Node, paths: Paths, *, names: bool = True
) -> Iterator[Site]:
    """What is in a function's body, in source order, nested functions included.

    paths: what its parameters hold of the handler's context
    names: whether single names come too, which are half of all nodes
    """
    root = Site(source, function, None, None, Context(), paths)
    body = function.child_by_field_name("body")
    if body is None:
        return
    stack = [Site(source, body, root, None, Context(), paths)]
    while stack:
        site = stack.pop()
        yield site
        children = _children(source, site, names)
        children.reverse()
        stack.extend(children)


def _children(source: Source, site: Site, names: bool) -> list[Site]:
    node, kind = site.node, site.node.type
    if (
        kind in ("array", "object")
        and node.end_byte - node.start_byte > _LARGE
        and source.data.find(b"(", node.start_byte, node.end_byte) < 0
    ):
        return []
    function = site if kind in FUNCTIONS else site.function
    contexts = contexts_in(source, site) if kind in CONTEXTUAL else {}
    found = []
    for child in node.named_children:
        kind = child.type
        if kind in _SILENT or (not names and kind in _LEAVES):
            continue
        context = contexts.get(child.id, site.context) if contexts else site.context
        found.append(Site(source, child, site, function, context, site.paths))
    return found
