"""The entry of `codemod`: the list of commands, and the one place where errors become messages."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from codemods import __version__
from codemods.cli.help import LazyGroup
from codemods.cli.settings import Settings, global_options
from codemods.cli.signals import Signals
from codemods.errors import CodemodError

# A line here, not in the command, so that the list imports none of them.
COMMANDS = {
    "add-job": (
        "codemods.cli.add_job",
        "add_job",
        "Create a background job and register it.",
    ),
    "add-trigger": (
        "codemods.cli.add_trigger",
        "add_trigger",
        "Send an event from a route, an action or a procedure.",
    ),
    "add-status-fields": (
        "codemods.cli.add_status_fields",
        "add_status_fields",
        "Give a Prisma model the fields of a job's status.",
    ),
    "add-api-route": (
        "codemods.cli.add_api_route",
        "add_api_route",
        "Create the route that starts a job and tells its status.",
    ),
    "add-status-component": (
        "codemods.cli.add_status_component",
        "add_status_component",
        "Create a component that starts a job and shows its status.",
    ),
    "register-job": (
        "codemods.cli.register_job",
        "register_job",
        "Add existing jobs to the list that is served.",
    ),
    "lint-jobs": (
        "codemods.cli.lint_jobs",
        "lint_jobs",
        "Find mistakes in jobs and their wiring.",
    ),
    "run": (
        "codemods.cli.run",
        "run",
        "Run several codemods as one.",
    ),
    "undo": (
        "codemods.cli.undo",
        "undo",
        "Take back what a command has written.",
    ),
    "rule": (
        "codemods.cli.rule",
        "rule",
        "Explain a rule of lint-jobs, or list them all.",
    ),
}

_EPILOG = """Exit status: 0 done, or nothing to do; 1 findings of lint-jobs, changes pending under
--check, or jobs that could not be registered; 2 wrong usage, bad input or a refusal, with nothing
written; 130 or 143 stopped by you or by a signal, with everything written or nothing."""

_TRIES = 10  # a plan that another process overtakes is made anew


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="codemod %(version)s")
@global_options
def group() -> None:
    """Add Inngest background jobs to TypeScript, JavaScript and Python projects.

    Begin with `codemod add-job` in your project: it asks, shows the change, then writes.
    `codemod COMMAND --help` explains a command.

    \b
    The whole path:
      codemod add-job generate-report --event report/generate
      codemod add-trigger src/app/api/reports/route.ts --job generate-report
      codemod lint-jobs
      git commit, or codemod undo
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` by default) and give its exit status.

    A CodemodError, wrong usage and a failing system call become one message and status 2. Ctrl-C,
    and click.Abort for a question left unanswered, is 130, SIGTERM 143, and a reader that went
    away 141, as shells count them. Anything else propagates.
    """
    signals = Signals()
    try:
        with signals:
            return _main(arguments)
    except click.Abort:
        sys.stderr.write("stopped; nothing was written\n")
    except KeyboardInterrupt as stop:
        sys.stderr.write(f"\nstopped{'; ' if stop.args else ''}{''.join(stop.args)}\n")
    return 128 + signals.number


def _main(arguments: Sequence[str] | None) -> int:
    args = list(sys.argv[1:] if arguments is None else arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    if instruction := os.environ.get("_CODEMOD_COMPLETE"):
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, "codemod", "_CODEMOD_COMPLETE", instruction)
    settings = Settings(args)
    try:
        status = _run(args, settings)
        sys.stdout.flush()
    except CodemodError as error:
        return _fail(error, args, settings)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show(sys.stderr)
        return 2
    except click.UsageError as error:
        return _fail(_usage(error), args, settings)
    except BrokenPipeError:
        # What is left in the buffer goes nowhere, or the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        if settings.verbose or error.strerror is None:
            raise
        where = None if error.filename is None else os.fsdecode(error.filename)
        return _fail(CodemodError(error.strerror.lower(), where=where), args, settings)
    return status


def _run(args: list[str], settings: Settings) -> int:
    for left in reversed(range(_TRIES)):
        try:
            return _run_once(args, settings)
        except CodemodError:
            if not (left and settings.seen) or settings.told:
                raise
            from codemods.cli.commits import overtaken

            if not overtaken(settings):
                raise
    raise AssertionError("the last try returns or raises")


def _run_once(args: list[str], settings: Settings) -> int:
    try:
        with group.make_context("codemod", args, obj=settings) as context:
            status = group.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    assert isinstance(status, int)
    return status


def _usage(error: click.UsageError) -> CodemodError:
    """Wrong usage, in this tool's own form."""
    path = error.ctx.command_path if error.ctx else "codemod"
    mend = f"see: {path} --help"
    match error:
        case click.NoSuchOption(option_name=name, possibilities=nearest):
            what = f"no such option: {name}"
        case click.exceptions.NoSuchCommand(command_name=name, possibilities=nearest):
            what = f"no such command: {name}"
        case _:
            text = error.format_message().rstrip(".")
            return CodemodError(text[:1].lower() + text[1:], mend=mend)
    if nearest:  # the best first
        mend = f"did you mean {nearest[0]}? {mend}"
    return CodemodError(what, mend=mend)


def _fail(error: CodemodError, args: Sequence[str], settings: Settings) -> int:
    # The command line may be what is wrong, so its words are looked at, not its parsed options.
    if "--json" in args:
        from codemods.report import as_json

        sys.stdout.write(as_json.error(error))
    from codemods.report import errors
    from codemods.report.terminal import Palette, columns, wants_colour

    palette = Palette(wants_colour(settings.colour, sys.stderr, os.environ))
    sys.stderr.write(errors.render(error, palette, columns(sys.stderr)))
    return 2


if __name__ == "__main__":
    sys.exit(main())
