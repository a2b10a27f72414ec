"""A change set, or an error, as one JSON document on one line.

A change set::

    {
      "version": 1,
      "written": true,                      whether the changes are now on disk
      "changes": [{
        "path": "src/app/api/inngest/route.ts",   relative to the root, with `/`
        "kind": "create" | "edit" | "delete",
        "why": "…",
        "before_sha256": "…" | null,        null: the file was absent
        "after_sha256": "…" | null,         null: the file is deleted
        "after": "…" | null                 the whole text
      }],
      "identical": ["path", …],             looked at and already as asked
      "notes": ["…"], "next_steps": ["…"],
      "facts": {…},                         what was found and decided; the codemod says which;
                                            "refused" is a list of errors, as below
      "diff": "…"                           of all changes, as `git apply` takes it
    }

An error, with exit status 2::

    {
      "version": 1,
      "error": {"what": "…", "where": "…" | null, "mend": "…" | null, "add": "…" | null}
    }

All text is ASCII with `\\u` escapes, so that a terminal shows it as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from codemods.errors import CodemodError

if TYPE_CHECKING:
    from codemods.workspace.writing.changes import ChangeSet

VERSION = 1


def change_set(changes: ChangeSet, *, written: bool) -> str:
    r"""The document of a change set, ending in `\n`."""
    return _document(
        {
            "written": written,
            "changes": [
                {
                    "path": change.path,
                    "kind": change.kind,
                    "why": change.why,
                    "before_sha256": _digest(change.before),
                    "after_sha256": _digest(change.after),
                    "after": None if change.after is None else _text(change.after),
                }
                for change in changes.changes
            ],
            "identical": list(changes.identical),
            "notes": list(changes.notes),
            "next_steps": list(changes.next_steps),
            "facts": dict(changes.facts),
            "diff": _text(changes.diff()),
        }
    )


def error(failure: CodemodError) -> str:
    r"""The document of an error, ending in `\n`."""
    return _document({"error": _parts(failure)})


def _document(content: Mapping[str, object]) -> str:
    return json.dumps({"version": VERSION, **content}, default=_parts) + "\n"


def _parts(failure: object) -> dict[str, str | None]:
    """An error as an object; also one among the facts, such as what could not be registered."""
    if not isinstance(failure, CodemodError):
        raise TypeError(f"a fact of type {type(failure).__name__} has no JSON form")
    return {
        "what": failure.what,
        "where": failure.where,
        "mend": failure.mend,
        "add": failure.add,
    }


def _digest(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")
