"""`codemod add-job`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from codemods.cli.help import PROJECT, Command, option
from codemods.cli.options import Output, change_options, language_option, may_ask
from codemods.cli.settings import Settings, global_options
from codemods.cli.types import FIELD, ID, Word, WordList, once
from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.cli.place import Place
    from codemods.inngest.model import Language
    from codemods.transforms.add_job import AddJob

_TRIGGER = "Trigger (one or both)"
_EVENT = "What the event carries, beside the record's id, organizationId and userId"
_JOB = "The job"

_EPILOG = """\b
Schedules for --cron:
  hourly          0 * * * *       daily           0 2 * * *
  every-6-hours   0 */6 * * *     weekly          0 0 * * 1
  every-12-hours  0 */12 * * *
or five fields of your own: minute, hour, day of the month, month, day of the
week. They are in UTC, unless TZ=Europe/Berlin or the like stands before them.

\b
Examples:
  codemod add-job
  codemod add-job send-report --event report/send --option 'tone?:string'
  codemod add-job retry-documents --cron every-6-hours --entity document
  codemod add-job sync-gong --event gong/sync --cron '0 */4 * * *' --dry-run"""


@click.command(
    "add-job", cls=Command, epilog=_EPILOG, short_help="Create a background job and register it."
)
@click.argument("name", required=False)
@option(
    "--event",
    metavar="NAMESPACE/ACTION",
    section=_TRIGGER,
    help="Run when it is sent, as report/generate.",
)
@option("--cron", metavar="EXPR|PRESET", section=_TRIGGER, help="Run on a schedule; see below.")
@option(
    "--id",
    "ids",
    type=ID,
    multiple=True,
    section=_EVENT,
    help="A further id, a string unless a TypeScript type is given. Repeatable.",
)
@option(
    "--data",
    type=FIELD,
    multiple=True,
    section=_EVENT,
    help="A further property of any TypeScript type; ? says that it may be missing. Repeatable.",
)
@option(
    "--option",
    "options",
    type=FIELD,
    multiple=True,
    section=_EVENT,
    help="A property of its `options` object. Repeatable.",
)
@option(
    "--entity",
    metavar="NAME",
    section=_JOB,
    help="The record it works on, as document. Default: the event's namespace, then the job's "
    "last word, whichever names a model; else none. '' is none in any case.",
)
@option(
    "--name",
    "title",
    metavar="TEXT",
    section=_JOB,
    help="The human name. Default: the job name in Title Case.",
)
@option("--description", metavar="TEXT", section=_JOB, help="The comment at the top of the file.")
@option(
    "--retries",
    type=click.IntRange(0, 20),
    metavar="N",
    section=_JOB,
    help="0 to 20. Default: 3 for event jobs, 2 for the others.",
)
@option(
    "--concurrency",
    type=click.IntRange(min=1),
    metavar="N",
    section=_JOB,
    help="Most runs at the same time. Default: unlimited for event jobs, 1 for cron jobs, 3 for "
    "both.",
)
@option(
    "--concurrency-key",
    metavar="EXPR",
    section=_JOB,
    help="Count them for each value of this, as event.data.organizationId.",
)
@option("--emits", metavar="EVENT", section=_JOB, help="An event to send in a last step.")
@option(
    "--failure",
    type=Word("catch", "on-failure"),
    default="catch",
    section=_JOB,
    help="How a failure reaches the record's status: a catch around the steps (default), or an "
    "onFailure handler.",
)
@option(
    "--status/--no-status",
    default=None,
    section=_JOB,
    help="Keep the record's status (processing, completed, failed), or do not. Default: if its "
    "model has the fields.",
)
@option(
    "--no-register",
    "register",
    is_flag=True,
    flag_value=False,
    default=True,
    section=_JOB,
    help="Write the module only; add it to no list.",
)
@option(
    "--trigger-in",
    metavar="FILE[#NAME]",
    section=_JOB,
    help="Have this route send the event too, as codemod add-trigger does; NAME is its handler or "
    "function, as POST.",
)
@option(
    "--with",
    "with_",
    type=WordList("status-fields", "api-route", "component"),
    multiple=True,
    callback=once,
    metavar="status-fields,api-route,component",
    section=_JOB,
    help="Add these too: the status fields that the record's model lacks, as codemod "
    "add-status-fields does; the route that starts the job, as codemod add-api-route does; the "
    "component that shows its status, as codemod add-status-component does.",
)
@option(
    "--database",
    type=Word("prisma", "sqlalchemy", "django", "none"),
    section=PROJECT,
    help="How records are read and written; none writes no queries. Default: what the app uses.",
)
@option("--jobs-dir", metavar="DIR", section=PROJECT, help="The folder for the new module.")
@option("--route", metavar="FILE", section=PROJECT, help="The file that serves the jobs.")
@option(
    "--client",
    metavar="FILE[#NAME]",
    section=PROJECT,
    help="The module that exports the Inngest client.",
)
@option("--sdk", type=Word("3", "4"), section=PROJECT, help="The major version of the Inngest SDK.")
@change_options
@language_option
@global_options
@click.pass_obj
def add_job(
    settings: Settings,
    /,
    output: Output,
    app: str | None,
    language: Language | None,
    **given: Any,
) -> int:
    """Create the module of a background job and register it, in one step.

    NAME is the job's id, lower-case words joined by hyphens: generate-report.

    On a terminal, what the options leave open is asked for, and the change is shown before it is
    written; --yes takes the defaults instead. Elsewhere, NAME and a trigger must be given.
    """
    from codemods.cli.outcome import conclude
    from codemods.cli.place import open_project, relative, root_of
    from codemods.report.terminal import wants_colour
    from codemods.workspace.writing.changes import ChangeSet

    root = root_of(settings)
    asker = confirm = None
    if may_ask(output):
        settings.told = True
        from codemods.cli.asking import Asker
        from codemods.cli.interview import interview, open_app

        asker = Asker(colour=wants_colour(settings.colour, sys.stdout, os.environ))
        confirm = partial(asker.confirm, "Write these changes?")
        project = open_app(root, app, asker, language)
    else:
        project = open_project(root, app, language)
    given = _placed(given, partial(relative, root))
    to_register = given["register"]
    if asker is not None:
        given = interview(project, given, asker)
    codemod = _composed(given)
    changes = codemod.plan(project)
    if to_register and not codemod.register:
        from codemods.cli.interview import by_hand

        changes |= by_hand(project, codemod.job, codemod.route)
    if given["cron"] is not None:
        changes |= ChangeSet(notes=(_schedule(given["cron"]),))
    return conclude(changes, root, settings, output, confirm)


def codemod_of(given: Mapping[str, Any], place: Place) -> AddJob:
    """The codemod of these parameters; `place` gives a path that was typed from the root.

    Raises CodemodError for what a job cannot be made without.
    """
    return _composed(_placed(given, place))


def _placed(given: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The parameters with their paths relative to the root, and the SDK as a number."""
    placed = dict(given)
    for key in ("jobs_dir", "route", "client", "trigger_in"):
        if placed[key] is not None:
            path, mark, name = placed[key].partition("#")
            placed[key] = place(path, f"--{key.replace('_', '-')}") + mark + name
    placed["sdk"] = None if placed["sdk"] is None else int(placed["sdk"])
    return placed


def _composed(given: Mapping[str, Any]) -> AddJob:
    from codemods.transforms.add_job import AddJob
    from codemods.transforms.scaffold_job import ScaffoldJob

    if missing := _missing(given):
        raise missing
    beside = ("route", "register", "trigger_in", "with_")
    job = ScaffoldJob(**{key: value for key, value in given.items() if key not in beside})
    return AddJob(job, **{key: given[key] for key in beside})


def _schedule(text: str) -> str:
    """The schedule as the person can check it; `text` is known to be one."""
    from datetime import UTC, datetime

    from codemods.inngest.cron import schedules
    from codemods.report.schedule import describe

    expression = schedules.resolve(text)
    return f"schedule {expression}: {describe(schedules.parse(expression), datetime.now(UTC))}"


def _missing(given: Mapping[str, Any]) -> CodemodError | None:
    """What a job cannot be made without, where it is not there and nobody can be asked."""
    trigger = "--event NAMESPACE/ACTION or --cron EXPR (or both)"
    triggered = given["event"] is not None or given["cron"] is not None
    match given["name"], triggered:
        case None, False:
            return CodemodError("no job name, and no trigger", mend=f"give a NAME, and {trigger}")
        case None, _:
            return CodemodError(
                "no job name", mend="give it as NAME: codemod add-job generate-report …"
            )
        case _, False:
            return CodemodError("no trigger", mend=f"give {trigger}")
    return None
