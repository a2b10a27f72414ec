import json
import os
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType

import click
import pytest

from codemods import __version__
from codemods.cli import main as cli
from codemods.errors import CodemodError

HEAVY = ("tree_sitter", "jinja2", "rich", "questionary", "libcst", "yaml", "importlib.metadata")


def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "codemods", *arguments],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        **more,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["nonsense"], ["--nonsense"]])
def test_help_version_and_wrong_usage_import_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys; from codemods.cli.main import main; "
        f"main({arguments}); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", list(cli.COMMANDS))
def test_the_help_of_a_command_imports_no_project_machinery(command: str) -> None:
    script = (
        "import sys; from codemods.cli.main import main; "
        f"main([{command!r}, '--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_the_help_lists_every_command_and_the_exit_statuses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in cli.COMMANDS)
    assert "Exit status" in shown


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_line_of_the_list_leads_to_a_command_of_that_name(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: codemod {name} ")


def test_the_version_is_the_packages_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"codemod {__version__}\n"


def test_python_m_codemods_is_the_command() -> None:
    assert run("--version").stdout == f"codemod {__version__}\n"


def test_no_command_is_wrong_usage_and_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Commands:" in shown.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["ad-job"],
            "error: no such command: ad-job\n  did you mean add-job? see: codemod --help\n",
        ),
        (["frobnicate"], "error: no such command: frobnicate\n  see: codemod --help\n"),
        (
            ["--colour", "never", "add-job"],
            "error: no such option: --colour\n  did you mean --color? see: codemod --help\n",
        ),
        (
            ["add-job", "--evnt", "a/b"],
            "error: no such option: --evnt\n  did you mean --event? see: codemod add-job --help\n",
        ),
        (
            ["add-job", "--failure", "cach"],
            "error: invalid value for '--failure': 'cach' is not one of 'catch', 'on-failure'; "
            "did you mean 'catch'?\n  see: codemod add-job --help\n",
        ),
        (
            ["add-job", "--retries", "21"],
            "error: invalid value for '--retries': 21 is not in the range 0<=x<=20\n"
            "  see: codemod add-job --help\n",
        ),
    ],
)
def test_wrong_usage_is_explained_with_what_was_probably_meant(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == message


def test_wrong_usage_under_json_is_a_document_on_stdout(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["add-job", "--json", "--evnt", "a/b"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["what"] == "no such option: --evnt"


def test_what_was_typed_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["\x1b[2Jadd"]) == 2
    assert "no such command: \\x1b[2Jadd" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error_message() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "codemods", "add-job", "--help"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 141
    assert done.stderr == b""


def test_output_that_the_locale_cannot_show_is_spelled_out() -> None:
    done = run("add-job", "--help", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], list[str]]:
    """Makes a command that ends with the given error, and gives its command line."""

    def make(error: BaseException) -> list[str]:
        @click.command("probe")
        def command() -> int:
            raise error

        module = ModuleType("probe_of_test_main")
        module.command = command
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(cli.COMMANDS, "probe", (module.__name__, "command", ""))
        return ["probe"]

    return make


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (CodemodError("wrong", where="a.ts:1", mend="mend it"), 2, "error: a.ts:1: wrong\n  mend"),
        (PermissionError(13, "Permission denied", "src/a.ts"), 2, "error: src/a.ts: permission"),
        (KeyboardInterrupt(), 130, "\nstopped\n"),
        (click.Abort(), 130, "stopped; nothing was written\n"),
    ],
)
def test_what_ends_a_command_becomes_one_message_and_a_status(
    error: BaseException,
    status: int,
    message: str,
    probe: Callable[[BaseException], list[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(probe(error)) == status
    assert capsys.readouterr().err.startswith(message)


def test_a_fault_of_the_tool_itself_keeps_its_traceback(
    probe: Callable[[BaseException], list[str]],
) -> None:
    with pytest.raises(ZeroDivisionError):
        cli.main(probe(ZeroDivisionError()))


def test_errors_are_coloured_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--color", "always", "nonsense"]) == 2
    assert capsys.readouterr().err.startswith("\x1b[31;1merror:\x1b[0m no such command")


def test_shells_can_complete_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_CODEMOD_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "codemod reg")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert cli.main([]) == 0
    assert capsys.readouterr().out == "plain,register-job\n"
