"""Who asks, as a handler's own statements say it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.syntax.nodes import callee_text, named_children, walk
from codemods.transforms.following.asking import asks, is_who, wraps
from codemods.transforms.following.handler_body import HandlerBody
from codemods.transforms.triggers.narrowing import Path

if TYPE_CHECKING:
    from codemods.inngest.project import Project

_REFUSED = re.compile(r"\b401\b|\b[uU](nauthori[sz]ed|NAUTHORI[SZ]ED)\b")
# What an action or a page does with who is not signed in, which answers nothing.
_SENT_AWAY = re.compile(
    r"\b(sign|signed|log|logged)[ -]?in\b|\bnot authenticated\b|\bunauthenticated\b|/auth\b", re.I
)
_READING = frozenset(
    """
    aggregate count findFirst findFirstOrThrow findMany findUnique findUniqueOrThrow
    """.split()  # noqa: SIM905 - they read better as words
)


class Askers:
    """Which statements and names of a handler say who asks."""

    def __init__(self, project: Project, body: HandlerBody) -> None:
        self.project = project
        self.body = body
        self.source = body.source

    @property
    def wrapped(self) -> bool:
        """Whether what wraps the handler lets in nobody who is not signed in, by its name."""
        return self.body.wrapper is not None and wraps(self.source, self.body.wrapper)

    def is_told(self, path: Path) -> bool:
        """Whether a path begins with what says who asks."""
        if path[0] in self.body.given:
            return self.wrapped or is_who(path[0])
        return bool(self.asking(self.body.closure(path[:1]) or []))

    def asking(self, statements: list[Node]) -> list[Node]:
        """The calls that say who asks: by their names, or as what they give is answered with 401
        where it is nobody."""
        found = []
        for statement in statements:
            calls = list(self.body.calls_in((statement,)))
            named = [call for call in calls if asks(self.source, call)]
            if not named and any(self.is_about(guard, statement) for guard in self._refusing):
                named = calls[:1] if self._is_of_somebody(statement) else []
            found += named
        return found

    def _is_of_somebody(self, statement: Node) -> bool:
        """Whether what a statement looks up depends on the request, or on a helper that may ask.

        `prisma.organization.findFirst()` finds the same for everybody.
        """
        reads = [callee_text(self.source, call) for call in self.body.calls_in((statement,))]
        if not reads or any(name.rpartition(".")[2] not in _READING for name in reads):
            return True
        names = [name for name, at in self.body.declaring.items() if at == statement]
        needed = self.body.closure(names) or []
        return len(needed) > 1 or any(
            not self.body.locals_in(each).isdisjoint({self.body.request, *self.body.given})
            for each in needed
        )

    @cached_property
    def _refusing(self) -> list[Node]:
        """The guards of the handler that answer 401, or with the very answer that they test; of an
        action or a page those that say so, or that send to the page to sign in."""
        every = self.body.guards(self.project, frozenset(self.body.declaring) | self.body.given)
        return [
            each
            for each in every
            if _REFUSED.search(text := self.source.text(each))
            or (self._passes_on(each) if self.body.answers_requests else _SENT_AWAY.search(text))
        ]

    def _passes_on(self, guard: Node) -> bool:
        """`if (session instanceof NextResponse) return session`."""
        then = guard.child_by_field_name("consequence")
        for node in walk(then) if then is not None else ():
            value = named_children(node) if node.type == "return_statement" else []
            if value and value[0].type == "identifier":
                return self.source.text(value[0]) in self.body.declaring
        return False

    def is_about(self, guard: Node, statement: Node) -> bool:
        """Whether a guard asks for what a statement declares."""
        condition = guard.child_by_field_name("condition")
        names = {n for n, at in self.body.declaring.items() if at == statement}
        return condition is not None and not names.isdisjoint(self.body.locals_in(condition))

    def signed_in(self) -> list[str]:
        """The names of what says who asks where a guard turns away who is nobody.

        What tells the organization may be a cookie: it is the session that says who is signed in.
        """
        found = []
        for name, statement in self.body.declaring.items():
            named = any(asks(self.source, call) for call in self.body.calls_in((statement,)))
            if named and any(self.is_about(guard, statement) for guard in self._refusing):
                found += [name] if self.body.closure((name,)) is not None else []
        return found
