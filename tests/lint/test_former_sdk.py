"""Jobs of an SDK that is not understood are not seen, which a run says once."""

from __future__ import annotations

import pytest
from lint_helpers import JOB, opened, options

from codemods.lint.engine import lint

SCHEDULED = 'import { createScheduledFunction } from "inngest";\nexport default f;\n'
STEPS = 'import { inngest } from "./inngest";\ninngest.createStepFunction("a", "b/c", () => 1);\n'
BARE = 'import { createFunction } from "inngest";\nexport default createFunction("a", "b/c", f);\n'


def notes(files: dict[str, str]) -> tuple[str, ...]:
    return lint(opened(files), options()).notes


def package(version: str) -> str:
    return f'{{ "dependencies": {{ "inngest": "{version}" }} }}'


@pytest.mark.parametrize("version", ["1.9.0", "^0.9.3", "~2.7.1"])
def test_the_version_is_named_with_the_file_that_says_it(version: str) -> None:
    found = notes({"package.json": package(version), "a.ts": SCHEDULED, "b.ts": STEPS})
    assert found == (f"inngest {version} in package.json: only SDK 3 and 4 are understood",)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (SCHEDULED, "createScheduledFunction"),
        (STEPS, "createStepFunction"),
        (BARE, "createFunction"),
    ],
)
def test_a_job_of_the_old_form_says_it_where_no_version_does(code: str, name: str) -> None:
    found = notes({"jobs/a.ts": code, "jobs/b.ts": code})
    assert found == (f"jobs/a.ts: {name} is of SDK 2 or older: only SDK 3 and 4 are understood",)


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": package("^3.0.0"), "a.ts": JOB},
        {"package.json": package("^4.0.0"), "a.ts": STEPS},
        {"package.json": package(">=2"), "a.ts": JOB},
        {"package.json": package("^2.0.0"), "a.ts": "export const a = 1;"},
        {"package.json": package("^2.0.0"), "codemod.toml": "sdk = 3", "a.ts": JOB},
        {"package.json": "{", "a.ts": STEPS},
        {"a.ts": JOB},
    ],
    ids=["3", "4", "open range", "nothing of it", "told otherwise", "no JSON", "unknown"],
)
def test_nothing_is_said_otherwise(files: dict[str, str]) -> None:
    assert notes(files) == ()
