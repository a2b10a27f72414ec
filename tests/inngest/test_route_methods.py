"""Which HTTP methods the route of a `serve` exports, however it does."""

from __future__ import annotations

import pytest

from codemods.inngest.wiring.routes import exported_methods

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
ALL = {"GET", "POST", "PUT"}


def methods(project, text, *, path="src/app/api/inngest/route.ts", adapter="inngest/next"):
    head = (
        f'import {{ serve }} from "{adapter}";\n'
        'import { inngest } from "@/client";\n'
        "const handler = serve({ client: inngest, functions: [] });\n"
    )
    opened = project({"src/client.ts": CLIENT, path: head + text})
    (only,) = opened.serves
    return exported_methods(opened, only)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("export const { GET, POST, PUT } = handler;", ALL, id="all at once"),
        pytest.param("export const { GET, POST } = handler;", {"GET", "POST"}, id="one is missing"),
        pytest.param(
            "export const GET = handler.GET;\nexport const POST = wrap(handler.POST);\n"
            "export async function PUT(request) { return handler.PUT(request); }",
            ALL,
            id="one by one",
        ),
        pytest.param(
            "const { GET, POST: post, PUT } = handler;\nexport { GET, post as POST, PUT };",
            ALL,
            id="renamed",
        ),
        pytest.param("export const { GET, POST: post } = handler;", {"GET"}, id="another name"),
        pytest.param("export default handler;", set(), id="a default is none"),
        pytest.param(
            "export const { GET, POST, PUT } = handler;\nexport const runtime = 'edge';\n"
            "export const OPTIONS = cors;",
            ALL | {"OPTIONS"},
            id="other exports",
        ),
        pytest.param('export * from "./more";', None, id="names that are not known"),
    ],
)
def test_reads_the_exports_of_the_route(project, text, expected):
    assert methods(project, text) == expected


@pytest.mark.parametrize(
    ("path", "adapter"),
    [
        ("src/pages/api/inngest.ts", "inngest/next"),
        ("src/lib/handler.ts", "inngest/next"),
        ("src/app/api/inngest/route.ts", "inngest/hono"),
    ],
)
def test_only_routes_of_the_app_router_are_asked(project, path, adapter):
    text = "export const { GET } = handler;"
    assert methods(project, text, path=path, adapter=adapter) is None


def test_a_route_at_the_top_of_the_app_folder_is_one(project):
    text = "export const { GET } = handler;"
    assert methods(project, text, path="app/route.js") == {"GET"}
