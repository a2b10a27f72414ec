"""`codemod register-job`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from codemods.cli.help import PROJECT, Command, option
from codemods.cli.options import Output, change_options, language_option
from codemods.cli.settings import Settings, global_options

if TYPE_CHECKING:
    from codemods.cli.place import Place
    from codemods.inngest.model import Language
    from codemods.transforms.register_job import RegisterJob

_EPILOG = """\b
Examples:
  codemod register-job                      every job that is in no list yet
  codemod register-job generate-report      the job with this id
  codemod register-job src/jobs/report.ts   the jobs of this file

With names it is all or nothing. With none, what can be registered is; what
cannot is listed with the line to add by hand, and the exit status is 1."""


@click.command(
    "register-job", cls=Command, epilog=_EPILOG, short_help="Add existing jobs to the served list."
)
@click.argument("names", nargs=-1, metavar="[NAME|FILE]...")
@option("--route", metavar="FILE", section=PROJECT, help="The route, when several serve jobs.")
@change_options
@language_option
@global_options
@click.pass_obj
def register_job(
    settings: Settings,
    /,
    output: Output,
    app: str | None,
    language: Language | None,
    **given: Any,
) -> int:
    """Add jobs to the list of functions that `serve()` is given, wherever that list is.

    A NAME is a job's id or the name it is exported under (in Python its function), a FILE the
    module of jobs. With neither, every job that is in no list yet is added. Nothing is asked.
    """
    from codemods.cli.outcome import conclude
    from codemods.cli.place import open_project, relative, root_of

    root = root_of(settings)
    project = open_project(root, app, language)
    codemod = codemod_of(given, partial(relative, root))
    return conclude(codemod.plan(project), root, settings, output)


def codemod_of(given: Mapping[str, Any], place: Place) -> RegisterJob:
    """The codemod of these parameters; `place` gives a path that was typed from the root."""
    from codemods.inngest.model import language_of
    from codemods.syntax.languages import grammar_for
    from codemods.transforms.register_job import RegisterJob

    def is_source(name: str) -> bool:
        return grammar_for(name) is not None or language_of(name) == "python"

    route = given["route"]
    return RegisterJob(
        names=tuple(
            place(name, "FILE") if "/" in name or is_source(name) else name
            for name in given["names"]
        ),
        route=None if route is None else place(route, "--route"),
    )
