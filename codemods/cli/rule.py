"""`codemod rule`."""

from __future__ import annotations

import os
import sys

import click

from codemods.cli.help import Command, option
from codemods.cli.settings import Settings, global_options

_EPILOG = """\b
Examples:
  codemod rule                     all rules, a line each
  codemod rule unregistered-job    what it finds, why, and an example
  codemod rule JOB1                the rules whose codes begin so"""


@click.command(
    "rule", cls=Command, epilog=_EPILOG, short_help="Explain a rule of lint-jobs, or list them all."
)
@click.argument("name", required=False, metavar="[NAME|CODE]")
@option("--json", is_flag=True, help="As JSON on stdout, errors too.")
@global_options
@click.pass_obj
def rule(settings: Settings, name: str | None, json: bool) -> int:
    """Explain a rule of lint-jobs: what it finds, why that is bad, and what to write instead.

    Without a name, all rules are listed.
    """
    from codemods.lint.rules import all_rules, find
    from codemods.report import rules as report
    from codemods.report.terminal import Palette, wants_colour

    found = all_rules() if name is None else find(name)
    palette = Palette(wants_colour(settings.colour, sys.stdout, os.environ))
    if json:
        sys.stdout.write(report.as_json(found))
    elif name is not None and len(found) == 1:
        sys.stdout.write(report.page(found[0], palette))
    else:
        sys.stdout.write(report.listed(found, palette))
    return 0
