"""What the journal knows of one commit: enough to take it back, whenever that is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from codemods.errors import CodemodError
from codemods.workspace.writing.steps import Plan

VERSION = 1


class Entry(Struct, frozen=True):
    """One file of a commit; no link is on the way to it.

    path:          relative to the journal's base, with `/`
    before, after: SHA-256 of the content; None where the file is absent
    mode:          the permissions before; None where the file was absent
    staged:        the name beside it under which the new content waits; None for a deletion
    backup:        the name beside it under which the old file waits; None for a creation
    """

    path: str
    before: str | None
    after: str | None
    mode: int | None
    staged: str | None
    backup: str | None


class Record(Struct, frozen=True):
    """One commit.

    id:      counts commits, from 1
    when:    seconds since 1970, UTC
    command: the command line that made it
    undoes:  the id of the commit that it takes back, if it does
    kept:    whether it can be undone; what is only a report cannot
    folders: made for it, outermost first, relative to the journal's base
    vacated: to be removed once they are empty, innermost first, likewise
    before:  the content before by path, where there was one; empty if it is not kept
    """

    id: int
    when: float
    command: str
    undoes: int | None
    kept: bool
    folders: tuple[str, ...]
    vacated: tuple[str, ...]
    entries: tuple[Entry, ...]
    before: Mapping[str, bytes] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """One line of JSON, then the contents before, one after the other."""
        import json

        head = {name: getattr(self, name) for name in self.__struct_fields__}
        names = Entry.__struct_fields__
        head["entries"] = [{name: getattr(e, name) for name in names} for e in self.entries]
        head["before"] = {path: len(data) for path, data in self.before.items()}
        line = json.dumps({"version": VERSION, **head}).encode()
        return b"\n".join((line, b"".join(self.before.values())))

    @classmethod
    def from_bytes(cls, data: bytes, where: Path) -> Record:
        """What `to_bytes` gave; `where` is named by the CodemodError for anything else."""
        import json

        line, _, rest = data.partition(b"\n")
        try:
            head = json.loads(line)
            if head.pop("version") != VERSION:
                raise CodemodError(
                    "was written by another version of codemod",
                    where=str(where),
                    mend="use that version, or delete the file",
                )
            sizes = head.pop("before")
            entries = tuple(Entry(**each) for each in head.pop("entries"))
            folders, vacated = tuple(head.pop("folders")), tuple(head.pop("vacated"))
            before: dict[str, bytes] = {}
            for path, size in sizes.items():
                before[path], rest = rest[:size], rest[size:]
            return cls(**head, folders=folders, vacated=vacated, entries=entries, before=before)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CodemodError(
                "is damaged",
                where=str(where),
                mend="look at the files that git reports as changed, then delete it",
            ) from None


def record_of(
    plan: Plan,
    base: Path,
    *,
    number: int,
    command: str,
    undoes: int | None,
    kept: bool,
    vacated: tuple[Path, ...],
) -> Record:
    """The record of a plan that is about to be carried out; `base` is the journal's."""
    import time

    def below(path: Path) -> str:
        return Path(os.path.relpath(path, base)).as_posix()

    entries: list[Entry] = []
    before: dict[str, bytes] = {}
    for step in plan.steps:
        path, change = below(step.target), step.change
        entries.append(
            Entry(
                path=path,
                before=digest(change.before),
                after=digest(change.after),
                mode=None if step.found is None else step.found.st_mode & 0o7777,
                staged=step.staged.name if step.staged else None,
                backup=step.backup.name if step.backup else None,
            )
        )
        if kept and change.before is not None:
            before[path] = change.before
    return Record(
        id=number,
        when=time.time(),
        command=command,
        undoes=undoes,
        kept=kept,
        folders=tuple(map(below, plan.folders)),
        vacated=tuple(map(below, vacated)),
        entries=tuple(entries),
        before=before,
    )


def digest(data: bytes | None) -> str | None:
    """SHA-256 in hexadecimal; None for None."""
    from hashlib import sha256

    return None if data is None else sha256(data).hexdigest()
