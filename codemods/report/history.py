"""The commits that can be undone, as a person or a program reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from codemods.report.terminal import PLAIN, Palette, escape

if TYPE_CHECKING:
    from codemods.workspace.writing.record import Entry, Record

_STYLES = {"create": "green", "edit": "yellow", "delete": "red"}


def listed(records: Sequence[Record], undone: Mapping[int, int], palette: Palette = PLAIN) -> str:
    r"""Each commit with its id, time (local), command and files; lines end in `\n`.

    records: newest first; undone: which are taken back, each with the commit that did it
    """
    if not records:
        return "no commits yet\n"
    width = max(len(str(record.id)) for record in records)
    lines: list[str] = []
    for record in records:
        head = f"{record.id:>{width}}  {_time(record.when)}  "
        mark = f"  (undone by {undone[record.id]})" if record.id in undone else ""
        command = escape(record.command) or "codemod"
        lines.append(f"{palette(head, 'bold')}{command}{palette(mark, 'dim')}\n")
        for entry in record.entries:
            kind = _kind(entry)
            verb = palette(kind, _STYLES[kind]) + " " * (len("create") - len(kind))
            lines.append(f"{' ' * width}  {verb}  {escape(entry.path)}\n")
    return "".join(lines)


def as_json(records: Sequence[Record], undone: Mapping[int, int]) -> str:
    r"""One JSON document on one line, ending in `\n`::

    {"version": 1, "commits": [{
      "id": 3, "when": 1764000000.0,            seconds since 1970, UTC
      "command": "codemod add-job …",
      "undoes": 2 | null, "undone_by": 4 | null,
      "changes": [{"path": "…", "kind": "create" | "edit" | "delete"}]
    }]}
    """
    import json

    commits = [
        {
            "id": record.id,
            "when": record.when,
            "command": record.command,
            "undoes": record.undoes,
            "undone_by": undone.get(record.id),
            "changes": [{"path": each.path, "kind": _kind(each)} for each in record.entries],
        }
        for record in records
    ]
    return json.dumps({"version": 1, "commits": commits}) + "\n"


def _kind(entry: Entry) -> str:
    if entry.before is None:
        return "create"
    return "delete" if entry.after is None else "edit"


def _time(when: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(when, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
