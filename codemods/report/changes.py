"""A change set as a person reads it: each file once, then the notes, then what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from codemods.report.terminal import PLAIN, Palette, escape, wrap

if TYPE_CHECKING:
    from codemods.workspace.writing.changes import ChangeSet

_STYLES = {"create": "green", "edit": "yellow", "delete": "red", "identical": "dim"}


def summary(
    changes: ChangeSet, palette: Palette = PLAIN, *, would: bool = False, why: bool = False
) -> str:
    r"""One line a file: `create`, `edit`, `delete` or `identical`, and its path; lines end in `\n`.

    would: the words of a dry run (`would create`); why: with the reason of each change
    """
    prefix = "would " if would else ""
    rows = [
        *((prefix, change.kind, change.path, change.why) for change in changes.changes),
        *(("", "identical", path, "") for path in changes.identical),
    ]
    if not rows:
        return "nothing to do\n"
    width = max(len(prefix + verb) for prefix, verb, _, _ in rows)
    lines: list[str] = []
    for prefix, verb, path, reason in rows:
        head = palette(prefix + verb, _STYLES[verb]) + " " * (width - len(prefix + verb))
        tail = palette(f"  ({escape(reason)})", "dim") if why and reason else ""
        lines.append(f"{head}  {escape(path)}{tail}\n")
    return "".join(lines)


def notes(changes: ChangeSet, palette: Palette = PLAIN, width: int | None = None) -> str:
    """What was noticed on the way, one line each; width: columns to break lines at, if at all."""
    return "".join(_labelled("note:", "yellow", changes.notes, palette, width))


def next_steps(changes: ChangeSet, palette: Palette = PLAIN, width: int | None = None) -> str:
    """What is left for the person to do, one entry each; code in an entry keeps its lines.

    width: columns to break other lines at, if at all
    """
    return "".join(_labelled("next:", "cyan", changes.next_steps, palette, width))


def detected(changes: ChangeSet, palette: Palette = PLAIN) -> str:
    """What was found out about the project, each with its evidence: `facts["detected"]`,
    (what, value, evidence) triples."""
    found = cast("Iterable[tuple[str, object, object]]", changes.facts.get("detected", ()))
    lines: list[str] = []
    for what, value, evidence in found:
        reason = palette(f" — {escape(str(evidence))}", "dim") if evidence else ""
        lines.append(f"{palette('detected', 'dim')} {escape(what)}: {escape(str(value))}{reason}\n")
    return "".join(lines)


def _labelled(
    label: str, style: str, entries: tuple[str, ...], palette: Palette, width: int | None
) -> Iterator[str]:
    indent = " " * (len(label) + 1)
    for entry in entries:
        lines = escape(entry.replace("\r\n", "\n"), lines=True).split("\n")
        if len(lines) == 1 and width is not None:
            lines = wrap(lines[0], width - len(indent))
        yield f"{palette(label, style)} {lines[0]}\n"
        yield from (f"{indent}{line}".rstrip() + "\n" for line in lines[1:])
