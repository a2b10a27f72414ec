"""A broken template of a Python job is noticed: each fault is planted, and the tests here catch it.

The broken template lies in the app, where it takes the place of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import pytest

from apps.sample_app import REPOSITORY
from codemods.cli.plan_file import read_plan
from codemods.inngest.project import Project
from e2e.protocol import Run
from python_apps.python_app import PythonApp
from python_apps.python_scenarios import (
    GENERATE_REPORT,
    a_bad_record_is_failed,
    a_good_record_is_completed,
    a_strangers_record_is_left_alone,
    old_records_are_processed,
)
from python_apps.python_stage import Stage, staged
from python_apps.python_story import DONE, LISTS, work

pytestmark = pytest.mark.xdist_group("fastapi-app")

EVENT = 'event = "report/{}"'
GUARDED = f'{EVENT}\nfailure = "on-failure"'
CRON = 'cron = "hourly"\nentity = "report"'

GOOD = a_good_record_is_completed
BAD = a_bad_record_is_failed
STRANGER = a_strangers_record_is_left_alone
OLD = old_records_are_processed


@dataclass(frozen=True, slots=True)
class Fault:
    """options: how the job is added; says: what is noticed; old, new: the edit of its template."""

    options: str
    scenario: Callable[..., Run]
    says: str
    old: str = ""
    new: str = ""


def _made_by(macro: str, old: str, new: str) -> tuple[str, str]:
    """The edit of a template that changes what a macro gives."""
    return f"{{{{ {macro} }}}}", f"{{{{ {macro} | replace({old!r}, {new!r}) }}}}"


def _not_awaited(step: str) -> tuple[str, str]:
    run = "{{ job.steps }}.run"
    return f"{{{{ job.awaits }}}}{run}({step}", f"{run}({step}"


_RAISED = "raise inngest.NonRetriableError(message) from error"
_FIND = ("queries.find(job)", "== data.organization_id", '!= ""')
_IDS = "queries.ids(job, record.model, record.id, job.due, job.order, job.item)"

FAULTS: Mapping[str, Fault] = {
    "last-status": Fault(EVENT, GOOD, "'complete'", "status.completed", "'\"complete\"'"),
    "first-status": Fault(EVENT, GOOD, "'begun'", "status.processing", "'\"begun\"'"),
    "failed-status": Fault(EVENT, BAD, "'error'", "status.failed", "'\"error\"'"),
    "no-time": Fault(
        EVENT, GOOD, "None is not None", ", (status.processed_at, job.processed_at)", ""
    ),
    "save-not-awaited": Fault(EVENT, GOOD, "'completed'", *_not_awaited('"save-result"')),
    "status-not-awaited": Fault(
        EVENT, GOOD, "!= 'processing'", *_not_awaited('"update-status-processing"')
    ),
    "work-not-awaited": Fault(
        EVENT, BAD, "'completed' == 'failed'", *_not_awaited('"process-{{ job.kebab }}"')
    ),
    "any-tenant": Fault(EVENT, STRANGER, "'completed' == 'failed'", *_made_by(*_FIND)),
    "no-retries": Fault(
        EVENT, BAD, "tries", *_made_by("parts.decorator(job)", "retries=3", "retries=0")
    ),
    "not-raised": Fault(
        EVENT, BAD, "'completed' == 'failed'", _RAISED, "ctx.logger.error(message)"
    ),
    "raised-again": Fault(EVENT, BAD, "is run again", _RAISED, "raise RuntimeError(message)"),
    "handler-not-awaited": Fault(
        GUARDED, BAD, "'failed'", *_made_by("parts.on_failure(job)", "await ctx.step", "ctx.step")
    ),
    "sweep-status": Fault(CRON, OLD, "'process-", *_made_by(_IDS, '"pending"', '"waiting"')),
    "sweep-young": Fault(CRON, OLD, "'process-", *_made_by(_IDS, " < ", " > ")),
    "sweep-order": Fault(
        CRON, OLD, "'process-", *_made_by(_IDS, "(Report.created_at)", "(Report.created_at.desc())")
    ),
    "sweep-not-awaited": Fault(CRON, OLD, "'process-", *_not_awaited('f"process-')),
}

# The same without a fault, to show that nothing else is caught.
SOUND: Mapping[str, Fault] = {
    "sound": Fault(EVENT, GOOD, ""),
    "sound-work": Fault(EVENT, BAD, ""),
    "sound-handler": Fault(GUARDED, BAD, ""),
    "sound-tenant": Fault(EVENT, STRANGER, ""),
    "sound-sweep": Fault(CRON, OLD, ""),
}

# These two are planted in what was written: one would be refused, and a list is no template.
OFF_BY_ONE, UNLISTED = "off-by-one", "unlisted"
PLAIN = {OFF_BY_ONE: SOUND["sound"], UNLISTED: SOUND["sound"]}


@pytest.fixture(scope="module")
def broken(
    untouched: Callable[[str], PythonApp], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """An app with a job for each fault."""
    app, empty = untouched("fastapi"), untouched("fastapi")
    jobs = {**FAULTS, **SOUND, **PLAIN}
    for job, fault in jobs.items():
        plant(empty, fault)
        app.write(module(app, job), generated(empty, job, fault))
        comment, subject = DONE["sweep-reports" if fault.options == CRON else "generate-report"]
        app.replace(module(app, job), comment, work(subject))
    app.replace(module(app, OFF_BY_ONE), 'event="report/off-', 'event="report/of-')
    serve(app, [job.replace("-", "_") for job in jobs if job != UNLISTED])
    with staged(app, tmp_path_factory.mktemp("database")) as stage:
        yield stage


def plant(app: PythonApp, fault: Fault) -> None:
    """Put the template that the fault is in into the app, with the fault."""
    name = "cron-job" if fault.options == CRON else "event-job"
    text = (REPOSITORY / f"codemods/templates/python/{name}.py.jinja").read_text()
    if fault.old:
        assert fault.old in text, f"{name} has no {fault.old}"
        text = text.replace(fault.old, fault.new)
    own = app.root / f".codemods/templates/{name}.py.jinja"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text)


def generated(app: PythonApp, job: str, fault: Fault) -> str:
    """The job's module, as it would be added to the app."""
    plan = f'[[codemod]]\nrun = "add-job"\nname = "{job}"\n{fault.options.format(job)}'
    (part,) = read_plan(plan.encode(), "plan.toml", app.root)
    changes = part.codemod.plan(Project.open(app.root, app.root)).changes
    (text,) = (each.after for each in changes if each.path == module(app, job))
    assert text is not None
    return text.decode()


def module(app: PythonApp, job: str) -> str:
    return f"{app.jobs}/{job.replace('-', '_')}.py"


def serve(app: PythonApp, functions: list[str]) -> None:
    """Put all of them into the list that is served."""
    imports = "\n".join(f"from briefly.jobs.{each} import {each}" for each in functions)
    app.replace(LISTS[app.name], "from briefly.routes", f"{imports}\nfrom briefly.routes")
    app.replace(LISTS[app.name], "[generate_document_content]", f"[{', '.join(functions)}]")


def scenario(job: str, fault: Fault) -> Callable[[Stage], Run]:
    """What the job is put through."""
    if fault.options == CRON:
        return partial(OLD, job=job)
    handler = fault.options == GUARDED
    event_job = replace(GENERATE_REPORT, id=job, event=f"report/{job}", handler=handler, emits=None)
    return partial(fault.scenario, job=event_job)


@pytest.mark.parametrize("job", FAULTS)
def test_a_fault_planted_in_a_python_template_is_caught(broken: Stage, job: str) -> None:
    broken.reset()
    with pytest.raises(AssertionError, match=re.escape(FAULTS[job].says)):
        scenario(job, FAULTS[job])(broken)


@pytest.mark.parametrize("job", SOUND)
def test_a_sound_python_job_beside_them_is_not(broken: Stage, job: str) -> None:
    broken.reset()
    scenario(job, SOUND[job])(broken)


@pytest.mark.parametrize("job", PLAIN)
def test_a_job_that_nothing_starts_is_caught(broken: Stage, job: str) -> None:
    broken.reset()
    with pytest.raises(AssertionError, match=re.escape("starts []")):
        scenario(job, PLAIN[job])(broken)
