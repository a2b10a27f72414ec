"""`codemod add-api-route`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from codemods.cli.help import PROJECT, Command, option
from codemods.cli.options import Output, change_options, may_ask
from codemods.cli.settings import Settings, global_options
from codemods.cli.types import PAIR, Word
from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.cli.place import Place
    from codemods.transforms.add_api_route import AddApiRoute

_JOB = "The job"
_ROUTE = "The route"

_EPILOG = """\b
Examples:
  codemod add-api-route --job generate-document
  codemod add-api-route --job generate-document --send await
  codemod add-api-route --job generate-document --data 'tone="formal"'
  codemod add-api-route --job generate-document --auth-like src/app/api/reports/route.ts"""


@click.command(
    "add-api-route",
    cls=Command,
    epilog=_EPILOG,
    short_help="Create the route that starts a job and tells its status.",
)
@option(
    "--job",
    metavar="NAME",
    section=_JOB,
    help="The job to start: its id, its export or its file.",
)
@option("--event", metavar="NAME", section=_JOB, help="Which event starts it, where several can.")
@option(
    "--entity",
    metavar="NAME",
    section=_JOB,
    help="The record it works on, as document. Default: as its event and its name tell.",
)
@option(
    "--data",
    type=PAIR,
    multiple=True,
    section=_JOB,
    help="A property of the event's data and the TypeScript expression for it. Repeatable.",
)
@option(
    "--path",
    metavar="FILE",
    section=_ROUTE,
    help="The file to create. Default: beside the record's other routes, as "
    "app/api/documents/[id]/generate/route.ts.",
)
@option(
    "--auth-like",
    metavar="FILE[#METHOD]",
    section=_ROUTE,
    help="Find out who asks as this route does. Default: as most of the app's routes do.",
)
@option(
    "--send",
    type=Word("fire-and-forget", "await", "after"),
    section=_ROUTE,
    help="Whether POST waits for the event to be sent: not at all (default), with await, or after "
    "the response with Next's after(). Where it cannot be sent, the record becomes failed.",
)
@option(
    "--client",
    metavar="FILE[#NAME]",
    section=PROJECT,
    help="The module that exports the Inngest client.",
)
@change_options
@global_options
@click.pass_obj
def add_api_route(settings: Settings, /, output: Output, app: str | None, **given: Any) -> int:
    """Create the API route by which people start a job on a record and see how far it is.

    POST answers 202 with the URL to ask, 409 while the job is at work; GET answers the record's
    status, the time of its last success and the error. Both let in who the app's other routes let
    in, and find only the records of their organization, or of themselves: 404 for all others.

    On a terminal, the job is asked for when --job is left out.
    """
    from codemods.cli.outcome import conclude
    from codemods.cli.place import open_project, relative, root_of
    from codemods.report.terminal import wants_colour

    root = root_of(settings)
    project = open_project(root, app)
    if not may_ask(output):
        codemod = codemod_of(given, partial(relative, root))
        return conclude(codemod.plan(project), root, settings, output)

    from codemods.cli.asking import Asker
    from codemods.cli.job_questions import planned, with_job

    settings.told = True
    asker = Asker(colour=wants_colour(settings.colour, sys.stdout, os.environ))
    confirm = partial(asker.confirm, "Write these changes?")
    codemod = codemod_of(with_job(given, project, asker), partial(relative, root))
    changes = planned(codemod, project, asker)
    return conclude(changes, root, settings, output, confirm)


def codemod_of(given: Mapping[str, Any], place: Place) -> AddApiRoute:
    """The codemod of these parameters; `place` gives a path that was typed from the root.

    Raises CodemodError where no job is named.
    """
    from codemods.transforms.add_api_route import AddApiRoute

    if given["job"] is None:
        raise CodemodError("no job", mend="give it as --job NAME: its id, its export or its file")
    placed = {}
    for key in ("path", "auth_like", "client"):
        if given[key] is not None:
            path, mark, name = given[key].partition("#")
            placed[key] = place(path, f"--{key.replace('_', '-')}") + mark + name
    return AddApiRoute(**{**given, **placed})
