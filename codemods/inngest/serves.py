"""Finding the places that offer jobs to Inngest: `serve` of every adapter, and `connect`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.clients import PACKAGE
from codemods.inngest.model import Runtime, Serve
from codemods.inngest.reading import (
    enclosing_constant,
    initialiser,
    node_at,
    sources_with,
    span,
)
from codemods.inngest.registration import JobIndex, follow
from codemods.syntax.nodes import arguments, entry_value, named_children, unwrap, walk
from codemods.syntax.patterns import taken
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source
from codemods.syntax.strings import string_value
from codemods.workspace.resolution.exports import ExternalName

# The adapters' own specifiers, and the call where a module of the project passes `serve` on.
MENTIONS = (b'"inngest/', b"'inngest/", b"serve(")

_SERVING = frozenset({"serve", "connect"})
# `const { serve } = await import("inngest/next")` inside a handler.
_LAZY = re.compile(rb"""import\(\s*["'](inngest/[\w/-]+)["']\s*\)""")


def read_serves(index: JobIndex) -> tuple[Serve, ...]:
    """Every `serve(…)` and every app of a `connect(…)`, by path and place."""
    return tuple(
        serve for source in sources_with(index, *MENTIONS) for serve in _in_file(index, source)
    )


def required_adapter(source: Source) -> Node | None:
    """The first `require("inngest/…")` of a file, or None."""
    if not _requires(source):
        return None
    return next((node for node in walk(source.root) if _required(source, node) is not None), None)


def _in_file(index: JobIndex, source: Source) -> Iterator[Serve]:
    adapters = _adapters(index, source)
    for call in source.every_call():
        adapter = _adapter(source, call.callee, adapters)
        if adapter is None:
            continue
        for options in _options(index, source, call.node, adapter):
            yield _serve(index, call.node, source, adapter, options)


def _adapters(index: JobIndex, source: Source) -> dict[str, str]:
    """Local name → the SDK's specifier, for what the file imports to serve jobs with."""
    found: dict[str, str] = {}
    for each in source.module.imports:
        if each.imported not in _SERVING or each.type_only:
            continue
        meaning = index.modules.binding(source, each.local)
        if isinstance(meaning, ExternalName) and meaning.package == PACKAGE:
            found[each.local] = f"{PACKAGE}/{meaning.subpath}" if meaning.subpath else PACKAGE
    if not found and "serve" not in source.module.declarations:
        lazy = _LAZY.search(source.data)
        if lazy is not None:
            found["serve"] = lazy[1].decode()
    return found


def _adapter(source: Source, callee: Node, adapters: dict[str, str]) -> str | None:
    """The SDK's specifier whose `serve` or `connect` an expression is, or None."""
    if callee.type == "identifier":
        name = source.text(callee)
        return adapters.get(name) or (_taken(source, callee) if _requires(source) else None)
    owner, key = callee.child_by_field_name("object"), callee.child_by_field_name("property")
    if owner is None or key is None or source.text(key) not in _SERVING:
        return None
    owner = unwrap(owner)
    return _module(source, owner) if is_name(owner) else _required(source, owner)


def _taken(source: Source, node: Node) -> str | None:
    """The specifier of `const { serve } = require("inngest/next")`, also where it is renamed."""
    declared = _declarator(source, node)
    pattern = declared.child_by_field_name("name") if declared is not None else None
    value = declared.child_by_field_name("value") if declared is not None else None
    if pattern is None or value is None:
        return None
    for each in taken(source, pattern):
        if each.name == source.text(node) and each.keys and each.keys[0] in _SERVING:
            return _required(source, value)
    key = value.child_by_field_name("property")  # `const serve = require("inngest/next").serve`
    owner = value.child_by_field_name("object")
    if key is None or owner is None or source.text(key) not in _SERVING:
        return None
    return _required(source, owner)


def _module(source: Source, node: Node) -> str | None:
    """The specifier of the module of the SDK that a name holds as a whole."""
    name = source.text(node)
    for each in source.module.imports:
        if each.local == name and each.imported == "*" and _is_adapter(each.specifier):
            return each.specifier
    declared = _declarator(source, node)
    value = declared.child_by_field_name("value") if declared is not None else None
    return _required(source, value) if value is not None else None


def _declarator(source: Source, node: Node) -> Node | None:
    """The `name = value` that declares a variable, in a function around or in the module."""
    name = source.text(node)
    local = bound(source, node, name)
    if local is not None:
        return local.declared if local.is_variable else None
    declaration = source.module.declarations.get(name)
    for each in named_children(declaration.statement) if declaration is not None else ():
        pattern = each.child_by_field_name("name") if each.type == "variable_declarator" else None
        if pattern is not None and any(part.name == name for part in taken(source, pattern)):
            return each
    return None


def _required(source: Source, node: Node) -> str | None:
    """The specifier of `require("inngest/…")`, or None for anything else."""
    node = unwrap(node)
    callee, given = node.child_by_field_name("function"), arguments(node)
    if node.type != "call_expression" or callee is None or len(given) != 1:
        return None
    if source.text(callee) != "require" or given[0].type != "string":
        return None
    specifier = string_value(source.text(given[0]))
    return specifier if _is_adapter(specifier) else None


def _requires(source: Source) -> bool:
    return b"require(" in source.data


def _is_adapter(specifier: str) -> bool:
    return specifier.startswith(f"{PACKAGE}/")


def _options(
    index: JobIndex, source: Source, call: Node, adapter: str
) -> Iterator[tuple[Source, Node, Node | None]]:
    """For each list that is served: the file, the options object, an explicit functions node."""
    given = arguments(call)
    if not given:
        return
    found = _object(index, source, unwrap(given[0]))
    if adapter == "inngest/connect" and found is not None:
        where, options = found
        apps = entry_value(where, options, "apps")
        for app in named_children(apps) if apps is not None and apps.type == "array" else []:
            yield where, app, None
    elif found is not None:
        yield *found, None
    elif len(given) > 1:
        yield source, given[0], given[1]  # serve(client, [jobs]), as SDK 2 had it
    else:
        yield source, given[0], None


def serve_options(index: JobIndex, serve: Serve) -> tuple[Source, Node] | None:
    """The object of options that a `serve` is given, or None where it cannot be followed."""
    source = index.source(serve.path)
    given = arguments(node_at(source, serve.span))
    return _object(index, source, unwrap(given[0])) if given else None


def _object(index: JobIndex, source: Source, node: Node) -> tuple[Source, Node] | None:
    """The object literal that an expression is, or that a constant holds."""
    if node.type == "identifier":
        local = enclosing_constant(source, node, source.text(node))
        found = (source, local) if local else initialiser(index, source, source.text(node))
        if found is None:
            return None
        source, node = found[0], unwrap(found[1])
    return (source, node) if node.type == "object" else None


def _serve(
    index: JobIndex,
    call: Node,
    source: Source,
    adapter: str,
    found: tuple[Source, Node, Node | None],
) -> Serve:
    where, options, functions = found
    client = entry_value(where, options, "client")
    functions = functions or entry_value(where, options, "functions")
    return Serve(
        span=span(source, call),
        adapter=adapter,
        client=where.text(client) if client is not None else None,
        functions=follow(index, where, functions)
        if functions is not None
        else Runtime(span(source, call), "its options do not name the list in place"),
    )
