"""What counts as a success: by status, by form, by the helper that answers, by words."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.inngest.project import Project
from codemods.syntax.nodes import named_children, walk
from codemods.transforms.triggers.outcomes import outcome_of_response, outcome_of_value
from codemods.workspace.settings.config import Config
from codemods.workspace.tree.files import Files

HELPERS = """\
import { NextResponse } from "next/server";
import { StatusCodes } from "http-status-codes";
import { answer } from "@acme/answers";

const TEAPOT = 418;
function reply(data: unknown, status = 200) {
  return NextResponse.json(data, { status });
}
const refuse = (text: string) => NextResponse.json({ text }, { status: TEAPOT });
function either(data: unknown) {
  if (!data) return NextResponse.json(null, { status: 404 });
  return NextResponse.json(data);
}
"""


def outcomes(folder: Path, returned: str) -> tuple[str, str, str]:
    """Of a response; of a value within a block, and at the function's own level."""
    text = f"{HELPERS}\nexport async function POST(x: any) {{\n  return {returned};\n}}\n"
    project = Project(Files(folder, {"src/route.ts": text.encode()}), Config())
    source = project.source("src/route.ts")
    last = [each for each in walk(source.root) if each.type == "return_statement"][-1]
    value = next(iter(named_children(last)), None)
    return (
        outcome_of_response(project, source, value) if value is not None else "",
        outcome_of_value(project, source, value, last=False),
        outcome_of_value(project, source, value, last=True),
    )


@pytest.mark.parametrize(
    ("returned", "outcome"),
    [
        ("NextResponse.json(x)", "success"),
        ("await Response.json(x, { status: 201 })", "success"),
        ("Response.json(x, { status: StatusCodes.CREATED })", "success"),
        ("NextResponse.json(x, { headers: {} })", "success"),
        ("new Response(null, { status: 204 })", "success"),
        ("NextResponse.json({ x, error: null })", "success"),
        ("NextResponse.json({ data: x, error: x.error })", "success"),
        ("reply(x)", "success"),
        ("reply(x, 201)", "success"),
        ("NextResponse.redirect(new URL(`/documents/${x.id}`, x.url), 303)", "success"),
        ("NextResponse.redirect(x.url)", "success"),
        ("NextResponse.json(x, { status: x ? 200 : 201 })", "success"),
        ("NextResponse.json(x, { status: 400 })", "error"),
        ("NextResponse.json(x, { status: TEAPOT })", "error"),
        ("NextResponse.json(x, { status: StatusCodes.NOT_FOUND })", "error"),
        ("new NextResponse('no', { status: 500 })", "error"),
        ("NextResponse.json({ error: 'no' })", "error"),
        ("NextResponse.json({ success: false, data: x })", "error"),
        ("NextResponse.json({ data: null, error: x.error })", "error"),
        ("NextResponse.error()", "error"),
        ("reply(x, 404)", "error"),
        ("refuse('no')", "error"),
        ("notFound()", "error"),
        ("badRequest('no')", "error"),
        ("x.unauthorized()", "error"),
        ("NextResponse.redirect(new URL('/sign-in', x.url))", "error"),
        ("NextResponse.redirect(`${x.origin}/settings?error=denied`)", "error"),
        ("authError", "error"),
        ("NextResponse.json(x, { status: x.ok ? 200 : 500 })", "unclear"),
        ("NextResponse.json(x, { status: x.status })", "unclear"),
        ("NextResponse.json(x, x.init)", "unclear"),
        ("either(x)", "unclear"),
        ("answer(x)", "unclear"),
        ("x", "unclear"),
    ],
)
def test_a_response_is_told_by_its_status(returned: str, outcome: str, tmp_path: Path) -> None:
    assert outcomes(tmp_path, returned)[0] == outcome


@pytest.mark.parametrize(
    ("returned", "outcome"),
    [
        ("x", ("success", "success")),
        ("{ success: true, x }", ("success", "success")),
        ("await x.save()", ("success", "success")),
        ("{ error: 'no' }", ("error", "error")),
        ("{ ok: false, reason: x }", ("error", "error")),
        ("{ status: 'error', message: x }", ("error", "error")),
        ("failure(x)", ("error", "error")),
        ("new ActionError(x)", ("error", "error")),
        ("redirect('/login')", ("error", "error")),
        ("redirect('/documents')", ("success", "success")),
        ("null", ("error", "success")),
        ("", ("error", "success")),
        ("x ? { error: x } : { x }", ("unclear", "unclear")),
    ],
)
def test_a_value_is_told_by_what_it_says(
    returned: str, outcome: tuple[str, str], tmp_path: Path
) -> None:
    assert outcomes(tmp_path, returned)[1:] == outcome
