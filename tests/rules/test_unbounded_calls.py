"""Which call a job without a limit is reported for, and where it is made."""

from __future__ import annotations

import pytest

from codemods.lint.model import Reported
from rules_harness import complete, linted

HEAD = """import OpenAI from "openai";
import { createClient } from "@supabase/supabase-js";

const openai = new OpenAI();
const supabase = createClient("https://db.example.com", "key");
"""

JOB = """export const work = inngest.createFunction(
  {{ id: "work", retries: 3, triggers: [{{ event: "a/b" }}] }},
  async ({{ step }}) => {{
    await step.run("do-it", async () => {{
{body}
    }});
    return {{ done: true }};
  }},
);

async function sendAnEmail() {{
  await fetch("https://api.example.com/mails", {{ method: "POST" }});
}}
"""


def only(body: str) -> Reported:
    result = linted(complete(HEAD + JOB.format(body=body)))
    [reported] = [each for each in result.reported if each.rule.code == "JOB109"]
    return reported


def test_a_call_in_a_helper_is_named_with_it_and_shown() -> None:
    it = only("await sendAnEmail();")
    assert it.finding.message == (
        "`work` calls `fetch` through `sendAnEmail` in any number of runs at once"
    )
    [place] = it.finding.causes
    assert it.finding.span.start < place.start


FETCH = 'await fetch("https://files.example.com/a");'
STORED = 'await supabase.storage.from("files").upload("a", "b");'
ASKED = "await openai.responses.create({});"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (FETCH + ASKED, "openai.responses.create"),
        (STORED + FETCH, "fetch"),
        (STORED + ASKED + FETCH, "openai.responses.create"),
        (STORED, "storage.upload"),
        (FETCH + 'await fetch("https://api.openai.com/v1", { method: "POST" });', "fetch"),
    ],
)
def test_the_costliest_of_several_calls_is_named(body: str, what: str) -> None:
    it = only(body)
    assert f" calls `{what}` in " in it.finding.message


def test_of_two_requests_the_costlier_is_shown() -> None:
    it = only(FETCH + 'await fetch("https://api.openai.com/v1", { method: "POST" });')
    [place] = it.finding.causes
    assert place.start > it.finding.span.start + 180


BEHIND = """
async function greet() {
  await fetch("https://crm.example.com/users");
  await tell();
}

async function tell() {
  await openai.responses.create({});
}
"""


def test_a_model_behind_two_helpers_is_named_before_a_request() -> None:
    text = JOB.format(body="await greet();") + BEHIND
    [it] = [each for each in linted(complete(HEAD + text)).reported if each.rule.code == "JOB109"]
    assert it.finding.message == (
        "`work` calls `openai.responses.create` through `greet` in any number of runs at once"
    )


def test_a_user_that_is_looked_up_is_named_after_everything_else() -> None:
    it = only('await supabase.auth.admin.getUserById("1");' + FETCH)
    assert " calls `fetch` in " in it.finding.message
