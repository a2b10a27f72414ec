from __future__ import annotations

import pytest

from codemods.inngest.model import JobList, Runtime

JOB = 'import {{ inngest }} from "./client";\nexport const {0} = inngest.createFunction({{ id: "{0}", triggers: [] }}, f);\n'
ROUTE = 'import {{ serve }} from "inngest/next";\nimport {{ inngest }} from "./client";\n{imports}\nexport const {{ GET, POST, PUT }} = serve({{ client: inngest, {functions} }});\n'


def served(project, imports, functions, **files):
    found = project(
        {
            "package.json": "{}",
            "client.ts": "",
            "a.ts": JOB.format("a"),
            "b.ts": JOB.format("b"),
            "route.ts": ROUTE.format(imports=imports, functions=functions),
        }
        | files
    )
    (serve,) = found.serves
    return serve.functions


DIRECT = 'import { a } from "./a";\nimport { b } from "./b";'


@pytest.mark.parametrize(
    ("imports", "functions", "files", "where"),
    [
        pytest.param(DIRECT, "functions: [a, b]", {}, "route.ts", id="inline"),
        pytest.param(
            DIRECT + "\nconst functions = [a, b];",
            "functions",
            {},
            "route.ts",
            id="local shorthand",
        ),
        pytest.param(DIRECT, "functions: [a, b].filter(Boolean)", {}, "route.ts", id="filtered"),
        pytest.param(DIRECT, "functions: [a, b] as never", {}, "route.ts", id="cast"),
        pytest.param(
            'import { a, b } from "./all";',
            "functions: [a, b]",
            {"all.ts": 'export { a } from "./a";\nexport * from "./b";'},
            "route.ts",
            id="barrel",
        ),
        pytest.param(
            'import * as all from "./all";',
            "functions: [all.a, all.b]",
            {"all.ts": 'export { a } from "./a";\nexport { b } from "./b";'},
            "route.ts",
            id="namespace",
        ),
        pytest.param(
            'import { functions } from "./list";',
            "functions",
            {"list.ts": DIRECT + "\nexport const functions = [a, b];"},
            "list.ts",
            id="imported array",
        ),
        pytest.param(
            'import functions from "./list";',
            "functions",
            {"list.ts": DIRECT + "\nexport default [a, b];"},
            "list.ts",
            id="default export",
        ),
        pytest.param(
            'import { config } from "./list";',
            "functions: config.functions",
            {"list.ts": DIRECT + "\nexport const config = { functions: [a, b] };"},
            "list.ts",
            id="member",
        ),
        pytest.param(
            'import { functions } from "./index";',
            "functions: functions!",
            {
                "index.ts": 'export { jobs as functions } from "./list";',
                "list.ts": DIRECT + "\nexport const jobs = [a, ...[b]];",
            },
            "list.ts",
            id="renamed and spread",
        ),
    ],
)
def test_follows_every_static_shape_to_its_array(project, imports, functions, files, where):
    found = served(project, imports, functions, **files)
    assert isinstance(found, JobList)
    assert found.array.path == where
    assert [job.id for job in found.jobs()] == ["a", "b"]


@pytest.mark.parametrize(
    ("imports", "functions", "reason"),
    [
        pytest.param(
            DIRECT, "functions: paused ? [] : [a, b]", "a condition chooses it", id="ternary"
        ),
        pytest.param(DIRECT, "functions: make()", "the result of a call", id="call"),
        pytest.param(
            DIRECT + "\nlet list = [a];", "functions: list", "can be reassigned", id="let"
        ),
        pytest.param(
            'import { jobs } from "some-package";', "functions: jobs", "some-package", id="package"
        ),
        pytest.param(
            'import { jobs } from "./gone";', "functions: jobs", "not found", id="unresolved"
        ),
        pytest.param("const x = y, y = x;", "functions: x", "circular", id="circular"),
        pytest.param(DIRECT, "...rest", "do not name the list", id="spread options"),
    ],
)
def test_says_why_a_list_is_only_known_when_the_app_runs(project, imports, functions, reason):
    found = served(project, imports, functions)
    assert isinstance(found, Runtime)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("constants", "reason"),
    [
        pytest.param(
            "const x0 = [...y, ...y, a]; const y = [...x0, ...x0];",
            "circular",
            id="lists in each other",
        ),
        pytest.param(
            "".join(f"const x{n} = [...x{n + 1}, ...x{n + 1}];" for n in range(15))
            + "const x15 = [a];",
            "too many lists",
            id="spreads",
        ),
        pytest.param(
            "".join(f"const x{n} = [...(on ? x{n + 1} : x{n + 1})];" for n in range(15))
            + "const x15 = [a];",
            "too many lists",
            id="conditions",
        ),
    ],
)
def test_lists_that_double_again_and_again_come_to_an_end(project, constants, reason):
    found = served(project, DIRECT + constants, "functions: x0")
    assert isinstance(found, JobList)
    assert any(reason in each for each in reasons(found))
    assert len(found.jobs()) < 1000


def reasons(found):
    inner = found.entries if isinstance(found, JobList) else found.maybe
    below = [each.spread if isinstance(found, JobList) else each for each in inner]
    own = [] if isinstance(found, JobList) else [found.reason]
    return own + [reason for each in below if each is not None for reason in reasons(each)]


def test_reads_the_options_from_a_constant(project):
    found = project(
        {
            "a.ts": JOB.format("a"),
            "route.ts": 'import { serve } from "inngest/next";\nimport { a } from "./a";\n'
            "const config = { client: inngest, functions: [a] };\nexport default serve(config);",
        }
    )
    (serve,) = found.serves
    assert [job.id for job in serve.functions.jobs()] == ["a"]


def test_knows_a_renamed_serve_a_lazy_one_and_connect(project):
    found = project(
        {
            "a.ts": JOB.format("a"),
            "renamed.ts": 'import { serve as s } from "inngest/hono";\nimport { a } from "./a";\ns({ functions: [a] });',
            "lazy.ts": 'import { a } from "./a";\nexport async function POST() {\n'
            '  const { serve } = await import("inngest/next");\n  return serve({ functions: [a] });\n}',
            "worker.ts": 'import { connect } from "inngest/connect";\nimport { a } from "./a";\n'
            "connect({ apps: [{ client: inngest, functions: [a] }] });",
            "other.ts": 'import { serve } from "@hono/node-server";\nconst x = "inngest/next";\nserve({ functions: [] });',
        }
    )
    assert [(serve.path, serve.adapter) for serve in found.serves] == [
        ("lazy.ts", "inngest/next"),
        ("renamed.ts", "inngest/hono"),
        ("worker.ts", "inngest/connect"),
    ]
    assert all([job.id for job in serve.functions.jobs()] == ["a"] for serve in found.serves)


def test_follows_a_constant_inside_the_handler_and_refuses_its_parameter(project):
    found = project(
        {
            "a.ts": JOB.format("a"),
            "one.ts": 'import { serve } from "inngest/next";\nimport { a } from "./a";\n'
            "export function GET() { const jobs = [a]; return serve({ functions: jobs }); }",
            "two.ts": 'import { serve } from "inngest/next";\n'
            "export const handler = (jobs) => serve({ functions: jobs });",
        }
    )
    one, two = found.serves
    assert [job.id for job in one.functions.jobs()] == ["a"]
    assert two.functions.reason == "`jobs` is a parameter"
