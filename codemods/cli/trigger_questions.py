"""`add-trigger` at a terminal: what the plan leaves open is asked for until it leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.inngest.model import language_of
from codemods.transforms.add_trigger import AddTrigger
from codemods.transforms.triggers.open_question import Asked, OpenQuestion
from codemods.workspace.writing.changes import ChangeSet

if TYPE_CHECKING:
    from codemods.cli.asking import Asker
    from codemods.inngest.project import Project

_QUESTIONS: dict[Asked, str] = {
    "event": "Which event?",
    "handler": "Which handler sends it?",
    "function": "Which function sends it?",
    "after_line": "Where is it sent?",
}


def planned(codemod: AddTrigger, project: Project, asker: Asker) -> ChangeSet:
    """The plan of the codemod once every question that it raises is answered.

    Raises CodemodError for what no answer could mend.
    """
    while True:
        try:
            return codemod.plan(project)
        except OpenQuestion as question:
            if question.asks != "data" and not question.choices:
                raise
            codemod = _answered(codemod, question, asker)


def _answered(codemod: AddTrigger, question: OpenQuestion, asker: Asker) -> AddTrigger:
    if question.asks == "data":
        asker.say(f"{question}.")
        check = _check_of(codemod.path)
        given = [
            (key, asker.text(f"{key}{f': {kind}' if kind else ''} =", check))
            for key, kind in question.keys
        ]
        return replace(codemod, data=(*codemod.data, *given))
    if question.asks != "event":
        asker.say(f"{question}.")
    answer = asker.select(_QUESTIONS[question.asks], question.choices)
    match question.asks:
        case "event":
            return replace(codemod, event=answer)
        case "handler":
            return replace(codemod, handler=answer)
        case "function":
            return replace(codemod, function=answer)
        case "after_line":
            return replace(codemod, after_line=int(answer))


def _check_of(path: str) -> Callable[[str], None]:
    """What raises CodemodError for an answer that is no expression in a file's language."""
    python = language_of(path) == "python"
    if python:
        from codemods.transforms.python.triggers.expressions import is_expression
    else:
        from codemods.transforms.triggers.expressions import is_expression

    def check(text: str) -> None:
        if not is_expression(text):
            language = "Python" if python else "TypeScript"
            raise CodemodError(
                f"this is no {language} expression", mend="write one such as document.id"
            )

    return check
