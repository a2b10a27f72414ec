"""The spec's three templates and three error patterns, as it writes them, filled in for a sample.

`fixtures/lint/spec/app` is the code, in the spec's own form; the lists beside it are what is found
in it: a line is `path:line CODE`, a comment begins with `#`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from lint_helpers import opened

from codemods.lint.engine import lint
from codemods.lint.model import Result
from codemods.lint.settings import options_for
from harness import Tree, read_tree

SPEC = Path(__file__).resolve().parents[2] / "fixtures" / "lint" / "spec"
DOCUMENT_JOB = "src/lib/inngest/functions/generate-document.ts"
SEND = """\
    await step.run("trigger-downstream", async () => {
      await inngest.send({
        name: "document/check",
        data: { documentId, organizationId, userId },
      });
    });

    // =========================================================================
    // Return summary
"""


def app(sdk: str = "3.54.2") -> Tree:
    tree = read_tree(SPEC / "app")
    tree["package.json"] = tree["package.json"].replace(b"3.54.2", sdk.encode())
    return tree


def linted(tree: Tree, *, strict: bool = False) -> Result:
    project = opened(tree)
    return lint(project, options_for(project.config, strict=strict))


def places(result: Result) -> list[str]:
    return [f"{each.path}:{each.start.line} {each.rule.code}" for each in result.reported]


def listed(name: str) -> list[str]:
    lines = (SPEC / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_every_job_of_the_app_is_looked_at() -> None:
    project = opened(app())
    assert [job.id for job in project.linted_jobs()] == [
        "announce-document",
        "check-document",
        "generate-document",
        "process-reports",
        "review-document",
        "sync-gong",
    ]
    assert all(project.anatomy(job).steps for job in project.linted_jobs())


@pytest.mark.parametrize(
    ("sdk", "strict", "golden"),
    [
        ("3.54.2", False, "sdk-3.txt"),
        ("3.54.2", True, "sdk-3-strict.txt"),
        ("4.24.0", False, "sdk-4.txt"),
    ],
)
def test_the_text_of_the_spec_has_exactly_its_own_faults(
    sdk: str, strict: bool, golden: str
) -> None:
    assert places(linted(app(sdk), strict=strict)) == listed(golden)


def test_the_optional_step_of_the_spec_sends_past_the_steps() -> None:
    tree = app()
    text = tree[DOCUMENT_JOB].decode()
    tail = SEND[SEND.index("    // ==") :]
    assert tail in text
    tree[DOCUMENT_JOB] = text.replace(tail, SEND).encode()
    [found] = linted(tree).reported
    assert (found.path, found.rule.name) == (DOCUMENT_JOB, "send-inside-job")
    assert found.line.strip().startswith("await inngest.send(")
