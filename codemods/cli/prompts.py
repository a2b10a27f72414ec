"""The questions of `add-job`, in the spec's order; each is asked only when nothing answers it yet.

Answers are checked by the functions that check the options, so that what is accepted here is
accepted later, and what is not is explained and asked again. Ctrl-C and the end of the input
raise click.Abort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import click
import questionary
from prompt_toolkit.application import get_app
from prompt_toolkit.output import ColorDepth

from codemods.cli.types import parse_data, parse_id
from codemods.errors import CodemodError
from codemods.inngest import cron, event_names
from codemods.report.schedule import describe
from codemods.report.terminal import escape
from codemods.syntax import naming

if TYPE_CHECKING:
    from codemods.inngest.model import Job
    from codemods.transforms.field import Field

_OTHER = "\0other"  # no event, model or schedule can be called this

_MANY = 12  # choices that one sees at a glance


class Known(Protocol):
    """What the questions ask of the project, for their choices."""

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Its jobs."""

    def events_sent(self) -> tuple[str, ...]:
        """The events that it sends."""

    def events_handled(self) -> tuple[str, ...]:
        """The events that start one of its jobs."""

    def models(self) -> tuple[str, ...]:
        """Its Prisma models."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a job is made from, as far as it is known; None (not yet, or not at all)."""

    name: str | None = None
    event: str | None = None
    cron: str | None = None
    entity: str | None = None
    ids: tuple[Field, ...] = ()
    data: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()


class Questions:
    """One conversation. colour: whether the questions may be coloured."""

    def __init__(self, project: Known, *, colour: bool) -> None:
        self._project = project
        self._style = {} if colour else {"color_depth": ColorDepth.DEPTH_1_BIT}

    def complete(self, given: Answers) -> Answers:
        """The given answers and those to what they leave open."""
        answers = given
        if answers.name is None:
            answers = replace(answers, name=self._name())
        assert answers.name is not None
        trigger = None
        if answers.event is None and answers.cron is None:
            trigger = self._trigger()
        if trigger in ("event", "both"):
            answers = replace(answers, event=self._event(answers.name))
        if trigger in ("cron", "both"):
            answers = replace(answers, cron=self._schedule())
        if answers.entity is None and (answers.event is None or answers.cron is None):
            answers = replace(answers, entity=self._entity(answers))
        if answers.event is not None:
            answers = self._event_data(answers)
        return answers

    def confirm(self) -> bool:
        """Whether to write what has been shown."""
        return bool(self._ask(questionary.confirm, "Write these changes?", default=True))

    def _name(self) -> str:
        taken = {job.id: job.path for job in self._project.jobs}

        def check(name: str) -> None:
            naming.check_job_name(name)
            if name in taken:
                raise CodemodError(f"{taken[name]} has a job of this name", mend="choose another")

        return self._text("Job name, in kebab-case, such as generate-report:", check)

    def _trigger(self) -> str:
        return self._select(
            "What triggers it?",
            [
                ("an event, sent by the app", "event"),
                ("a schedule (cron)", "cron"),
                ("both", "both"),
            ],
        )

    def _event(self, job: str) -> str:
        handled = set(filter(_can_trigger, self._project.events_handled()))
        sent = [event for event in self._project.events_sent() if _can_trigger(event)]
        waiting = [event for event in sent if event not in handled]
        heard = sorted(handled)
        first, *rest = naming.words(job)
        suggestion = f"{rest[-1]}/{first}" if rest else f"{first}/run"
        if waiting or heard:
            event = self._select(
                "Which event?",
                [
                    *((f"{escape(event)}  (sent, but no job listens)", event) for event in waiting),
                    ("a new event", _OTHER),
                    *((f"{escape(event)}  (starts another job too)", event) for event in heard),
                ],
            )
            if event != _OTHER:
                return event
        return self._text("Event name, as namespace/action:", event_names.check, default=suggestion)

    def _schedule(self) -> str:
        presets = [
            (f"{preset:<16} {expression:<14} {cron.words(cron.parse(expression))}", preset)
            for preset, expression in cron.PRESETS.items()
        ]
        expression = self._select("When?", [*presets, ("another schedule", _OTHER)])
        if expression == _OTHER:
            expression = self._text(
                "Cron expression, such as 30 2 * * 1-5:",
                cron.resolve,
                toolbar=_in_words,
            )
        click.echo(f"  {_in_words(expression)}")
        return expression

    def _entity(self, answers: Answers) -> str:
        models = self._project.models()
        if not models:
            return self._text(
                "Record it works on, such as document (empty: none):",
                _check_entity,
            )
        wanted = _usual_model(answers, models)
        none = ("no record", "")
        choices = [(escape(model), naming.camel(model)) for model in models]
        return self._select(
            "Which record does it work on?",
            [none, *choices] if wanted is None else [*choices, none],
            default=None if wanted is None else naming.camel(wanted),
        )

    def _event_data(self, answers: Answers) -> Answers:
        known = [naming.camel(answers.entity) + "Id"] if answers.entity else []
        always = ", ".join([*known, "organizationId", "userId"])
        if not answers.ids:
            click.echo(f"  The event carries {escape(always)}.")
            answers = replace(
                answers, ids=self._fields("Another id", "One more id", parse_id, "templateId")
            )
        if not answers.data:
            answers = replace(
                answers,
                data=self._fields("More data", "Still more data", parse_data, "title?:string"),
            )
        if not answers.options:
            fields = self._fields("An option", "Another option", parse_data, "tone?:string")
            answers = replace(answers, options=fields)
        return answers

    def _fields(
        self, what: str, then: str, parse: Callable[[str], Field], example: str
    ) -> tuple[Field, ...]:
        """As many fields as are wanted: `what` is asked for first, `then` after each."""
        found: list[Field] = []

        def check(text: str) -> None:
            if text:
                name = parse(text).name
                if any(field.name == name for field in found):
                    raise CodemodError(f"{name} is there already", mend="leave it empty to go on")

        while text := self._text(f"{what}, such as {example} (empty: none):", check):
            found.append(parse(text))
            what = then
        return tuple(found)

    def _text(
        self,
        question: str,
        check: Callable[[str], object],
        *,
        default: str = "",
        toolbar: Callable[[str], str] | None = None,
    ) -> str:
        """A line of text that passes `check`; an empty one stands for the default."""

        def verdict(text: str) -> bool | str:
            try:
                check(text.strip() or default)
            except CodemodError as error:
                return f"{error.what}; {error.mend}" if error.mend else error.what
            return True

        more: dict[str, Any] = {}
        if toolbar is not None:
            more["bottom_toolbar"] = lambda: toolbar(get_app().current_buffer.text)
        if default:
            more["placeholder"] = [("fg:ansibrightblack", default)]
        text = self._ask(
            questionary.text, question, validate=verdict, validate_while_typing=False, **more
        )
        return str(text).strip() or default

    def _select(
        self, question: str, choices: Sequence[tuple[str, str]], default: str | None = None
    ) -> str:
        listed = [questionary.Choice(title, value) for title, value in choices]
        more: dict[str, Any] = {}
        if len(listed) > _MANY:  # then letters narrow the list instead of moving in it
            more = {"use_search_filter": True, "use_jk_keys": False}
        return str(self._ask(questionary.select, question, choices=listed, default=default, **more))

    def _ask(self, kind: Callable[..., questionary.Question], question: str, **more: Any) -> object:
        try:
            return kind(question, **more, **self._style).unsafe_ask()
        except (KeyboardInterrupt, EOFError):
            raise click.Abort from None


def _in_words(text: str) -> str:
    """What a schedule means, or what is wrong with it, as it is typed."""
    try:
        schedule = cron.parse(cron.resolve(text))
    except CodemodError as error:
        return error.what
    return describe(schedule, datetime.now(UTC))


def _check_entity(name: str) -> None:
    if name and not naming.is_identifier(naming.camel(name)):
        raise CodemodError(f"{name} cannot be a name in the code", mend="write it as syncTarget")


def _usual_model(answers: Answers, models: Iterable[str]) -> str | None:
    """The model that the event's namespace, else the job's last word, names, also in the plural."""
    namespace = event_names.namespace(answers.event) if answers.event else ""
    by_name = {naming.kebab(model).removesuffix("s"): model for model in models}
    guesses = (namespace, (naming.words(answers.name or "") or ("",))[-1])
    found = (by_name.get(naming.kebab(guess).removesuffix("s")) for guess in guesses)
    return next(filter(None, found), None)


def _can_trigger(event: str) -> bool:
    """Whether a new job can listen to it: not so for wildcards and Inngest's own."""
    try:
        event_names.check(event)
    except CodemodError:
        return False
    return True
