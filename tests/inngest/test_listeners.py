"""Everything that an event reaches: triggers, waits, cancellations, wildcards."""

from __future__ import annotations

import pytest

CLIENT = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n'
HEAD = 'import { inngest } from "./client";\n'


def listeners(project, text, **files):
    found = project({"client.ts": CLIENT, "job.ts": HEAD + text} | files).listeners
    return [(each.kind, each.event) for each in found]


def job(options='{ id: "a" }', trigger='{ event: "a/b" }', body=""):
    return (
        f"export const a = inngest.createFunction({options}, {trigger}, "
        f"async ({{ step: s }}) => {{ {body} }});\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(job(), [("trigger", "a/b")], id="a trigger"),
        pytest.param(
            job(trigger='[{ event: "a/*" }, { cron: "0 * * * *" }]'),
            [("trigger", "a/*")],
            id="a wildcard; a schedule is none",
        ),
        pytest.param(job(trigger="{ event: name() }"), [("trigger", None)], id="unknown"),
        pytest.param(job(trigger="triggers()"), [("trigger", None)], id="unknown triggers"),
        pytest.param(
            job(options='{ id: "a", cancelOn: [{ event: "a/stop", match: "x" }, more] }'),
            [("cancelOn", "a/stop"), ("cancelOn", None), ("trigger", "a/b")],
            id="cancelOn",
        ),
        pytest.param(
            'const STOP = "a/stop";\n' + job(options='{ id: "a", cancelOn: [{ event: STOP }] }'),
            [("cancelOn", "a/stop"), ("trigger", "a/b")],
            id="a constant",
        ),
        pytest.param(
            job(body='await s.waitForEvent("w", { event: "a/done", timeout: "1h" });'),
            [("trigger", "a/b"), ("waitForEvent", "a/done")],
            id="waitForEvent",
        ),
        pytest.param(
            job(
                body='const event = x ? "a/yes" : "a/no"; '
                'await s.waitForEvent("w", { event, timeout: "1h" });'
            ),
            [("trigger", "a/b"), ("waitForEvent", "a/yes"), ("waitForEvent", "a/no")],
            id="each arm of a condition",
        ),
        pytest.param(
            job(body='await s.waitForEvent("w", options);'),
            [("trigger", "a/b"), ("waitForEvent", None)],
            id="a wait for something unknown",
        ),
    ],
)
def test_reads_every_kind_of_listener(project, text, expected):
    assert sorted(listeners(project, text), key=str) == sorted(expected, key=str)


def test_waits_of_helpers_outside_of_jobs_listen_too(project):
    helper = (
        "export const approved = (step) =>\n"
        '  step.waitForEvent("approved", { event: "a/approved", timeout: "1d" });\n'
    )
    assert ("waitForEvent", "a/approved") in listeners(project, job(), **{"wait.ts": helper})


def test_an_event_type_names_its_event(project):
    text = (
        'import { eventType } from "inngest";\nconst done = eventType("a/done");\n'
        'export const a = inngest.createFunction({ id: "a", triggers: [done] }, '
        'async ({ step }) => { await step.waitForEvent("w", { event: done, timeout: "1h" }); });'
    )
    assert listeners(project, text) == [("trigger", "a/done"), ("waitForEvent", "a/done")]


def test_tests_listen_to_nothing(project):
    assert listeners(project, job(), **{"b.test.ts": HEAD + job(trigger="{ event: x }")}) == [
        ("trigger", "a/b")
    ]


@pytest.mark.parametrize(
    ("listens", "sent", "heard"),
    [("a/b", "a/b", True), ("a/b", "a/bc", False), ("a/*", "a/bc", True), ("a/*", "b/c", False)],
)
def test_hears_what_reaches_it(project, listens, sent, heard):
    text = job(trigger=f'{{ event: "{listens}" }}')
    (only,) = project({"client.ts": CLIENT, "job.ts": HEAD + text}).listeners
    assert only.hears(sent) is heard
