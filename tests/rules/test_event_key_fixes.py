"""The fix of JOB101 and JOB102 in the forms that event data is declared in."""

from __future__ import annotations

import pytest

from codemods.lint.rules import find
from rules_harness import MODULE, applied, complete

BEFORE = """{head}
export const report = inngest.createFunction(
  {{ id: "report", retries: 3 }},
  {{ event: "report/generate" }},
  async ({{ event }}) => {{
    const {pattern} = {data};
    return {{ reportId }};
  }},
);
"""


def fixed(rule: str, head: str, pattern: str, data: str = "event.data as ReportData") -> str:
    tree = complete(BEFORE.format(head=head, pattern=pattern, data=data))
    return applied(tree, find(rule)[0])[MODULE]


def test_an_optional_key_becomes_a_required_one() -> None:
    head = "type ReportData = { reportId: string; userId: string; organizationId?: string };\n"
    after = fixed("JOB101", head, "{ reportId }")
    assert "userId: string; organizationId: string }" in after
    assert "const { reportId, organizationId } = event.data" in after


def test_a_rest_stays_last_in_the_pattern() -> None:
    head = "type ReportData = { reportId: string; organizationId: string };\n"
    after = fixed("JOB102", head, "{ reportId, ...rest }")
    assert "const { reportId, userId, ...rest } = event.data" in after


def test_data_without_a_type_gets_the_key_in_the_pattern_only() -> None:
    after = fixed("JOB102", "", "{ reportId, organizationId }", "event.data")
    assert "const { reportId, organizationId, userId } = event.data;" in after


@pytest.mark.parametrize("rule", ["JOB101", "JOB102"])
def test_a_second_run_adds_nothing(rule: str) -> None:
    head = "interface ReportData {\n  reportId: string;\n}\n"
    tree = complete(
        BEFORE.format(head=head, pattern="{ reportId }", data="event.data as ReportData")
    )
    once = applied(tree, find(rule)[0])
    assert once != tree
    assert applied(once, find(rule)[0]) == once
