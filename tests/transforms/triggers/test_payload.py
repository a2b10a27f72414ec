"""The event's data is filled with what is in scope and fits, and with nothing else."""

from __future__ import annotations

import pytest

from codemods.errors import CodemodError
from codemods.transforms.triggers.model import Field
from transforms.triggers.payloads import FILES, ROUTE, filled, only_place, route

USER = "const user = await requireUser();"
DOCUMENT = "const document = await prisma.document.create({ data: await request.json() });"
DONE = "return NextResponse.json({ ok: true });"
DOCUMENT_ID = (Field("documentId", "string"),)
ORGANIZATION_ID = (Field("organizationId", "string"),)
USER_ID = (Field("userId", "string"),)


def fill(project, body, fields, given=(), **files):
    return filled(project(FILES | {ROUTE: route(body)} | files), fields, given)


def test_ids_come_from_the_record_and_from_who_asks(project):
    found = filled(project(FILES | {ROUTE: route(f"{USER}\n{DOCUMENT}\n{DONE}")}))
    assert found == {
        "documentId": "document.id",
        "organizationId": "user.organization.id",
        "userId": "user.id",
    }


RECORDS = [
    pytest.param("const doc = await prisma.document.create({ data });", "doc.id", id="by model"),
    pytest.param(
        "const doc = await prisma.document.findUniqueOrThrow({ where: { id: '1' } });",
        "doc.id",
        id="findUniqueOrThrow",
    ),
    pytest.param(
        "const doc = await prisma.document.findUnique({ where: { id: '1' } });"
        "if (!doc) return new Response(null, { status: 404 });",
        "doc.id",
        id="findUnique behind a guard",
    ),
    pytest.param(
        "const doc = await prisma.document.findFirst({ where: { id: '1' } });", None, id="findFirst"
    ),
    pytest.param(
        "const doc = await prisma.document.upsert({ where, create, update });",
        "doc.id",
        id="upsert",
    ),
    pytest.param(
        "const doc = await prisma.document.create({ data, select: { id: true } });",
        "doc.id",
        id="select with the id",
    ),
    pytest.param(
        "const doc = await prisma.document.create({ data, select: { title: true } });",
        None,
        id="select without the id",
    ),
    pytest.param(
        "const doc = await prisma.document.create({ data, omit: { id: true } });", None, id="omit"
    ),
    pytest.param(
        "const doc = await prisma.document.create({ data, include: { author: true } });",
        "doc.id",
        id="include",
    ),
    pytest.param(
        "const doc = await prisma.$transaction(async (tx) => {"
        " const made = await tx.document.create({ data }); return made; });",
        "doc.id",
        id="what a transaction gives",
    ),
    pytest.param(
        "const { document } = await prisma.$transaction(async (tx) => {"
        " const document = await tx.document.create({ data }); return { document, n: 1 }; });",
        "document.id",
        id="part of what a transaction gives",
    ),
    pytest.param(
        "const [doc] = await prisma.$transaction([prisma.document.create({ data })]);",
        "doc.id",
        id="a transaction of queries",
    ),
    pytest.param(
        "const [doc, n] = await Promise.all([prisma.document.create({ data }), 1]);",
        "doc.id",
        id="Promise.all",
    ),
    pytest.param(
        "const params = { documentId: '1' }; const { documentId } = params;",
        "documentId",
        id="the same name",
    ),
    pytest.param(
        "const id = String(1); await prisma.document.update({ where: { id }, data });",
        "id",
        id="what an update finds its record by",
    ),
    pytest.param(
        "const one = await prisma.document.create({ data });"
        "const two = await prisma.document.create({ data });",
        [("documentId", ("two.id", "one.id"))],
        id="two records",
    ),
    pytest.param(
        "const old = await prisma.document.findUniqueOrThrow({ where });"
        "const copy = await prisma.document.create({ data });",
        "copy.id",
        id="the one that was written",
    ),
]


@pytest.mark.parametrize(("body", "expected"), RECORDS)
def test_finds_the_record(project, body, expected):
    found = fill(project, f"{body}\n{DONE}", DOCUMENT_ID)
    if isinstance(expected, str):
        assert found == {"documentId": expected}
    else:
        assert found == (expected or [("documentId", ())])


WHO = [
    pytest.param("const user = await requireUser();", "user.id", id="a user"),
    pytest.param("const user = await getCurrentUser();", None, id="a user that may be null"),
    pytest.param(
        "const user = await getCurrentUser(); if (!user) return new Response(null, {status: 401});",
        "user.id",
        id="a user behind a guard",
    ),
    pytest.param(
        "const user = await getCurrentUser(); if (!user) throw new Error();",
        "user.id",
        id="a guard that throws",
    ),
    pytest.param(
        "const user = await getCurrentUser();"
        "if (user === null) return new Response(null, { status: 401 });",
        "user.id",
        id="a comparison with null",
    ),
    pytest.param(
        "const user = await getCurrentUser(); if (user) { log(user); }",
        None,
        id="a guard that goes on",
    ),
    pytest.param(
        "const session = await getServerSession();"
        "if (!session?.user?.id) return new Response(null, { status: 401 });",
        "session.user.id",
        id="a chain behind a guard",
    ),
    pytest.param(
        "const session = await getServerSession();"
        "if (!session) return new Response(null, { status: 401 });",
        None,
        id="a guard of the session alone",
    ),
    pytest.param(
        "const session = await getServerSession();"
        "if (!session || !session.user) return new Response(null, { status: 401 });",
        "session.user.id",
        id="two guards in one",
    ),
    pytest.param(
        "const session = await getServerSession(); const userId = session?.user?.id;",
        None,
        id="a name that may be undefined",
    ),
    pytest.param(
        "const session = await getServerSession(); const userId = session?.user?.id;"
        "if (!userId) return new Response(null, { status: 401 });",
        "userId",
        id="a name behind a guard",
    ),
    pytest.param(
        "const { userId } = await auth();if (!userId) return new Response(null, { status: 401 });",
        "userId",
        id="Clerk",
    ),
    pytest.param("const { userId } = await auth();", None, id="Clerk without a guard"),
    pytest.param("const { userId } = await auth.protect();", "userId", id="Clerk, protected"),
    pytest.param(
        "const user = await currentUser(); if (!user) return new Response(null, { status: 401 });",
        "user.id",
        id="Clerk's user",
    ),
    pytest.param(
        "const supabase = make(); const { data: { user } } = await supabase.auth.getUser();"
        "if (!user) return new Response(null, { status: 401 });",
        "user.id",
        id="Supabase",
    ),
    pytest.param(
        "const user = await prisma.user.findUniqueOrThrow({ where: { email: 'a' } });",
        None,
        id="a user who is not the one that asks",
    ),
    pytest.param(
        "const session = await getServerSession();"
        "if (!session?.user) return new Response(null, { status: 401 });"
        "const user = await prisma.user.findUniqueOrThrow({ where: { id: session.user.id } });",
        "user.id",
        id="the record of who asks",
    ),
    pytest.param("const user: any = {};", None, id="any, which nobody reads the id of"),
    pytest.param("const user = await load();", None, id="unknown"),
]


@pytest.mark.parametrize(("body", "expected"), WHO)
def test_finds_who_asks_where_that_is_sure(project, body, expected):
    found = fill(project, f"{body}\n{DONE}", USER_ID)
    assert found == ({"userId": expected} if expected else [("userId", ())])


ORGANIZATIONS = [
    pytest.param("const user = await requireUser();", "user.organization.id", id="of the user"),
    pytest.param(
        "const session = await getServerSession();"
        "if (!session?.user) return new Response(null, { status: 401 });",
        "session.user.organizationId",
        id="of the session",
    ),
    pytest.param(
        "const { orgId } = await auth(); if (!orgId) return new Response(null, { status: 403 });",
        "orgId",
        id="Clerk's",
    ),
    pytest.param(DOCUMENT, "document.organizationId", id="of the record"),
    pytest.param(
        f"const user = await requireUser();\n{DOCUMENT}",
        "user.organization.id",
        id="of the user before that of the record",
    ),
    pytest.param(
        "const session = await getServerSession();"
        "if (!session?.user) return new Response(null, { status: 401 });"
        "const user = await prisma.user.findUniqueOrThrow({ where: { id: session.user.id } });",
        "session.user.organizationId",
        id="a column that may be null is passed over",
    ),
]


@pytest.mark.parametrize(("body", "expected"), ORGANIZATIONS)
def test_finds_the_organization(project, body, expected):
    assert fill(project, f"{body}\n{DONE}", ORGANIZATION_ID) == {"organizationId": expected}


TYPES = [
    pytest.param("invoice", "invoiceId", "string", "String(invoice.id)", id="Int for a string"),
    pytest.param("invoice", "invoiceId", "number", "invoice.id", id="Int for a number"),
    pytest.param("ledger", "ledgerId", "string", "String(ledger.id)", id="BigInt for a string"),
    pytest.param("ledger", "ledgerId", None, "String(ledger.id)", id="BigInt for anything"),
    pytest.param("ledger", "ledgerId", "number", None, id="BigInt for a number"),
    pytest.param("document", "documentId", "number", None, id="String for a number"),
    pytest.param("document", "title", "string", "document.title", id="a column"),
    pytest.param("document", "note", "string", None, id="a column that may be null"),
    pytest.param("document", "note", "string | null", "document.note", id="null where it may be"),
    pytest.param("document", "pages", "number", "document.pages", id="a number"),
    pytest.param(
        "document", "createdAt", "string", "document.createdAt.toISOString()", id="a date as text"
    ),
    pytest.param("document", "createdAt", "Date", "document.createdAt", id="a date"),
    pytest.param("document", "kind", "string", None, id="a column that is not there"),
]


@pytest.mark.parametrize(("model", "name", "kind", "expected"), TYPES)
def test_converts_what_has_to_be_and_guesses_nothing(project, model, name, kind, expected):
    body = f"const {model} = await prisma.{model}.create({{ data }});\n{DONE}"
    found = fill(project, body, (Field(name, kind),))
    assert found == ({name: expected} if expected else [(name, ())])


def test_an_optional_property_that_nothing_fits_is_left_out(project):
    fields = (*DOCUMENT_ID, Field("priority", "number", optional=True))
    assert fill(project, f"{DOCUMENT}\n{DONE}", fields) == {"documentId": "document.id"}


BODIES = [
    pytest.param("const { title } = await request.json();", "title", id="taken from any"),
    pytest.param("const body = await request.json(); log(body.title);", "body.title", id="read"),
    pytest.param("const body = await request.json();", None, id="any, never read"),
    pytest.param(
        "const body: { title: string } = await request.json();", "body.title", id="annotated"
    ),
    pytest.param(
        "const body: { title?: string } = await request.json();", None, id="may be undefined"
    ),
    pytest.param(
        "const body = z.object({ title: z.string() }).parse(await request.json());",
        "body.title",
        id="zod",
    ),
    pytest.param(
        "const body = z.object({ title: z.string().default('') }).parse(await request.json());",
        "body.title",
        id="zod with a default",
    ),
    pytest.param(
        "const body = z.object({ title: z.string().optional() }).parse(await request.json());",
        None,
        id="zod, optional",
    ),
    pytest.param(
        "const parsed = z.object({ title: z.string() }).safeParse(await request.json());"
        "if (!parsed.success) return new Response(null, { status: 400 });",
        "parsed.data.title",
        id="safeParse behind a guard",
    ),
    pytest.param(
        "const parsed = z.object({ title: z.string() }).safeParse(await request.json());",
        None,
        id="safeParse without a guard",
    ),
    pytest.param(
        "const parsed = z.object({ title: z.string() }).safeParse(await request.json());"
        "if (!parsed.success) return new Response(null, { status: 400 });"
        "const { title } = parsed.data;",
        "title",
        id="taken from what was parsed",
    ),
]


@pytest.mark.parametrize(("body", "expected"), BODIES)
def test_takes_properties_of_the_body(project, body, expected):
    found = fill(project, f"{body}\n{DONE}", (Field("title", "string"),))
    assert found == ({"title": expected} if expected else [("title", ())])


def test_what_is_given_comes_before_what_is_found(project):
    found = fill(
        project,
        f"{USER}\n{DOCUMENT}\n{DONE}",
        (*DOCUMENT_ID, *USER_ID),
        (("userId", "document.userId"), ("source", '"upload"')),
    )
    assert found == {
        "documentId": "document.id",
        "userId": "document.userId",
        "source": '"upload"',
    }


def test_what_the_record_itself_is_given_says_who_is_meant(project):
    body = (
        "const { userId } = await auth.protect();"
        "const user = await prisma.user.findUniqueOrThrow({ where: { clerkId: userId } });"
        "const document = await prisma.document.create({ data: { title: 'a', userId: user.id } });"
    )
    assert fill(project, f"{body}\n{DONE}", USER_ID) == {"userId": "user.id"}


def test_a_value_of_unknown_type_counts_where_a_query_takes_it(project):
    body = (
        "const caller = await load();"
        "const document = await prisma.document.create({ data: { userId: caller.id } });"
    )
    assert fill(project, f"{body}\n{DONE}", USER_ID) == {"userId": "caller.id"}


def test_a_name_that_is_declared_later_or_elsewhere_is_not_in_scope(project):
    body = (
        "if (request.url) { const documentId = '1'; log(documentId); }\n"
        "const respond = () => { const documentId = '2'; return documentId; };\n"
    )
    assert fill(project, f"{body}\n{DONE}", DOCUMENT_ID) == [("documentId", ())]


GUARDS = [
    pytest.param(
        "const found: { user: { id: string } } | { error: Response } = await load();"
        "if ('error' in found) return found.error;",
        "found.user.id",
        id="a property in it",
    ),
    pytest.param(
        "const found: { ok: true; user: { id: string } } | { ok: false } = await load();"
        "if (!found.ok) return new Response(null, { status: 401 });",
        "found.user.id",
        id="a flag",
    ),
    pytest.param(
        "const found: { user: { id: string } } | NextResponse = await load();"
        "if (found instanceof NextResponse) return found;",
        "found.user.id",
        id="a class",
    ),
    pytest.param(
        "const { user, error }: { user: { id: string }; error: null }"
        " | { user: null; error: Response } = await requireUser2();"
        "if (error) return error;",
        "user.id",
        id="a name that was taken from it",
    ),
    pytest.param(
        "const found: { user: { id: string } } | { error: Response } = await load();",
        None,
        id="no guard",
    ),
]


@pytest.mark.parametrize(("body", "expected"), GUARDS)
def test_tells_the_variants_of_a_union_apart(project, body, expected):
    found = fill(project, f"{body}\n{DONE}".replace("found", "session"), USER_ID)
    wanted = expected.replace("found", "session") if expected else None
    assert found == ({"userId": wanted} if wanted else [("userId", ())])


DRIZZLE = {
    "src/db/schema.ts": (
        'import { pgTable, text, uuid } from "drizzle-orm/pg-core";\n'
        'export const documents = pgTable("documents", {\n'
        '  id: uuid("id").primaryKey(), title: text("title").notNull(), note: text("note") });\n'
    ),
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param('"strict": true', {"documentId": "row.id"}, id="as usual"),
        pytest.param(
            '"strict": true, "noUncheckedIndexedAccess": true',
            [("documentId", ())],
            id="with checked indices",
        ),
    ],
)
def test_reads_the_rows_of_drizzle(project, options, expected):
    code = route(
        "const [row] = await db.insert(documents).values(request).returning();\n" + DONE
    ).replace("import { z }", 'import { documents } from "@/db/schema";\nimport { z }')
    config = f'{{ "compilerOptions": {{ {options}, "paths": {{ "@/*": ["./src/*"] }} }} }}'
    opened = project(FILES | DRIZZLE | {ROUTE: code, "tsconfig.json": config})
    assert filled(opened, DOCUMENT_ID) == expected


WRAPPERS = {
    "src/lib/with-auth.ts": (
        "type Context = { user: { id: string; organizationId: string } };\n"
        "type Handler = (request: Request, context: Context) => Promise<Response>;\n"
        "export function withAuth(handler: Handler) { return handler; }\n"
    ),
}


def test_a_wrapper_of_the_project_says_what_it_gives(project):
    code = route("").partition("export async")[0] + (
        'import { withAuth } from "@/lib/with-auth";\n'
        "export const POST = withAuth(async (request, { user }) => {\n"
        f"{DOCUMENT}\n{DONE}\n}});\n"
    )
    assert filled(project(FILES | WRAPPERS | {ROUTE: code})) == {
        "documentId": "document.id",
        "organizationId": "user.organizationId",
        "userId": "user.id",
    }


BAD = [
    pytest.param("document.", "is no TypeScript expression", id="half an expression"),
    pytest.param("a; b", "is no TypeScript expression", id="two statements"),
    pytest.param("a, b", "is no TypeScript expression", id="two expressions"),
    pytest.param("] + [", "is no TypeScript expression", id="what closes the place early"),
    pytest.param("1 // one", "is no TypeScript expression", id="a comment"),
    pytest.param("...rest", "is no TypeScript expression", id="a spread"),
    pytest.param("", "is no TypeScript expression", id="nothing"),
    pytest.param("documnt.id", "is not in scope there", id="a misspelt name"),
]


@pytest.mark.parametrize(("text", "message"), BAD)
def test_a_value_that_cannot_be_written_is_refused(project, text, message):
    opened = project(FILES | {ROUTE: route(f"{DOCUMENT}\n{DONE}")})
    with pytest.raises(CodemodError, match=message):
        filled(opened, DOCUMENT_ID, (("documentId", text),))


def test_a_value_may_use_what_it_declares_itself(project):
    body = f"const tags = ['a'];\n{DOCUMENT}\n{DONE}"
    text = "tags.map((tag) => tag.trim())"
    assert fill(project, body, (), (("tags", text),)) == {"tags": text}


def test_a_list_of_written_records_is_gone_through(project):
    from codemods.transforms.triggers.payload import fill_payload

    body = (
        "const user = await requireUser();"
        "const documents = await prisma.document.createManyAndReturn({ data: [] });"
    )
    opened = project(FILES | {ROUTE: route(f"{body}\n{DONE}")})
    found = fill_payload(opened, *only_place(opened), (*DOCUMENT_ID, *USER_ID), ())
    assert found.each == ("documents", "document")
    assert found.entries == (("documentId", "document.id"), ("userId", "user.id"))


LISTS = [
    pytest.param(
        "const made = await Promise.all(items.map((i) => prisma.document.create({ data: i })));",
        ("made", "document"),
        id="created one by one",
    ),
    pytest.param(
        "const found = await prisma.document.findMany();"
        "for (const each of found) {"
        "  await prisma.document.update({ where: { id: each.id }, data: {} });"
        "}",
        ("found", "document"),
        id="found and gone through to be written",
    ),
    pytest.param(
        "const found = await prisma.document.findMany();"
        "for (const each of found) { await work(each); }",
        None,
        id="found and looked through",
    ),
    pytest.param(
        "const found = await prisma.document.findMany();"
        "for (const each of found) {"
        "  if (each.locked) continue;"
        "  await prisma.document.update({ where: { id: each.id }, data: {} });"
        "}",
        None,
        id="of which some are left out",
    ),
    pytest.param("const found = await prisma.document.findMany();", None, id="only found"),
]


@pytest.mark.parametrize(("body", "expected"), LISTS)
def test_which_lists_are_gone_through(project, body, expected):
    from codemods.transforms.triggers.payload import fill_payload

    opened = project(FILES | {ROUTE: route(f"const items = [1];{body}\n{DONE}")})
    found = fill_payload(opened, *only_place(opened), DOCUMENT_ID, ())
    assert getattr(found, "each", None) == expected
