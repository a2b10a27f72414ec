"""The functions that a job runs: its handler and `onFailure`, and what their parameters hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, field
from tree_sitter import Node

from codemods.inngest.anatomy.paths import Path, Paths
from codemods.inngest.anatomy.sites import Site, walk_sites
from codemods.inngest.model import Job, Span
from codemods.inngest.reading import Place, Repository, node_at, span, value_of
from codemods.syntax.nodes import FUNCTIONS, arguments, unwrap
from codemods.syntax.patterns import parameters, pattern_of, taken
from codemods.syntax.scopes import bound, is_name
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


class Handler(Struct, frozen=True, eq=False, dict=True):
    """A function that the SDK calls with a context, or a helper that is given a part of one.

    source:  the file that it is written in, which need not be the job's
    node:    the function
    origins: for each parameter, the path of its value in the context: `()` for the context itself
    failure: whether it is `onFailure`, or a helper of it
    outer:   what is known of the parameters of the functions around it

    Where an expression points to in the context is asked of `paths`: with `({ event: e, step })`
    the path of `e.data.userId` is ("event", "data", "userId"), that of `step.run` ("step", "run").
    """

    source: Source
    node: Node
    origins: tuple[Path | None, ...] = ((),)
    failure: bool = False
    outer: Paths = field(default_factory=Paths)

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
    def paths(self) -> Paths:
        """Which part of the context expressions inside it are."""
        known = dict(self.outer.known)
        scope = self.source.scopes.inside(self.node)
        for parameter, origin in zip(parameters(self.node), self.origins, strict=False):
            for each in taken(self.source, pattern_of(parameter)):
                binding = scope.find(each.name) if scope is not None else None
                if origin is not None and binding is not None and binding.declared == parameter:
                    known[binding] = origin
        return Paths(known)

    @cached_property
    def calls(self) -> tuple[Site, ...]:
        """Every call and `new` in it, in source order, those in nested functions included."""
        return self.sites("call_expression", "new_expression")

    def walk(self, *, names: bool = True) -> Iterator[Site]:
        """What is in it, in source order, nested functions included.

        names: whether single names come too, which are half of all nodes
        """
        return walk_sites(self.source, self.node, self.paths, names=names)

    def sites(self, *types: str) -> tuple[Site, ...]:
        """The nodes of some types in it, in source order, those in nested functions included."""
        return tuple(site for site in self._sites if site.node.type in types)

    @cached_property
    def _sites(self) -> tuple[Site, ...]:
        return tuple(site for site in self.walk(names=False) if site.node.type in _KEPT)


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


def follow_function(repository: Repository, source: Source, node: Node) -> Place | None:
    """The function that an expression is, or names, in this file or another; None for others.

    Names are followed through imports and barrels.
    """
    node = unwrap(node)
    if node.type in FUNCTIONS:
        return source, node
    if not is_name(node):
        return None
    name = source.text(node)
    binding = bound(source, node, name)
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
