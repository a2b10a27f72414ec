from __future__ import annotations

import pytest

from codemods.errors import CodemodError
from codemods.inngest.sdk import find_sdk

V3 = 'export const a = inngest.createFunction({ id: "a" }, { event: "x/y" }, f);'
V4 = 'export const b = inngest.createFunction({ id: "b", triggers: [] }, f);'


def package(version):
    return f'{{"dependencies": {{"inngest": "{version}"}}}}'


@pytest.mark.parametrize(
    ("files", "major", "evidence"),
    [
        pytest.param({"package.json": package("^3.0.0")}, 3, "range", id="range"),
        pytest.param(
            {
                "package.json": package("^3.0.0"),
                "node_modules/inngest/package.json": '{"version": "4.1.0"}',
            },
            4,
            "installed",
            id="installed comes before the range",
        ),
        pytest.param(
            {"package.json": package("latest"), "a.ts": V3}, 3, "form", id="form of the jobs"
        ),
        pytest.param(
            {"package.json": package(">=3"), "b.ts": V4}, 4, "form", id="a range over both"
        ),
        pytest.param(
            {
                "package.json": "{}",
                "route.ts": 'import { serve } from "inngest/next";\n'
                "serve({ functions: [], signingKey: process.env.KEY });",
            },
            3,
            "serve",
            id="options of serve",
        ),
        pytest.param(
            {"package.json": package("^4"), "codemod.toml": "sdk = 3\n"},
            3,
            "codemod.toml",
            id="config",
        ),
    ],
)
def test_the_major_comes_from_the_strongest_evidence(project, files, major, evidence):
    found = find_sdk(project(files), None)
    assert (found.major, found.certain) == (major, True)
    assert evidence in found.evidence


def test_without_evidence_the_current_major_is_taken_and_said_to_be_a_guess(project):
    found = find_sdk(project({"package.json": "{}"}), None)
    assert (found.major, found.certain) == (4, False)


def test_what_is_given_comes_first(project):
    assert find_sdk(project({"package.json": package("3.1.0")}), 4).major == 4


def test_a_major_that_has_neither_form_is_refused(project):
    with pytest.raises(CodemodError, match="neither SDK 3 nor SDK 4"):
        find_sdk(project({"package.json": package("2.7.0")}), None)
