"""Prisma itself takes every schema that `add-status-fields` has edited, and formats it no other."""

from __future__ import annotations

import os
import re

import pytest

import harness
from apps import sample_app
from apps.schema_validator import RELEASES, verdicts
from harness import Tree

CASES = [
    case
    for case in harness.cases()
    if any(path.endswith(".prisma") for path in case.expected()) and case.exit == 0
]

pytestmark = [pytest.mark.apps, pytest.mark.xdist_group("schema-validator")]


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    missing = sample_app.what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(f"Prisma's schema reader needs it: {missing}")
    if missing:
        pytest.skip(missing)


def schema(tree: Tree, release: str) -> dict[str, str]:
    """The files of the schema; up to Prisma 6 they say where the database is."""
    url = '  url      = env("DATABASE_URL")\n' if release == "prisma-6" else ""
    return {
        path: re.sub(
            r'(?m)^(datasource \w+ \{\r?\n  provider *= "\w+"[^\n]*\n)',
            rf"\g<1>{url}",
            data.decode(),
        )
        for path, data in tree.items()
        if path.endswith(".prisma")
    }


@pytest.mark.parametrize("release", RELEASES)
def test_every_edited_schema_of_the_fixtures_is_valid_before_and_after(release: str) -> None:
    before = verdicts(release, [schema(case.input(), release) for case in CASES])
    trees = [{**case.input(), **case.expected()} for case in CASES]
    after = verdicts(release, [schema(tree, release) for tree in trees])
    assert {c.name: v.error for c, v in zip(CASES, before, strict=True) if v.error} == {}
    assert {c.name: v.error for c, v in zip(CASES, after, strict=True) if v.error} == {}


@pytest.mark.parametrize("release", RELEASES)
def test_a_schema_that_prisma_has_formatted_stays_so(release: str) -> None:
    before = verdicts(release, [schema(case.input(), "prisma-7") for case in CASES])
    formatted = [case for case, verdict in zip(CASES, before, strict=True) if verdict.formatted]
    trees = [{**case.input(), **case.expected()} for case in formatted]
    after = verdicts(release, [schema(tree, "prisma-7") for tree in trees])
    otherwise = {c.name for c, v in zip(formatted, after, strict=True) if not v.formatted}
    # Fields that are there keep their lines, so what joins them may reach beyond their columns.
    beside_another = {"add-status-fields/some-there", "add-status-fields/some-there-out-of-line"}
    assert otherwise <= beside_another
    assert len(formatted) > len(CASES) // 3
