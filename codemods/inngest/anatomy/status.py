"""The status that a job's database writes give to a record, by the vocabulary of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from codemods.inngest.anatomy.acts import Act, Acts
from codemods.inngest.anatomy.hidden_status import may_hide_status
from codemods.inngest.anatomy.model import State, StatusWrite
from codemods.inngest.anatomy.status_values import StatusValues
from codemods.inngest.reading import span
from codemods.syntax.nodes import (
    FUNCTIONS,
)

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.workspace.settings.config import Status

_PENDING = ("pending", "queued")
_PROCESSING = ("processing", "running")
_COMPLETED = ("completed", "done", "succeeded")
_FAILED = ("failed", "error")

# What makes a new row, which is not the one that the job works on.
_CREATING = frozenset({"create", "createMany", "createManyAndReturn", "insert", "insertMany"})


def read_status(project: Project, acts: Acts) -> tuple[tuple[StatusWrite, ...], bool]:
    """The status writes of what a job does; and whether a failed status may be set unseen.

    That is so where a helper that cannot be followed is called in a `catch` or `onFailure`, where
    what is written there is not known, or where a status field is set to a value that is not.
    """
    reader = _Reader(project)
    writes: list[StatusWrite] = []
    opaque = False
    for act in acts.known:
        if act.done.kind != "write":
            continue
        found, hidden = reader.of_act(act)
        writes.extend(found)
        opaque = opaque or hidden
    return tuple(writes), opaque or any(
        may_hide_status(project, call)
        for call in acts.calls
        if call.handler.failure or call.site.context.in_catch
    )


def states(settings: Status) -> dict[str, State]:
    """What each value of the vocabulary counts as, in lower case."""
    found: dict[str, State] = dict.fromkeys(_PENDING, "pending")
    found.update(dict.fromkeys(_COMPLETED, "completed"))
    found.update(dict.fromkeys(_PROCESSING, "processing"))
    found.update(dict.fromkeys(_FAILED, "failed"))
    found.update(dict.fromkeys(map(str.lower, settings.processing), "processing"))
    found.update(dict.fromkeys(map(str.lower, settings.failed), "failed"))
    return found


class _Reader:
    def __init__(self, project: Project) -> None:
        self.states = states(project.config.status)
        self.written = StatusValues(project, project.config.status.fields)

    def of_act(self, act: Act) -> tuple[list[StatusWrite], bool]:
        """The status writes of an act, and whether it may set a failed status unseen."""
        in_failure = act.handler.failure or act.site.context.in_catch
        if not act.done.values and not act.done.what.endswith(".save"):
            return [], in_failure and act.done.method not in ("delete", "deleteMany", "deleteOne")
        writes: list[StatusWrite] = []
        hidden = False
        for field, value in self.written.set_by(act):
            if field is None:
                hidden = hidden or in_failure
                continue
            for text in self.written.strings(value):
                if text is None:
                    hidden = hidden or in_failure or act.done.method not in _CREATING
                elif (state := self.states.get(text.lower())) is not None:
                    writes.append(self._write(act, field, text, state))
        return list(dict.fromkeys(writes)), hidden

    def _write(self, act: Act, field: str, text: str, state: State) -> StatusWrite:
        source, node = act.handler.source, act.site.node
        return StatusWrite(
            state=state,
            value=text,
            field=field,
            span=span(source, node),
            order=_statement(node).start_byte,
            context=act.site.context,
            step=act.step,
            in_failure=act.handler.failure,
        )


def _statement(node: Node) -> Node:
    """The statement that an expression stands in."""
    while node.parent is not None and node.parent.type not in ("statement_block", "program"):
        if node.parent.type in FUNCTIONS:
            return node
        node = node.parent
    return node
