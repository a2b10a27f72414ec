from __future__ import annotations

import pytest

from codemods.inngest.placement import export_suffix, jobs_directory, module_extension


def jobs(*paths, name="{stem}Job"):
    from pathlib import PurePosixPath

    files = {"package.json": "{}"}
    for path in paths:
        stem = PurePosixPath(path).stem.replace("-", "_").replace(".", "_")
        export = name.format(stem=stem)
        files[path] = f'export const {export} = inngest.createFunction({{ id: "{stem}" }}, f);\n'
    return files


@pytest.mark.parametrize(
    ("paths", "client", "expected"),
    [
        pytest.param(["src/jobs/a.ts", "src/jobs/b.ts"], None, "src/jobs", id="one folder"),
        pytest.param(
            ["fn/a.ts", "fn/b.ts", "fn/mail/c.ts"], None, "fn", id="a folder with subfolders"
        ),
        pytest.param(
            ["src/functions/x/a.ts", "src/functions/y/b.ts"],
            None,
            "src/functions",
            id="subfolders only, of a telling folder",
        ),
        pytest.param(
            ["src/inngest/functions.ts"], None, "src/inngest/functions", id="one file for all"
        ),
        pytest.param(
            ["src/inngest/index.ts"], None, "src/inngest", id="an index stands for its folder"
        ),
        pytest.param(
            ["src/a/x.ts", "src/b/y.ts", "src/c/z.ts"],
            "src/lib/inngest/client.ts",
            "src/lib/inngest/functions",
            id="scattered over features",
        ),
        pytest.param(
            ["lib/inngest/functions.ts", "lib/inngest/functions/a.ts"],
            None,
            "lib/inngest/functions",
            id="one file for most, and a folder beside it",
        ),
        pytest.param([], "lib/inngest.ts", "lib/inngest/functions", id="beside the client"),
        pytest.param([], None, "lib/inngest/functions", id="nothing at all"),
    ],
)
def test_a_new_job_goes_where_the_jobs_are(project, paths, client, expected):
    assert jobs_directory(project(jobs(*paths)), client).value == expected


def test_an_app_with_src_gets_the_layout_below_it(project):
    found = jobs_directory(project({"package.json": "{}", "src/app/page.tsx": ""}), None)
    assert found.value == "src/lib/inngest/functions"


@pytest.mark.parametrize(
    ("names", "suffix"),
    [("{stem}Job", "Job"), ("{stem}", ""), ("{stem}Function", "Function"), ("{stem}Fn", "Fn")],
)
def test_a_new_job_is_called_as_most_are(project, names, suffix):
    assert export_suffix(project(jobs("f/a.ts", "f/b.ts", name=names))).value == suffix


def test_the_first_job_is_called_a_job(project):
    assert export_suffix(project({"package.json": "{}"})).value == "Job"


@pytest.mark.parametrize(
    ("files", "extension"),
    [
        (jobs("f/a.ts"), ".ts"),
        (jobs("f/a.js"), ".js"),
        ({"package.json": "{}", "jsconfig.json": "{}"}, ".js"),
        ({"package.json": "{}", "tsconfig.json": "{}"}, ".ts"),
        ({"package.json": "{}"}, ".ts"),
    ],
)
def test_a_new_module_is_written_in_the_language_of_the_others(project, files, extension):
    assert module_extension(project(files)) == extension
