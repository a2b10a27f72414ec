"""The options that the commands share which change files."""

from __future__ import annotations

import os
import sys
from functools import wraps

from msgspec import Struct

from codemods.cli.help import PROJECT, option
from codemods.cli.settings import Callback
from codemods.cli.types import Word


class Output(Struct, frozen=True):
    """What becomes of a change set."""

    dry_run: bool
    diff: bool
    check: bool
    json: bool
    yes: bool

    @property
    def writes(self) -> bool:
        """Whether the changes are to be written, should nothing speak against it."""
        return not (self.dry_run or self.diff or self.check)


def may_ask(output: Output) -> bool:
    """Whether someone is there to answer: a terminal on both sides, and no option against it.

    A dumb terminal cannot show choices to move in. `--json` and `--check` are for programs; with
    `--diff` and `--dry-run` there is just no question at the end.
    """
    if output.yes or output.json or output.check or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def change_options(function: Callback) -> Callback:
    """`--app`, and the options of `output_options`."""
    app = option(
        "--app",
        metavar="DIR",
        section=PROJECT,
        help="The package that serves Inngest, when there are several: apps/web.",
    )
    return output_options(app(function))


def language_option(function: Callback) -> Callback:
    """`--lang`, of the commands that work on apps in either language."""
    decorate = option(
        "--lang",
        "language",
        type=Word("typescript", "python"),
        section=PROJECT,
        help="The language of the app, where the repository has apps in both.",
    )
    return decorate(function)


def output_options(function: Callback) -> Callback:
    """What becomes of the changes, which the command gets as `output: Output`."""

    @wraps(function)
    def collected(
        *, dry_run: bool, diff: bool, check: bool, json: bool, yes: bool, **rest: object
    ) -> object:
        return function(output=Output(dry_run, diff, check, json, yes), **rest)

    section = "What becomes of the changes"
    decorated: Callback = collected
    for decorate in (
        option(
            "--yes",
            "-y",
            is_flag=True,
            section=section,
            help="Ask nothing: take the defaults and write.",
        ),
        option(
            "--json",
            is_flag=True,
            section=section,
            help="The change set and the facts as JSON on stdout, errors too; asks nothing.",
        ),
        option(
            "--check",
            is_flag=True,
            section=section,
            help="Write nothing; exit 1 if something would change.",
        ),
        option(
            "--diff",
            is_flag=True,
            section=section,
            help="Write nothing; print a diff that `git apply` takes.",
        ),
        option(
            "--dry-run", is_flag=True, section=section, help="Write nothing; say what would change."
        ),
    ):
        decorated = decorate(decorated)
    return decorated
