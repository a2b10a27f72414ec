"""The questions of `add-job`, answered through a pipe. The whole command is run elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from codemods.cli.asking import Asker
from codemods.cli.prompts import Answers, Questions
from codemods.inngest.model import Job, Span
from codemods.transforms.jobs.field import Field

DOWN = "\x1b[B"
ENTER = "\r"
CTRL_C = "\x03"
CTRL_D = "\x04"
CLEAR = "\x15"


@dataclass(frozen=True)
class App:
    jobs: tuple[Job, ...] = ()
    sent: tuple[str, ...] = ()
    handled: tuple[str, ...] = ()
    schema: tuple[str, ...] = ("Document", "Report", "SyncTarget")

    def app_jobs(self) -> tuple[Job, ...]:
        return self.jobs

    def events_sent(self) -> tuple[str, ...]:
        return self.sent

    def events_handled(self) -> tuple[str, ...]:
        return self.handled

    def models(self) -> tuple[str, ...]:
        return self.schema


@contextmanager
def typed(*keys: str) -> Iterator[None]:
    """Someone at the terminal types these keys, and nothing else."""
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("".join(keys))
        yield


def complete(given: Answers, *keys: str, project: App | None = None) -> Answers:
    with typed(*keys):
        asker = Asker(colour=False)
        return Questions(project or App(), asker, usual_record).complete(given)


def usual_record(event: str | None, job: str) -> str:
    words = f"{event} {job}"
    return next((record for record in ("document", "report") if record in words), "")


def test_an_event_job_is_asked_for_in_the_specs_order() -> None:
    answers = complete(
        Answers(),
        *("generate-report", ENTER),
        ENTER,  # an event
        *("report/generate", ENTER),
        ENTER,  # the record that the event's namespace names
        *("templateId", ENTER, "count:number", ENTER, ENTER),
        *("title?:string", ENTER, ENTER),
        *("tone?:'dry' | 'warm'", ENTER, ENTER),
    )
    assert answers == Answers(
        name="generate-report",
        event="report/generate",
        cron=None,
        entity="report",
        ids=(Field("templateId"), Field("count", "number")),
        data=(Field("title", "string", optional=True),),
        options=(Field("tone", "'dry' | 'warm'", optional=True),),
    )


def test_a_scheduled_job_is_asked_for_its_schedule_and_record_only() -> None:
    answers = complete(
        Answers(),
        *("retry-all", ENTER),
        *(DOWN, ENTER),  # a schedule
        *(DOWN, ENTER),  # the second preset
        *(DOWN, DOWN, ENTER),  # the second model, after none
    )
    assert answers == Answers(name="retry-all", cron="every-6-hours", entity="report")


def test_a_job_with_both_triggers_is_not_asked_for_a_record() -> None:
    answers = complete(
        Answers(name="sync-gong"),
        *(DOWN, DOWN, ENTER),  # both
        *("gong/sync", ENTER),
        *(DOWN * 5, ENTER, "*/5 * * * *", ENTER),  # another schedule
        *(ENTER, ENTER, ENTER),
    )
    assert answers == Answers(name="sync-gong", event="gong/sync", cron="*/5 * * * *")


def test_a_job_has_no_name_by_default() -> None:
    answers = complete(Answers(cron="daily", entity="report"), ENTER, "x-y", ENTER)
    assert answers.name == "x-y"


def test_what_the_options_say_is_not_asked_again() -> None:
    given = Answers(
        name="generate-report",
        event="report/generate",
        entity="report",
        ids=(Field("templateId"),),
        data=(Field("title"),),
        options=(Field("tone"),),
    )
    assert complete(given) == given


def test_a_trigger_that_is_given_leaves_only_the_rest_open() -> None:
    answers = complete(Answers(name="sync-report", cron="daily"), ENTER)
    assert answers == Answers(name="sync-report", cron="daily", entity="report")


def test_what_is_wrong_is_asked_again_until_it_is_right() -> None:
    answers = complete(
        Answers(entity="report"),
        *("Generate Report", ENTER, CLEAR, "generate-report", ENTER),
        ENTER,
        *("not an event", ENTER, CLEAR, "report/generate", ENTER),
        *("a b", ENTER, CLEAR, "templateId", ENTER, "templateId", ENTER, CLEAR, ENTER),
        *("title", ENTER, ":string", ENTER, ENTER),
        *("tone:{", ENTER, CLEAR, ENTER),
    )
    assert answers.name == "generate-report"
    assert answers.event == "report/generate"
    assert answers.ids == (Field("templateId"),)
    assert answers.data == (Field("title"),)
    assert answers.options == ()


def test_a_schedule_that_the_server_refuses_is_asked_again() -> None:
    answers = complete(
        Answers(name="nightly", entity="report"),
        *(DOWN, ENTER, DOWN * 5, ENTER),
        *("@daily", ENTER, CLEAR, "61 * * * *", ENTER, CLEAR, "0 3 * * *", ENTER),
    )
    assert answers.cron == "0 3 * * *"


def test_a_name_that_a_job_has_already_is_not_taken() -> None:
    job = Job(Span("src/a.ts", 0, 1), "aJob", "generate-report", 4, "inngest", ())
    answers = complete(
        Answers(cron="daily", entity="report"),
        *("generate-report", ENTER, "s", ENTER),
        project=App(jobs=(job,)),
    )
    assert answers.name == "generate-reports"


def test_events_that_nobody_handles_are_offered_first() -> None:
    project = App(sent=("a/handled", "b/waiting"), handled=("a/handled", "c/other"))
    given = Answers(name="x", cron="daily", entity="report")

    def choose(*keys: str) -> str | None:
        asked = Answers(name="x-y", entity="report")
        return complete(asked, ENTER, *keys, ENTER, ENTER, ENTER, project=project).event

    assert complete(given, project=project).event is None
    assert choose(ENTER) == "b/waiting"
    assert choose(DOWN, DOWN, ENTER) == "a/handled"
    assert choose(DOWN, ENTER, "d/new", ENTER) == "d/new"


def test_an_event_name_is_suggested_by_the_jobs_own() -> None:
    answers = complete(Answers(name="generate-report", entity="x"), *([ENTER] * 5))
    assert answers.event == "report/generate"


def test_the_usual_record_is_chosen_beforehand() -> None:
    given = Answers(name="sync-document", cron="hourly")
    assert complete(given, ENTER).entity == "document"
    assert complete(given, ENTER, project=App(schema=())).entity == "document"
    assert complete(given, CLEAR, ENTER, project=App(schema=())).entity == ""
    assert complete(given, ENTER, project=App(schema=("Other",))).entity == ""


def test_the_name_that_a_message_proposes_is_there_to_be_taken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answers = complete(
        Answers(entity="report"),
        *("Generate Report", ENTER, ENTER),
        *(ENTER, "Report Done", ENTER, ENTER),
        *(ENTER, ENTER, ENTER),
    )
    assert answers.name == "generate-report"
    assert answers.event == "Report/Done"
    shown = " ".join(capsys.readouterr().out.split())
    assert (
        "the job name `Generate Report` is not kebab-case; did you mean generate-report?" in shown
    )


def test_what_starts_it_goes_with_what_is_given() -> None:
    data = (Field("title"),)
    assert complete(Answers(name="a-b", entity="report"), DOWN, ENTER, ENTER).cron == "hourly"
    both = complete(Answers(name="a-b", data=data), DOWN, ENTER, ENTER, ENTER, ENTER, ENTER)
    assert (both.event, both.cron) == ("b/a", "hourly")
    event = complete(Answers(name="a-b", entity="report", data=data), *([ENTER] * 3))
    assert (event.event, event.cron) == ("b/a", None)


def test_a_field_is_there_once() -> None:
    answers = complete(
        Answers(name="a-b", event="b/a", entity="report"),
        *("reportId", ENTER, CLEAR, "templateId", ENTER, ENTER),
        *("userId:string", ENTER, CLEAR, "templateId:string", ENTER, CLEAR, "n:number", ENTER),
        *(ENTER, ENTER),
    )
    assert answers.ids == (Field("templateId"),)
    assert answers.data == (Field("n", "number"),)


def test_the_suggested_event_is_one_that_can_be_had() -> None:
    project = App(handled=("report/generate",))
    given = Answers(name="generate-report", entity="report")
    answers = complete(given, *([ENTER] * 6), project=project)
    assert answers.event == "generate/generate-report"
    answers = complete(Answers(name="sync-inngest", entity="report"), *([ENTER] * 5))
    assert answers.event == "sync/sync-inngest"


def test_events_that_a_new_job_cannot_listen_to_are_not_offered() -> None:
    project = App(sent=("legacyName",), handled=("inngest/function.failed", "clerk/*"))
    given = Answers(name="x-y", entity="report")
    answers = complete(given, ENTER, "a/b", *([ENTER] * 4), project=project)
    assert answers.event == "a/b"


def test_no_record_is_an_answer_of_its_own() -> None:
    answers = complete(Answers(name="ping", cron="hourly"), ENTER)
    assert answers.entity == ""


def test_without_a_schema_the_record_is_typed_or_left_out() -> None:
    project = App(schema=())
    given = Answers(name="ping", cron="hourly")
    assert complete(given, ENTER, project=project).entity == ""
    assert complete(given, "document", ENTER, project=project).entity == "document"
    assert complete(given, "1-a", ENTER, CLEAR, "a", ENTER, project=project).entity == "a"


@pytest.mark.parametrize(
    "keys", [(CTRL_C,), ("generate", CTRL_C), (CTRL_D,), ("a-b", ENTER, CTRL_C)]
)
def test_ctrl_c_and_the_end_of_the_input_stop_the_questions(keys: tuple[str, ...]) -> None:
    with pytest.raises(click.Abort):
        complete(Answers(), *keys)


@pytest.mark.parametrize(("key", "answer"), [("y", True), (ENTER, True), ("n", False)])
def test_the_changes_are_confirmed(key: str, answer: bool) -> None:
    with typed(key):
        assert Asker(colour=False).confirm("Write?") is answer
