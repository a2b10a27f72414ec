"""What handlers of many shapes are given to send passes the apps' own tools, in all three ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps import sample_app
from apps.sample_app import App
from codemods.inngest.project import Project
from codemods.transforms.add_trigger import AddTrigger
from codemods.transforms.triggers.model import SendMode

pytestmark = pytest.mark.apps

HEAD = """import { getServerSession } from "next-auth";
import { auth } from "@clerk/nextjs/server";
import { NextResponse } from "next/server";
import { z } from "zod";

import { getCurrentUser, requireCaller, withCaller } from "@/lib/callers";
import { prisma } from "@/lib/db";

export const used = [getServerSession, auth, NextResponse, z, getCurrentUser, requireCaller];
export const alsoUsed = [withCaller, prisma];
"""

LIBRARIES = {
    "src/types/next-auth.d.ts": """import "next-auth";

declare module "next-auth" {
  interface Session {
    user?: { id: string; organizationId: string; name?: string | null };
  }
}
""",
    "src/types/packages.d.ts": """declare module "next-auth" {
  export interface Session {
    expires: string;
  }
  export function getServerSession(): Promise<Session | null>;
}

declare module "@clerk/nextjs/server" {
  type Auth =
    | { userId: null; orgId: null }
    | { userId: string; orgId: string | undefined };
  export const auth: (() => Promise<Auth>) & {
    protect(): Promise<{ userId: string; orgId: string | undefined }>;
  };
}
""",
    "src/lib/callers.ts": """import { NextResponse } from "next/server";

import { prisma } from "@/lib/db";

export interface Caller {
  id: string;
  organization: { id: string; name: string };
}

export async function getCurrentUser() {
  const user = await prisma.user.findFirst({ include: { organization: true } });
  return user;
}

export async function requireCaller() {
  const user = await prisma.user.findFirst();
  if (!user) {
    return {
      error: NextResponse.json({ error: "unauthorized" }, { status: 401 }),
    };
  }
  return { user };
}

type Handler = (request: Request, caller: Caller) => Promise<Response>;

export function withCaller(handler: Handler) {
  return (request: Request) =>
    handler(request, { id: "1", organization: { id: "1", name: "" } });
}
""",
}

REFUSED = 'return NextResponse.json({ error: "no" }, { status: 401 });'
USER = f"""const user = await getCurrentUser();
  if (!user) {{
    {REFUSED}
  }}"""
SESSION = f"""const session = await getServerSession();
  if (!session?.user) {{
    {REFUSED}
  }}"""
DATA = '{ title: "A title", organizationId: "1", authorId: "1" }'
DOCUMENT = f"""const document = await prisma.document.create({{
    data: {DATA},
  }});"""

BODIES = {
    "a user and a record": [USER, DOCUMENT],
    "a session": [SESSION, DOCUMENT],
    "clerk": [
        f"""const {{ userId, orgId }} = await auth();
  if (!userId || !orgId) {{
    {REFUSED}
  }}""",
        DOCUMENT,
    ],
    "clerk protected": ["const { userId } = await auth.protect();", DOCUMENT],
    "a union": [
        """const caller = await requireCaller();
  if ("error" in caller) {
    return caller.error;
  }
  const { user } = caller;""",
        DOCUMENT,
    ],
    "a record that is found": [
        USER,
        f"""const document = await prisma.document.findUnique({{
    where: {{ id: "1" }},
  }});
  if (!document) {{
    {REFUSED}
  }}""",
    ],
    "a selection": [
        SESSION,
        f"""const document = await prisma.document.create({{
    data: {DATA},
    select: {{ id: true, title: true }},
  }});""",
    ],
    "a transaction": [
        SESSION,
        f"""const {{ document }} = await prisma.$transaction(async (tx) => {{
    const document = await tx.document.create({{
      data: {DATA},
    }});
    return {{ document }};
  }});""",
    ],
    "a list": [
        SESSION,
        f"""const documents = await prisma.document.createManyAndReturn({{
    data: [{DATA}],
  }});""",
    ],
    "a list of promises": [
        USER,
        f"""const documents = await Promise.all(
    ["a", "b"].map(() =>
      prisma.document.create({{
        data: {DATA},
      }}),
    ),
  );""",
    ],
    "a parsed body": [
        USER,
        f"""const parsed = z
    .object({{ documentId: z.string() }})
    .safeParse(await request.json());
  if (!parsed.success) {{
    {REFUSED}
  }}""",
    ],
    "parameters": [
        USER,
        "const { documentId } = (await request.json()) as { documentId: string };",
    ],
    "an update": [
        SESSION,
        """const { id } = (await request.json()) as { id: string };
  await prisma.document.update({ where: { id }, data: { title: "B" } });""",
    ],
}

WRAPPED = f"""{HEAD}
export const POST = withCaller(async (_request, caller) => {{
  {DOCUMENT}
  return NextResponse.json({{ id: document.id, by: caller.id }});
}});
"""


def written(statements: list[str]) -> str:
    body = "\n  ".join(statements)
    return (
        f"{HEAD}\nexport async function POST(request: Request) {{\n  {body}\n"
        "  return NextResponse.json({ ok: true, url: request.url });\n}\n"
    )


def job(app: App, form: int) -> dict[str, str]:
    """A job that says what the data of its event is."""
    handler = """async ({ event, step }) => {
    const data = event.data as {
      documentId: string;
      organizationId?: string;
      userId: string;
    };
    return step.run("process", async () => data);
  },"""
    options = 'id: "process-document", retries: 3'
    trigger = 'event: "document/filed"'
    first = (
        f"{{ {options} }},\n  {{ {trigger} }},"
        if form == 3
        else f"{{ {options}, triggers: [{{ {trigger} }}] }},"
    )
    return {
        "src/lib/inngest/functions/process-document.ts": (
            'import { inngest } from "@/lib/inngest/client";\n\n'
            f"export const processDocumentJob = inngest.createFunction(\n  {first}\n  {handler}\n"
            ");\n"
        )
    }


@pytest.mark.parametrize("name", ["next-sdk3", "next-sdk4"])
def test_what_is_sent_type_checks(name: str, fresh_app: Callable[[str], App]) -> None:
    app = fresh_app(name)
    files = LIBRARIES | job(app, int(name[-1]))
    modes: list[SendMode] = ["fire-and-forget", "await", "after"]
    routes: dict[str, SendMode] = {}
    for mode in modes:
        for title, statements in BODIES.items():
            path = f"src/app/api/{mode}/{title.replace(' ', '-')}/route.ts"
            files[path] = written(statements)
            routes[path] = mode
        path = f"src/app/api/{mode}/wrapped/route.ts"
        files[path] = WRAPPED
        routes[path] = mode
    for path, text in files.items():
        target = app.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    (app.root / ".git").mkdir(exist_ok=True)
    sample_app.prettier_write(app, {})
    project = Project.open(app.root)
    for path, mode in routes.items():
        changes = AddTrigger(path, event="document/filed", send=mode).plan(project)
        (change,) = changes.changes
        assert change.after is not None
        (app.root / path).write_bytes(change.after)
    assert sample_app.tsc(app) == ""
    assert sample_app.eslint(app, *routes) == ""
    assert sample_app.prettier_check(app, list(routes)) == ""
