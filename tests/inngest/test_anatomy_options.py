from __future__ import annotations

import pytest

from anatomies import job
from codemods.inngest.anatomy.model import UNKNOWN


def options(project, text, **files):
    return job(project, text, **files).anatomy.options


def call(given):
    return f"export const a = inngest.createFunction({given}, async () => ({{}}));"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param('{ id: "a", retries: 3 }', {"id": "a", "retries": 3}, id="literal"),
        pytest.param("{ retries: -1 }", {"retries": -1}, id="negative"),
        pytest.param("{ retries: RETRIES }", {"retries": 2}, id="constant"),
        pytest.param("{ retries: imported }", {"retries": 7}, id="imported constant"),
        pytest.param("{ retries: LIMITS.retries }", {"retries": 5}, id="member"),
        pytest.param("{ retries: count() }", {"retries": UNKNOWN}, id="call"),
        pytest.param("{ retries: a ? 1 : 2 }", {"retries": UNKNOWN}, id="condition"),
        pytest.param("{ retries: let_ }", {"retries": UNKNOWN}, id="variable"),
        pytest.param(
            "{ concurrency: [{ limit: 5, key }, { limit: 2 }] }",
            {"concurrency": [{"limit": 5, "key": UNKNOWN}, {"limit": 2}]},
            id="unknown within a list",
        ),
        pytest.param(
            "{ concurrency: { limit: 5, ...more } }",
            {"concurrency": UNKNOWN},
            id="object that is not complete",
        ),
        pytest.param("{ cancelOn: [...more] }", {"cancelOn": UNKNOWN}, id="list with a spread"),
        pytest.param("{ onFailure: async () => {} }", {"onFailure": UNKNOWN}, id="function"),
        pytest.param("{ async onFailure() {} }", {"onFailure": UNKNOWN}, id="method"),
        pytest.param("{ 'retries': 1 }", {"retries": 1}, id="quoted key"),
        pytest.param("{ retries }", {"retries": 9}, id="shorthand"),
        pytest.param('{ id: "a", id: "b" }', {"id": "b"}, id="the last of a name counts"),
        pytest.param(
            "{ retries: 1, ...BASE }", {"retries": 4, "priority": 1}, id="spread of a constant"
        ),
        pytest.param("{ ...BASE, retries: 1 }", {"priority": 1, "retries": 1}, id="after a spread"),
    ],
)
def test_options_are_plain_values_with_constants_followed(project, given, expected):
    before = (
        'import { imported } from "./limits";\nconst RETRIES = 2; const retries = 9;\n'
        "const LIMITS = { retries: 5 } as const; let let_ = 1;\n"
        "const BASE = { retries: 4, priority: 1 };\n"
    )
    found = options(project, before + call(given), **{"limits.ts": "export const imported = 7;"})
    assert {each.name: each.value for each in found.entries} == expected


@pytest.mark.parametrize(
    ("given", "complete", "in_place"),
    [
        pytest.param("{}", True, True, id="empty"),
        pytest.param('"a"', True, False, id="bare id"),
        pytest.param("{ ...BASE }", True, True, id="spread of a constant"),
        pytest.param("{ ...base() }", False, True, id="spread of a call"),
        pytest.param("{ [key]: 1 }", False, True, id="computed key"),
        pytest.param("BASE", True, False, id="constant"),
        pytest.param("imported", True, False, id="imported constant"),
        pytest.param("options()", False, False, id="call"),
        pytest.param("BASE as Options", True, False, id="cast of a constant"),
        pytest.param("{ retries: 3 } satisfies Options", True, True, id="satisfies"),
        pytest.param("CIRCLE", False, False, id="circular"),
    ],
)
def test_it_is_known_whether_all_options_are_seen(project, given, complete, in_place):
    before = (
        'import { imported } from "./base";\nconst BASE = { retries: 4 };\n'
        "const CIRCLE = { ...CIRCLE, ...OTHER }; const OTHER = { ...CIRCLE };\n"
    )
    text = before + call(given)
    found = options(project, text, **{"base.ts": "export const imported = { retries: 1 };"})
    assert (found.complete, found.span is not None) == (complete, in_place)


def test_entries_and_values_have_their_places(project):
    read = job(project, call('{ id: "a", retries: 3 }'))
    option = read.anatomy.options.get("retries")
    assert (read.text(option.span), read.text(option.entry)) == ("3", "retries: 3")
    assert read.text(read.anatomy.options.span) == '{ id: "a", retries: 3 }'


def test_an_entry_of_another_file_points_there(project):
    text = 'import { base } from "./base";\n' + call('{ id: "a", ...base }')
    read = job(project, text, **{"base.ts": "export const base = { retries: 3 };"})
    assert read.anatomy.options.get("retries").span.path == "base.ts"


def test_a_parameter_of_a_factory_hides_the_constant_of_its_name(project):
    text = (
        "const retries = 3;\nexport function make(retries: number) {\n"
        '  return inngest.createFunction({ id: "a", retries }, async () => ({}));\n}'
    )
    assert options(project, text).get("retries").value is UNKNOWN


def test_a_constant_of_a_factory_is_followed(project):
    text = (
        "export function make() {\n  const retries = 3;\n"
        '  return inngest.createFunction({ id: "a", retries }, async () => ({}));\n}'
    )
    assert options(project, text).get("retries").value == 3
