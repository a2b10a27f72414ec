"""A broken template is noticed: each fault is planted in a template, and the tests here catch it.

The broken template lies in the app, where it takes the place of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import pytest

from apps.sample_app import REPOSITORY
from e2e.next_app import JOBS, NextApp
from e2e.protocol import Run
from e2e.scenarios import (
    GENERATE_REPORT,
    a_bad_record_is_failed,
    a_good_record_is_completed,
    a_strangers_record_is_left_alone,
    old_records_are_processed,
)
from e2e.stage import Stage, staged
from e2e.story import WORK

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

_API = "src/app/api/reports/route.ts"

EVENT = "--event report/{}"
GUARDED = f"{EVENT} --failure on-failure"
CRON = "--cron hourly --entity report"
UNLISTED = f"{EVENT} --no-register"

GOOD = a_good_record_is_completed
BAD = a_bad_record_is_failed
STRANGER = a_strangers_record_is_left_alone
OLD = old_records_are_processed

_OPTIONS = "{{ parts.options(job) -}}"


@dataclass(frozen=True, slots=True)
class Fault:
    """options: how the job is added; old, new: the edit of its template; says: what is noticed."""

    options: str
    scenario: Callable[..., Run]
    says: str
    old: str = ""
    new: str = ""


def _in_options(old: str, new: str) -> tuple[str, str]:
    """The edit of a template that changes what the options of `createFunction` are."""
    return _OPTIONS, f"{{{{ parts.options(job) | replace({old!r}, {new!r}) -}}}}"


def _not_awaited(step: str) -> tuple[str, str]:
    return f"await step.run({step}", f"step.run({step}"


FAULTS: Mapping[str, Fault] = {
    "last-status": Fault(
        EVENT, GOOD, "'complete'", "{{ status.completed | literal }}", '"complete"'
    ),
    "first-status": Fault(EVENT, GOOD, "'begun'", "{{ status.processing | literal }}", '"begun"'),
    "failed-status": Fault(EVENT, BAD, "'error'", "{{ status.failed | literal }}", '"error"'),
    "no-time": Fault(
        EVENT, GOOD, "None is not None", ", {{ status.processed_at }}: new Date()", ""
    ),
    "save-not-awaited": Fault(EVENT, GOOD, "'completed'", *_not_awaited('"save-result"')),
    "status-not-awaited": Fault(
        EVENT, STRANGER, "Report not found", *_not_awaited('"update-status-processing"')
    ),
    "work-not-awaited": Fault(
        EVENT, BAD, "'completed' == 'failed'", *_not_awaited('"process-{{ job.kebab }}"')
    ),
    "any-tenant": Fault(
        *(EVENT, STRANGER, "Report not found"),
        old="where: {{ job.where }},\n        data: { {{ status.field }}: {{ status.processing",
        new="where: { id: reportId },\n        data: { {{ status.field }}: {{ status.processing",
    ),
    "no-retries": Fault(EVENT, BAD, "tries", *_in_options("retries: 3", "retries: 0")),
    "not-thrown": Fault(
        *(EVENT, BAD, "'completed' == 'failed'"),
        old="throw new NonRetriableError(`Processing failed",
        new="console.error(`Processing failed",
    ),
    "thrown-again": Fault(
        *(EVENT, BAD, "is run again"),
        old="throw new NonRetriableError(`Processing failed",
        new="throw new Error(`Processing failed",
    ),
    "handler-status": Fault(GUARDED, BAD, "'error'", *_in_options('"failed"', '"error"')),
    "handler-not-awaited": Fault(GUARDED, BAD, "'failed'", *_in_options("await step", "step")),
    "sweep-status": Fault(CRON, OLD, "'process-o", "{{ status.pending | literal }}", '"waiting"'),
    "sweep-young": Fault(CRON, OLD, "'process-o", "{ lt:", "{ gt:"),
    "sweep-order": Fault(CRON, OLD, "'process-o", '"asc"', '"desc"'),
    "sweep-not-awaited": Fault(CRON, OLD, "'process-o", *_not_awaited("`process-")),
    "unlisted": Fault(UNLISTED, GOOD, "starts []"),
}

# The same without a fault, to show that nothing else is caught.
SOUND: Mapping[str, Fault] = {
    "sound": Fault(EVENT, GOOD, ""),
    "sound-work": Fault(EVENT, BAD, ""),
    "sound-handler": Fault(GUARDED, BAD, ""),
    "sound-tenant": Fault(EVENT, STRANGER, ""),
    "sound-sweep": Fault(CRON, OLD, ""),
}

# The command proves a job's triggers before it writes them, so this one is planted behind it.
OFF_BY_ONE = "off-by-one"


@pytest.fixture(scope="module")
def broken(
    untouched: Callable[[str], NextApp], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """An app with a job for each fault."""
    app = untouched("next-sdk4")
    for job, fault in {**FAULTS, **SOUND}.items():
        plant(app, fault)
        add(app, job, fault)
    plant(app, SOUND["sound"])
    add(app, OFF_BY_ONE, SOUND["sound"])
    app.replace(f"{JOBS}/{OFF_BY_ONE}.ts", 'event: "report/off-', 'event: "report/of-')
    with staged(app, tmp_path_factory.mktemp("database"), command="dev") as stage:
        yield stage


def plant(app: NextApp, fault: Fault) -> None:
    """Put the template that the fault is in into the app, with the fault."""
    name = "cron-job.ts.jinja" if fault.options == CRON else "event-job.ts.jinja"
    text = (REPOSITORY / "codemods/templates" / name).read_text()
    if fault.old:
        assert fault.old in text, f"{name} has no {fault.old}"
        text = text.replace(fault.old, fault.new)
    app.write(f".codemods/templates/{name}", text)


def add(app: NextApp, job: str, fault: Fault) -> None:
    """Add the job and what starts it, and do its work."""
    app.codemod(f"add-job {job} {fault.options.format(job)} --yes")
    if fault.options != CRON:
        app.codemod(f"add-trigger {_API} --event report/{job} --yes")
        app.replace(f"{JOBS}/{job}.ts", *WORK["generate-report"])


def scenario(job: str, fault: Fault) -> Callable[[Stage], Run]:
    """What the job is put through."""
    if fault.options == CRON:
        return partial(OLD, job=job)
    event, handler = f"report/{job}", fault.options == GUARDED
    event_job = replace(GENERATE_REPORT, id=job, event=event, handler=handler)
    return partial(fault.scenario, job=event_job)


@pytest.mark.parametrize("job", FAULTS)
def test_a_fault_planted_in_a_template_is_caught(broken: Stage, job: str) -> None:
    broken.reset()
    with pytest.raises(AssertionError, match=re.escape(FAULTS[job].says)):
        scenario(job, FAULTS[job])(broken)


@pytest.mark.parametrize("job", SOUND)
def test_a_sound_job_beside_them_is_not(broken: Stage, job: str) -> None:
    broken.reset()
    scenario(job, SOUND[job])(broken)


def test_an_event_name_off_by_one_letter_is_caught(broken: Stage) -> None:
    broken.reset()
    with pytest.raises(AssertionError, match=re.escape("starts []")):
        scenario(OFF_BY_ONE, SOUND["sound"])(broken)


def test_a_template_with_an_event_name_off_by_one_letter_is_refused(
    untouched: Callable[[str], NextApp],
) -> None:
    app = untouched("next-sdk4")
    plant(app, Fault(EVENT, GOOD, "", *_in_options('"report/off-', '"report/of-')))
    with pytest.raises(AssertionError, match="other triggers than asked for"):
        add(app, OFF_BY_ONE, SOUND["sound"])
