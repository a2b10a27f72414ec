"""Requests with an address and options: `fetch(url, { method })`, `axios(config)`."""

from __future__ import annotations

import re

from tree_sitter import Node

from codemods.inngest.outside.chains import shortened
from codemods.inngest.outside.model import Done
from codemods.inngest.reading import Repository, literal
from codemods.syntax.literal import string
from codemods.syntax.nodes import entry_value, named_children, unwrap
from codemods.syntax.scopes import bound, is_name
from codemods.syntax.source import Source

# The packages whose functions take an address and options.
HTTP = frozenset({"axios", "ky", "got", "undici", "node-fetch", "cross-fetch"})

_HOST = re.compile(r"https?://([^/?#:\s`$]+)")


def request(
    repository: Repository, source: Source, what: str, call: Node, values: list[Node]
) -> Done:
    """What a request does.

    values: the address and the options, or the options alone
    """
    given = [unwrap(each) for each in values]
    url = given[0] if given else None
    options = given[1] if len(given) > 1 else None
    if url is not None and url.type == "object":
        options, url = url, entry_value(source, url, "url")
    method, certain = "GET", True
    if options is not None:
        found = _verb(repository, source, options)
        method, certain = (found, True) if found is not None else (what, False)
    target = host(repository, source, url) if url is not None else what
    return Done("external", what, target, method, call, certain=certain)


def host(repository: Repository, source: Source, url: Node) -> str:
    """The host of an address, else the address as it is written."""
    value = held(source, url)
    known = string(literal(repository, source, value))
    found = _HOST.search(known if known is not None else source.text(value))
    return found[1] if found is not None else shortened(source, url)


def held(source: Source, node: Node) -> Node:
    """What a local variable is made from, else the node itself."""
    node = unwrap(node)
    local = bound(source, node, source.text(node)) if is_name(node) else None
    if local is None or not local.is_variable or local.keys != () or local.value is None:
        return node
    return unwrap(local.value)


def _verb(repository: Repository, source: Source, options: Node) -> str | None:
    """The method that the options name; GET where they surely name none; None: unknown."""
    options = held(source, options)
    if options.type != "object":
        return None
    value = entry_value(source, options, "method")
    if value is None:
        spread = any(each.type == "spread_element" for each in named_children(options))
        return None if spread else "GET"
    name = string(literal(repository, source, held(source, value)))
    if name is None:
        return None
    return "GET" if name.upper() in ("HEAD", "OPTIONS") else name.upper()
