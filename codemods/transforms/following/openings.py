"""How the project's routes find out who asks: the statements that their handlers begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from tree_sitter import Node

from codemods.syntax.nodes import callee_text
from codemods.syntax.source import Source
from codemods.transforms.following.askers import Askers
from codemods.transforms.following.asking import throws
from codemods.transforms.following.handler_body import HandlerBody
from codemods.transforms.following.ids import Ids, Known, Wanted
from codemods.transforms.following.taken_over import own_names
from codemods.transforms.triggers.conditions import tests_of
from codemods.transforms.triggers.model import Handler

if TYPE_CHECKING:
    from codemods.inngest.project import Project


class Opening(Struct, frozen=True, eq=False):
    """Statements that another handler can begin with.

    style:  the calls that say who asks, as they are written
    nodes:  the statements, in order
    known:  the ids that were wanted, None for one that it does not tell
    throws: the call that turns people away by an error that it throws, None without
    """

    body: HandlerBody
    style: tuple[str, ...]
    nodes: tuple[Node, ...]
    known: tuple[Known | None, ...]
    throws: str | None

    @property
    def source(self) -> Source:
        """The file that it was taken from."""
        return self.body.source

    @property
    def handler(self) -> Handler:
        """The handler that it was taken from."""
        return self.body.handler

    def texts(self, refusal: str) -> tuple[str, ...]:
        """The statements as they are written there; "" for an empty line between two.

        refusal: the answer for who is not signed in, which functions that are no routes do not give
        """
        found: list[str] = []
        above = None
        for node in self.nodes:
            if above is not None and node.start_point.row - above.end_point.row > 1:
                found.append("")
            condition = node.child_by_field_name("condition")
            if self.body.answers_requests or condition is None:
                text = self.source.text(node)
            else:
                text = f"if {self.source.text(condition)} {{\nreturn {refusal};\n}}"
            found.append(text.replace("\r\n", "\n"))
            above = node
        return tuple(found)

    @property
    def taken_over(self) -> tuple[Node, ...]:
        """The nodes whose text is taken over: of a guard of another function its condition."""
        if self.body.answers_requests:
            return self.nodes
        return tuple(node.child_by_field_name("condition") or node for node in self.nodes)

    @property
    def names(self) -> frozenset[str]:
        """The names that it declares, or that the wrapper gives."""
        return self.body.names_of(self.nodes)

    @property
    def signature(self) -> tuple[object, ...]:
        """What two openings have in common that are alike."""
        return (
            self.style,
            tuple(" ".join(text.split()) for text in self.texts("") if text),
            self.known,
        )


def opening_of(
    project: Project,
    handler: Handler,
    wanted: tuple[Wanted, ...],
    names: frozenset[str] = frozenset(),
) -> Opening | None:
    """How a handler finds out who asks; None where it does not, or does it in a way that cannot
    be taken to another handler.

    wanted: the ids that are to be known behind it; those that it does not tell are None
    names:  names that are to be there behind it too, where the handler has them
    """
    return _Reader(project, handler).read(wanted, names)


class _Reader:
    def __init__(self, project: Project, handler: Handler) -> None:
        self.project = project
        self.body = HandlerBody(handler)
        self.source = self.body.source
        self.askers = Askers(project, self.body)

    def read(self, wanted: tuple[Wanted, ...], names: frozenset[str]) -> Opening | None:
        if not self.body.is_block:
            return None
        if self.body.wrapper is None and not self.askers.asking(self.body.statements):
            return None
        ids = Ids(self.project, self.askers)
        found = [ids.said(each) for each in wanted]
        roots = [each.path[0] for each in found if each is not None]
        roots += sorted(names & (self.body.declaring.keys() | self.body.given))
        if not roots:
            return None
        statements = self.body.closure((*roots, *self.askers.signed_in()))
        if statements is None:
            return None
        names_kept = self.body.names_of(statements)
        guards = self.body.guards(self.project, names_kept)
        checks = self.body.checks(names_kept)
        calls = self.askers.asking(statements)
        style = list(dict.fromkeys(callee_text(self.source, call) for call in calls))
        given = not self.body.given.isdisjoint(roots)
        if self.body.wrapper is not None and (given or self.askers.wrapped):
            style.insert(0, callee_text(self.source, self.body.wrapper))
        if not style:
            return None
        throwing = next(
            (
                callee_text(self.source, call)
                for each in (*statements, *checks)
                for call in self.body.calls_in((each,))
                if throws(self.source, call)
                and not any(self.askers.is_about(guard, each) for guard in guards)
            ),
            None,
        )
        if not guards and not throwing and not given and not self.askers.wrapped:
            return None
        nodes = sorted((*statements, *guards, *checks), key=lambda node: node.start_byte)
        tested = {
            test.path
            for guard in guards
            if (condition := guard.child_by_field_name("condition")) is not None
            for test in tests_of(self.source, condition, False)
            if test.truthy or test.absent >= {"null", "undefined"}
        }
        opening = Opening(
            self.body,
            tuple(style),
            tuple(nodes),
            tuple(ids.known(each, tested) if each is not None else None for each in found),
            throws=throwing,
        )
        return None if own_names(self.source, opening.taken_over) else opening
