"""What a finding says is true of the code that it is about, and no more than that."""

from __future__ import annotations

import pytest

from codemods.lint.model import Reported
from rules_harness import complete, linted

JOB = """export const sampleJob = inngest.createFunction(
  {{ id: "sample-job", name: "Sample Job", retries: 3, triggers: [{{ cron: "0 8 * * *" }}] }},
  async ({{ step }}) => {{
{body}
    return {{ done: true }};
  }},
);
"""


def found(code: str, body: str, head: str = "") -> list[Reported]:
    """What a rule finds in a job with this body."""
    result = linted(complete(head + JOB.format(body=body)), strict=True)
    return [each for each in result.reported if each.rule.code == code]


def only(code: str, body: str, head: str = "") -> Reported:
    [reported] = found(code, body, head)
    return reported


SEND = 'await inngest.send({ name: "rows/loaded" });'


@pytest.mark.parametrize(
    "body",
    [
        f"{SEND} await prisma.row.count();",
        f"{SEND} return prisma.row.count();",
        f"for (const row of [1, 2]) {SEND}",
        f'{SEND} if (Math.random() > 0.5) throw new Error("no luck");',
        "await Promise.all([1, 2].map(() => inngest.send({ name: 'rows/loaded' })));",
        f"try {{ {SEND} }} finally {{ await prisma.row.count(); }}",
    ],
)
def test_a_send_is_repeated_where_something_may_fail_after_it(body: str) -> None:
    it = only("JOB206", f'    await step.run("announce", async () => {{ {body} }});')
    assert it.finding.message.endswith("is repeated when the step is retried")
    assert it.severity == "warning"


@pytest.mark.parametrize(
    "body",
    [
        f"await prisma.row.count(); {SEND}",
        f"if (await prisma.row.count()) {{ {SEND} }} else {{ await prisma.row.findMany(); }}",
        f"{SEND} return 3;",
    ],
)
def test_a_send_that_the_step_ends_with_is_only_not_linked(body: str) -> None:
    it = only("JOB206", f'    await step.run("announce", async () => {{ {body} }});')
    assert it.finding.message.endswith("is not linked to the run")
    assert it.severity == "warning"


CAUGHT = f"try {{ {SEND} }} catch (error) {{ console.error(error); }}"


@pytest.mark.parametrize("body", [CAUGHT, f"{CAUGHT} return 3;"])
def test_a_failure_that_is_caught_is_nothing_beside_its_send(body: str) -> None:
    it = only("JOB206", f'    await step.run("announce", async () => {{ {body} }});')
    assert it.finding.message.endswith("is not linked to the run")
    assert it.severity == "info"
    assert it.finding.strict
    assert it.finding.fix is None


def test_a_send_after_writes_says_that_they_are_repeated() -> None:
    body = f"await prisma.row.create({{ data: {{}} }}); {SEND}"
    it = only("JOB206", f'    await step.run("announce", async () => {{ {body} }});')
    assert it.finding.message == (
        'inngest.send inside step.run "announce" repeats the writes before it when it fails'
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"for (const row of [1, 2]) {SEND}", "it takes the whole array of events"),
        (
            f"try {{ await prisma.row.count(); }} catch (error) {{ {SEND} throw error; }}",
            "or use `onFailure`",
        ),
        (SEND, "use `step.sendEvent`, in the handler"),
    ],
)
def test_what_to_do_instead_of_a_send_is_told_by_its_place(body: str, said: str) -> None:
    it = only("JOB206", f'    await step.run("announce", async () => {{ {body} }});')
    assert it.finding.help.endswith(said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("results.kept++", "`results.kept` is incremented"),
        ("results.kept += 2", "`results.kept` is incremented"),
        ("results.kept = 2", "`results` has a property set"),
        ('results["kept"]++', "`results` has a property set"),
    ],
)
def test_a_property_that_is_counted_up_is_named(change: str, said: str) -> None:
    body = (
        "    const results = { kept: 0 };\n"
        f'    await step.run("count", () => {{ {change}; }});\n    console.log(results.kept);'
    )
    assert only("JOB203", body).finding.message.startswith(said)


@pytest.mark.parametrize("body", [SEND, f"// tell the others\n{SEND}", f"return {SEND[6:]}"])
def test_a_step_that_only_sends_is_reported_as_info(body: str) -> None:
    it = only("JOB206", f'    await step.run("announce", async () => {{\n{body}\n}});')
    assert it.finding.message.endswith("is not linked to the run")
    assert it.severity == "info"
    assert (it.finding.fix is None) == body.startswith("//")


def test_a_send_in_a_helper_is_named_with_the_helper() -> None:
    head = "const announce = () => inngest.send({ name: 'rows/loaded' });\n"
    it = only("JOB206", '    await step.run("tell", async () => { await announce(); });', head)
    assert "inngest.send through `announce` inside step.run" in it.finding.message
    it = only("JOB206", '    await step.run("tell", announce);', head)
    assert "inngest.send inside step.run" in it.finding.message


def test_only_what_reaches_to_the_end_of_a_job_is_unread_from_there_on() -> None:
    it = only("JOB902", "    const total = 1 +* 2;\n    const rest = 3;")
    assert it.finding.message == "part of sample-job could not be read"
    head = 'import { inngest } from "@/lib/inngest/client";\n'
    job = (
        'export const sampleJob = inngest.createFunction({ id: "sample-job" }, async ({}) => +*);\n'
    )
    result = linted(complete(head + job), strict=True)
    assert "part of sample-job could not be read, from here on" in [
        each.finding.message for each in result.reported
    ]


def helped(sent: str, *heard: str) -> str:
    """The help of the finding that nobody hears an event."""
    triggers = ", ".join(f'{{ event: "{each}" }}' for each in heard)
    job = (
        f'export const listen = inngest.createFunction({{ id: "listen", triggers: [{triggers}] }}, '
        "async () => ({ done: true }));\n"
        f'export const tell = () => inngest.send({{ name: "{sent}", data: {{}} }});\n'
    )
    [reported] = [each for each in linted(complete(job)).reported if each.rule.code == "JOB301"]
    assert len(reported.finding.causes) == ("did you mean" in reported.finding.help)
    return reported.finding.help


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("forum/generate-report", "board/generate-report"),
        ("mail/process.inbound", "mail/processing.inbound"),
        ("booking/confirm", "booking/confirmed"),
    ],
)
def test_an_event_that_nobody_hears_is_told_which_one_may_be_meant(sent: str, heard: str) -> None:
    assert helped(sent, heard, "user/greet").startswith(f"did you mean `{heard}`? else ")


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("user/created", ["order/created"]),
        ("account/activated", ["account/deactivated"]),
        ("order/created", ["order/updated"]),
        ("page/load-1", ["page/load-2"]),
        ("forum/generate-report", ["board/generate-report", "shop/generate-report"]),
        ("forum/generate-report", ["board/generate-report", "forum/read"]),
    ],
)
def test_no_name_is_named_that_only_looks_close(sent: str, heard: list[str]) -> None:
    assert "did you mean" not in helped(sent, *heard)


SCHEMA = """// file: prisma/schema.prisma
model Row {
  id   String @id @default(cuid())
  name String
}

model Alert {
  id  String @id @default(cuid())
  key String @unique
}

model Mark {
  id String @id
}

model Seat {
  id   String @id @default(cuid())
  room String
  seat Int

  @@unique([room, seat])
}
"""


@pytest.mark.parametrize(
    "write",
    [
        'prisma.row.upsert({ where: { id: "1" }, create: { name: "a" }, update: {} })',
        'prisma.row.createMany({ data: [{ name: "a" }], skipDuplicates: true })',
        'prisma.alert.create({ data: { key: "daily" } })',
        'prisma.mark.create({ data: { id: "daily" } })',
        'prisma.seat.createMany({ data: [{ room: "a", seat: 1 }] })',
    ],
)
def test_a_write_that_may_be_refused_a_second_time_is_tried_again(write: str) -> None:
    assert _said_outside(write).endswith("it is tried again for each step after it")


@pytest.mark.parametrize(
    "write",
    [
        'prisma.row.create({ data: { name: "a" } })',
        'prisma.row.createMany({ data: [{ name: "a" }], skipDuplicates: false })',
        'prisma.alert.update({ where: { key: "daily" }, data: { key: "weekly" } })',
        'fetch("https://example.com/alerts", { method: "POST" })',
    ],
)
def test_any_other_effect_is_repeated(write: str) -> None:
    assert _said_outside(write).endswith("it is repeated for each step after it")


def _said_outside(write: str) -> str:
    body = f'    await {write};\n    await step.run("count", () => 1);'
    client = 'import { prisma } from "@/lib/db";\n'
    code = client + JOB.format(body=body) + SCHEMA
    head = 'import { inngest } from "@/lib/inngest/client";\n'
    result = linted(complete(head + code), strict=True)
    [it] = [each for each in result.reported if each.rule.code == "JOB204"]
    return it.finding.message


def test_a_file_that_is_not_there_is_named_with_the_import_that_leads_to_it() -> None:
    route = (
        'import { serve } from "inngest/next";\n'
        'import { inngest } from "./client";\n'
        'import { countRowsJob } from "./jobs/count-rows.js";\n\n'
        "export const { GET, POST, PUT } = serve({ client: inngest, functions: [countRowsJob] });\n"
    )
    result = linted(complete("// file: src/route.ts\n" + route))
    [it] = [each for each in result.reported if each.rule.code == "JOB305"]
    assert "`./jobs/count-rows.js`, and there is no such file" in it.finding.message
    [cause] = it.finding.causes
    text = result.project.source("src/route.ts").data[cause.start : cause.end]
    assert text.startswith(b"import { countRowsJob }")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`pause-${row}`", '"pause-…"'),
        ("`${row}-pause`", '"…-pause"'),
        ("`load-${row}-of-${all}`", '"load-…-of-…"'),
        ('"pause-" + row', '"pause-…"'),
        ('"pause"', '"pause"'),
    ],
)
def test_an_id_is_shown_with_what_is_put_into_it_left_out(written: str, shown: str) -> None:
    body = "for (const row of [1]) { const all = rows(); step.sleep(" + written + ', "1d"); }'
    it = only("JOB202", body)
    assert it.finding.message.startswith(f"nobody awaits step.sleep {shown}:")


def test_steps_in_one_callback_are_one_finding_that_shows_the_others() -> None:
    inner = 'await step.sleep("a", "1d"); await step.sleep("b", "1d"); await step.sleep("c", "1d");'
    it = only("JOB201", f'    await step.run("outer", async () => {{ {inner} }});')
    assert it.finding.message == (
        'step.sleep "a" and 2 more are called inside step.run "outer", where they never settle'
    )
    assert len(it.finding.causes) == 3


def test_ends_without_a_summary_are_one_finding_that_shows_the_others() -> None:
    guards = "if (Math.random() > 0.5) return; if (Math.random() > 0.6) return 3;"
    it = only("JOB110", f'    await step.sleep("a", "1d"); {guards}')
    assert it.finding.message == (
        "`sample-job` ends here, and at 1 more place, without a summary of what it has done"
    )
    assert len(it.finding.causes) == 1


@pytest.mark.parametrize(("middleware", "publishes"), [("realtimeMiddleware()", True), ("", False)])
def test_what_has_a_channel_and_a_topic_is_to_be_published(
    middleware: str, publishes: bool
) -> None:
    tree = complete(
        f"// file: src/use.ts\nexport const middleware = [{middleware}];\n"
        "// file: src/lib/inngest/functions/jobs.ts\n"
        + JOB.replace('cron: "0 8 * * *"', 'event: "frames/wanted"').format(
            body='await inngest.send({ name: "made", channel: "a", topic: "made", data: {} });'
        )
    )
    result = linted(tree, strict=True)
    [reported] = [each for each in result.reported if each.rule.code == "JOB301"]
    assert ("`publish`" in reported.finding.help) == publishes


@pytest.mark.parametrize("fault", ["", "def (:\n"], ids=["read", "not-read"])
def test_it_is_not_said_that_nothing_sends_an_event_that_some_file_names(fault: str) -> None:
    tree = complete(
        """import inngest

from app.jobs.client import client


@client.create_function(
    fn_id="load-rows", trigger=inngest.TriggerEvent(event="rows/load"), retries=3
)
async def load_rows(ctx: inngest.Context) -> dict[str, object]:
    return {"path": ctx.event.data["path"], "user": ctx.event.data["user_id"]}
""",
        "app/jobs/rows.py",
    )
    tree["app/page.py"] = f'{fault}NAMES = {{"rows": "rows/load"}}\n'
    [message] = [
        each.finding.message for each in linted(tree).reported if each.rule.code == "JOB101"
    ]
    assert message == "the job takes no `organization_id` from `rows/load`"
