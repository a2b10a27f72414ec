"""`codemod add-status-component`."""

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
from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.cli.place import Place
    from codemods.transforms.add_status_component import AddStatusComponent

_JOB = "The job"
_COMPONENT = "The component"

_EPILOG = """\b
Examples:
  codemod add-status-component --job generate-document
  codemod add-status-component --job generate-document --name DocumentProgress
  codemod add-status-component --job generate-document --path src/app/documents/status.tsx
  codemod add-status-component --job generate-document --url '/api/v2/documents/[id]/job'"""


@click.command(
    "add-status-component",
    cls=Command,
    epilog=_EPILOG,
    short_help="Create a component that starts a job and shows its status.",
)
@option(
    "--job",
    metavar="NAME",
    section=_JOB,
    help="The job to follow: its id, its export or its file.",
)
@option("--event", metavar="NAME", section=_JOB, help="Which event starts it, where several can.")
@option(
    "--entity",
    metavar="NAME",
    section=_JOB,
    help="The record it works on, as document. Default: as its event and its name tell.",
)
@option(
    "--name",
    metavar="NAME",
    section=_COMPONENT,
    help="What it is called. Default: what the job does, as GenerateDocumentStatus.",
)
@option(
    "--path",
    metavar="FILE",
    section=_COMPONENT,
    help="The file to create. Default: where the app has its components, named as they are.",
)
@option(
    "--route",
    metavar="FILE",
    section=PROJECT,
    help="The job's route. Default: where codemod add-api-route puts it.",
)
@option(
    "--url",
    metavar="PATH",
    section=PROJECT,
    help="What to ask instead of that route, as /api/documents/[id]/generate.",
)
@change_options
@global_options
@click.pass_obj
def add_status_component(
    settings: Settings, /, output: Output, app: str | None, **given: Any
) -> int:
    """Create a React component that starts a job for a record and shows how far it is.

    It asks the job's route, which codemod add-api-route creates: more seldom the longer it takes,
    not while the page is hidden, and no more once the job has ended. It says what changes to
    screen readers too, and looks as the app's components do: with Tailwind, with CSS modules or
    plain, and with the app's own Button where there is one that fits.

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


def codemod_of(given: Mapping[str, Any], place: Place) -> AddStatusComponent:
    """The codemod of these parameters; `place` gives a path that was typed from the root.

    Raises CodemodError where no job is named.
    """
    from codemods.transforms.add_status_component import AddStatusComponent

    if given["job"] is None:
        raise CodemodError("no job", mend="give it as --job NAME: its id, its export or its file")
    placed = {
        key: place(given[key], f"--{key}") for key in ("path", "route") if given[key] is not None
    }
    return AddStatusComponent(**{**given, **placed})
