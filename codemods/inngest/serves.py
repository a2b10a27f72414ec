"""Finding the places that offer jobs to Inngest: `serve` of every adapter, and `connect`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from codemods.inngest.clients import PACKAGE, option
from codemods.inngest.model import Runtime, Serve
from codemods.inngest.reading import (
    enclosing_constant,
    initialiser,
    node_at,
    sources_with,
    span,
)
from codemods.inngest.registration import JobIndex, follow
from codemods.syntax.nodes import arguments, named_children, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

# The adapters' own specifiers, and the call where a module of the project passes `serve` on.
MENTIONS = (b'"inngest/', b"'inngest/", b"serve(")

# `const { serve } = await import("inngest/next")` inside a handler.
_LAZY = re.compile(rb"""import\(\s*["'](inngest/[\w/-]+)["']\s*\)""")


def read_serves(index: JobIndex) -> tuple[Serve, ...]:
    """Every `serve(…)` and every app of a `connect(…)`, by path and place."""
    return tuple(
        serve for source in sources_with(index, *MENTIONS) for serve in _in_file(index, source)
    )


def _in_file(index: JobIndex, source: Source) -> Iterator[Serve]:
    adapters = _adapters(index, source)
    if not adapters:
        return
    for match in source.match("serves"):
        adapter = adapters.get(source.text(match["serve.function"]))
        if adapter is None:
            continue
        call = match["serve.call"]
        for options in _options(index, source, call, adapter):
            yield _serve(index, call, source, adapter, options)


def _adapters(index: JobIndex, source: Source) -> dict[str, str]:
    """Local name → the SDK's specifier, for what the file imports to serve jobs with."""
    found: dict[str, str] = {}
    for each in source.module.imports:
        if each.imported not in ("serve", "connect") or each.type_only:
            continue
        meaning = index.modules.binding(source, each.local)
        if isinstance(meaning, ExternalName) and meaning.package == PACKAGE:
            found[each.local] = f"{PACKAGE}/{meaning.subpath}" if meaning.subpath else PACKAGE
    if not found and "serve" not in source.module.declarations:
        lazy = _LAZY.search(source.data)
        if lazy is not None:
            found["serve"] = lazy[1].decode()
    return found


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
        apps = option(where, options, "apps")
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
    client = option(where, options, "client")
    functions = functions or option(where, options, "functions")
    return Serve(
        span=span(source, call),
        adapter=adapter,
        client=where.text(client) if client is not None else None,
        functions=follow(index, where, functions)
        if functions is not None
        else Runtime(span(source, call), "its options do not name the list in place"),
    )
