"""The fix of JOB101 and JOB102 in the forms that event data is declared in."""

from __future__ import annotations

import pytest

from codemods.lint.rules import find
from rules_harness import MODULE, Tree, applied, complete

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

# A user is at hand, and left out.
SENT = """
// file: src/server/request.ts
import { inngest } from "@/lib/inngest/client";

export async function request(userId: string): Promise<string> {
  await inngest.send({ name: "report/generate", data: { reportId: "1" } });
  return userId;
}
"""


def before(rule: str, head: str, pattern: str, data: str) -> Tree:
    text = BEFORE.format(head=head, pattern=pattern, data=data)
    return complete(text + SENT if rule == "JOB102" else text)


def fixed(rule: str, head: str, pattern: str, data: str = "event.data as ReportData") -> str:
    return applied(before(rule, head, pattern, data), find(rule)[0])[MODULE]


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
    tree = before(rule, "", "{ reportId }", "event.data")
    once = applied(tree, find(rule)[0])
    assert once != tree
    assert applied(once, find(rule)[0]) == once
