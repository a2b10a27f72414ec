"""What the journal knows of one commit: enough to take it back, whenever that is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, convert, field
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.workspace.writing.places import is_beside, is_plain
from codemods.workspace.writing.steps import Plan

VERSION = 1
_FAR = 6e10  # seconds from 1970: some 1,900 years either way, which calendars can show


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
        """What `to_bytes` gave; `where`, its file, is named by the CodemodError for anything else.

        A journal may have come with a repository: what a record names lies in the base, and its
        contents are those of its hashes.
        """
        import json

        line, _, contents = data.partition(b"\n")
        try:
            head = convert(json.loads(line), dict[str, object])
            if head.pop("version") != VERSION:
                raise CodemodError(
                    "was written by another version of codemod",
                    where=str(where),
                    mend="use that version, or delete the file",
                )
            sizes = convert(head.pop("before"), dict[str, int])
            record = replace(convert(head, cls), before=_cut(contents, sizes))
        except (ValueError, KeyError, RecursionError):
            raise damaged(where) from None
        if not _is_sound(record) or where.name not in ("pending", "settled", str(record.id)):
            raise damaged(where)
        return record


def damaged(where: Path) -> CodemodError:
    """The error for a file of the journal that is none of ours, or not any more."""
    return CodemodError(
        "is damaged",
        where=str(where),
        mend="delete that file; only that commit cannot be undone then"
        if where.name.isdigit()
        else "look at the files that git reports as changed, then delete it",
    )


def _cut(data: bytes, sizes: Mapping[str, int]) -> dict[str, bytes]:
    """The contents by path. Raises ValueError where they are not of these sizes."""
    if sum(sizes.values()) != len(data) or any(size < 0 for size in sizes.values()):
        raise ValueError(sizes)
    before: dict[str, bytes] = {}
    start = 0
    for path, size in sizes.items():
        before[path] = data[start : start + size]
        start += size
    return before


def _is_sound(record: Record) -> bool:
    """Whether a record says what can be so, and names nothing but what a commit touches."""
    paths = [entry.path for entry in record.entries]
    contents = {
        entry.path: entry.before for entry in record.entries if entry.before and record.kept
    }
    return (
        0 < record.id < 10**18
        and abs(record.when) < _FAR
        and len(set(paths)) == len(paths)
        and all(map(is_plain, (*paths, *record.folders, *record.vacated)))
        and all(0 <= entry.mode <= 0o7777 for entry in record.entries if entry.mode is not None)
        and all(is_beside(name, entry.path) for entry in record.entries for name in _names(entry))
        and {path: digest(data) for path, data in record.before.items()} == contents
    )


def _names(entry: Entry) -> Iterator[str]:
    yield from (name for name in (entry.staged, entry.backup) if name is not None)


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
