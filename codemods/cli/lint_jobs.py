"""`codemod lint-jobs`."""

from __future__ import annotations

from typing import Any

import click

from codemods.cli.help import PROJECT, Command, option
from codemods.cli.settings import Settings, global_options
from codemods.cli.types import Word

_WHAT = "What is looked for"
_FIXES = "Mending"
_REPORT = "The report"
_ADOPT = "Adopting it in a project with findings"

_EPILOG = """\b
Suppress a finding on its line, or above the statement it lies in:
  // codemod-ignore unregistered-job: started by hand
and in a whole file with codemod-ignore-file. `codemod rule` lists the rules.

\b
Examples:
  codemod lint-jobs
  codemod lint-jobs src/lib/inngest --select JOB1,nested-step
  codemod lint-jobs --fix
  codemod lint-jobs --baseline codemod-baseline.json --write-baseline

Exit status: 0 no findings; 1 findings at or above --fail-on; 2 wrong usage or bad input."""


@click.command(
    "lint-jobs", cls=Command, epilog=_EPILOG, short_help="Find mistakes in jobs and their wiring."
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@option(
    "--select",
    metavar="RULES",
    multiple=True,
    section=_WHAT,
    help="Only these rules: codes, prefixes (JOB1) or names, with commas. Repeatable.",
)
@option(
    "--ignore",
    metavar="RULES",
    multiple=True,
    section=_WHAT,
    help="Not these rules, besides those that codemod.toml ignores. Repeatable.",
)
@option("--strict", is_flag=True, section=_WHAT, help="Weaker inferences too.")
@option(
    "--since",
    metavar="REF",
    section=_WHAT,
    help="Only what lies on lines that have changed since this commit or branch.",
)
@option("--fix", is_flag=True, section=_FIXES, help="Make the safe fixes; report what is left.")
@option("--unsafe-fixes", is_flag=True, section=_FIXES, help="Make the unsafe fixes as well.")
@option(
    "--diff",
    is_flag=True,
    section=_FIXES,
    help="Write nothing; print what the fixes would change as a diff that `git apply` takes.",
)
@option(
    "--format",
    "form",
    type=Word("full", "concise", "json", "jsonl", "github", "sarif", "junit"),
    default="full",
    section=_REPORT,
    help="full (default), concise, json, jsonl, github, sarif or junit.",
)
@option("--output", metavar="FILE", section=_REPORT, help="Write the report to this file.")
@option("--statistics", is_flag=True, section=_REPORT, help="How many findings each rule has.")
@option(
    "--fail-on",
    type=Word("error", "warning", "info"),
    default="warning",
    section=_REPORT,
    help="The least severity that makes the exit status 1. Default: warning.",
)
@option("--exit-zero", is_flag=True, section=_REPORT, help="Exit status 0 with findings, too.")
@option(
    "--baseline",
    metavar="FILE",
    section=_ADOPT,
    help="Findings that are known and not to be reported.",
)
@option(
    "--write-baseline",
    is_flag=True,
    section=_ADOPT,
    help="Write what is found to the file of --baseline.",
)
@option(
    "--stdin-filename",
    metavar="FILE",
    section=PROJECT,
    help="With - as PATHS: the file that standard input is to stand for. With --fix, its new text "
    "is printed.",
)
@option(
    "--app",
    metavar="DIR",
    section=PROJECT,
    help="The package that serves Inngest, when there are several: apps/web.",
)
@global_options
@click.pass_obj
def lint_jobs(settings: Settings, /, **given: Any) -> int:
    """Find mistakes in Inngest jobs: in each one, and in how they are wired together.

    Without PATHS, the whole project. With files or folders, the project is still understood as a
    whole, and what is reported is what lies in them, or follows from them.
    """
    from codemods.cli.linting import Linting

    return Linting(settings, **given).run()
