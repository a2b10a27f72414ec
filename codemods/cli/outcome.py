"""What becomes of a change set: shown, checked, written, or all of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import cast

import click

from codemods.cli.commits import commit, overtaken
from codemods.cli.options import Output
from codemods.cli.settings import Settings
from codemods.errors import CodemodError
from codemods.report import changes as report
from codemods.report import errors
from codemods.report.terminal import Palette, columns, wants_colour
from codemods.workspace.writing.changes import ChangeSet


def conclude(
    changes: ChangeSet,
    root: Path,
    settings: Settings,
    output: Output,
    confirm: Callable[[], bool] | None = None,
    *,
    undoes: int | None = None,
) -> int:
    """Print the change set in the form asked for, write it unless that was not wanted.

    confirm: asks whether to write, once the changes and their diff have been shown; where the
    answer is no, click.Abort is raised. undoes: the commit that they take back. Gives the exit
    status: 1 for `--check` with changes pending, and where a part was refused (the errors in
    `facts["refused"]`), else 0. Raises CodemodError where nothing was found to do while another
    process wrote, as that may not be so any more.
    """
    if not changes and overtaken(settings):
        raise CodemodError(
            "another codemod has written since the project was read", mend="run the command again"
        )
    out = Palette(wants_colour(settings.colour, sys.stdout, os.environ))
    err = Palette(wants_colour(settings.colour, sys.stderr, os.environ))
    if settings.verbose:
        sys.stderr.write(report.detected(changes, err))
    refused = cast("Sequence[CodemodError]", changes.facts.get("refused", ()))
    written = output.writes and bool(changes)
    write = partial(commit, changes, root, settings, undoes=undoes)

    if output.json:
        from codemods.report import as_json

        if written:
            write()
        sys.stdout.write(as_json.change_set(changes, written=written))
    elif output.diff:
        print_diff(changes, settings, out)
        sys.stderr.write(report.notes(changes, err, columns(sys.stderr)))
    elif written and confirm is not None:
        sys.stdout.write("\n")
        print_diff(changes, settings, out)
        sys.stdout.write("\n")
        _print_summary(changes, settings, out, would=False)
        sys.stdout.flush()
        if not confirm():
            raise click.Abort
        write()
        count = len(changes.changes)
        sys.stdout.write(f"{out('written', 'green')}: {count} file{'s' if count != 1 else ''}\n")
        sys.stdout.write(report.next_steps(changes, out, columns(sys.stdout)))
    else:
        if written:
            write()
        _print_summary(changes, settings, out, would=not output.writes)
        if output.writes:
            sys.stdout.write(report.next_steps(changes, out, columns(sys.stdout)))

    if refused:
        sys.stdout.flush()
        sys.stderr.write("".join(errors.render(each, err, columns(sys.stderr)) for each in refused))
    return 1 if refused or (output.check and changes) else 0


def _print_summary(changes: ChangeSet, settings: Settings, out: Palette, *, would: bool) -> None:
    if changes.changes or changes.identical or not changes.facts.get("refused"):
        sys.stdout.write(report.summary(changes, out, would=would, why=settings.verbose))
    sys.stdout.write(report.notes(changes, out, columns(sys.stdout)))


def print_diff(changes: ChangeSet, settings: Settings, out: Palette) -> None:
    """Escaped and coloured for a terminal; byte for byte otherwise.

    FORCE_COLOR does not count here: it is set for whole CI runs, and would spoil a patch file.
    """
    diff = changes.diff()
    if sys.stdout.isatty() or settings.colour == "always":
        from codemods.report.diff import render

        sys.stdout.write(render(diff, out))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(diff)
