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
go. If one of the files has changed since, nothing is done, and --diff shows
what would be."""


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

    from codemods.cli.commits import overtaken
    from codemods.cli.outcome import conclude, print_diff
    from codemods.cli.place import root_of
    from codemods.report.terminal import Palette, wants_colour
    from codemods.workspace.writing.undo import ChangedSince, chosen, history, taken_back, undone_by

    if listing and number is not None:
        raise click.UsageError("--list and --id do not go together")
    root = root_of(settings)
    records = history(root)
    palette = Palette(wants_colour(settings.colour, sys.stdout, os.environ))
    if listing:
        from codemods.report import history as report

        undone = undone_by(records)
        given = output.json
        sys.stdout.write(
            report.as_json(records, undone) if given else report.listed(records, undone, palette)
        )
        return 0
    record = chosen(records, number)
    later = [each for each in records if each.id > record.id]
    try:
        changes = taken_back(root, record, later)
    except ChangedSince as error:
        if output.diff and not output.json and not overtaken(settings):
            print_diff(error.would, settings, palette)
        raise
    step = f"codemod undo --id {records[0].id + 1} brings it back"
    if not changes:
        step = f"commit {record.id} is taken back already; for another: codemod undo --list"
    return conclude(replace(changes, next_steps=(step,)), root, settings, output, undoes=record.id)
