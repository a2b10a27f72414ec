"""Making the fixes of findings, so that nothing else gets worse by it.

In each round every fix is planned on the same project. Those whose edits keep clear of one another
are made together; the others wait for the next round, in which their findings are looked for anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError, Refusal
from codemods.inngest.model import language_of
from codemods.inngest.project import Project
from codemods.lint.engine import Options, lint
from codemods.lint.merging import Merger
from codemods.lint.model import Reported, Result
from codemods.syntax import languages
from codemods.workspace.writing.changes import ChangeSet

# Rounds that leave as many findings to mend as they found: fixes that bring one another about.
_ROUNDS = 10

_Key = tuple[str, str]


class Mended(Struct, frozen=True):
    """What came of it.

    changes: everything that the fixes change, planned on the project that was given
    result:  what is left, in the project as it will be
    fixed:   the findings whose fix is made, in the order of the rounds
    notes:   what could not be mended, and why
    """

    changes: ChangeSet
    result: Result
    fixed: tuple[Reported, ...]
    notes: tuple[str, ...]


class _Planned(Struct, frozen=True):
    reported: Reported
    changes: ChangeSet


def mend(
    project: Project,
    options: Options,
    *,
    unsafe: bool = False,
    only: frozenset[str] | None = None,
) -> Mended:
    """Make the fixes of all that is reported, again and again until none is left to be made.

    unsafe: make unsafe fixes too
    only:   files that may change; a fix that changes another one is not made

    A fix that would bring a syntax error or another finding, or would not mend its own, is left
    out, with a note.
    """
    result = lint(project, options)
    total = ChangeSet()
    fixed: list[Reported] = []
    left_out: dict[str, str] = {}
    idle, fewest = 0, None
    while idle < _ROUNDS:
        wanted = [
            each
            for each in result.reported
            if _is_wanted(each, unsafe=unsafe) and each.fingerprint not in left_out
        ]
        if not wanted:
            break
        idle = idle + 1 if fewest is not None and len(wanted) >= fewest else 0
        fewest = len(wanted) if fewest is None else min(fewest, len(wanted))
        batch = _plans(result.project, wanted, only, left_out)
        made, changes = _proven(result.project, options, batch, left_out)
        if not made:
            if not batch:
                break
            continue  # what was left out made room for what had to wait
        fixed += made
        total |= changes
        result = lint(result.project.with_changes(changes), options)
    else:
        left_out[""] = f"fixes still bring one another about after {_ROUNDS} rounds; run it again"
    return Mended(total, result, tuple(fixed), tuple(dict.fromkeys(left_out.values())))


def _is_wanted(reported: Reported, *, unsafe: bool) -> bool:
    fix = reported.finding.fix
    return fix is not None and (unsafe or fix.applicability == "safe")


def _plans(
    project: Project,
    wanted: Iterable[Reported],
    only: frozenset[str] | None,
    left_out: dict[str, str],
) -> list[_Planned]:
    """The fixes that can be planned; the others are left out, with the reason."""
    found = []
    for reported in wanted:
        fix = reported.finding.fix
        assert fix is not None
        try:
            changes = fix.plan(project)
        except Refusal as refusal:
            left_out[reported.fingerprint] = _note(reported, str(refusal))
            continue
        if not changes:
            left_out[reported.fingerprint] = _note(reported, "there is nothing to change")
        elif only is not None and not {each.path for each in changes.changes} <= only:
            left_out[reported.fingerprint] = _note(reported, "it would change another file")
        else:
            found.append(_Planned(reported, changes))
    return found


def _proven(
    project: Project, options: Options, batch: Sequence[_Planned], left_out: dict[str, str]
) -> tuple[list[Reported], ChangeSet]:
    """The fixes to make in this round, and what they change together.

    All at once where that makes nothing worse; else one after the other is tried.
    """
    wide = replace(options, files=None, since=None, baseline=None)
    before = _counts(lint(project, wide))
    merger = Merger()
    made = [each for each in batch if merger.add(each.changes)]
    changes = merger.changes()
    if made and _fault(project, wide, before, made, changes) is None:
        return [each.reported for each in made], changes
    merger, made = Merger(), []
    for each in batch:
        tried = merger.copy()
        if tried.add(each.changes):
            fault = _fault(project, wide, before, [*made, each], tried.changes())
            if fault is None:
                merger = tried
                made.append(each)
            else:
                left_out[each.reported.fingerprint] = _note(each.reported, fault)
    return [each.reported for each in made], merger.changes()


def _fault(
    project: Project,
    options: Options,
    before: Counter[_Key],
    made: Sequence[_Planned],
    changes: ChangeSet,
) -> str | None:
    """What speaks against the changes, or None."""
    after = project.with_changes(changes)
    for change in changes.changes:
        if change.after is not None and _is_source(change.path):
            former = _syntax_errors(project, change.path) if change.before is not None else 0
            if _syntax_errors(after, change.path) > former:
                return f"the fix would leave {change.path} with a syntax error"
    counts = _counts(lint(after, options))
    for key in counts:
        if counts[key] > before[key]:
            return f"the fix would bring {key[0]} in {key[1]}"
    for each in made:
        key = _key(each.reported)
        if counts[key] >= before[key]:
            return "the fix would not mend it"
    return None


def _counts(result: Result) -> Counter[_Key]:
    return Counter(_key(each) for each in (*result.reported, *result.suppressed))


def _key(reported: Reported) -> _Key:
    return (reported.rule.code, reported.path)


def _is_source(path: str) -> bool:
    return languages.grammar_for(path) is not None or language_of(path) == "python"


def _syntax_errors(project: Project, path: str) -> int:
    if language_of(path) == "python":
        try:
            project.python(path)
        except CodemodError:
            return 1
        return 0
    return sum(1 for _ in project.source(path).syntax_errors())


def _note(reported: Reported, why: str) -> str:
    at = f"{reported.path}:{reported.start.line}:{reported.start.column}"
    return f"{at}: {reported.rule.code} is not mended: {why}"
