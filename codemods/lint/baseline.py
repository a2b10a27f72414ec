"""The baseline: findings that were there when a project adopted the rules, kept in a JSON file.

::

    {
      "version": 1,
      "findings": [
        {"fingerprint": "…", "message": "…", "path": "…", "rule": "JOB108"}, …
      ]
    }

Only the fingerprint counts; the rest is there to be read. It is sorted, so that what changes in it
is what has changed in the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.lint.model import Reported, StaleEntry
from codemods.rules.rule import Rule

VERSION = 1

_FIELDS = ("fingerprint", "message", "path", "rule")


class Baseline(Struct, frozen=True, dict=True):
    """The entries of the file."""

    entries: tuple[StaleEntry, ...] = ()

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """Those of the entries."""
        return frozenset(entry.fingerprint for entry in self.entries)

    def stale(
        self, present: Iterable[str], rules: Iterable[Rule], covers: Callable[[str], bool]
    ) -> tuple[StaleEntry, ...]:
        """The entries that nothing answers to any more, of those that this run can tell about.

        present: the fingerprints of all that was found; rules: those that were run; covers: which
        files were looked at
        """
        found = frozenset(present)
        codes = {rule.code for rule in rules}
        return tuple(
            entry
            for entry in self.entries
            if entry.fingerprint not in found and entry.rule in codes and covers(entry.path)
        )


def may_hold(rule: Rule) -> bool:
    """Whether findings of the rule go into a baseline: those about the tool's own use do not."""
    return not rule.code.startswith("JOB9")


def read(data: bytes, where: str) -> Baseline:
    """The baseline in these bytes; raises CodemodError, naming `where`, for anything else."""
    import json

    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise _broken("not JSON", where) from None
    if not isinstance(content, dict) or not isinstance(content.get("findings"), list):
        raise _broken('no object with "findings"', where)
    if content.get("version") != VERSION:
        raise _broken(f"not version {VERSION} of the form", where)
    entries = []
    for each in content["findings"]:
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in _FIELDS):
            raise _broken(f"a finding without {', '.join(_FIELDS)}", where)
        entries.append(StaleEntry(**{key: each[key] for key in _FIELDS}))
    return Baseline(tuple(entries))


def written(reported: Iterable[Reported], kept: Iterable[StaleEntry] = ()) -> bytes:
    """The bytes of a baseline of these findings, and of former entries that are to stay."""
    import json

    entries = {
        *kept,
        *(
            StaleEntry(each.rule.code, each.path, each.finding.message, each.fingerprint)
            for each in reported
            if may_hold(each.rule)
        ),
    }
    ordered = sorted(entries, key=lambda each: (each.path, each.rule, each.fingerprint))
    findings = [{key: getattr(each, key) for key in _FIELDS} for each in ordered]
    return (json.dumps({"version": VERSION, "findings": findings}, indent=2) + "\n").encode()


def _broken(what: str, where: str) -> CodemodError:
    return CodemodError(
        f"no baseline: {what}",
        where=where,
        mend="write it anew with --write-baseline, once you have deleted it",
    )
