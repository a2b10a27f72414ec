"""Which of several changes in a step are named, and where they are made."""

from __future__ import annotations

from codemods.lint.model import Reported
from rules_harness import complete, linted

JOB = """export const work = inngest.createFunction(
  {{ id: "work", retries: 3, triggers: [{{ cron: "0 8 * * *" }}] }},
  async ({{ step }}) => {{
    await step.run("do-both", async () => {{
{body}
    }});
    return {{ done: true }};
  }},
);
"""


def only(body: str, helpers: str = "") -> Reported:
    result = linted(complete(JOB.format(body=body) + helpers))
    [reported] = [each for each in result.reported if each.rule.code == "JOB103"]
    return reported


def test_what_makes_a_row_is_named_before_what_changes_one() -> None:
    it = only(
        'await prisma.order.update({ where: { id: "1" }, data: { open: false } });'
        "await prisma.invoice.create({ data: {} });"
        "await prisma.parcel.create({ data: {} });"
    )
    assert it.finding.message == (
        "`prisma.invoice.create` stays done where `prisma.parcel.create` fails after it in this step"
    )


def test_one_helper_that_makes_both_is_named_once_and_shown_inside() -> None:
    helper = (
        "async function addCredits() {\n"
        "  await prisma.credit.create({ data: {} });\n"
        "  await prisma.entry.create({ data: {} });\n}\n"
    )
    it = only("await addCredits();", helper)
    assert it.finding.message == (
        "`prisma.credit.create` stays done where `prisma.entry.create` fails after it"
        " in `addCredits`"
    )
    source = it.finding.causes[0].path
    assert [each.path for each in it.finding.causes] == [source, source]
    assert it.finding.causes[0] != it.finding.causes[1]


def test_each_helper_is_named_on_one_line() -> None:
    helpers = (
        "async function rememberTheCreditOfTheCustomer() {\n"
        "  await prisma.customerCredit.create({ data: {} });\n}\n"
        "async function writeTheEntryOfTheLedger() {\n"
        "  await prisma.ledgerEntryOfCustomer.create({ data: {} });\n}\n"
    )
    it = only("await rememberTheCreditOfTheCustomer(); await writeTheEntryOfTheLedger();", helpers)
    assert "in `remember" in it.finding.message
    assert "in `writeThe" in it.finding.message
    assert len(it.finding.message) <= 120


def test_a_model_that_is_asked_is_paid_for_again() -> None:
    it = only(
        'await generateText({ prompt: "a" }); await prisma.frame.create({ data: {} });',
        'import { generateText } from "ai";\n',
    )
    assert it.finding.message == (
        "`generateText` is called (and paid for) again where `prisma.frame.create` fails after it"
        " in this step"
    )


def test_another_service_that_is_called_is_called_again() -> None:
    it = only(
        'await fetch("https://mail.example.com", { method: "POST" });'
        "await prisma.frame.create({ data: {} });"
    )
    assert it.finding.message == (
        "`fetch` is called again where `prisma.frame.create` fails after it in this step"
    )


def test_a_table_is_named_alone_where_there_is_no_room_for_more() -> None:
    helpers = (
        'import { createClient } from "@supabase/supabase-js";\n'
        'const supabase = createClient("", "");\n'
        "async function keepThePartsOfTheVideo() {\n"
        '  await supabase.from("video_parts").insert({}).throwOnError();\n}\n'
        "async function keepTheVideoItself() {\n"
        '  await supabase.from("videos").insert({}).throwOnError();\n}\n'
    )
    it = only("await keepThePartsOfTheVideo(); await keepTheVideoItself();", helpers)
    assert "`video_parts` in" in it.finding.message
    assert "`videos` fails after it" in it.finding.message
