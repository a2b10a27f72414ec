"""Several change sets planned on one project, made one where they keep clear of each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct, field

from codemods.workspace.writing.changes import Change, ChangeSet


class Region(Struct, frozen=True, order=True):
    """The bytes `start` to `end` of a text (end excluded), and what replaces them."""

    start: int
    end: int
    new: bytes

    def meets(self, other: Region) -> bool:
        """Whether the two overlap or touch, so that their order would matter."""
        return self.start <= other.end and other.start <= self.end


class Merger(Struct):
    """Takes in change sets one after the other, each wholly or not at all."""

    _texts: dict[str, Change] = field(default_factory=dict)  # the first change of each path
    _regions: dict[str, list[Region]] = field(default_factory=dict)
    _why: dict[str, list[str]] = field(default_factory=dict)

    def copy(self) -> Merger:
        """One that takes in more without changing this one."""
        return Merger(
            dict(self._texts),
            {path: list(regions) for path, regions in self._regions.items()},
            {path: list(why) for path, why in self._why.items()},
        )

    def add(self, changes: ChangeSet) -> bool:
        """Take these in; False, and nothing done, where they meet what is there already."""
        regions = {change.path: regions_of(change) for change in changes.changes}
        for change in changes.changes:
            there = self._regions.get(change.path)
            if there is not None:
                whole = None in (change.before, change.after) or (
                    self._texts[change.path].after is None
                )
                mine = regions[change.path]
                if whole or any(one.meets(other) for one in mine for other in there):
                    return False
        for change in changes.changes:
            self._texts.setdefault(change.path, change)
            self._regions.setdefault(change.path, []).extend(regions[change.path])
            self._why.setdefault(change.path, []).append(change.why)
        return True

    def changes(self) -> ChangeSet:
        """All that was taken in."""
        return ChangeSet(tuple(self._change(path) for path in sorted(self._texts)))

    def _change(self, path: str) -> Change:
        first = self._texts[path]
        why = "; ".join(dict.fromkeys(self._why[path]))
        if first.before is None or first.after is None:
            return Change(path, first.before, first.after, why)
        parts: list[bytes] = []
        at = 0
        for region in sorted(self._regions[path]):
            parts += first.before[at : region.start], region.new
            at = region.end
        return Change(path, first.before, b"".join((*parts, first.before[at:])), why)


def regions_of(change: Change) -> list[Region]:
    """What a change replaces, line by line and then trimmed to the bytes that differ."""
    before, after = change.before or b"", change.after or b""
    from difflib import SequenceMatcher

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle, news = old[head : len(old) - tail], new[head : len(new) - tail]
    offset = sum(map(len, old[:head]))
    starts = [offset]
    for line in middle:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, middle, news, autojunk=False)
    return [
        _trimmed(before, starts[one], starts[two], b"".join(news[three:four]))
        for tag, one, two, three, four in matcher.get_opcodes()
        if tag != "equal"
    ]


def _trimmed(before: bytes, start: int, end: int, new: bytes) -> Region:
    head = _common(before[start:end], new)
    tail = _common(before[start + head : end][::-1], new[head:][::-1])
    return Region(start + head, end - tail, new[head : len(new) - tail])


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    """How many items two sequences begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
