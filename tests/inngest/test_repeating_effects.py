"""What becomes of an effect that fails, and what making an update once more changes."""

from __future__ import annotations

import pytest

FILES = {
    "client.ts": (
        'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
    ),
    "report.ts": 'import { model } from "mongoose";\nexport const Report = model("Report", schema);\n',
    "db.ts": (
        'import { PrismaClient } from "@prisma/client";\n'
        'import { createClient } from "@supabase/supabase-js";\n'
        "export const prisma = new PrismaClient();\n"
        "export const supabase = createClient(url, key);\n"
    ),
}


def effects(project, body, helper=""):
    job = (
        'import { inngest } from "./client";\nimport { prisma, supabase } from "./db";\n'
        'import { Report } from "./report";\n'
        'export const job = inngest.createFunction({ id: "j" }, { event: "a/b" },'
        f" async ({{ event, step }}) => {{\n{body}\n}});\n{helper}\n"
    )
    opened = project(FILES | {"job.ts": job})
    (only,) = opened.jobs
    return opened.anatomy(only).effects


INSERT = 'supabase.from("rows").insert({ id: 1 })'


@pytest.mark.parametrize(
    "body",
    [
        f"await {INSERT}.throwOnError();",
        f"const {{ error }} = await {INSERT}; if (error) throw error;",
        f"const {{ error }} = await {INSERT}; if (error) {{ log(); throw new Error('no'); }}",
        f"const {{ data, error: e }} = await {INSERT}.select(); if (e || !data) return null;",
        f"const result = await {INSERT}; if (result.error) throw result.error;",
        f"let error; ({{ error }} = await {INSERT}); if (error) throw error;",
        f"const [one] = await Promise.all([{INSERT}]); if (one.error) throw one.error;",
    ],
)
def test_an_error_that_is_acted_on_counts_as_thrown(project, body):
    assert [each.throws for each in effects(project, body)] == [True]


@pytest.mark.parametrize(
    "body",
    [
        f"await {INSERT};",
        f"const {{ error }} = await {INSERT}; if (error) console.error(error);",
        f"const {{ data }} = await {INSERT}; if (!data) throw new Error('none');",
        f"const {{ error }} = await {INSERT}; if (other) throw new Error('other');",
        f"if (error) throw error; const {{ error: later }} = await {INSERT};",
    ],
)
def test_an_error_that_is_left_lying_does_not(project, body):
    assert [each.throws for each in effects(project, body)] == [False]


def test_what_throws_by_itself_is_not_asked_about(project):
    body = "await prisma.row.create({ data: {} }); await fetch('https://a.example', { method: 'PUT' });"
    assert [each.throws for each in effects(project, body)] == [True, True]


def update(data, before=""):
    return f'{before} await prisma.run.update({{ where: {{ id: "1" }}, data: {data} }});'


COUNT = "const n = await prisma.row.count();"


@pytest.mark.parametrize(
    ("body", "sets"),
    [
        (update('{ status: "processing" }'), "progress"),
        (update('{ status: "RUNNING", startedAt: new Date() }'), "progress"),
        (update('{ state: "in_progress" }'), "progress"),
        (update('{ currentStep: "load", progress: 40 }'), "progress"),
        (update('{ status: "processing", result: null }'), None),
        (update('{ status: "done" }'), None),
        (update("{ status }"), None),
        (update("{ updatedAt: new Date() }"), None),
        (update('{ ...more, status: "processing" }'), None),
        (update("{ progress: { increment: 1 } }"), "more"),
        (update("{ ...more, tries: { increment: 1 } }"), "more"),
        (update("{ progress: run.progress + 10 }"), "more"),
        (update("{ rows: n }", COUNT), "counts"),
        (update("{ rows: n ?? 0, countedAt: new Date() }", COUNT), "counts"),
        (update('{ rows: n, label: "x" }', COUNT), None),
        (update("{ rows: n + more }", COUNT), "more"),
        (update("{ rows: n + n }", COUNT), "counts"),
        ('await Report.updateOne({ id }, { $set: { status: "processing" } });', "progress"),
        ("await Report.updateOne({ id }, { $set: { step: 2 }, $inc: { tries: 1 } });", "more"),
        ('await prisma.run.create({ data: { status: "processing" } });', None),
    ],
)
def test_what_an_update_sets(project, body, sets):
    writes = [each for each in effects(project, body) if each.kind == "write"]
    assert [each.sets for each in writes] == [sets]


def test_a_helper_sets_what_it_is_given(project):
    helper = f"async function mark(status) {{ {update('{ status }')} }}"
    assert [each.sets for each in effects(project, 'await mark("running");', helper)] == [
        "progress"
    ]
    assert [each.sets for each in effects(project, 'await mark("done");', helper)] == [None]
