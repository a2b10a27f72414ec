"""`codemod add-trigger`."""

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

if TYPE_CHECKING:
    from codemods.cli.place import Place
    from codemods.transforms.add_trigger import AddTrigger

_EVENT = "Event (one is enough)"
_PLACE = "Where it is sent"

_EPILOG = """\b
What is not given with --data is read off the bindings in scope: documentId
is the id of a `document`, organizationId may be user.organization.id.

\b
Examples:
  codemod add-trigger src/app/api/documents/route.ts --event document/process
  codemod add-trigger src/app/api/documents/route.ts --job process-document --handler POST
  codemod add-trigger src/app/actions.ts --event report/generate --function createReport
  codemod add-trigger route.ts --event gong/sync --data 'since=body.since' --send await
  codemod add-trigger app/routes/documents.py --event document/process --handler create_document"""


@click.command(
    "add-trigger", cls=Command, epilog=_EPILOG, short_help="Send an event from a route or action."
)
@click.argument("file")
@option("--event", metavar="NAME", section=_EVENT, help="The event, as document/process.")
@option(
    "--job",
    metavar="NAME",
    section=_EVENT,
    help="The job whose event it is: its id, its export or its file.",
)
@option(
    "--data",
    type=PAIR,
    multiple=True,
    section=_EVENT,
    help="A property of its data and the expression for it. Repeatable.",
)
@option(
    "--handler",
    metavar="NAME",
    section=_PLACE,
    help="The route's handler, as POST or, in Python, its name. Default: the only one.",
)
@option(
    "--function",
    metavar="NAME",
    section=_PLACE,
    help="Another function of the file: a server action, a procedure of tRPC, Class.method.",
)
@option(
    "--after-line",
    type=click.IntRange(min=1),
    metavar="N",
    section=_PLACE,
    help="Behind this line of the handler. Default: before its success response.",
)
@option(
    "--send",
    type=Word("fire-and-forget", "await", "after"),
    section=_PLACE,
    help="Whether the handler waits for it: not at all (default), with await, or after the "
    "response with Next's after(), in TypeScript. A failure is logged, and never fails the "
    "response.",
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
def add_trigger(settings: Settings, /, output: Output, app: str | None, **given: Any) -> int:
    """Send an event from a handler, so that the jobs which listen to it run.

    FILE is the module of a route of the App Router or the Pages Router, or of a server action or
    tRPC procedure, which --function names. In Python it is one with handlers of FastAPI, Flask or
    Django. A handler that sends the event already is left alone.

    On a terminal, what the options leave open is asked for, and the change is shown before it is
    written. Elsewhere, what is missing is an error that names the option.
    """
    from codemods.cli.outcome import conclude
    from codemods.cli.place import open_project_of, relative, root_of
    from codemods.report.terminal import wants_colour

    root = root_of(settings)
    codemod = codemod_of(given, partial(relative, root))
    project = open_project_of(root, app, codemod.path)
    if not may_ask(output):
        return conclude(codemod.plan(project), root, settings, output)

    from codemods.cli.asking import Asker
    from codemods.cli.trigger_questions import planned

    settings.told = True
    asker = Asker(colour=wants_colour(settings.colour, sys.stdout, os.environ))
    confirm = partial(asker.confirm, "Write these changes?")
    changes = planned(codemod, project, asker)
    return conclude(changes, root, settings, output, confirm)


def codemod_of(given: Mapping[str, Any], place: Place) -> AddTrigger:
    """The codemod of these parameters; `place` gives a path that was typed from the root."""
    from codemods.transforms.add_trigger import AddTrigger

    client = given["client"]
    if client is not None:
        path, mark, name = client.partition("#")
        client = place(path, "--client") + mark + name
    rest = {key: value for key, value in given.items() if key not in ("file", "client")}
    return AddTrigger(path=place(given["file"], "FILE"), client=client, **rest)
