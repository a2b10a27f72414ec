"""Fixtures of codemods: reading them, running them as a user would, and varying their style.

`fixtures/transforms/<codemod>/<case>/` holds

- `case.toml`: what it shows and the arguments of the command (see `Case`);
- `input/`: the files before, laid over the folders of `fixtures/transforms/bases/` that it names;
- `expected/`: the files that are created or edited, as they are afterwards; nothing else changes.
"""

from __future__ import annotations

import errno
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from codemods.cli.main import main
from codemods.syntax import languages
from codemods.workspace.writing.disk import Disk

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "fixtures" / "transforms"

Tree = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Case:
    """One fixture.

    about:    one sentence: what the fixture shows
    argv:     the command's arguments, without the shared options
    base:     the folders of `bases/` that lie below `input/`, each over the one before it
    cwd:      the working directory, from the root
    exit:     the exit status
    stderr:   what the messages contain, for a refusal
    stdout:   what the output contains
    variants: names of the derived variants that do not hold, each with the reason
    findings: codes of what `lint-jobs` rightly finds in the created files, each with the reason
    """

    path: Path
    about: str
    argv: tuple[str, ...]
    base: tuple[str, ...] = ()
    cwd: str = ""
    exit: int = 0
    stderr: tuple[str, ...] = ()
    stdout: tuple[str, ...] = ()
    variants: dict[str, str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`<codemod>/<case>`."""
        return self.path.relative_to(FIXTURES).as_posix()

    def input(self) -> Tree:
        """The files before."""
        layers = [*(FIXTURES / "bases" / base for base in self.base), self.path / "input"]
        return {path: data for layer in layers for path, data in _kept(layer).items()}

    def expected(self) -> Tree:
        """The files that are created or edited, as they are afterwards."""
        return dict(_kept(self.path / "expected"))


def cases() -> list[Case]:
    """Every fixture, by name."""
    return [_case(path.parent) for path in sorted(FIXTURES.glob("*/*/case.toml"))]


def _case(path: Path) -> Case:
    content = tomllib.loads((path / "case.toml").read_text(encoding="utf-8"))
    tables = ("variants", "findings")
    known = {"about", "argv", "base", "cwd", "exit", "stderr", "stdout", *tables}
    assert set(content) <= known, f"{path}: unknown keys {set(content) - known}"
    lists = {key: tuple(content.get(key, ())) for key in ("argv", "stderr", "stdout")}
    base = content.get("base", ())
    rest = {key: content[key] for key in ("cwd", "exit", *tables) if key in content}
    return Case(
        path,
        content["about"],
        base=(base,) if isinstance(base, str) else tuple(base),
        **lists,
        **rest,
    )


@cache
def _kept(folder: Path) -> Tree:
    """A folder of the fixtures, read once."""
    return read_tree(folder)


def read_tree(folder: Path) -> Tree:
    """Path → bytes of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def write_tree(folder: Path, tree: Tree) -> Path:
    """Writes the files and makes the folder a root of its own."""
    for path, data in tree.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (folder / ".git").mkdir(parents=True, exist_ok=True)
    return folder


def run(case: Case, folder: Path, *options: str) -> int:
    """The command's exit status, run in the fixture's working directory."""
    import os

    before = Path.cwd()
    os.chdir(folder / case.cwd)
    try:
        return main([*case.argv, *options])
    finally:
        os.chdir(before)


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Path → modification time and inode, which tell whether a file was written again."""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def git_apply(folder: Path, diff: bytes) -> None:
    """Applies a diff with git itself, to the byte."""
    shutil.rmtree(folder / ".git", ignore_errors=True)
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"],
        input=diff,
        cwd=folder,
        check=True,
        capture_output=True,
        env={"GIT_CEILING_DIRECTORIES": str(folder.parent), "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )


class FullDisk(Disk):
    """A disk that takes so many writes and is full from then on."""

    def __init__(self, writes: int) -> None:
        self.writes = writes

    def write(self, descriptor: int, data: memoryview) -> int:
        if self.writes == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.writes -= 1
        return super().write(descriptor, data)


# ------------------------------------------------------------------------------ derived variants


def _is_source(path: str) -> bool:
    return languages.grammar_for(path) is not None or is_python(path)


def is_python(path: str) -> bool:
    """Whether a file is Python by its ending."""
    return path.endswith(".py")


def _is_text(path: str) -> bool:
    return _is_source(path) or path.endswith(
        (".json", ".prisma", ".toml", ".yaml", ".css", ".scss")
    )


def _crlf(path: str, data: bytes, created: bool) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") if _is_text(path) else data


def _bom(path: str, data: bytes, created: bool) -> bytes:
    # A file that the tool creates never gets a byte order mark; one without a byte is no text.
    if not _is_source(path) or created or not data or data.startswith(b"\xef\xbb\xbf"):
        return data
    return b"\xef\xbb\xbf" + data


def _tabs(path: str, data: bytes, created: bool) -> bytes:
    if not (_is_source(path) or path.endswith((".css", ".scss"))):
        return data
    level = 4 if is_python(path) else 2
    spaces = re.compile(rb"(?m)^(?:" + b" " * level + rb")+")
    return spaces.sub(lambda found: b"\t" * (len(found[0]) // level), data)


def _emoji(path: str, data: bytes, created: bool) -> bytes:
    if not _is_source(path) or created or not data:
        return data
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    mark = "# " if is_python(path) else "// "
    return bom + f"{mark}é😀".encode() + newline + data[len(bom) :]


VARIANTS: dict[str, Callable[[str, bytes, bool], bytes]] = {
    "crlf": _crlf,
    "bom": _bom,
    "tabs": _tabs,
    "emoji": _emoji,
}


def varied(case: Case, variants: Iterable[str]) -> tuple[Tree, Tree]:
    """Input and expected result, both written in all of the variants' ways at once."""
    given, expected = case.input(), case.expected()
    created = expected.keys() - given.keys()
    for variant in variants:
        change = VARIANTS[variant]
        given = {path: change(path, data, False) for path, data in given.items()}
        expected = {path: change(path, data, path in created) for path, data in expected.items()}
    return given, expected
