"""Routes of jobs pass the sample apps' own compiler, linter and formatter, whoever asks how."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.sample_app import App, eslint, prettier_check, tsc
from codemods.cli.main import main

pytestmark = pytest.mark.apps

# Event, what is sent how: records with an id of text, of a number, of a bigint; two words.
JOBS = {
    "summarize-report": ("report/summarize", "fire-and-forget"),
    "refresh-sync-target": ("sync-target/refresh", "await"),
    "issue-invoice": ("invoice/issue", "after"),
    "settle-payment": ("payment/settle", "fire-and-forget"),
}

AUTH = """
import { NextResponse, type NextRequest } from "next/server";

export class AuthError extends Error {}

export interface Caller {
  id: string;
  organizationId: string;
}

const nobody = Math.random() > 1;
const caller: Caller = { id: "1", organizationId: "1" };

export async function getSession(): Promise<{ user?: { id?: string; orgId?: string | null } } | null> {
  return nobody ? null : { user: { id: "1", orgId: "1" } };
}

export async function getAuth(): Promise<{ userId: string | null; orgId: string | null | undefined }> {
  return { userId: "1", orgId: "1" };
}

export async function requireCaller(): Promise<Caller> {
  if (nobody) {
    throw new AuthError("nobody");
  }
  return caller;
}

export async function callerOf(request: NextRequest): Promise<Caller | null> {
  return request.cookies.get("user") ? caller : null;
}

export async function requireAnswered(): Promise<Caller | NextResponse> {
  return nobody ? NextResponse.json({ error: "Unauthorized" }, { status: 401 }) : caller;
}

export async function withCaller(
  request: Request,
  next: (request: Request, caller: Caller) => Promise<Response>,
) {
  return next(request, caller);
}

export function withAuth(
  handler: (
    request: Request,
    context: { caller: Caller; params: Promise<{ id: string }> },
  ) => Promise<Response>,
) {
  return (request: Request, { params }: { params: Promise<{ id: string }> }) =>
    handler(request, { caller, params });
}
"""

UNAUTHORIZED = 'return NextResponse.json({ error: "Unauthorized" }, { status: 401 });'
FOUND = """const documents = await prisma.document.findMany({ where: { organizationId: %s } });
  return NextResponse.json({ documents });"""
HEAD = """import { NextResponse, type NextRequest } from "next/server";
import * as callers from "@/lib/callers";
import { prisma } from "@/lib/db";

export type Unused = NextRequest;
export const unused = () => callers;
"""

# The handlers of routes that find out who asks, by the name of the way.
WAYS = {
    "optional": f"""export async function GET() {{
  const session = await callers.getSession();
  if (!session?.user?.id) {{
    {UNAUTHORIZED}
  }}
  {FOUND % "session.user.orgId ?? ''"}
}}""".replace("session.user.orgId ?? ''", "session.user.orgId!"),
    "claims": f"""export async function GET() {{
  const {{ userId, orgId }} = await callers.getAuth();
  if (!userId) {{
    {UNAUTHORIZED}
  }}
  {FOUND % "orgId as string"}
}}""",
    "throws": f"""export async function GET() {{
  try {{
    const caller = await callers.requireCaller();
    {FOUND % "caller.organizationId"}
  }} catch (error) {{
    if (error instanceof callers.AuthError) {{
      {UNAUTHORIZED}
    }}
    throw error;
  }}
}}""",
    "of-the-request": f"""export async function GET(req: NextRequest) {{
  const caller = await callers.callerOf(req);
  if (!caller) {{
    {UNAUTHORIZED}
  }}
  {FOUND % "caller.organizationId"}
}}""",
    "answered": f"""export async function GET() {{
  const caller = await callers.requireAnswered();
  if (caller instanceof NextResponse) return caller;
  {FOUND % "caller.organizationId"}
}}""",
    "wrapped-inside": f"""export async function GET(request: Request) {{
  return callers.withCaller(request, async (request, caller) => {{
    console.log(request.url);
    {FOUND % "caller.organizationId"}
  }});
}}""",
    "wrapped": f"""export const GET = callers.withAuth(async (request, {{ caller, params }}) => {{
  const {{ id }} = await params;
  console.log(id, request.url);
  {FOUND % "caller.organizationId"}
}});""",
}


def run(app: App, *argv: str) -> None:
    before = Path.cwd()
    os.chdir(app.root)
    try:
        assert main([*argv, "--yes"]) == 0
    finally:
        os.chdir(before)


def add_routes(app: App) -> None:
    """A route for each of the jobs."""
    for job, (event, send) in JOBS.items():
        run(app, "add-job", job, "--event", event)
        run(app, "add-api-route", "--job", job, "--send", send)
    run(app, "add-api-route", "--job", "generate-document-content", "--send", "await")


def add_ways(app: App) -> None:
    """A route that finds out who asks in each of the ways."""
    (app.root / "src/lib/callers.ts").write_text(AUTH.lstrip())
    for way, handler in WAYS.items():
        like = app.root / f"src/app/api/ways/{way}/[id]/route.ts"
        like.parent.mkdir(parents=True)
        like.write_text(f"{HEAD}\n{handler}\n")
        run(
            app,
            *("add-api-route", "--job", "generate-document-content"),
            *("--auth-like", f"src/app/api/ways/{way}/[id]/route.ts"),
            *("--path", f"src/app/api/{way}/documents/[id]/start/route.ts"),
        )


def test_routes_of_every_kind_of_record_pass_the_tools_of_the_app(
    fresh_app: Callable[[str], App],
) -> None:
    app = fresh_app("next-sdk3")
    add_routes(app)
    assert tsc(app) == ""
    assert eslint(app, "src/app") == ""
    assert prettier_check(app, ["src/app"]) == ""


def test_they_do_so_whichever_way_the_app_finds_out_who_asks(
    fresh_app: Callable[[str], App],
) -> None:
    app = fresh_app("next-sdk4")
    add_routes(app)
    add_ways(app)
    assert tsc(app) == ""
    shutil.rmtree(app.root / "src/app/api/ways")  # written by hand, and not in its style
    assert eslint(app, "src/app") == ""
    assert prettier_check(app, ["src/app"]) == ""
