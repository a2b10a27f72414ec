"""Fixes that edit one file, and the words that several rules use for a step."""

from __future__ import annotations

from codemods.errors import Refusal
from codemods.inngest.anatomy.model import Step
from codemods.inngest.project import Project
from codemods.rules._language import step_method
from codemods.rules.rule import Applicability, Fix
from codemods.syntax.edits import Edit
from codemods.syntax.text import Text
from codemods.workspace.writing.changes import Change, ChangeSet

_LONGEST_NAME = 40  # characters of an id in a message, which is to stay on one line


def fix_in(source: Text, title: str, applicability: Applicability, *edits: Edit) -> Fix:
    """A fix that makes these edits of one file.

    Its plan raises Refusal where the file is no longer the one that the edits were made for: the
    finding is then to be looked for again.
    """

    def plan(project: Project) -> ChangeSet:
        now = project.text(source.path)
        if now.data != source.data:
            raise Refusal("the file has changed since it was looked at", where=source.path)
        after = now.apply(now.edits(*edits))
        return ChangeSet((Change(source.path, now.data, after, title),))

    return Fix(title, applicability, plan)


def called(step: Step) -> str:
    """What to call a step in a message: ``step.run "load"``."""
    return step_method(step.kind, step.span.path) + quoted_id(step)


def quoted_id(step: Step) -> str:
    """The id of a step for a message, with a blank before it; "" where nothing of it is literal."""
    if step.id is None:
        return ""
    text = step.id.shown
    if not text.strip("…"):
        return ""
    return f' "{text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"}"'
