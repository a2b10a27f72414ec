"""Calls in a `catch` or `onFailure` that may set a status in a way that is not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.anatomy.acts import Call
from codemods.inngest.outside.chains import chain
from codemods.syntax.nodes import unwrap, walk
from codemods.syntax.scopes import bound
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import ExternalName

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_LOGGERS = frozenset({"console", "logger", "log", "Sentry", "posthog", "span", "tracer"})
_BUILT_IN_METHODS = frozenset(
    {
        "add",
        "at",
        "captureException",
        "captureMessage",
        "concat",
        "endsWith",
        "entries",
        "every",
        "filter",
        "find",
        "flat",
        "flush",
        "get",
        "getTime",
        "has",
        "includes",
        "isArray",
        "join",
        "keys",
        "map",
        "match",
        "parse",
        "pop",
        "push",
        "replace",
        "reverse",
        "set",
        "shift",
        "slice",
        "some",
        "sort",
        "split",
        "startsWith",
        "stringify",
        "substring",
        "test",
        "toFixed",
        "toISOString",
        "toLowerCase",
        "toString",
        "toUpperCase",
        "trim",
        "values",
    }
)
# What may change a row in a way that is not seen.
_HIDDEN_WRITES = frozenset({"rpc", "$queryRaw", "$queryRawUnsafe", "query", "execute"})


def may_hide_status(project: Project, call: Call) -> bool:
    """Whether a call in a `catch` or `onFailure` may set a status that is not seen."""
    where, node = call.handler.source, call.site.node
    if call.helper is None or _logs(where.text(chain(where, node).root)):
        return _may_write(project, where, node)
    if any(act.done.kind == "write" and act.done.values for act in call.acts):
        return False
    source, function = call.helper
    return any(
        node.type == "call_expression" and _may_write(project, source, node)
        for node in walk(function)
    )


def _may_write(project: Project, source: Source, node: Node) -> bool:
    """Whether a call leads to code of the project, or to a database in a way not followed."""
    origins = project.origins
    found = chain(source, node)
    root = found.root
    names = {link.name for link in found.links}
    if root.type not in ("identifier", "this", "call_expression", "await_expression"):
        return False
    if origins.of(source, root) is not None:
        return bool(names & _HIDDEN_WRITES)
    if root.type != "identifier":
        return bool(names - _BUILT_IN_METHODS)
    name = source.text(root)
    if _logs(name):
        return False
    called = next((link.name for link in found.links if link.call is not None), "")
    if called in _BUILT_IN_METHODS:
        return False
    if origins.is_global(source, root):
        return False
    if isinstance(origins.meaning(source, root), ExternalName):
        return False
    local = bound(source, root, name)
    if local is None:
        return True
    return local.kind not in ("catch", "loop", "parameter") and not _is_plain(
        project, source, local.value
    )


def _is_plain(project: Project, source: Source, node: Node | None) -> bool:
    """Whether a variable is made of a literal or a class of the language: `new Date()`."""
    node = unwrap(node) if node is not None else None
    if node is None:
        return False
    if node.type == "new_expression":
        made = node.child_by_field_name("constructor")
        return made is not None and project.origins.is_global(source, made)
    return node.type in ("array", "object", "string", "template_string", "number")


def _logs(name: str) -> bool:
    """Whether a name is that of something that only reports."""
    return name in _LOGGERS or name.lower().endswith(("logger", "log"))
