"""The fix of `missing-route-method`: what is missing is exported as the rest is."""

from __future__ import annotations

import pytest

from codemods.rules.missing_route_method import RULE
from rules_harness import ROUTE, applied, complete

HEAD = """\
// file: src/app/api/inngest/route.ts
import { serve } from "inngest/next";
import { inngest } from "@/lib/inngest/client";

"""
HANDLER = "const handler = serve({ client: inngest, functions: [] });\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "export const { POST } = serve({ client: inngest, functions: [] });\n",
            "export const { POST, GET, PUT } = serve({ client: inngest, functions: [] });\n",
            id="destructured on one line",
        ),
        pytest.param(
            "export const {\n  GET,\n  POST,\n} = serve({ client: inngest, functions: [] });\n",
            "export const {\n  GET,\n  POST, PUT,\n} = serve({ client: inngest, functions: [] });\n",
            id="destructured on several lines",
        ),
        pytest.param(
            f"{HANDLER}export const GET = handler.GET;\nexport const POST = handler.POST;\n",
            f"{HANDLER}export const GET = handler.GET;\nexport const POST = handler.POST;\n"
            "export const PUT = handler.PUT;\n",
            id="one by one, each its own",
        ),
        pytest.param(
            f"{HANDLER}export const GET = handler\nexport const POST = handler\n",
            f"{HANDLER}export const GET = handler\nexport const POST = handler\n"
            "export const PUT = handler\n",
            id="one by one, all the same, without semicolons",
        ),
        pytest.param(
            f"{HANDLER}export {{ handler as GET, handler as POST }};\n",
            f"{HANDLER}export {{ handler as GET, handler as POST, handler as PUT }};\n",
            id="renamed",
        ),
    ],
)
def test_the_fix_follows_the_form_of_the_route(before: str, after: str) -> None:
    tree = applied(complete(HEAD + before), RULE)
    assert tree[ROUTE].endswith(after)


@pytest.mark.parametrize(
    "route",
    [
        pytest.param(
            f"{HANDLER}export async function POST(request: Request) {{\n"
            "  return handler.POST(request as never, undefined);\n}\n",
            id="a function around each",
        ),
        pytest.param("export default serve({ client: inngest, functions: [] });\n", id="none"),
        pytest.param(
            "const { GET, POST } = serve({ client: inngest, functions: [] });\n"
            "export { GET, POST };\n",
            id="destructured first and exported later",
        ),
    ],
)
def test_a_form_that_shows_no_way_is_left_to_the_person(route: str) -> None:
    before = complete(HEAD + route)
    assert applied(before, RULE) == before
