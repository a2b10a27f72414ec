"""The questions of `add-job`, in the spec's order; each is asked only when nothing answers it yet.

Answers are checked by the functions that check the options, so that what is accepted here is
accepted later, and what is not is explained and asked again. Ctrl-C and the end of the input
raise click.Abort.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from codemods.cli.asking import Asker
from codemods.cli.types import parse_data, parse_id
from codemods.errors import CodemodError
from codemods.inngest.cron import schedules
from codemods.inngest.events import event_names
from codemods.report.schedule import describe
from codemods.syntax import naming

if TYPE_CHECKING:
    from codemods.inngest.model import Job
    from codemods.transforms.jobs.field import Field

_OTHER = "\0other"  # no event, model or schedule can be called this


class Known(Protocol):
    """What the questions ask of the project, for their choices."""

    def app_jobs(self) -> tuple[Job, ...]:
        """The jobs of the app that the new one is for."""

    def events_sent(self) -> tuple[str, ...]:
        """The events that it sends."""

    def events_handled(self) -> tuple[str, ...]:
        """The events that start one of its jobs."""

    def models(self) -> tuple[str, ...]:
        """The models of its database."""


class Answers(Struct, frozen=True):
    """What a job is made from, as far as it is known; None (not yet, or not at all)."""

    name: str | None = None
    event: str | None = None
    cron: str | None = None
    entity: str | None = None
    ids: tuple[Field, ...] = ()
    data: tuple[Field, ...] = ()
    options: tuple[Field, ...] = ()


class Questions:
    """One conversation.

    usual_record: the entity of a job by its event, if it has one, and its name; "" for none
    always:       what the data of every event carries
    key:          from the camelCase name of the record's id to how events spell it
    """

    def __init__(
        self,
        project: Known,
        asker: Asker,
        usual_record: Callable[[str | None, str], str],
        always: Sequence[str] = ("organizationId", "userId"),
        key: Callable[[str], str] = str,
    ) -> None:
        self._project = project
        self._ask = asker
        self._usual_record = usual_record
        self._always = always
        self._key = key

    def complete(self, given: Answers) -> Answers:
        """The given answers and those to what they leave open."""
        name = self._name() if given.name is None else given.name
        answers = replace(given, name=name)
        trigger = None
        if answers.event is None and answers.cron is None:
            trigger = self._trigger(answers)
        if trigger in ("event", "both"):
            answers = replace(answers, event=self._event(name))
        if trigger in ("cron", "both"):
            answers = replace(answers, cron=self._schedule())
        if answers.entity is None and (answers.event is None or answers.cron is None):
            answers = replace(answers, entity=self._entity(answers.event, name))
        if answers.event is not None:
            answers = self._event_data(answers)
        return answers

    def _name(self) -> str:
        taken = {job.id: job.path for job in self._project.app_jobs()}

        def check(name: str) -> None:
            naming.check_job_name(name)
            if name in taken:
                raise CodemodError(f"{taken[name]} has a job of this name", mend="choose another")

        return self._ask.text("Job name, such as generate-report:", check, better=naming.slug)

    def _trigger(self, given: Answers) -> str:
        """One that goes with what is given: both have no single record, a schedule no data."""
        data = given.ids or given.data or given.options
        choices = [
            ("an event that the app sends", "event"),
            *([] if data else [("a schedule (cron)", "cron")]),
            *([] if given.entity else [("both", "both")]),
        ]
        return self._ask.select("What starts it?", choices) if len(choices) > 1 else choices[0][1]

    def _event(self, job: str) -> str:
        handled = set(filter(_can_trigger, self._project.events_handled()))
        sent = [event for event in self._project.events_sent() if _can_trigger(event)]
        waiting = [event for event in sent if event not in handled]
        heard = sorted(handled)
        if waiting or heard:
            event = self._ask.select(
                "Which event?",
                [
                    *((f"{event}  (sent, but no job listens)", event) for event in waiting),
                    ("a new event", _OTHER),
                    *((f"{event}  (starts another job too)", event) for event in heard),
                ],
            )
            if event != _OTHER:
                return event
        return self._ask.text(
            "Event name, as namespace/action:",
            event_names.check,
            default=_usual_event(job, handled),
            better=event_names.suggest,
        )

    def _schedule(self) -> str:
        presets = [
            (
                f"{preset:<16} {expression:<14} {schedules.words(schedules.parse(expression))}",
                preset,
            )
            for preset, expression in schedules.PRESETS.items()
        ]
        expression = self._ask.select("When?", [*presets, ("another schedule", _OTHER)])
        if expression == _OTHER:
            self._ask.say(
                "Five fields: minute, hour, day of the month, month, day of the week. In UTC, "
                "unless TZ=Europe/Berlin or the like stands before them."
            )
            expression = self._ask.text(
                "Cron expression, such as 30 2 * * 1-5:", schedules.resolve, toolbar=_in_words
            )
        self._ask.say(_in_words(expression))
        return expression

    def _entity(self, event: str | None, job: str) -> str:
        models = self._project.models()
        usual = self._usual_record(event, job)
        if not models:
            return self._ask.text(
                "Record it works on, such as document:", _check_entity, shown="none", prefill=usual
            )
        none = ("no record", "")
        choices = [(model, naming.camel(model)) for model in models]
        known = any(usual == value for _, value in choices)
        return self._ask.select(
            "Which record does it work on?",
            [*choices, none] if known else [none, *choices],
            default=usual if known else None,
        )

    def _event_data(self, answers: Answers) -> Answers:
        entity = self._key(naming.camel(answers.entity) + "Id") if answers.entity else ""
        always = [*([entity] if entity else []), *self._always]
        open_ = [not answers.ids, not answers.data, not answers.options]
        if any(open_):
            self._ask.say(
                f"The event carries {', '.join(always[:-1])} and {always[-1]}. What else? Write "
                "name:type, or name?:type for what may be missing; Enter alone goes on. Options "
                "are grouped in `options`."
            )
        names = [*always, *_names(answers.data)]
        if not answers.ids:
            ids = self._fields("Another id", "One more id", parse_id, "templateId", names)
            answers = replace(answers, ids=ids)
        names = [*always, *_names(answers.ids)]
        if not answers.data:
            data = self._fields("More data", "Still more data", parse_data, "pages:number", names)
            answers = replace(answers, data=data)
        if not answers.options:
            fields = self._fields("An option", "Another option", parse_data, "tone?:string", ())
            answers = replace(answers, options=fields)
        return answers

    def _fields(
        self,
        what: str,
        then: str,
        parse: Callable[[str], Field],
        example: str,
        taken: Sequence[str],
    ) -> tuple[Field, ...]:
        """As many fields as are wanted: `what` is asked for first, `then` after each."""
        found: list[Field] = []

        def check(text: str) -> None:
            if text:
                name = parse(text).name
                if name in (*taken, *_names(found)):
                    raise CodemodError(f"{name} is there already", mend="leave it empty to go on")

        question = f"{what}, such as {example}:"
        while text := self._ask.text(question, check, shown="none"):
            found.append(parse(text))
            question = f"{then}:"
        return tuple(found)


def _names(fields: Iterable[Field]) -> list[str]:
    return [field.name for field in fields]


def _usual_event(job: str, handled: set[str]) -> str:
    """What a job's own event would be called: ``generate-report`` → ``report/generate``."""
    first, *rest = naming.words(job)
    candidates = (f"{rest[-1]}/{first}" if rest else f"{first}/run", f"{first}/{job}")
    usable = (event for event in candidates if event not in handled and _can_trigger(event))
    return next(usable, "")


def _in_words(text: str) -> str:
    """What a schedule means, or what is wrong with it, as it is typed."""
    try:
        schedule = schedules.parse(schedules.resolve(text))
    except CodemodError as error:
        return error.what
    return describe(schedule, datetime.now(UTC))


def _check_entity(name: str) -> None:
    if name and not naming.is_identifier(naming.camel(name)):
        raise CodemodError(f"{name} cannot be a name in the code", mend="write it as syncTarget")


def _can_trigger(event: str) -> bool:
    """Whether a new job can listen to it: not so for wildcards and Inngest's own."""
    try:
        event_names.check(event)
    except CodemodError:
        return False
    return True
