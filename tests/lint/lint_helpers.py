"""Small projects and small rules for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.lint.engine import Options
from codemods.rules.rule import Applicability, Finding, Fix, Rule, Scope, Severity
from codemods.syntax.edits import Edit
from codemods.workspace.settings.config import load
from codemods.workspace.tree.files import Files
from codemods.workspace.writing.changes import Change, ChangeSet

JOB = """\
import { inngest } from "./client";

export const reportJob = inngest.createFunction(
  { id: "report", triggers: [{ event: "report/created" }] },
  async ({ step }) => {
    await step.run("load", async () => 1);
    return { ok: true };
  },
);
"""


def opened(files: Mapping[str, str | bytes], root: Path | None = None) -> Project:
    """The project of these files, none of which is on the disk."""
    contents = {
        path: text.encode() if isinstance(text, str) else text for path, text in files.items()
    }
    overlay = Files(root or Path(__file__).parent / "nowhere", contents)
    return Project(overlay, load(overlay))


def word(
    wrong: str,
    right: str | None = None,
    *,
    code: str = "JOB108",
    name: str = "implicit-retries",
    severity: Severity = "warning",
    applicability: Applicability = "safe",
    strict: bool = False,
    over: tuple[str, ...] = (),
    weaker: bool = False,
    causes: Callable[[Project], tuple[Span, ...]] = lambda project: (),
) -> Rule:
    """A rule against a word, which it mends by another one; its code and name are a real rule's."""

    def check(scope: Scope) -> Iterator[Finding]:
        project = scope.project
        for path in project.files.sources():
            data = project.source(path).data
            at = data.find(wrong.encode())
            while at >= 0:
                span = Span(path, at, at + len(wrong.encode()))
                fix = None if right is None else _fix(span, wrong, right, applicability)
                yield Finding(
                    span,
                    f"{wrong} is wrong",
                    "mend it",
                    fix=fix,
                    strict=weaker,
                    causes=causes(project),
                )
                at = data.find(wrong.encode(), at + 1)

    return Rule(code, name, severity, check, strict=strict, over=over)


def _fix(span: Span, wrong: str, right: str, applicability: Applicability) -> Fix:
    def plan(project: Project) -> ChangeSet:
        source = project.source(span.path)
        assert source.data[span.start : span.end] == wrong.encode()
        edit = Edit(span.start, span.end, right.encode(), "a test")
        return ChangeSet((Change(span.path, source.data, source.apply(source.edits(edit)), "x"),))

    return Fix(f"write {right}", applicability, plan)


def options(*rules: Rule, **more: object) -> Options:
    """The options of a run of these rules, and of those about suppressions."""
    from codemods.lint.rules import find

    own = [rule for code in ("JOB900", "JOB901") for rule in find(code)]
    return Options((*rules, *own), **more)  # type: ignore[arg-type]
