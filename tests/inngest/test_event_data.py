"""The data of an event: as declared, else as the handler reads it, else as it is sent."""

from __future__ import annotations

import pytest

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
TYPES = (
    "export interface Base { organizationId: string }\n"
    "export interface Report extends Base { reportId: string; note?: string }\n"
    "export type Wide = Report & { tags: string[] };\n"
    "export type Loose = { [key: string]: unknown };\n"
)


def data(project, body, *, imports="", parameters="{ event, step }", client=CLIENT, **files):
    job = (
        f'import {{ inngest }} from "./client";\n{imports}\n'
        f'export const job = inngest.createFunction({{ id: "j" }}, {{ event: "a/b" }}, '
        f"async ({parameters}) => {{\n{body}\n}});\n"
    )
    opened = project({"client.ts": client, "types.ts": TYPES, "job.ts": job} | files)
    return opened, opened.event_data(opened.jobs_in("job.ts")[0])


def told(found):
    if found is None:
        return None
    return found.source, [each.name + ("?" if each.optional else "") for each in found.fields]


REPORT = ["reportId", "note?", "organizationId"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("const d = event.data as Report;", REPORT, id="cast to an interface"),
        pytest.param("const d: Report = event.data; use(d);", REPORT, id="annotation"),
        pytest.param("const { x } = event.data as unknown as Report;", REPORT, id="double cast"),
        pytest.param("use((event as { data: Report }).data);", REPORT, id="cast of the event"),
        pytest.param("event.data as Wide;", [*REPORT, "tags"], id="intersection"),
        pytest.param('event.data as Pick<Report, "note">;', ["note?"], id="Pick"),
        pytest.param(
            'event.data as Omit<Report, "note" | "reportId">;', ["organizationId"], id="Omit"
        ),
        pytest.param(
            "event.data as Partial<Report>;",
            ["reportId?", "note?", "organizationId?"],
            id="Partial",
        ),
        pytest.param("event.data as { a: 1 } | { a: 2; b: 3 };", ["a", "b?"], id="union"),
        pytest.param(
            "event.data as { nested: Report };", ["nested"], id="type literal with a named member"
        ),
    ],
)
def test_reads_the_type_that_the_handler_gives_the_data(project, body, expected):
    _, found = data(project, body, imports='import type { Report, Wide } from "./types";')
    assert told(found) == ("declared", expected)


@pytest.mark.parametrize(
    "kind", ["Loose", "Report & Missing", "Record<string, string>", "any", "Missing"]
)
def test_a_type_whose_keys_are_not_all_known_is_unknown(project, kind):
    body = f"const d = event.data as {kind}; use(d);"
    _, found = data(project, body, imports='import type { Loose, Report } from "./types";')
    assert found is None


def test_reads_the_annotation_of_the_parameter(project):
    parameters = "{ event }: { event: { data: Report } }"
    _, found = data(project, "", parameters=parameters, imports='import { Report } from "./types";')
    assert told(found) == ("declared", REPORT)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("z.object({ a: z.string(), b: z.number().optional() })", ["a", "b?"]),
        ("base.extend({ a: z.string().nullish() }).strict()", ["org", "a?"]),
        ("base.merge(z.object({ c: z.date() }))", ["org", "c"]),
        ("base.pick({ org: true }).partial()", ["org?"]),
        ("z.object(shape)", None),
        ("base.transform((x) => x)", None),
        ("makeSchema()", None),
    ],
)
@pytest.mark.parametrize("call", ["schema.parse(event.data)", "schema.safeParse(event.data)"])
def test_reads_the_schema_that_the_handler_parses_with(project, schema, expected, call):
    imports = (
        'import { z } from "zod";\nconst base = z.object({ org: z.string() });\n'
        f"const schema = {schema};\n"
    )
    _, found = data(project, f"const d = {call};", imports=imports)
    assert told(found) == (("declared", expected) if expected is not None else None)


def test_tells_the_types_of_fields(project):
    imports = (
        'import { z } from "zod";\nconst schema = z.object({ a: z.string().min(1), '
        'b: z.coerce.number(), c: z.enum(["x"]).nullable(), d: z.array(z.string()) });\n'
    )
    _, found = data(project, "schema.parse(event.data);", imports=imports)
    assert [each.type for each in found.fields] == ["string", None, "string | null", None]


SCHEMAS = {
    "fromRecord": (
        'type Events = { "a/b": { data: { org: string; id?: string } }; "a/c": { data: {} } };\n'
        "const schemas = new EventSchemas().fromRecord<Events>();\n"
    ),
    "fromRecord of an interface": (
        'interface Events { "a/b": Event } \ninterface Event { data: { org: string; id?: string } }\n'
        "const schemas = new EventSchemas().fromRecord<Events>();\n"
    ),
    "fromUnion": (
        'type B = { name: "a/b"; data: { org: string; id?: string } };\n'
        'type Events = B | { name: "a/c"; data: {} };\n'
        "const schemas = new EventSchemas().fromUnion<Events>();\n"
    ),
    "fromZod": (
        'import { z } from "zod";\nconst events = { "a/b": { data: z.object({ org: z.string(), '
        "id: z.string().optional() }) } };\n"
        "const schemas = new EventSchemas().fromZod(events);\n"
    ),
}


@pytest.mark.parametrize("text", SCHEMAS.values(), ids=SCHEMAS)
def test_reads_the_event_schemas_of_the_client(project, text):
    client = (
        f'import {{ EventSchemas, Inngest }} from "inngest";\n{text}'
        'export const inngest = new Inngest({ id: "app", schemas });\n'
    )
    _, found = data(project, "use(event);", client=client)
    assert told(found) == ("declared", ["org", "id?"])


@pytest.mark.parametrize(
    "schema",
    ["staticSchema<{ org: string; id?: string }>()", "z.object({ org: z.string(), id: ID })"],
)
def test_reads_the_schema_of_an_event_type(project, schema):
    events = (
        'import { eventType, staticSchema } from "inngest";\nimport { z } from "zod";\n'
        f"const ID = z.string().optional();\n"
        f'export const made = eventType("a/b", {{ schema: {schema} }});\n'
    )
    _, found = data(project, "use(event);", **{"events.ts": events})
    assert told(found) == ("declared", ["org", "id?"])


def test_tells_where_a_declared_type_is_listed(project):
    opened, found = data(
        project, "event.data as Report;", imports='import type { Report } from "./types";'
    )
    where = found.declaration
    text = opened.source(where.path).data[where.start : where.end].decode()
    assert (where.path, text) == ("types.ts", "{ reportId: string; note?: string }")


@pytest.mark.parametrize(
    ("body", "parameters", "expected"),
    [
        pytest.param("use(event.data.a, event.data?.b);", "{ event }", ["a", "b"], id="members"),
        pytest.param("const { a, b: c = 1 } = event.data;", "{ event }", ["a", "b"], id="pattern"),
        pytest.param("const d = event.data; use(d.a.x);", "{ event }", ["a"], id="alias"),
        pytest.param("const { data } = event; use(data.a);", "{ event }", ["a"], id="data alone"),
        pytest.param("const { a } = event.data ?? {};", "{ event }", ["a"], id="with a default"),
        pytest.param("use(a);", "{ event: { data: { a } } }", ["a"], id="in the parameters"),
        pytest.param("use(ctx.event.data.a);", "ctx", ["a"], id="of the context"),
        pytest.param('use(event.data["a"], event.id);', "{ event }", ["a"], id="by string"),
        pytest.param(
            "if (!event.data) return; use(event.data.a);", "{ event }", ["a"], id="looked at"
        ),
        pytest.param("use(event.data.a); use(event.data);", "{ event }", None, id="passed on"),
        pytest.param("use(event.data.a); use(event);", "{ event }", None, id="event passed on"),
        pytest.param("use({ event }); use(event.data.a);", "{ event }", None, id="in an object"),
        pytest.param(
            "console.log(event.data); use(event.data.a);", "{ event }", ["a"], id="logged"
        ),
        pytest.param("const { a, ...rest } = event.data;", "{ event }", None, id="rest"),
        pytest.param("use(event.data[key], event.data.a);", "{ event }", None, id="computed"),
        pytest.param("use({ ...event.data, a: event.data.a });", "{ event }", None, id="spread"),
        pytest.param("use(1);", "{ step }", None, id="nothing read"),
    ],
)
def test_else_takes_the_keys_that_the_handler_reads(project, body, parameters, expected):
    _, found = data(project, body, parameters=parameters)
    assert told(found) == (("read", expected) if expected is not None else None)


def test_tells_the_pattern_that_takes_the_data_apart(project):
    opened, found = data(project, "const { a, b } = event.data;")
    where = found.pattern
    assert opened.source(where.path).data[where.start : where.end] == b"{ a, b }"


def send(payload):
    return f'import {{ inngest }} from "./client";\nawait inngest.send({payload});\n'


def test_else_takes_what_is_sent(project):
    files = {
        "one.ts": send('{ name: "a/b", data: { org: 1 } }'),
        "two.ts": send('{ name: "a/b", data: { id: 1 } }'),
        "three.ts": send('{ name: "a/c", data: { other: 1 } }'),
    }
    _, found = data(project, "use(event);", **files)
    assert told(found) == ("sent", ["org", "id"])


def test_what_is_sent_is_unknown_where_one_payload_is(project):
    files = {
        "one.ts": send('{ name: "a/b", data: { org: 1 } }'),
        "two.ts": send('{ name: "a/b", data: payload }'),
    }
    assert data(project, "use(event);", **files)[1] is None


def test_what_is_sent_is_there_though_the_handler_does_not_read_it(project):
    files = {"one.ts": send('{ name: "a/b", data: { org: 1, id: 2 } }')}
    assert told(data(project, "use(event.data.id);", **files)[1]) == ("read", ["id", "org"])


def test_the_data_of_one_event_of_several_can_be_asked_for(project):
    job = (
        'import { inngest } from "./client";\nexport const job = inngest.createFunction('
        '{ id: "j" }, [{ event: "a/b" }, { event: "a/c" }], async ({ event }) => use(event));\n'
    )
    opened = project(
        {
            "client.ts": CLIENT,
            "job.ts": job,
            "b.ts": send('{ name: "a/b", data: { b: 1 } }'),
            "c.ts": send('{ name: "a/c", data: { c: 1 } }'),
        }
    )
    (only,) = opened.jobs
    assert told(opened.event_data(only, "a/c")) == ("sent", ["c"])
