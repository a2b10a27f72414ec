"""One run with a finding of every kind that a format could trip over, for the tests of formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from codemods.inngest.model import Span
from codemods.inngest.project import Project
from codemods.lint.model import Reported, Result, StaleEntry
from codemods.rules.floating_step import RULE as FLOATING_STEP
from codemods.rules.invalid_retries import RULE as INVALID_RETRIES
from codemods.rules.nested_step import RULE as NESTED_STEP
from codemods.rules.rule import Finding, Fix, Rule
from codemods.rules.unregistered_job import RULE as UNREGISTERED_JOB
from codemods.workspace.writing.changes import Change, ChangeSet

GOLDEN = Path(__file__).resolve().parents[2] / "fixtures" / "reports"

JOB = "src/jobs/generate-report.ts"
ODD = "src/jobs/a,b: 100%/<é>.ts"
ROUTE = "src/app/api/inngest/route.ts"

FILES = {
    JOB: (
        "export const job = inngest.createFunction(\n"
        '  { id: "generate-report", retries: 30 },\n'
        "  async ({ step }) => {\n"
        "\tconst 漢字 = '😀é'; step.run(\"a\", () => {\n"
        "\t\treturn 1;\n"
        "\t});\n"
        "  },\n"
        ");\n"
    ),
    ODD: '\ufeff/* é😀 */ step.sleep("\x1b[31m", "1d");\r\nconst x = 1;\r\n',
    ROUTE: "serve({ client, functions: [] });\n",
    "package.json": '{ "dependencies": { "inngest": "^4.0.0" } }\n',
}


def sample(project: Callable[..., Project]) -> Result:
    """The run; `project` is the fixture of that name."""
    opened = project(FILES)
    retries = Fix(
        "set retries: 20", "safe", lambda now: _edit(now, JOB, b"retries: 30", b"retries: 20")
    )
    wait = Fix(
        "await it", "unsafe", lambda now: _edit(now, ODD, b"step.sleep", b"await step.sleep")
    )
    route = opened.source(ROUTE).data
    found = {
        "retries": _reported(
            opened,
            INVALID_RETRIES,
            _finding(
                opened, JOB, "30", "30 retries in generate-report: the most is 20", fix=retries
            ),
        ),
        "floating": _reported(
            opened,
            FLOATING_STEP,
            _finding(
                opened,
                JOB,
                'step.run("a", () => {\n\t\treturn 1;\n\t})',
                "step a is planned and never run",
            ),
        ),
        "odd": _reported(
            opened,
            NESTED_STEP,
            _finding(
                opened,
                ODD,
                'step.sleep("\x1b[31m", "1d")',
                "50% of ::error <b>|[a](b) & \x1b[31m\n::stop, é",
                job='<"a">, %0A',
                fix=wait,
            ),
            severity="info",
        ),
        "unregistered": _reported(
            opened,
            UNREGISTERED_JOB,
            Finding(
                Span(JOB, FILES[JOB].index("job"), FILES[JOB].index("job") + 3),
                "generate-report is in no list that is served",
                "add it to the list",
                job="generate-report",
                causes=(Span(ROUTE, route.index(b"[]"), route.index(b"[]") + 2),),
            ),
        ),
    }
    held = (
        _reported(
            opened,
            INVALID_RETRIES,
            _finding(opened, JOB, "retries", "held by a comment"),
            suppressed="in source",
            reason="agreed [here](x)",
        ),
        _reported(
            opened, NESTED_STEP, _finding(opened, JOB, "step", "an old one"), suppressed="baseline"
        ),
    )
    return Result(
        project=opened,
        reported=tuple(found[name] for name in ("odd", "unregistered", "retries", "floating")),
        suppressed=held,
        notes=("src/big.ts is larger than 1 MB and was passed over\x1b[0m",),
        files_checked=(ROUTE, ODD, JOB),
        rules_run=(UNREGISTERED_JOB, NESTED_STEP, FLOATING_STEP, INVALID_RETRIES),
        stale=(StaleEntry("JOB108", "src/gone.ts", "no retries", "0" * 20),),
    )


def nothing(project: Callable[..., Project]) -> Result:
    """A run without findings."""
    return Result(project(FILES), (), (), (), (ROUTE, JOB), (NESTED_STEP,))


def repeated(result: Result, *numbers: int) -> Result:
    """The same run, each of its findings as often as said, in the order of the run."""
    found = zip(result.reported, numbers, strict=True)
    return Result(
        result.project,
        tuple(each for each, number in found for _ in range(number)),
        (),
        (),
        result.files_checked,
        result.rules_run,
    )


def _finding(
    project: Project,
    path: str,
    code: str,
    message: str,
    *,
    job: str | None = "generate-report",
    fix: Fix | None = None,
) -> Finding:
    start = project.source(path).data.index(code.encode())
    span = Span(path, start, start + len(code.encode()))
    return Finding(span, message, "mend it, as https://example.com says", job=job, fix=fix)


def _reported(
    project: Project,
    rule: Rule,
    finding: Finding,
    **more: object,
) -> Reported:
    source = project.source(finding.span.path)
    arguments = {"severity": rule.severity, **more}
    return Reported(
        rule=rule,
        finding=finding,
        start=source.position(finding.span.start),
        end=source.position(finding.span.end),
        line="",
        identity=f"{finding.span.start:020x}".__str__,
        **arguments,  # type: ignore[arg-type]
    )


def _edit(project: Project, path: str, old: bytes, new: bytes) -> ChangeSet:
    data = project.source(path).data
    return ChangeSet((Change(path, data, data.replace(old, new), "test"),))
