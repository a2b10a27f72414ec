"""`codemod undo`."""

from __future__ import annotations

import os
import sys

import click

from codemods.cli.help import Command, option
from codemods.cli.options import Output, output_options
from codemods.cli.settings import Settings, global_options

_WHICH = "What is taken back"

_EPILOG = """\b
Examples:
  codemod undo              the last command that wrote something, and is not undone
  codemod undo --diff       what that would change
  codemod undo --list       the last 50 commits, with their ids
  codemod undo --id 3       this one; the id of an undo brings back what it took away

Files come back byte for byte, with their permissions, and folders made for them
go. If one of the files has changed since, nothing is done."""


@click.command("undo", cls=Command, epilog=_EPILOG, short_help="Take back what was written.")
@option("--list", "listing", is_flag=True, section=_WHICH, help="Only list what was written.")
@option(
    "--id",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    section=_WHICH,
    help="The commit with this id. Default: the last.",
)
@output_options
@global_options
@click.pass_obj
def undo(settings: Settings, listing: bool, number: int | None, output: Output) -> int:
    """Take back what a command has written, as one change that can be undone itself.

    Nothing is asked.
    """
    from msgspec.structs import replace

    from codemods.cli.outcome import conclude
    from codemods.cli.place import root_of
    from codemods.workspace.writing.undo import chosen, history, taken_back, undone_by

    root = root_of(settings)
    records = history(root)
    if listing:
        from codemods.report import history as report
        from codemods.report.terminal import Palette, wants_colour

        undone = undone_by(records)
        palette = Palette(wants_colour(settings.colour, sys.stdout, os.environ))
        given = output.json
        sys.stdout.write(
            report.as_json(records, undone) if given else report.listed(records, undone, palette)
        )
        return 0
    record = chosen(records, number)
    later = [each for each in records if each.id > record.id]
    changes = taken_back(root, record, later)
    if changes:
        again = f"codemod undo --id {records[0].id + 1} brings it back"
        changes = replace(changes, next_steps=(again,))
    return conclude(changes, root, settings, output, undoes=record.id)
