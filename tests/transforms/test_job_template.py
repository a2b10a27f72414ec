"""What a generated file looks like.

The files under `fixtures/templates/` are compared byte for byte; they were checked with the real
compilers, linters and formatters on both SDKs (see `tests/apps/test_templates_matrix.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.syntax.nodes import walk
from codemods.syntax.source import Source
from codemods.syntax.style import Style
from codemods.transforms.jobs.field import Field
from codemods.transforms.jobs.job_parts import Binding, Column, Concurrency, Event, Schedule
from codemods.transforms.jobs.job_template import (
    JobTemplate,
    render_client,
    render_job,
    render_route,
)
from transforms.job_variants import CLIENT, ENTITIES, GOLDENS, REPORT, job, variants

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "templates"
VARIANTS = variants()
FORMS = ("event", "cron", "both")

HOSTILE = st.text(
    st.one_of(
        st.sampled_from(list("\\'\"`${}*/\n\r\t\u2028\x1b\x00\u202e;()#a")),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=15,
)


def text_of(template: JobTemplate, style: Style | None = None) -> str:
    return render_job(template, style or Style()).decode()


def golden(name: str) -> str:
    return (FIXTURES / name).read_text("utf-8")


@pytest.mark.parametrize("name", GOLDENS)
def test_a_job_is_rendered_as_the_fixture_shows_it(name: str) -> None:
    assert text_of(GOLDENS[name]) == golden(name)


def test_a_client_is_rendered_as_the_fixture_shows_it() -> None:
    assert render_client(sdk=4, app_id="briefly", style=Style()).decode() == golden("client.ts")


@pytest.mark.parametrize(
    ("name", "sdk", "pages"),
    [("route.sdk3.ts", 3, False), ("route.sdk4.ts", 4, False), ("route-of-pages.ts", 4, True)],
)
def test_a_route_is_rendered_as_the_fixture_shows_it(name: str, sdk: int, pages: bool) -> None:
    assert sdk in (3, 4)
    rendered = render_route(sdk=3 if sdk == 3 else 4, client=CLIENT, style=Style(), pages=pages)
    assert rendered.decode() == golden(name)


def test_every_fixture_is_rendered_from_something() -> None:
    others = {"client.ts", "route.sdk3.ts", "route.sdk4.ts", "route-of-pages.ts"}
    assert {path.name for path in FIXTURES.iterdir()} == {*GOLDENS, *others}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_binds_no_name_that_it_does_not_use(name: str) -> None:
    source = Source("a.ts", render_job(VARIANTS[name], Style()))
    assert list(source.syntax_errors()) == []
    names = Counter(
        source.text(node)
        for node in walk(source.root)
        if node.type
        in {
            "identifier",
            "type_identifier",
            "shorthand_property_identifier",
            "shorthand_property_identifier_pattern",
        }
    )
    exported = VARIANTS[name].export
    globals_ = {"BigInt", "Date", "Error", "Record", "String", "undefined"}
    unused = {each for each, count in names.items() if count == 1} - {exported} - globals_
    assert unused == set()


@pytest.mark.parametrize("form", FORMS)
def test_javascript_has_no_types(form: str) -> None:
    for name, template in VARIANTS.items():
        if not name.startswith(form):
            continue
        source = Source("a.js", render_job(replace(template, typescript=False), Style()))
        types = {"interface_declaration", "type_annotation", "as_expression", "type_arguments"}
        assert not types & {node.type for node in walk(source.root)}, name


@pytest.mark.parametrize("name", [name for name in VARIANTS if name.startswith("event")])
def test_an_event_without_the_ids_never_reaches_a_query(name: str) -> None:
    text = text_of(VARIANTS[name])
    guard = text.find("Event lacks")
    first = text.find("updateMany", text.find("async ({ event, step })"))
    assert (guard == -1) == (VARIANTS[name].prisma is None or VARIANTS[name].entity is None)
    assert first == -1 or guard < first


@pytest.mark.parametrize("sdk", [3, 4])
@pytest.mark.parametrize("name", ENTITIES)
def test_the_comments_number_the_steps_without_a_gap(name: str, sdk: int) -> None:
    for template in VARIANTS.values():
        if template.sdk == sdk and template.entity == ENTITIES[name]:
            numbers = [int(n) for n in re.findall(r"^ *// (\d+)\. ", text_of(template), re.M)]
            assert numbers == list(range(1, len(numbers) + 1))


def test_the_project_s_own_style_is_followed() -> None:
    style = Style(quote="'", semicolons=False, indent="\t", newline="\r\n", bom=True)
    data = render_job(job("event"), style)
    assert data.startswith(b"\xef\xbb\xbf// Generate Report")
    assert b"\r\nimport { NonRetriableError } from 'inngest'\r\n" in data
    assert b"\r\n\t\tid: 'generate-report',\r\n" in data
    assert b";" not in data
    assert data.count(b"\n") == data.count(b"\r\n")


def test_imports_of_one_module_are_one_statement() -> None:
    constant = Binding("reportGenerate", CLIENT.specifier)
    text = text_of(job("event", event=Event("report/generate", constant)))
    assert 'import { inngest, reportGenerate } from "@/lib/inngest/client";' in text


def test_default_imports_are_written_as_such() -> None:
    text = text_of(job("event", prisma=Binding("db", "../db", default=True)))
    assert 'import db from "../db";' in text
    assert "await db.report.updateMany" in text


def test_a_key_that_is_the_record_itself_is_one_field() -> None:
    text = text_of(VARIANTS["event-user-sdk4-catch"])
    assert text.count("  userId: string;") == 1
    assert "return { success: true, userId, organizationId };" in text


def test_the_keys_can_have_other_names() -> None:
    entity = replace(REPORT, organization=Column("workspaceId"))
    text = text_of(job("event", entity=entity, organization_key="workspaceId", user_key="memberId"))
    assert "const { reportId, workspaceId, memberId } =" in text
    assert "where: { id: reportId, workspaceId }," in text
    text = text_of(job("event", organization_key="orgId"))
    assert "where: { id: reportId, organizationId: orgId }," in text


def test_the_columns_and_the_states_can_have_other_names() -> None:
    status = replace(
        REPORT.status or pytest.fail(),
        field="state",
        error="stateError",
        processed_at="doneAt",
        processing="RUNNING",
        completed="DONE",
        failed="ERROR",
    )
    text = text_of(job("event", entity=replace(REPORT, status=status)))
    assert 'data: { state: "RUNNING", stateError: null },' in text
    assert 'data: { state: "DONE", doneAt: new Date() },' in text
    assert 'data: { state: "ERROR", stateError: message },' in text


@settings(max_examples=15, deadline=None)
@given(text=HOSTILE, form=st.sampled_from(FORMS))
def test_text_from_outside_changes_no_code(text: str, form: str) -> None:
    assert form in FORMS
    harmless, hostile = (
        job(
            form,  # type: ignore[arg-type]
            failure="on-failure",
            entity=None if form == "both" else replace(REPORT, title=each, status=None),
            id=each,
            title=each,
            description=f"x{each}",
            emits=f"a/b{each}",
            concurrency=Concurrency(1, each),
            **({} if form == "cron" else {"event": Event(each)}),
            **({} if form == "event" else {"schedule": Schedule(each, f"x{each}")}),
        )
        for each in ("harmless", text)
    )
    assert shape(text_of(harmless)) == shape(text_of(hostile))


def shape(text: str) -> list[str]:
    """The kinds of all nodes, but for comments and what strings are made of."""
    source = Source("a.ts", text.encode())
    inside = {"comment", "string_fragment", "escape_sequence", ","}
    return [node.type for node in walk(source.root) if node.type not in inside]


@pytest.mark.parametrize("name", ["a b", "", "1a", 'a"; evil(); "', "a-b"])
def test_what_is_no_name_never_becomes_code(name: str) -> None:
    for change in ({"export": name}, {"organization_key": name}, {"data_type": name}):
        with pytest.raises(CodemodError):
            job("event", **change)
    with pytest.raises(CodemodError):
        job("event", entity=replace(REPORT, name=name))


def test_triggers_must_be_those_of_the_form() -> None:
    with pytest.raises(ValueError, match="form cron"):
        job("cron", event=Event("a/b"))


def test_a_field_that_is_no_identifier_gets_quotes_and_a_variable() -> None:
    text = text_of(job("event", data=(Field("class"), Field("await"))))
    assert "class: classValue," in text
    assert "await: awaitValue," in text


def test_a_template_of_the_project_replaces_ours() -> None:
    override = (
        ".codemods/templates/event-job.ts.jinja",
        "// {{ job.title | comment }}\n{% for line in job.imports %}{{ line }}\n{% endfor %}\n"
        "export const {{ job.export }} = {{ job.client.name }}.create({{ job.id | literal }})",
    )
    made = render_job(job("event", entity=None), Style(quote="'"), override).decode()
    assert made == (
        "// Generate Report\nimport { inngest } from '@/lib/inngest/client';\n"
        "export const generateReportJob = inngest.create('generate-report');\n"
    )


@pytest.mark.parametrize(
    ("template", "line", "what"),
    [
        ("ok();\n{% if %}", 2, "Expected an expression"),
        ("ok();\n\n{{ job.nothing }}", 3, "has no attribute 'nothing'"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("a;\n{{ job.__class__.__mro__ }}", 2, "unsafe"),
    ],
)
def test_a_failing_template_of_the_project_is_named_with_its_line(
    template: str, line: int, what: str
) -> None:
    path = ".codemods/templates/event-job.ts.jinja"
    with pytest.raises(CodemodError) as caught:
        render_job(job("event"), Style(), (path, template))
    assert caught.value.where == f"{path}:{line}"
    assert what in caught.value.what


def test_a_template_of_the_project_that_makes_no_code_is_refused() -> None:
    path = ".codemods/templates/event-job.ts.jinja"
    with pytest.raises(CodemodError) as caught:
        render_job(job("event", path="src/job.ts"), Style(), (path, "const = ;"))
    assert caught.value.where == path
    assert "src/job.ts:1:" in (caught.value.mend or "")
