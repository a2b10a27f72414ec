"""A status write is a database write that sets a status field to a word of the vocabulary."""

from __future__ import annotations

import pytest

FILES = {
    "client.ts": (
        'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
    ),
    "db.ts": (
        'import { PrismaClient } from "@prisma/client";\nexport const db = new PrismaClient();\n'
    ),
    "drizzle.ts": (
        'import { drizzle } from "drizzle-orm/node-postgres";\nexport const sql = drizzle(url);\n'
    ),
    "supabase.ts": (
        'import { createClient } from "@supabase/supabase-js";\n'
        "export const supabase = createClient(url, key);\n"
    ),
    "report.ts": (
        'import { model } from "mongoose";\nexport const Report = model("Report", schema);\n'
    ),
    "helpers.ts": (
        'import { db } from "./db";\n'
        "export async function markFailed(id) {\n"
        '  await db.report.update({ where: { id }, data: { status: "failed" } });\n}\n'
        "export const setStatus = async (id, status) => {\n"
        "  await db.report.update({ where: { id }, data: { status } });\n};\n"
        "export const change = async ({ id, to }) => {\n"
        "  await db.report.update({ where: { id }, data: { processingStatus: to } });\n};\n"
        "export const repository = { async fail(id) { await markFailed(id); } };\n"
        "export const logger = { error(x) { transport(x); } };\n"
        "export const quiet = (error) => { console.error(error); };\n"
    ),
}


def anatomy(project, body, *, imports="", options="", before="", settings=""):
    job = (
        'import { inngest } from "./client";\nimport { db } from "./db";\n'
        f"{imports}\n{before}\n"
        f'export const job = inngest.createFunction({{ id: "j"{options} }}, {{ event: "a/b" }}, '
        f"async ({{ event, step }}) => {{\n{body}\n}});\n"
    )
    opened = project(FILES | {"job.ts": job} | ({"codemod.toml": settings} if settings else {}))
    (only,) = opened.jobs
    return opened.anatomy(only)


def written(found):
    return [(each.state, each.value, each.field) for each in found.status_writes]


@pytest.mark.parametrize(
    ("imports", "body", "expected"),
    [
        pytest.param(
            "",
            'await db.report.update({ where, data: { processingStatus: "processing" } });',
            [("processing", "processing", "processingStatus")],
            id="prisma update",
        ),
        pytest.param(
            "",
            'await db.report.create({ data: { status: "PENDING" } });',
            [("pending", "PENDING", "status")],
            id="in capitals",
        ),
        pytest.param(
            "",
            'await db.report.upsert({ where, create: { status: "queued" }, '
            'update: { status: "running" } });',
            [("pending", "queued", "status"), ("processing", "running", "status")],
            id="both sides of an upsert",
        ),
        pytest.param(
            'import { sql } from "./drizzle";',
            'await sql.update(reports).set({ status: "done" }).where(w);',
            [("completed", "done", "status")],
            id="drizzle",
        ),
        pytest.param(
            'import { supabase } from "./supabase";',
            'await supabase.from("reports").update({ status: "error" }).eq("id", id);',
            [("failed", "error", "status")],
            id="supabase",
        ),
        pytest.param(
            'import { Report } from "./report";',
            'await Report.findByIdAndUpdate(id, { $set: { status: "succeeded" } });\n'
            'const one = await Report.findById(id); one.status = "failed"; await one.save();',
            [("completed", "succeeded", "status"), ("failed", "failed", "status")],
            id="mongoose",
        ),
        pytest.param(
            'import { ReportStatus } from "@prisma/client";',
            "await db.report.update({ where, data: { status: ReportStatus.FAILED } });",
            [("failed", "FAILED", "status")],
            id="a member of an enum of Prisma",
        ),
        pytest.param(
            "",
            'const status = ok ? "completed" : "failed";\n'
            "await db.report.update({ where, data: { status } });",
            [("completed", "completed", "status"), ("failed", "failed", "status")],
            id="each arm of a condition",
        ),
        pytest.param(
            "",
            'const data = { ...base(), status: "failed" };\n'
            "await db.report.update({ where, data });",
            [("failed", "failed", "status")],
            id="data that a constant holds",
        ),
        pytest.param(
            "",
            'await db.report.update({ where, data: { state: "failed" } });',
            [],
            id="another field",
        ),
        pytest.param(
            "",
            'await db.report.update({ where, data: { status: "archived" } });',
            [],
            id="another word",
        ),
        pytest.param(
            "",
            'await db.report.findMany({ where: { status: "failed" } });\n'
            'return { status: "completed" };',
            [],
            id="nothing else that is named status",
        ),
    ],
)
def test_reads_the_literal_that_a_write_sets(project, imports, body, expected):
    assert written(anatomy(project, body, imports=imports)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("await markFailed(id);", [("failed", "failed", "status")]),
        ('await setStatus(id, "failed");', [("failed", "failed", "status")]),
        (
            'await step.run("x", () => change({ id, to: "running" }));',
            [("processing", "running", "processingStatus")],
        ),
        ("await setStatus(id, event.data.status);", []),
    ],
)
def test_follows_a_helper_one_level_with_its_arguments(project, body, expected):
    imports = 'import { markFailed, setStatus, change } from "./helpers";'
    assert written(anatomy(project, body, imports=imports)) == expected


def test_the_vocabulary_of_the_settings_counts_too(project):
    settings = '[status]\nfields = ["phase"]\nfailed = ["broken"]\n'
    body = 'await db.report.update({ where, data: { phase: "broken" } });'
    assert written(anatomy(project, body, settings=settings)) == [("failed", "broken", "phase")]


def test_says_where_a_status_is_written(project):
    body = (
        'try { await work(); } catch (error) { await step.run("x", async () => {\n'
        'await db.report.update({ where, data: { status: "failed" } }); }); }'
    )
    (only,) = anatomy(project, body).status_writes
    assert only.context.in_catch
    assert only.step is not None
    assert not only.in_failure


def test_on_failure_is_read_too(project):
    options = (
        ', onFailure: async () => { await db.report.update({ where, data: { status: "failed" } });'
        " }"
    )
    (only,) = anatomy(project, "", options=options).status_writes
    assert only.in_failure


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("try { a(); } catch (error) { await repository.fail(id); }", True),
        ("try { a(); } catch (error) { await unknown.fail(id); }", False),
        ("try { a(); } catch (error) { quiet(error); throw error; }", False),
        ("try { a(); } catch (error) { console.error(error.message.slice(2)); }", False),
        ("try { a(); } catch (error) { await markFailed(id); }", False),
        ("await repository.fail(id);", False),
        ("await db.report.update({ where, data: { status: outcome(x) } });", True),
        ("try { a(); } catch { await db.$executeRaw`UPDATE report SET x`; }", True),
        ("try { a(); } catch { await db.report.delete({ where }); }", False),
        ("await db.log.create({ data: { status: outcome(x) } });", False),
        ("try { a(); } catch (error) { logger.error(error); }", False),
        ("const at = new Date(); try { a(); } catch { at.setHours(1); }", False),
    ],
)
def test_says_where_a_failed_status_may_be_written_unseen(project, body, expected):
    imports = 'import { logger, markFailed, repository, quiet } from "./helpers";'
    assert anatomy(project, body, imports=imports).opaque_failure is expected


def test_an_on_failure_that_cannot_be_followed_may_write_anything(project):
    assert anatomy(project, "", options=", onFailure: handlers.failure").opaque_failure
