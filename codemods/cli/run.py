"""`codemod run`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from codemods.cli.help import Command
from codemods.cli.options import Output, change_options, language_option
from codemods.cli.settings import Settings, global_options

if TYPE_CHECKING:
    from codemods.inngest.model import Language

_EPILOG = """\b
A plan is a list of codemods in TOML. Their keys are the options of the commands
without the dashes, and the names of the arguments; paths are relative to the root:
  [[codemod]]
  run = "add-job"
  name = "generate-report"
  event = "report/generate"
\b
  [[codemod]]
  run = "add-trigger"
  file = "src/app/api/reports/route.ts"
  job = "generate-report"
  data = { reportId = "report.id" }

Each is planned on what the one before would leave. All of it is written, or
nothing, and `codemod undo` takes all of it back."""


@click.command("run", cls=Command, epilog=_EPILOG, short_help="Run several codemods as one.")
@click.argument("plan")
@change_options
@language_option
@global_options
@click.pass_obj
def run(
    settings: Settings, plan: str, app: str | None, language: Language | None, output: Output
) -> int:
    """Run the codemods of a plan file, one on the other's result, in one transaction.

    PLAN is a TOML file. Nothing is asked.
    """
    from pathlib import Path

    from codemods.cli.outcome import conclude
    from codemods.cli.place import open_project, root_of
    from codemods.cli.plan_file import read_plan
    from codemods.errors import CodemodError
    from codemods.transforms.composed import Composed

    root = root_of(settings)
    try:
        data = Path(plan).read_bytes()
    except FileNotFoundError:
        raise CodemodError(
            "there is no such plan", where=plan, mend="name a TOML file; see codemod run --help"
        ) from None
    parts = read_plan(data, plan, root)
    project = open_project(root, app, language)
    return conclude(Composed(parts).plan(project), root, settings, output)
