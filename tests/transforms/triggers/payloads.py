"""A small app with one handler, for tests of what the handler has to send."""

from __future__ import annotations

from codemods.inngest.project import Project
from codemods.transforms.triggers.handlers import handlers_in
from codemods.transforms.triggers.model import Field, Handler, Payload, Place
from codemods.transforms.triggers.payload import fill_payload
from codemods.transforms.triggers.places import candidates

ROUTE = "src/app/api/documents/route.ts"
IDS = (Field("documentId", "string"), Field("organizationId", "string"), Field("userId", "string"))

FILES = {
    "package.json": (
        '{ "name": "app", "dependencies": '
        '{ "inngest": "4.24.0", "next": "16.0.0", "next-auth": "4.24.0", "zod": "4.0.0" } }'
    ),
    "tsconfig.json": ('{ "compilerOptions": { "strict": true, "paths": { "@/*": ["./src/*"] } } }'),
    "prisma/schema.prisma": """
model Document {
  id             String  @id @default(cuid())
  organizationId String
  userId         String
  title          String
  note           String?
  pages          Int
  createdAt      DateTime @default(now())
  author         User    @relation(fields: [userId], references: [id])
}
model User {
  id             String  @id
  clerkId        String  @unique
  email          String
  organizationId String?
}
model Invoice {
  id     Int @id
  number String
}
model Ledger {
  id BigInt @id
}
""",
    "src/lib/prisma.ts": (
        'import { PrismaClient } from "@prisma/client";\nexport const prisma = new PrismaClient();\n'
    ),
    "src/lib/auth.ts": """
export interface CurrentUser { id: string; organization: { id: string }; nickname?: string }
export async function requireUser(): Promise<CurrentUser> { throw new Error(); }
export async function getCurrentUser(): Promise<CurrentUser | null> { return null; }
""",
    "src/types/next-auth.d.ts": """
import type { DefaultSession } from "next-auth";
declare module "next-auth" {
  interface Session { user?: { id: string; organizationId: string } & DefaultSession["user"] }
}
""",
}

HEAD = """import { auth, currentUser } from "@clerk/nextjs/server";
import { getServerSession } from "next-auth";
import { NextResponse } from "next/server";
import { z } from "zod";

import { getCurrentUser, requireUser } from "@/lib/auth";
import { prisma } from "@/lib/prisma";

"""


def route(body: str) -> str:
    """A route whose POST has this body."""
    return f"{HEAD}export async function POST(request: Request) {{\n{body}\n}}\n"


def only_place(project: Project, path: str = ROUTE) -> tuple[Handler, Place]:
    """The handler of a route, and the one place before its success response."""
    (handler,) = handlers_in(project, path)
    (place,) = candidates(project, handler).successes
    return handler, place


def filled(project: Project, fields=IDS, given=(), path: str = ROUTE):
    """The entries as `key: expression`, or the names of what is missing and what would fit it."""
    found = fill_payload(project, *only_place(project, path), fields, given)
    if isinstance(found, Payload):
        return dict(found.entries)
    return [(each.field.name, each.in_scope if each.ambiguous else ()) for each in found]
