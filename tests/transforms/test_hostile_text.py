"""Text from options and from the project never escapes its place in the code, nor the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tree_sitter import Node

from codemods.cli.main import main
from codemods.syntax.source import Source
from harness import FIXTURES, Tree, read_tree, write_tree

BASE = {**read_tree(FIXTURES / "bases/v4"), **read_tree(FIXTURES / "bases/prisma")}
DOCUMENT = ["process-document", "--event", "document/process"]

TEXTS = {
    "end of a comment": "*/ evil(); /*",
    "template": "`${evil()}`",
    "double quotes": '"; evil(); "',
    "single quotes": "'; evil(); '",
    "both quotes": "\"'; evil(); '\"",
    "backslash": "\\",
    "escaped quote": '\\"; evil(); \\"',
    "line breaks": "a\nevil();\r\nevil();\revil();",
    "other line breaks": "a\u2028evil();\u2029evil();\u0085evil();",
    "terminal escapes": "\x1b]0;evil\x07\x1b[2J\x9b31m",
    "text directions": "\u202eevil()\u2066\u200f",
    "null": "a\0b",
    "a byte that is no UTF-8": "a\udcffb",
    "Jinja": "{{ job.id }}{% raw %}{# #}",
    "markup": "</script><!--",
    "nothing but space": " \t ",
}

CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

# The part of a tree in which any text may stand.
LEAVES = {"string", "comment"}

every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colour, whatever surrounds the test."""
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[object]:
    """The files that `add-job` creates or edits, none of which has a control character in it.

    Neither has what it says, in any of its forms.
    """
    runs = 0

    def run(argv: list[str], files: Tree | None = None, base: Tree = BASE) -> Tree:
        nonlocal runs
        runs += 1
        root = write_tree(tmp_path / str(runs), {**base, **(files or {})})
        before = read_tree(root)
        monkeypatch.chdir(root)
        command = ["-v", "add-job", *argv]
        assert main([*command, "--dry-run"]) == 0
        assert main([*command, "--yes"]) == 0
        shown = capsys.readouterr()
        assert CONTROLS.search((shown.out + shown.err).replace(str(root), "")) is None
        after = read_tree(root)
        changed = {path: after[path] for path in after if before.get(path) != after[path]}
        for data in changed.values():
            assert CONTROLS.search(data.decode()) is None
        return changed

    return run


def shape(data: bytes) -> list[str]:
    """The types of all nodes, in order, but for comments and for what is inside strings."""
    source = Source("job.ts", data)
    assert not list(source.syntax_errors())
    types: list[str] = []

    def visit(node: Node) -> None:
        if node.type != "comment":
            types.append(node.type)
        if node.type not in LEAVES:
            for child in node.named_children:
                visit(child)

    visit(source.root)
    return types


def only(files: Tree, name: str) -> bytes:
    """The one file whose path ends so."""
    (data,) = (data for path, data in files.items() if path.endswith(name))
    return data


@every_text
def test_a_description_stays_a_comment(text: str, made) -> None:
    job = only(made([*DOCUMENT, "--description", text]), "process-document.ts")
    assert shape(job) == shape(only(made(DOCUMENT), "process-document.ts"))
    head = job.decode().split("import", 1)[0].splitlines()
    assert all(line.startswith("//") for line in head if line)


@every_text
@pytest.mark.parametrize("sdk", ["3", "4"])
def test_a_name_stays_a_string(text: str, sdk: str, made) -> None:
    argv = [*DOCUMENT, "--sdk", sdk, "--name"]
    job = only(made([*argv, text]), "process-document.ts")
    assert shape(job) == shape(only(made([*argv, "x"]), "process-document.ts"))


@every_text
def test_a_concurrency_key_stays_a_string(text: str, made) -> None:
    argv = [*DOCUMENT, "--concurrency", "2", "--concurrency-key"]
    job = only(made([*argv, text]), "process-document.ts")
    assert shape(job) == shape(only(made([*argv, "x"]), "process-document.ts"))


def toml(text: str) -> str:
    """A basic string of TOML, in which everything that may be escaped is."""
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text) + '"'


@every_text
def test_a_status_of_the_project_stays_a_string(text: str, made) -> None:
    if "\udcff" in text:
        pytest.skip("TOML has no half surrogates")
    settings = {"codemod.toml": f"[status]\nfailed = [{toml(text)}]\n".encode()}
    job = only(made(DOCUMENT, settings), "process-document.ts")
    assert shape(job) == shape(only(made(DOCUMENT), "process-document.ts"))


@every_text
def test_the_name_of_a_folder_stays_a_comment_and_a_specifier(text: str, made) -> None:
    if any(char in text for char in "\0\udcff"):
        pytest.skip("no file system has such names")
    if "\\" in text:
        pytest.skip("a folder with backslashes is refused, as a path of another system")
    folder = f"src/{text.replace('/', ':')}"
    files = made([*DOCUMENT, "--jobs-dir", folder])
    plain = made([*DOCUMENT, "--jobs-dir", "src/x"])
    for name in ("process-document.ts", "route.ts"):
        assert shape(only(files, name)) == shape(only(plain, name))


@every_text
def test_the_name_of_the_package_becomes_a_plain_id(text: str, made) -> None:
    package = {"name": f"@{text}/{text}", "dependencies": {"inngest": "4.24.0", "next": "16.0.0"}}
    files = made(DOCUMENT, {"package.json": json.dumps(package).encode()}, {})
    assert re.search(rb'new Inngest\(\{ id: "[a-z0-9-]+" \}\)', only(files, "client.ts"))


@pytest.mark.parametrize("member", ["FAILED", "fa-iled", "Failed_2"])
def test_a_member_of_an_enum_stays_a_string(member: str, made) -> None:
    schema = (
        "model Document {\n  id String @id\n  organizationId String\n  processingStatus State\n"
        "  processingError String?\n  processedAt DateTime?\n}\n"
        f"enum State {{\n  PENDING\n  PROCESSING\n  COMPLETED\n  {member}\n}}\n"
    )
    files = {
        "prisma/schema.prisma": schema.encode(),
        "codemod.toml": f'[status]\nfailed = ["{member.lower()}"]\n'.encode(),
    }
    job = only(made(DOCUMENT, files), "process-document.ts")
    assert shape(job) == shape(only(made(DOCUMENT), "process-document.ts"))
    assert f'processingStatus: "{member}"'.encode() in job


@pytest.mark.parametrize(
    "argv",
    [
        ["{}", "--event", "document/process"],
        ["process-document", "--event", "{}"],
        ["process-document", "--event", "a/{}"],
        ["process-document", "--cron", "{}"],
        ["process-document", "--cron", "TZ={} 0 2 * * *"],
        [*DOCUMENT, "--emits", "{}"],
        [*DOCUMENT, "--entity", "{}x"],
        [*DOCUMENT, "--data", "{}:string"],
        [*DOCUMENT, "--data", "x:({}"],
        [*DOCUMENT, "--id", "{}"],
        [*DOCUMENT, "--route", "{}"],
        [*DOCUMENT, "--client", "{}"],
        [*DOCUMENT, "--client", "src/lib/inngest/client.ts#{}"],
        [*DOCUMENT, "--app", "{}"],
        [*DOCUMENT, "--retries", "{}"],
        [*DOCUMENT, "--failure", "{}"],
        [*DOCUMENT, "--{}"],
    ],
    ids=" ".join,
)
def test_a_message_cannot_steer_the_terminal(
    argv: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "".join(TEXTS.values())
    monkeypatch.chdir(write_tree(tmp_path, BASE))
    assert main(["add-job", *(word.replace("{}", text) for word in argv), "--yes"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert CONTROLS.search(shown.err) is None
    assert read_tree(tmp_path) == BASE
