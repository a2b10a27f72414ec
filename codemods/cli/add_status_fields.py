"""`codemod add-status-fields`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from codemods.cli.help import Command, option
from codemods.cli.options import Output, change_options, may_ask
from codemods.cli.settings import Settings, global_options
from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.cli.place import Place
    from codemods.transforms.add_status_fields import AddStatusFields

_FIELDS = "The fields"

_EPILOG = """\b
Examples:
  codemod add-status-fields Document
  codemod add-status-fields Document --enum --diff"""


@click.command(
    "add-status-fields",
    cls=Command,
    epilog=_EPILOG,
    short_help="Give a Prisma model the fields of a job's status.",
)
@click.argument("model", required=False)
@option(
    "--enum",
    is_flag=True,
    section=_FIELDS,
    help="An enum of the four states for processingStatus. Default: a String.",
)
@change_options
@global_options
@click.pass_obj
def add_status_fields(settings: Settings, /, output: Output, app: str | None, **given: Any) -> int:
    """Give a model of schema.prisma the fields in which a job keeps its record's status.

    MODEL gets processingStatus (pending, processing, completed, failed), processedAt and
    processingError, in the schema's own style. Fields that are there stay as they are; one of
    another type is refused. The database is yours to migrate: the command for it is printed.
    """
    from codemods.cli.outcome import conclude
    from codemods.cli.place import open_project, relative, root_of
    from codemods.report.terminal import wants_colour

    root = root_of(settings)
    project = open_project(root, app)
    confirm = None
    if may_ask(output):
        from codemods.cli.asking import Asker

        settings.told = True
        asker = Asker(colour=wants_colour(settings.colour, sys.stdout, os.environ))
        confirm = partial(asker.confirm, "Write these changes?")
        if given["model"] is None and (models := project.models()):
            model = asker.select("Which model?", [(each, each) for each in models])
            given = {**given, "model": model}
    codemod = codemod_of(given, partial(relative, root))
    return conclude(codemod.plan(project), root, settings, output, confirm)


def codemod_of(given: Mapping[str, Any], place: Place) -> AddStatusFields:  # noqa: ARG001
    """The codemod of these parameters, none of which is a path to place.

    Raises CodemodError where no model is named.
    """
    from codemods.transforms.add_status_fields import AddStatusFields

    if given["model"] is None:
        mend = "give it as MODEL: codemod add-status-fields Document"
        raise CodemodError("no model", mend=mend)
    return AddStatusFields(given["model"], enum=given["enum"])
