"""Running the rules over a project, and what becomes of each finding.

In order: the rules yield; weaker inferences go unless asked for, and what per-path settings switch
off; of two rules that see one mistake the lesser steps back; what lies beyond the files or lines
asked about goes; comments in the source suppress, and last the baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.inngest.jobs import MENTION as CREATE_FUNCTION
from codemods.inngest.model import Span, language_of
from codemods.inngest.project import Project
from codemods.inngest.reading import sources_with
from codemods.inngest.sdk import not_understood
from codemods.lint.baseline import Baseline, may_hold
from codemods.lint.fingerprints import Fingerprints
from codemods.lint.model import Reported, Result, StaleEntry
from codemods.lint.suppressions import Suppressions
from codemods.rules._comments import MENTION as CODEMOD_IGNORE
from codemods.rules.rule import Finding, Rule, Scope
from codemods.syntax.languages import grammar_for
from codemods.workspace.tree.files import too_large_to_search
from codemods.workspace.tree.globs import matches

if TYPE_CHECKING:
    from codemods.lint.since import Since

Pair = tuple[Rule, Finding]


class Options(Struct, frozen=True):
    """What a run is to look for, and where.

    rules:    those to run, by code
    files:    the files asked about, None for all
    strict:   whether weaker inferences are wanted
    per_path: (glob of paths, rules that are off there)
    since:    the lines asked about, None for all
    baseline: what is known already
    """

    rules: tuple[Rule, ...]
    files: frozenset[str] | None = None
    strict: bool = False
    per_path: tuple[tuple[str, frozenset[Rule]], ...] = ()
    since: Since | None = None
    baseline: Baseline | None = None

    def is_off(self, rule: Rule, path: str) -> bool:
        """Whether the rule is switched off for the file."""
        return any(rule in rules and matches(glob, path) for glob, rules in self.per_path)


def lint(project: Project, options: Options) -> Result:
    """The findings of a run. Raises CodemodError for what only the user can put right."""
    scope = Scope(project, options.files)
    rules = tuple(rule for rule in options.rules if options.strict or not rule.strict)
    checked = _files(scope)
    every = _reports(project, _yielded(scope, rules))
    on = [each for each in every if not options.is_off(each.rule, each.path)]
    found = _without_lesser(each for each in on if options.strict or not each.finding.strict)

    ignoring = checked.intersection(_ignoring(project))
    spoken_of = (place.path for each in on for place in (each.span, *each.finding.also_at))
    comments = Suppressions.of(project, ignoring.union(spoken_of))
    comments.applied(each for each in on if each.finding.strict)  # a need for them, seen or not
    found = comments.applied(found)
    unused = _reports(project, comments.unused(project, rules))
    found += comments.applied(
        each for each in unused if each.rule in rules and not options.is_off(each.rule, each.path)
    )
    asked = [
        each for each in found if _is_asked(scope, each) and _is_recent(project, options, each)
    ]

    stale: tuple[StaleEntry, ...] = ()
    if options.baseline is not None:
        known = options.baseline.fingerprints
        asked = [
            replace(each, suppressed="baseline")
            if each.suppressed is None and each.fingerprint in known and may_hold(each.rule)
            else each
            for each in asked
        ]
        stale = options.baseline.stale((each.fingerprint for each in every), rules, scope.covers)
    asked.sort(key=_order)
    return Result(
        project,
        reported=tuple(each for each in asked if each.suppressed is None),
        suppressed=tuple(each for each in asked if each.suppressed is not None),
        notes=_notes(scope, checked),
        files_checked=tuple(sorted(checked)),
        rules_run=rules,
        stale=stale,
    )


def _files(scope: Scope) -> set[str]:
    """The files that have to do with Inngest, of those asked about."""
    project = scope.project
    paths = [source.path for source in sources_with(project, b"inngest", CREATE_FUNCTION)]
    paths += project.python_code.paths if project.python_code is not None else ()
    return {path for path in paths if scope.covers(path) and project.is_linted(path)}


def _ignoring(project: Project) -> set[str]:
    """The files with a comment that may suppress something."""
    files = project.files
    return {*files.mentions(CODEMOD_IGNORE), *files.python_mentions(CODEMOD_IGNORE)}


def _notes(scope: Scope, checked: set[str]) -> tuple[str, ...]:
    """What the run had to pass over, of what was asked about, or could not see in it."""
    files = scope.project.files
    why = {path: too_large_to_search(path) for path in files.large()}
    why.update(scope.project.passed_over())
    notes = tuple(
        f"{error.where or path}: passed over: {'; '.join(filter(None, (error.what, error.mend)))}"
        for path, error in sorted(why.items())
        if scope.covers(path)
    )
    unseen = not_understood(scope.project, checked)
    return notes if unseen is None else (*notes, unseen)


def _yielded(scope: Scope, rules: Iterable[Rule]) -> Iterator[Pair]:
    """What the rules find in the project's own running code, each finding once."""
    for rule in rules:
        seen = set()
        for finding in rule.check(scope.speaking(rule.languages)):
            key = (finding.span, finding.message)
            if key not in seen and scope.project.is_linted(finding.span.path):
                seen.add(key)
                yield rule, finding


def _reports(project: Project, found: Iterable[Pair]) -> list[Reported]:
    """The findings as they are reported, in order."""
    pairs = sorted(found, key=lambda pair: (pair[1].span, pair[0].code, pair[1].message))
    prints = Fingerprints(project, pairs)
    return [
        _report(project, rule, finding, partial(prints.of, number))
        for number, (rule, finding) in enumerate(pairs)
    ]


def _report(
    project: Project, rule: Rule, finding: Finding, identity: Callable[[], str]
) -> Reported:
    source = project.text(finding.span.path)
    start = source.line_start(finding.span.start)
    stop = source.data.find(b"\n", start)
    line = source.data[start : stop if stop >= 0 else len(source.data)].decode("utf-8", "replace")
    return Reported(
        rule,
        finding,
        finding.severity or rule.severity,
        source.position(finding.span.start),
        source.position(finding.span.end),
        line.removeprefix("\ufeff").removesuffix("\r"),
        identity,
    )


def _order(reported: Reported) -> tuple[str, int, int, str, str]:
    span = reported.span
    return (span.path, span.start, span.end, reported.rule.code, reported.finding.message)


def _without_lesser(found: Iterable[Reported]) -> list[Reported]:
    """Those that no finding of a rule over theirs overlaps."""
    every = list(found)
    over = [(code, each.span) for each in every for code in each.rule.over]
    return [
        each
        for each in every
        if not any(code == each.rule.code and _overlap(span, each.span) for code, span in over)
    ]


def _overlap(one: Span, other: Span) -> bool:
    return one.path == other.path and one.start < other.end and other.start < one.end


def _is_asked(scope: Scope, reported: Reported) -> bool:
    return any(scope.covers(span.path) for span in _places(reported))


def _is_recent(project: Project, options: Options, reported: Reported) -> bool:
    since = options.since
    if since is None:
        return True
    for span in _places(reported):
        if since.lists(span.path):
            if not (grammar_for(span.path) or language_of(span.path) == "python"):
                return True  # a setting: which line of it counts is not known
            source = project.text(span.path)
            first, last = source.position(span.start).line, source.position(span.end).line
            if since.touches(project, span.path, first, last):
                return True
    return False


def _places(reported: Reported) -> Sequence[Span]:
    return (reported.span, *reported.finding.causes)
