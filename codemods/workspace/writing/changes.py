"""What a codemod plans: the paths it changes, and what to tell the user about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import force_setattr

Kind = Literal["create", "edit", "delete"]


class ChangeConflict(Exception):
    """Two plans do not fit one on the other: a fault of ours."""


class Change(Struct, frozen=True):
    """The bytes of one file before and after, and why they change.

    path:          relative to the root, with `/`
    before, after: the whole content; None where the file is absent
    why:           one line for the user, such as "register generate-report"
    mode:          the permissions of a file that is created, as `chmod` takes them; None for the
                   process's default. A file that is there keeps its own
    """

    path: str
    before: bytes | None
    after: bytes | None
    why: str
    mode: int | None = None

    @property
    def kind(self) -> Kind:
        """What happens to the file. A change that changes nothing counts as an edit."""
        if self.before is None and self.after is not None:
            return "create"
        if self.before is not None and self.after is None:
            return "delete"
        return "edit"


class ChangeSet(Struct, frozen=True):
    """Changes in the order in which they were planned, at most one a path; true if there is any.

    A change whose `after` equals its `before` is dropped. Raises ChangeConflict when two changes
    name one path.

    notes:      lines for the user, such as what was assumed
    facts:      what a program may want to know, JSON-able, such as the job's id
    next_steps: lines that say what to do next
    identical:  paths that were asked for and already are as wanted
    vacated:    folders that go if the changes leave nothing in them, innermost first
    """

    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    next_steps: tuple[str, ...] = ()
    identical: tuple[str, ...] = ()
    vacated: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        paths = [change.path for change in self.changes]
        if len(set(paths)) < len(paths):
            twice = next(path for path in paths if paths.count(path) > 1)
            raise ChangeConflict(f"{twice} is changed twice in one set")
        kept = tuple(change for change in self.changes if change.before != change.after)
        changed = {change.path for change in kept}
        still = (path for path in self.identical if path not in changed)
        force_setattr(self, "changes", kept)
        force_setattr(self, "facts", dict(self.facts))
        force_setattr(self, "identical", _once(still))

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __or__(self, later: ChangeSet) -> ChangeSet:
        """This set, and then `later`, which was planned on this one's result.

        A path that both change goes from this set's `before` to the later's `after`; of a fact
        that both state, the later holds. Raises ChangeConflict where `later` was planned on
        anything else than this set's result.
        """
        merged = {change.path: change for change in self.changes}
        for change in later.changes:
            former = merged.get(change.path)
            merged[change.path] = change if former is None else _then(former, change)
        return ChangeSet(
            changes=tuple(merged.values()),
            notes=_once((*self.notes, *later.notes)),
            facts={**self.facts, **later.facts},
            next_steps=_once((*self.next_steps, *later.next_steps)),
            identical=(*self.identical, *later.identical),
            vacated=_once((*self.vacated, *later.vacated)),
        )

    def overlay(self) -> dict[str, bytes | None]:
        """Path → content afterwards (None: absent), as `Files.with_changes` takes it."""
        return {change.path: change.after for change in self.changes}

    def diff(self) -> bytes:
        """The set as a unified diff that `git apply` takes; empty when nothing changes."""
        from codemods.workspace.writing.diff import unified

        return unified(self.changes)


def _then(first: Change, second: Change) -> Change:
    if second.before != first.after:
        raise ChangeConflict(
            f"{first.path}: the change “{second.why}” was not planned on the result of "
            f"“{first.why}”"
        )
    why = "; ".join(_once((*first.why.split("; "), *second.why.split("; "))))
    mode = first.mode if second.mode is None else second.mode
    return Change(first.path, first.before, second.after, why, mode)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
