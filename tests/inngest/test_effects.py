"""Effects are found by what their root resolves to; names alone are a weaker inference."""

from __future__ import annotations

import pytest

from codemods.inngest.anatomy.model import Use

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
PRISMA = (
    'import { PrismaClient } from "@prisma/client";\n'
    "const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };\n"
    "export const prisma = globalForPrisma.prisma ?? new PrismaClient();\n"
)
FILES = {
    "client.ts": CLIENT,
    "prisma.ts": PRISMA,
    "drizzle.ts": (
        'import { drizzle } from "drizzle-orm/node-postgres";\n'
        "let cached: ReturnType<typeof drizzle> | null = null;\n"
        "export function getDb() { cached ??= drizzle(url); return cached; }\n"
        "export const db = drizzle(url, { schema });\n"
        "export const lazy = new Proxy({}, { get: (_, key) => getDb()[key] });\n"
        "export const typed = new Proxy({} as ReturnType<typeof drizzle<typeof schema>>, traps);\n"
    ),
    "supabase.ts": (
        'import { createClient as make, type SupabaseClient } from "@supabase/supabase-js";\n'
        "export async function createAdmin() { return make(url, key); }\n"
        "export const typed = (client: SupabaseClient) => client;\n"
    ),
    "kysely.ts": (
        'import { Kysely } from "kysely";\nexport const kysely = new Kysely<DB>({ dialect });\n'
    ),
    "report.ts": (
        'import mongoose, { model } from "mongoose";\n'
        'export const Report = mongoose.models.Report || model("Report", schema);\n'
    ),
}


def effects(project, body, *, imports="", before="", parameters="{ event, step }", options=""):
    job = (
        f'import {{ inngest }} from "./client";\n{imports}\n{before}\n'
        f'export const job = inngest.createFunction({{ id: "j"{options} }}, {{ event: "a/b" }}, '
        f"async ({parameters}) => {{\n{body}\n}});\n"
    )
    opened = project(FILES | {"job.ts": job})
    (only,) = opened.jobs
    return opened.anatomy(only).effects


def told(found):
    return [(each.kind, each.target, each.method) for each in found]


PRISMA_IMPORT = 'import { prisma as orm } from "./prisma";'


@pytest.mark.parametrize(
    ("imports", "body", "expected"),
    [
        pytest.param(
            PRISMA_IMPORT,
            "await orm.report.update({ where: { id }, data: { a: 1 } });",
            [("write", "report", "update")],
            id="prisma under another name",
        ),
        pytest.param(
            PRISMA_IMPORT,
            "await orm.report.createMany({ data });\nawait orm.log.upsert({});",
            [("write", "report", "createMany"), ("write", "log", "upsert")],
            id="prisma createMany and upsert",
        ),
        pytest.param(
            PRISMA_IMPORT,
            "await orm.$executeRaw`DELETE FROM report`;",
            [("write", "raw SQL", "$executeRaw")],
            id="prisma raw",
        ),
        pytest.param(
            PRISMA_IMPORT,
            "const found = await orm.report.findMany({}); found.update({});",
            [],
            id="reads are none",
        ),
        pytest.param(
            'import { PrismaClient } from "../generated/prisma";',
            "const mine = new PrismaClient(); await mine.report.delete({ where });",
            [("write", "report", "delete")],
            id="a client that git ignores",
        ),
        pytest.param(
            "",
            'const { prisma } = await import("./prisma"); await prisma.report.create({ data });',
            [("write", "report", "create")],
            id="a lazy import",
        ),
        pytest.param(
            'import { db, getDb } from "./drizzle";',
            "await db.insert(schema.reports).values(v);\nawait getDb().delete(reports).where(w);",
            [("write", "reports", "insert"), ("write", "reports", "delete")],
            id="drizzle",
        ),
        pytest.param(
            'import { db } from "./drizzle";',
            "await db.insert(reports).values(v).onConflictDoUpdate({ target });",
            [("write", "reports", "upsert")],
            id="a drizzle insert that updates is an upsert",
        ),
        pytest.param(
            'import { lazy, typed } from "./drizzle";',
            "await lazy.delete(reports).where(w);\nawait typed.delete(logs).where(w);",
            [("write", "reports", "delete"), ("write", "logs", "delete")],
            id="a proxy that makes its client when it is used",
        ),
        pytest.param(
            'import { createAdmin } from "./supabase";',
            'const admin = await createAdmin();\nawait admin.from("reports").update({}).eq(a, b);\n'
            'await (await createAdmin()).from("logs").insert({});\n'
            'await admin.from("reports").select();',
            [("write", "reports", "update"), ("write", "logs", "insert")],
            id="supabase by what a function returns",
        ),
        pytest.param(
            'import { kysely } from "./kysely";',
            'await kysely.insertInto("reports").values(v).execute();',
            [("write", "reports", "insert")],
            id="kysely",
        ),
        pytest.param(
            'import { Report } from "./report";',
            "await Report.updateOne({ id }, { a: 1 });\nconst one = await Report.findById(id);\n"
            "one.a = 2; await one.save();",
            [("write", "Report", "updateOne"), ("write", "Report", "save")],
            id="mongoose",
        ),
        pytest.param(
            "",
            'await fetch("https://api.example.com/v1/x");\n'
            'await fetch(`https://api.example.com/${id}`, { method: "post", body });',
            [("external", "api.example.com", "GET"), ("external", "api.example.com", "POST")],
            id="fetch",
        ),
        pytest.param(
            'import fetch from "./own-fetch";', "await fetch(url);", [], id="a fetch of one's own"
        ),
        pytest.param(
            'import axios from "axios";',
            "const api = axios.create({ baseURL });\nawait axios.get(u);\nawait api.put(u, data);",
            [("external", "u", "GET"), ("external", "u", "PUT")],
            id="axios and an instance of it",
        ),
        pytest.param(
            'import OpenAI from "openai";\nimport Stripe from "stripe";',
            "const ai = new OpenAI();\nawait ai.chat.completions.create({});\n"
            "const stripe = new Stripe(key);\nstripe.webhooks.constructEvent(a, b, c);\n"
            "await stripe.customers.retrieve(id);",
            [("external", "openai", "create"), ("external", "stripe", "GET")],
            id="clients of services",
        ),
        pytest.param(
            'import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3";',
            "const s3 = new S3Client({});\nawait s3.send(new PutObjectCommand({}));",
            [("external", "@aws-sdk/client-s3", "PutObject")],
            id="a command is no send",
        ),
        pytest.param(
            'import { generateText } from "ai";',
            "await generateText({ model, prompt });",
            [("external", "ai", "generateText")],
            id="functions of the ai package",
        ),
        pytest.param(
            'import { inngest as bus } from "./client";',
            'await bus.send({ name: "a/c" });\nawait socket.send("x");',
            [("send", "inngest", "send")],
            id="sends on a client under any name",
        ),
        pytest.param(
            "",
            'await step.ai.infer("think", {});\nawait step.fetch("https://x.test/y");',
            [("external", "step.ai.infer", "ai.infer"), ("external", "x.test", "GET")],
            id="steps that call out",
        ),
    ],
)
def test_finds_effects_by_resolution(project, imports, body, expected):
    assert told(effects(project, body, imports=imports)) == expected


@pytest.mark.parametrize(
    ("imports", "parameters"),
    [
        pytest.param('import { prisma } from "@nowhere/db";', "{ step }", id="unresolved import"),
        pytest.param("", "{ step, prisma }", id="a middleware's context"),
    ],
)
def test_a_client_known_only_by_its_name_is_not_certain(project, imports, parameters):
    body = "await prisma.report.update({ where, data });"
    (only,) = effects(project, body, imports=imports, parameters=parameters)
    assert (only.kind, only.certain) == ("write", False)


def test_a_project_value_of_the_usual_name_is_no_database(project):
    body = "await db.report.update({});"
    assert effects(project, body, before="const db = { report: { update() {} } };") == ()


def test_says_which_step_an_effect_is_part_of(project):
    body = (
        "await orm.log.create({ data });\n"
        'await step.run("save", async () => { await orm.report.update({ where, data }); });\n'
        'await step.run("save-by-name", save);\n'
    )
    found = effects(
        project,
        body,
        imports=PRISMA_IMPORT,
        before="async function save() { await orm.entry.create({ data }); }",
    )
    assert [(each.target, each.step is not None) for each in found] == [
        ("log", False),
        ("report", True),
        ("entry", True),
    ]


def test_says_what_becomes_of_the_promise(project):
    body = "orm.log.create({ data });\nawait Promise.all([orm.report.create({ data })]);"
    found = effects(project, body, imports=PRISMA_IMPORT)
    assert [each.use for each in found] == [Use.FLOATING, Use.AWAITED]


def test_a_promise_handler_is_not_part_of_the_effect(project):
    body = "await orm.log.create({ data }).catch(report);"
    (only,) = effects(project, body, imports=PRISMA_IMPORT)
    assert only.span.end - only.span.start == len("orm.log.create({ data })")


@pytest.mark.parametrize(
    "body",
    [
        "await orm.$transaction([orm.a.create({ data }), orm.b.create({ data })]);",
        "await orm.$transaction(async (tx) => {"
        " await tx.a.create({ data }); await tx.b.create({ data }); });",
        "await orm.$transaction(async (tx) => { await both(tx); });",
    ],
)
def test_writes_of_one_transaction_share_it(project, body):
    before = (
        "async function both(client) {"
        " await client.a.create({ data }); await client.b.create({ data }); }"
    )
    found = effects(project, body, imports=PRISMA_IMPORT, before=before)
    assert [each.target for each in found] == ["a", "b"]
    assert found[0].transaction is not None
    assert found[0].transaction == found[1].transaction


def test_follows_an_awaited_helper_one_level(project):
    before = (
        "async function save(id) { await orm.report.update({ where: { id }, data });"
        " if (id) { await orm.maybe.create({ data }); } await deeper(); }\n"
        "async function deeper() { await orm.deep.create({ data }); }"
    )
    body = 'await step.run("save", () => save(id));\nsave(id);'
    found = effects(project, body, imports=PRISMA_IMPORT, before=before)
    assert [(each.target, each.through) for each in found] == [("report", "save")]


def test_a_function_of_the_handler_counts_where_it_is_called(project):
    body = (
        "const save = async () => { await orm.report.update({ where, data }); };\n"
        'await step.run("save", async () => { await save(); });'
    )
    (only,) = effects(project, body, imports=PRISMA_IMPORT)
    assert only.step is not None


def test_a_callback_of_a_wrapper_around_steps_is_silent(project):
    body = (
        "const run = (id, work) => step.run(id, work);\n"
        'await run("save", async () => { await orm.report.update({ where, data }); });'
    )
    assert effects(project, body, imports=PRISMA_IMPORT) == ()


def test_effects_of_on_failure_are_marked(project):
    options = ", onFailure: async () => { await orm.report.update({ where, data }); }"
    (only,) = effects(project, "", imports=PRISMA_IMPORT, options=options)
    assert only.in_failure


def test_packages_of_the_settings_are_services_too(project):
    job = (
        'import { inngest } from "./client";\nimport { Mailer } from "@acme/mail";\n'
        "const mailer = new Mailer();\n"
        'export const job = inngest.createFunction({ id: "j" }, { event: "a/b" }, '
        "async () => { await mailer.deliver({}); });\n"
    )
    settings = '[lint]\nexternal-calls = ["@acme/mail"]\n'
    opened = project({"client.ts": CLIENT, "job.ts": job, "codemod.toml": settings})
    (only,) = opened.jobs
    assert told(opened.anatomy(only).effects) == [("external", "@acme/mail", "deliver")]


def test_a_step_in_a_local_function_does_its_work_once_however_often_it_is_called(project):
    body = (
        "const note = async (title) => {\n"
        "  await step.run(`note-${title}`, async () => { await orm.report.create({}); });\n"
        "};\n"
        'await note("first"); await note("last");'
    )
    (only,) = effects(project, body, imports=PRISMA_IMPORT)
    assert only.step is not None
    assert only.through is None


def test_what_a_local_function_does_beside_its_step_is_done_by_each_call(project):
    body = (
        "const note = async (title) => {\n"
        "  await orm.report.create({});\n"
        "  await step.run(`note-${title}`, async () => { await orm.entry.create({}); });\n"
        "};\n"
        'await note("first"); await note("last");'
    )
    found = effects(project, body, imports=PRISMA_IMPORT)
    assert [(each.target, each.through) for each in found if each.step is None] == [
        ("report", "note"),
        ("report", "note"),
    ]
    assert [each.target for each in found if each.step is not None] == ["entry"]
