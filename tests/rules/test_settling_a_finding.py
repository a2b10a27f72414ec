"""What a finding's help says of how it can be settled, where there is more than one way."""

from __future__ import annotations

import pytest

from codemods.lint.model import Reported
from rules_harness import complete, linted


def only(code: str, files: str) -> Reported:
    result = linted(complete(files), strict=True)
    [reported] = [each for each in result.reported if each.rule.code == code]
    return reported


def job(keys: str, name: str = "report", event: str = "report/generate") -> str:
    return (
        f"export const {name} = inngest.createFunction(\n"
        f'  {{ id: "{name}", retries: 3, triggers: [{{ event: "{event}" }}] }},\n'
        f"  async ({{ event }}) => {{\n    const {{ {keys} }} = event.data;\n"
        f"    return {{ {keys} }};\n  }},\n);\n"
    )


def users_of(key: str, count: int) -> str:
    files = (
        f"// file: src/lib/page-{at}.ts\nexport const page = ({key}: string) => {key};\n"
        for at in range(count)
    )
    return "\n".join(files)


def test_a_key_in_the_data_that_tells_customers_apart_is_named() -> None:
    it = only("JOB101", job("reportId, practiceId, userId"))
    assert it.finding.help == (
        "send `organizationId` with every such event,"
        " or name `practiceId` under [keys] in codemod.toml"
    )


def test_a_key_that_is_common_in_the_project_is_named() -> None:
    it = only("JOB101", job("reportId, userId") + users_of("groupId", 5))
    assert "`groupId`" in it.finding.help


def test_a_column_and_a_key_are_one_name() -> None:
    pages = users_of("organization_id", 9) + users_of("organizationId", 1).replace("page-", "p-")
    it = only("JOB101", job("reportId, userId") + pages)
    assert it.finding.help.endswith("so that the job can stay within it")


def test_a_usual_name_that_the_project_has_needs_no_setting() -> None:
    it = only("JOB101", job("reportId, userId") + users_of("orgId", 5))
    assert it.finding.help == (
        "send `organizationId` with every such event, or `orgId`, as elsewhere in the project"
    )


@pytest.mark.parametrize(
    ("key", "count"),
    [("groupId", 4), ("organizationId", 9), ("activeOrganizationId", 1)],
)
def test_a_key_that_is_rare_or_usual_is_not(key: str, count: int) -> None:
    it = only("JOB101", job("reportId, userId") + users_of(key, count))
    assert it.finding.help.endswith("so that the job can stay within it")


@pytest.mark.parametrize("key", ["rowId", "projectId"])
def test_a_project_that_tells_nobody_apart_is_told_how_to_say_so(key: str) -> None:
    it = only("JOB101", job("reportId, userId") + users_of(key, 9))
    assert it.finding.help == (
        "send `organizationId` with every such event,"
        " or set `organization = []` under [keys] in codemod.toml"
    )


def test_no_key_is_named_to_a_team_that_has_settled_on_one() -> None:
    settings = '// file: codemod.toml\n[keys]\norganization = ["clinicId"]\n'
    it = only("JOB101", job("reportId, groupId, userId") + settings)
    assert it.finding.help.startswith("send `clinicId` with every such event, so that")


def test_an_event_that_nothing_sends_is_only_known_by_what_the_job_takes() -> None:
    it = only("JOB102", job("reportId, organizationId"))
    assert it.finding.message == (
        "the job takes no `userId` from `report/generate`, which nothing here sends"
    )


def test_an_event_that_is_named_elsewhere_is_not_said_to_be_sent_by_nothing() -> None:
    text = 'export const names = ["report/generate"];\n'
    it = only("JOB102", job("reportId, organizationId") + "\n// file: src/lib/names.ts\n" + text)
    assert it.finding.message == "the job takes no `userId` from `report/generate`"


def test_of_several_events_the_one_that_a_user_asks_for_is_named() -> None:
    both = job("reportId, organizationId").replace(
        '[{ event: "report/generate" }]',
        '[{ event: "report/other" }, { event: "report/generate" }]',
    )
    data = "data: { reportId: 1, organizationId: 2 } });\n"
    send = (
        f'export const other = () => inngest.send({{ name: "report/other", {data}'
        "export const ask = (userId: string) =>\n"
        f'  userId && inngest.send({{ name: "report/generate", {data}'
    )
    it = only("JOB102", both + send)
    assert it.finding.message == "the data of `report/generate` has no `userId`"
    assert not it.finding.strict


@pytest.mark.parametrize("name", ['"report/generate"', "process.env.EVENT!"])
def test_an_event_that_may_be_sent_is_spoken_of_by_its_data(name: str) -> None:
    send = f"export const tell = () => inngest.send({{ name: {name}, data: {{ reportId: 1 }} }});\n"
    it = only("JOB102", job("reportId, organizationId") + send)
    assert it.finding.message == "the data of `report/generate` has no `userId`"


ROUTE = """
// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";
import { kept } from "@/lib/inngest/functions/kept";

export const { GET, POST, PUT } = serve({ client: inngest, functions: [kept] });
"""


def unregistered(event: str) -> Reported:
    return only(
        "JOB107",
        job("userId, organizationId", event=event)
        + "\n// file: src/lib/inngest/functions/kept.ts\n"
        + job("userId, organizationId", "kept")
        + ROUTE,
    )


def test_a_job_that_is_in_no_list_can_be_added_or_deleted() -> None:
    it = unregistered("another/event")
    assert it.finding.help == (
        "add it to the functions of src/app/api/inngest/route.ts (`codemod register-job`),"
        " or delete it"
    )
    assert it.finding.fix is not None


def test_what_inngest_sends_is_for_any_number_of_jobs() -> None:
    failed = '{ event: "inngest/function.failed" }'
    files = "".join(
        f"// file: src/lib/inngest/functions/{name}.ts\n"
        f'export const {name} = inngest.createFunction({{ id: "{name}", retries: 3,'
        f" triggers: [{failed}] }}, async () => ({{ done: true }}));\n"
        for name in ("report", "kept")
    )
    assert only("JOB107", files + ROUTE).finding.help.startswith("add it to the functions")


def test_a_job_whose_event_starts_another_is_not_added_unasked() -> None:
    it = unregistered("report/generate")
    assert it.finding.help == ("`report/generate` starts `kept` already: delete it, or add it too")
    assert it.finding.fix is None
    assert "src/lib/inngest/functions/kept.ts" in {each.path for each in it.finding.causes}


def test_an_array_that_holds_the_job_and_that_no_serve_is_given_is_named() -> None:
    array = (
        "// file: src/lib/inngest/all.ts\n"
        'import { report } from "./functions/report";\n\n'
        "export const everything = [report];\n"
    )
    files = "// file: src/lib/inngest/functions/report.ts\n" + job("userId, organizationId")
    kept = "// file: src/lib/inngest/functions/kept.ts\n" + job("userId", "kept", "kept/event")
    assert only("JOB107", files + kept + array + ROUTE).finding.help == (
        "add it to the functions of src/app/api/inngest/route.ts (`codemod register-job`),"
        " or all of `everything` of src/lib/inngest/all.ts"
    )


def test_an_entry_whose_import_is_not_found_is_what_the_doubt_is_about() -> None:
    files = "// file: src/lib/inngest/functions/report.ts\n" + job("userId, organizationId")
    route = ROUTE.replace("kept", "report").replace("@/lib/inngest/functions", "~jobs")
    it = only("JOB107", files + route)
    assert it.finding.strict
    assert "imports is not found" in it.finding.help
