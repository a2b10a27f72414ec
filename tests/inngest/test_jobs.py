from __future__ import annotations

import pytest

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'


def job(project, text, **files):
    found = project(
        {"client.ts": CLIENT, "job.ts": f'import {{ inngest }} from "./client";\n{text}'} | files
    )
    (only,) = found.jobs
    return only


def triggers(found):
    return [(trigger.kind, trigger.value) for trigger in found.triggers]


@pytest.mark.parametrize(
    ("call", "form", "expected"),
    [
        pytest.param(
            '({ id: "a" }, { event: "x/y" }, async () => {})', 3, [("event", "x/y")], id="v3 event"
        ),
        pytest.param(
            '({ id: "a" }, { cron: "0 * * * *" }, f)', 3, [("cron", "0 * * * *")], id="v3 cron"
        ),
        pytest.param(
            '({ id: "a" }, [{ event: "x/y" }, { cron: "0 * * * *" }], f)',
            3,
            [("event", "x/y"), ("cron", "0 * * * *")],
            id="v3 both",
        ),
        pytest.param('("a", "x/y", f)', 3, [("event", "x/y")], id="v3 bare strings"),
        pytest.param(
            '({ id: "a", triggers: [{ event: "x/y" }] }, f)', 4, [("event", "x/y")], id="v4 event"
        ),
        pytest.param(
            '({ id: "a", triggers: { cron: "0 2 * * *" } }, f)',
            4,
            [("cron", "0 2 * * *")],
            id="v4 single",
        ),
        pytest.param(
            '({ id: "a", triggers: [cron("0 2 * * *")] }, f)',
            4,
            [("cron", "0 2 * * *")],
            id="v4 helper",
        ),
        pytest.param('({ id: "a" }, f)', 4, [], id="v4 without triggers"),
        pytest.param(
            '({ id: "a", triggers: [{ event: `x/y`, if: "true" }] }, f)',
            4,
            [("event", "x/y")],
            id="template",
        ),
        pytest.param(
            '({ id: "a", triggers: [{ event: name() }] }, f)',
            4,
            [("event", None)],
            id="dynamic name",
        ),
    ],
)
def test_reads_both_forms_and_every_shape_of_trigger(project, call, form, expected):
    found = job(project, f"export const a = inngest.createFunction{call};")
    assert (found.id, found.name, found.form) == ("a", "a", form)
    assert triggers(found) == expected


def test_follows_constants_and_event_types_of_other_files(project):
    events = (
        'import { eventType } from "inngest";\n'
        'export const NAME = "a/constant";\n'
        'export const made = eventType("a/made", {});\n'
        'export const all = { inner: eventType("a/inner"), "a/key": eventType("a/key") } as const;\n'
    )
    found = job(
        project,
        'import { NAME, made, all } from "./events";\n'
        'export const a = inngest.createFunction({ id: "a", triggers: '
        '[{ event: NAME }, made, { event: made }, all.inner, all["a/key"]] }, f);',
        **{"events.ts": events},
    )
    assert [value for _, value in triggers(found)] == [
        "a/constant",
        "a/made",
        "a/made",
        "a/inner",
        "a/key",
    ]


def test_says_that_spread_triggers_are_not_known(project):
    found = job(project, 'export const a = inngest.createFunction({ id: "a", ...rest }, f);')
    assert found.triggers is None


def test_reads_options_from_a_constant(project):
    found = job(
        project,
        'const options = { id: "named", triggers: [{ event: "x/y" }] };\n'
        "export const a = inngest.createFunction(options, f);",
    )
    assert found.id == "named"
    assert triggers(found) == [("event", "x/y")]


def test_knows_a_default_export_and_a_job_in_a_factory_have_no_name(project):
    found = project(
        {
            "a.ts": 'export default inngest.createFunction({ id: "a", triggers: [] }, f);',
            "b.ts": 'function make() { return inngest.createFunction({ id: "b", triggers: [] }, f); }',
        }
    )
    assert [(each.id, each.name) for each in found.jobs] == [("a", None), ("b", None)]


def test_reads_a_job_in_a_file_with_errors_elsewhere(project):
    found = job(
        project, 'export const a = inngest.createFunction({ id: "a", triggers: [] }, f);\nconst = ;'
    )
    assert found.id == "a"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            'export const a = inngest.createFunction({ id: "b", name: "C" }, { event: "x/y" }, f);',
            "b",
        ),
        ('export const a = inngest.createFunction({ name: "C" }, { event: "x/y" }, f);', "a"),
        ('export default inngest.createFunction({ name: "C" }, { event: "x/y" }, f);', "C"),
        ("export default inngest.createFunction({ name }, { event: 'x/y' }, f);", "job.ts"),
    ],
)
def test_a_job_is_called_by_the_first_name_that_it_has(project, text, label):
    assert job(project, text).label == label
