"""Which lines have changed since a commit, as git tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.inngest.project import Project

_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")

# Whatever the person has configured, the diff has to look like this.
_DIFF = (
    *("diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--no-textconv"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--relative", "--ignore-submodules"),
)


class Since(Struct, frozen=True):
    """Changed lines by path, counted from 1; None for a file that is new as a whole.

    A line beside deleted ones counts as changed.
    """

    lines: Mapping[str, frozenset[int] | None]

    def lists(self, path: str) -> bool:
        """Whether anything in the file has changed."""
        return path in self.lines

    def touches(self, project: Project, path: str, first: int, last: int) -> bool:
        """Whether one of these lines has changed; lines that a planned fix adds have not."""
        if path not in self.lines:
            return False
        changed = self.lines[path]
        if changed is None:
            return True
        if path in project.files.overlay:
            changed = _moved(changed, project, path)
        return any(line in changed for line in range(first, last + 1))


def changed_since(root: Path, ref: str) -> Since:
    """What has changed in the working tree since `ref`, or since the branch left it.

    Raises CodemodError where the root is in no git repository, or `ref` names no commit.
    """
    _git(root, "rev-parse", "--show-toplevel", fault="--since needs a git repository")
    commit = _git(
        root,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"),
        fault=f"git knows no commit {ref}",
    )
    start = commit.decode().strip()
    base = _try(root, "merge-base", start, "HEAD")
    if base:
        start = base.decode().strip()
    lines = dict(_hunks(_git(root, *_DIFF, start, "--", fault="git could not compare")))
    new = _git(
        root, "ls-files", "--others", "--exclude-standard", "-z", fault="git could not list files"
    )
    lines.update((path.decode("utf-8", "replace"), None) for path in new.split(b"\0") if path)
    return Since(lines)


def _hunks(diff: bytes) -> Mapping[str, frozenset[int] | None]:
    found: dict[str, set[int]] = {}
    path = None
    for line in diff.split(b"\n"):
        if line.startswith(b"diff --git "):
            path = None
        elif line.startswith(b"+++ ") and path is None:
            path = _path(line[4:])
        elif path is not None and (hunk := _HUNK.match(line)):
            first, count = int(hunk[1]), 1 if hunk[2] is None else int(hunk[2])
            span = range(first, first + count) if count else (first, first + 1)
            found.setdefault(path, set()).update(span)
    return {path: frozenset(lines) for path, lines in found.items()}


def _path(name: bytes) -> str:
    """The path that git writes after `+++`, quoted as in C where it holds odd characters."""
    name = name.rstrip(b"\t\r")
    if name.startswith(b'"'):
        from codecs import escape_decode

        unquoted = escape_decode(name[1:-1])[0]
        assert isinstance(unquoted, bytes)
        name = unquoted
    return name.removeprefix(b"b/").decode("utf-8", "replace")


def _moved(changed: frozenset[int], project: Project, path: str) -> frozenset[int]:
    """Changed lines of the file on the disk as lines of the planned one."""
    from difflib import SequenceMatcher

    from codemods.workspace.tree.files import Files

    before = (Files(project.files.root).read(path) or b"").split(b"\n")
    after = (project.files.read(path) or b"").split(b"\n")
    found: set[int] = set()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            found.update(
                new_start + index - start + 1 for index in range(start, end) if index + 1 in changed
            )
        elif any(index + 1 in changed for index in range(start, end)):
            found.update(range(new_start + 1, new_end + 1))
    return frozenset(found)


def _git(root: Path, *arguments: str, fault: str) -> bytes:
    done = _run(root, arguments)
    if done is None:
        raise CodemodError("git is not there", where="--since", mend="install git")
    status, output = done
    if status:
        raise CodemodError(fault, where="--since", mend="name a commit, a branch or a tag")
    return output


def _try(root: Path, *arguments: str) -> bytes | None:
    done = _run(root, arguments)
    return done[1] if done is not None and done[0] == 0 else None


def _run(root: Path, arguments: tuple[str, ...]) -> tuple[int, bytes] | None:
    """Exit status and standard output of git; None where there is no git."""
    import subprocess

    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.returncode, done.stdout
