"""How a send is written: its form, its imports, its names and how it reports a failure."""

from __future__ import annotations

import pytest

from codemods.errors import CodemodError
from codemods.transforms.add_trigger import AddTrigger
from transforms.triggers.payloads import FILES, ROUTE

CLIENT = "src/lib/inngest/client.ts"
JOB = "src/lib/inngest/functions/process.ts"
SERVE = "src/app/api/inngest/route.ts"
APP = FILES | {
    CLIENT: 'import { Inngest } from "inngest";\n\nexport const inngest = new Inngest({ id: "a" });\n',
    JOB: (
        'import { inngest } from "@/lib/inngest/client";\n\n'
        "export const job = inngest.createFunction(\n"
        '  { id: "process", triggers: [{ event: "document/created" }] },\n'
        "  async ({ event }) => {\n"
        "    const data = event.data as { documentId: string; userId: string };\n"
        "    return data;\n  },\n);\n"
    ),
    SERVE: (
        'import { serve } from "inngest/next";\n\n'
        'import { inngest } from "@/lib/inngest/client";\n'
        'import { job } from "@/lib/inngest/functions/process";\n\n'
        "export const { GET, POST, PUT } = serve({ client: inngest, functions: [job] });\n"
    ),
}
IMPORTS = 'import { requireUser } from "@/lib/auth";\nimport { prisma } from "@/lib/prisma";\n'
BODY = """  const user = await requireUser();
  const document = await prisma.document.create({ data: await request.json() });

  return Response.json(document);
"""
SENT = """  inngest
    .send({
      name: "document/created",
      data: {
        documentId: document.id,
        userId: user.id,
      },
    })
    .catch((error) => {
      console.error("[Inngest] Failed to send event:", error);
    });
"""


def handler(body: str = BODY, imports: str = "") -> str:
    return f"{imports}{IMPORTS}\nexport async function POST(request: Request) {{\n{body}}}\n"


def failing(catch: str, imports: str = "") -> str:
    body = BODY.replace("\n  ", "\n    ").replace("  const user", "    const user")
    return handler(f"  try {{\n{body}  }} {catch}\n", imports)


def sent(project, code, send=None, **files):
    """The route with the send in it."""
    opened = project(APP | {ROUTE: code} | files)
    changes = AddTrigger(ROUTE, event="document/created", handler="POST", send=send).plan(opened)
    (change,) = changes.changes
    return change.after.decode()


def test_fires_and_forgets_unless_asked_otherwise(project):
    text = sent(project, handler())
    assert f"\n\n{SENT}\n  return" in text
    assert IMPORTS + 'import { inngest } from "@/lib/inngest/client";\n' in text


def test_waits_for_the_send_with_the_same_catch(project):
    assert SENT.replace("  inngest\n", "  await inngest\n") in sent(project, handler(), "await")


def test_sends_after_the_response(project):
    text = sent(project, handler(), "after")
    assert "  after(() =>\n    inngest\n      .send({" in text
    assert 'import { after } from "next/server";' in text


def test_after_joins_what_is_imported_from_next(project):
    imports = 'import { NextResponse } from "next/server";\n'
    text = sent(project, handler(imports=imports), "after")
    assert 'import { NextResponse, after } from "next/server";' in text


def test_after_has_another_name_where_its_own_is_taken(project):
    text = sent(project, handler(BODY.replace("user", "after")), "after")
    assert 'import { after as runAfter } from "next/server";' in text
    assert "  runAfter(() =>\n" in text


NEXT = [
    pytest.param('"next": "14.2.5"', "after() needs Next 15.1", id="Next 14"),
    pytest.param('"next": "^15.0.3"', "after() needs Next 15.1", id="Next 15.0"),
    pytest.param('"react": "19.0.0"', "does not depend on next", id="no Next"),
]


@pytest.mark.parametrize(("dependency", "message"), NEXT)
def test_after_is_refused_where_next_has_none(project, dependency, message):
    package = f'{{ "dependencies": {{ "inngest": "4.24.0", {dependency} }} }}'
    with pytest.raises(CodemodError) as raised:
        sent(project, handler(), "after", **{"package.json": package})
    assert message in raised.value.what


@pytest.mark.parametrize("dependency", ['"next": "15"', '"next": "^15.1.0"', '"next": "latest"'])
def test_after_is_taken_where_next_may_have_it(project, dependency):
    package = f'{{ "dependencies": {{ "inngest": "4.24.0", {dependency} }} }}'
    assert "after(() =>" in sent(project, handler(), "after", **{"package.json": package})


def test_a_property_behind_a_guard_gets_a_name_before_a_callback(project):
    body = """  const session = await getServerSession();
  if (!session?.user) return new Response(null, { status: 401 });
  const document = await prisma.document.create({ data: await request.json() });
  return Response.json(document);
"""
    code = handler(body, 'import { getServerSession } from "next-auth";\n')
    text = sent(project, code, "after")
    assert "  const userId = session.user.id;\n  after(() =>" in text
    assert "documentId: document.id,\n          userId,\n" in text
    assert "const userId" not in sent(project, code)


def test_await_is_refused_in_a_function_that_is_not_async(project):
    code = """export const POST = () => {
  const documentId = "1";
  const userId = "2";
  return Response.json({ documentId, userId });
};
"""
    with pytest.raises(CodemodError, match="is not async"):
        sent(project, code, "await")
    assert "documentId,\n        userId,\n" in sent(project, code)


CLIENTS = [
    pytest.param(
        'import { inngest } from "@/lib/inngest/client";\n', "inngest", 1, id="imported already"
    ),
    pytest.param(
        'import { inngest as events } from "@/lib/inngest/client";\n',
        "events",
        1,
        id="under another name",
    ),
    pytest.param(
        'import { inngest } from "../../../lib/inngest/client";\n',
        "inngest",
        0,
        id="by another specifier",
    ),
    pytest.param(
        'import * as events from "@/lib/inngest/client";\n', "events.inngest", 1, id="a namespace"
    ),
    pytest.param(
        'import type { inngest } from "@/lib/inngest/client";\n', "inngest", 1, id="as a type only"
    ),
    pytest.param(
        'const { inngest } = require("@/lib/inngest/client");\n', "inngest", 1, id="required"
    ),
    pytest.param(
        'import { inngest } from "./other";\n', "inngestClient", 1, id="its name is taken"
    ),
]


@pytest.mark.parametrize(("imports", "expression", "times"), CLIENTS)
def test_names_the_client_as_the_file_does(project, imports, expression, times):
    text = sent(project, handler(imports=imports), other="export const inngest = 1;\n")
    assert f"\n  {expression}\n    .send({{" in text
    assert text.count('"@/lib/inngest/client"') == times
    assert "import type" not in text


def test_a_name_of_the_handler_does_not_hide_the_client(project):
    code = handler(BODY.replace("  const user", "  const inngest = 1;\n  const user"))
    text = sent(project, code)
    assert 'import { inngest as inngestClient } from "@/lib/inngest/client";' in text
    assert "\n  inngestClient\n    .send({" in text


LAZILY = '  const { inngest } = await import("@/lib/inngest/client");\n'


def test_a_client_that_the_handler_imports_lazily_is_used(project):
    text = sent(project, handler(BODY.replace("\n\n", f"\n{LAZILY}\n")))
    assert text.count("@/lib/inngest/client") == 1
    assert SENT in text


def test_a_module_that_is_imported_lazily_is_used(project):
    lazily = '  const events = await import("@/lib/inngest/client");\n'
    text = sent(project, handler(BODY.replace("\n\n", f"\n{lazily}\n")))
    assert text.count("@/lib/inngest/client") == 1
    assert "\n  events.inngest\n    .send({" in text


def test_a_file_that_imports_the_client_lazily_does_so_again(project):
    other = f"\nexport async function PUT() {{\n{LAZILY}  return Response.json(inngest.id);\n}}\n"
    text = sent(project, handler() + other)
    assert f"\n\n{LAZILY}{SENT}\n  return" in text
    assert text.count("@/lib/inngest/client") == 2


def test_a_getter_of_the_client_is_called(project):
    files = {
        CLIENT: (
            'import { Inngest } from "inngest";\n\nlet client: Inngest | undefined;\n\n'
            "export function getInngest() {\n"
            '  return (client ??= new Inngest({ id: "a" }));\n}\n'
        ),
        JOB: APP[JOB]
        .replace("{ inngest }", "{ getInngest }")
        .replace("inngest.c", "getInngest().c"),
        SERVE: APP[SERVE]
        .replace("{ inngest }", "{ getInngest }")
        .replace(": inngest", ": getInngest()"),
    }
    text = sent(project, handler(), **files)
    assert 'import { getInngest } from "@/lib/inngest/client";' in text
    assert "\n  getInngest()\n    .send({" in text


def test_an_event_type_makes_the_event(project):
    events = (
        'import { eventType, staticSchema } from "inngest";\n\n'
        'export const documentCreated = eventType("document/created", {\n'
        "  schema: staticSchema<{ documentId: string; userId: string }>(),\n});\n"
    )
    text = sent(project, handler(), **{"src/lib/inngest/events.ts": events})
    assert 'import { documentCreated } from "@/lib/inngest/events";' in text
    assert "documentCreated.create({\n        documentId: document.id,\n" in text
    assert '"document/created"' not in text


def test_a_list_of_records_is_sent_at_once(project):
    body = BODY.replace("document =", "documents =").replace("(document)", "(documents)")
    text = sent(project, handler(body.replace(".create(", ".createManyAndReturn(")))
    assert "    .send(\n      documents.map((document) => ({\n" in text
    assert '        name: "document/created",\n' in text


REPORTS = [
    pytest.param(
        'catch (error) {\n    console.error("Failed", error);\n  }',
        "",
        '(error) => {\n        console.error("[Inngest] Failed to send event:", error);',
        id="the console",
    ),
    pytest.param(
        "catch (err) {\n    console.error(err);\n  }",
        "",
        '(err) => {\n        console.error("[Inngest] Failed to send event:", err);',
        id="the file's name for errors",
    ),
    pytest.param(
        'catch (err) {\n    logger.error({ err, path: "x" }, "Failed");\n  }',
        'import { logger } from "@/lib/logger";\n',
        'logger.error({ err }, "[Inngest] Failed to send event");',
        id="pino",
    ),
    pytest.param(
        'catch (e) {\n    log.error("Failed", { error: String(e), user });\n  }',
        'import { log } from "@/lib/log";\n',
        'log.error("[Inngest] Failed to send event", { error: String(error) });',
        id="an object behind the message",
    ),
    pytest.param(
        'catch (e) {\n    log.error("Failed", { error: e });\n  }',
        'import { log } from "@/lib/log";\n',
        'log.error("[Inngest] Failed to send event", { error });',
        id="shorthand",
    ),
    pytest.param(
        'catch (error) {\n    logger.error("Failed", error as Error, { a: 1 });\n  }',
        'import { logger } from "@/lib/logger";\n',
        'logger.error("[Inngest] Failed to send event", error as Error);',
        id="more arguments",
    ),
    pytest.param(
        "catch (error) {\n    Sentry.captureException(error);\n  }",
        'import * as Sentry from "@sentry/nextjs";\n',
        "Sentry.captureException(error);",
        id="Sentry",
    ),
    pytest.param(
        'catch (error) {\n    logger.error("Failed");\n  }',
        'import { logger } from "@/lib/logger";\n',
        'console.error("[Inngest] Failed to send event:", error);',
        id="a logger that is not told the error",
    ),
    pytest.param(
        'catch (error) {\n    const logger = make();\n    logger.error("Failed", error);\n  }',
        "",
        'console.error("[Inngest] Failed to send event:", error);',
        id="a logger that is not in scope",
    ),
]


@pytest.mark.parametrize(("catch", "imports", "expected"), REPORTS)
def test_reports_a_failure_as_the_file_does(project, catch, imports, expected):
    assert expected in sent(project, failing(catch, imports))


def test_the_error_hides_no_other_name(project):
    text = sent(project, handler(BODY.replace("user", "error")))
    assert ".catch((err) => {\n      console.error(" in text
    assert ", err);" in text


def test_stands_above_the_comment_of_what_follows(project):
    code = handler(BODY.replace("  return", "  // It is there\n  return"))
    assert f"{SENT}\n  // It is there\n  return" in sent(project, code)


def test_a_block_on_one_line_is_opened(project):
    body = BODY.replace("  return", "  if (document) { return").replace(
        "(document);", "(document); }"
    )
    text = sent(project, handler(f"{body}  throw new Error();\n"))
    assert "  if (document) {\n    inngest\n      .send({" in text
    assert "      });\n\n    return Response.json(document);\n  }\n  throw" in text


def test_is_as_wide_as_the_place_leaves_room(project):
    deep = BODY.replace("\n  ", "\n        ").replace("  const user", "        const user")
    code = handler(f"  {{\n    {{\n      {{\n{deep}      }}\n    }}\n  }}\n")
    text = sent(project, code)
    assert '            console.error("[Inngest] Failed to send event:", error);\n' in text
