"""The functions that a job runs: its handler and `onFailure`, and what their parameters hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tree_sitter import Node

from codemods.inngest.anatomy.scopes import Path, Scope, parameter_scope, scope_around
from codemods.inngest.anatomy.sites import Site, walk_sites
from codemods.inngest.model import Job, Span
from codemods.inngest.reading import Repository, node_at, span, value_of
from codemods.syntax.nodes import FUNCTIONS, arguments, unwrap
from codemods.syntax.source import Source
from codemods.workspace.resolution.exports import Definition

_KEPT = frozenset(
    {
        "call_expression",
        "new_expression",
        "return_statement",
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "unary_expression",
    }
)


@dataclass(frozen=True, eq=False)
class Handler:
    """A function that the SDK calls with a context, or a helper that is given a part of one.

    source:  the file that it is written in, which need not be the job's
    node:    the function
    origins: for each parameter, the path of its value in the context: `()` for the context itself
    failure: whether it is `onFailure`, or a helper of it
    around:  the scope that the function stands in, where that is already known

    Where an expression points to in the context is asked of the scope: with `({ event: e, step })`
    the path of `e.data.userId` is ("event", "data", "userId"), that of `step.run` ("step", "run").
    """

    source: Source
    node: Node
    origins: tuple[Path | None, ...] = ((),)
    failure: bool = False
    around: Scope | None = None

    @property
    def span(self) -> Span:
        """The place of the function."""
        return span(self.source, self.node)

    @property
    def body(self) -> Node:
        """Its block, or the expression that an arrow gives."""
        body = self.node.child_by_field_name("body")
        return body if body is not None else self.node

    @cached_property
    def scope(self) -> Scope:
        """What names mean inside it, its parameters included."""
        around = self.around or scope_around(self.source, self.node)
        return parameter_scope(self.source, self.node, around, self.origins)

    @cached_property
    def calls(self) -> tuple[Site, ...]:
        """Every call and `new` in it, in source order, those in nested functions included."""
        return self.sites("call_expression", "new_expression")

    def sites(self, *types: str) -> tuple[Site, ...]:
        """The nodes of some types in it, in source order, those in nested functions included."""
        return tuple(site for site in self._sites if site.node.type in types)

    @cached_property
    def _sites(self) -> tuple[Site, ...]:
        return tuple(
            site
            for site in walk_sites(self.source, self.node, self.scope, names=False)
            if site.node.type in _KEPT
        )


def read_handler(repository: Repository, job: Job) -> Handler | None:
    """The handler of a job, or None where it cannot be followed: a wrapped or computed one."""
    source = repository.source(job.path)
    given = arguments(node_at(source, job.span))
    at = 2 if job.form == 3 else 1
    if len(given) <= at:
        return None
    found = follow_function(repository, source, given[at])
    return Handler(*found) if found is not None else None


def read_failure_handler(
    repository: Repository, source: Source, value: Node | None
) -> Handler | None:
    """The handler given as `onFailure`, whose value in the options this is."""
    found = follow_function(repository, source, value) if value is not None else None
    return Handler(*found, failure=True) if found is not None else None


def follow_function(
    repository: Repository, source: Source, node: Node
) -> tuple[Source, Node] | None:
    """The function that an expression is, or names, in this file or another; None for others."""
    node = unwrap(node)
    if node.type in FUNCTIONS:
        return source, node
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return None
    return named_function(repository, source, source.text(node), scope_around(source, node))


def named_function(
    repository: Repository, source: Source, name: str, scope: Scope | None
) -> tuple[Source, Node] | None:
    """The function that a name means in a scope, followed through imports and barrels."""
    binding = scope.find(name) if scope is not None else None
    if binding is not None:
        value = unwrap(binding.whole) if binding.whole is not None else None
        return (source, value) if value is not None and value.type in FUNCTIONS else None
    definition = repository.modules.binding(source, name)
    if not isinstance(definition, Definition):
        return None
    declaration = definition.declaration
    if declaration is not None and declaration.kind not in ("const", "function"):
        return None
    found = value_of(repository, definition)
    if found is None:
        return None
    where, value = found[0], unwrap(found[1])
    return (where, value) if value.type in FUNCTIONS else None
