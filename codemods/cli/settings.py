"""What holds for the whole run: `--root`, `--color` and `--verbose`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from codemods.cli.help import GLOBAL, option
from codemods.cli.types import Word

if TYPE_CHECKING:
    from pathlib import Path

    from codemods.report.terminal import ColourChoice

Callback = Callable[..., object]


class Settings:
    """Set by the options before and after the command alike; the click context's object.

    arguments: the command line
    seen:      the root that was read, and the last commit by then, once it is known
    told:      whether this run was told what the next could not be: answers, standard input
    """

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        self.root: str | None = None
        self.colour: ColourChoice = "auto"
        self.verbose = False
        self.arguments = tuple(arguments)
        self.seen: tuple[Path, int] | None = None
        self.told = False


def _set(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    def callback(context: click.Context, _parameter: click.Parameter, value: object) -> None:
        if value:
            setattr(context.ensure_object(Settings), name, value)

    return callback


def global_options(function: Callback) -> Callback:
    """`--root`, `--color` and `--verbose`: collected in the context's `Settings`."""
    for decorate in (
        option(
            "-v",
            "--verbose",
            is_flag=True,
            expose_value=False,
            callback=_set("verbose"),
            section=GLOBAL,
            help="Say what was detected, from which evidence, and why each file changes.",
        ),
        option(
            "--color",
            type=Word("auto", "always", "never"),
            expose_value=False,
            callback=_set("colour"),
            section=GLOBAL,
            help="When to colour. Default: auto, by FORCE_COLOR, NO_COLOR, TERM=dumb, then the "
            "terminal.",
        ),
        option(
            "--root",
            metavar="DIR",
            expose_value=False,
            callback=_set("root"),
            section=GLOBAL,
            help="The top of the project; nothing outside it is read or written. Default: the git "
            "work tree's top, else the nearest folder with codemod.toml, "
            "package.json, pyproject.toml or requirements.txt.",
        ),
    ):
        function = decorate(function)
    return function
