import json
from pathlib import Path

import pytest

from codemods.cli.main import main

ROUTE = "src/app/api/inngest/route.ts"
FOLDER = "src/lib/inngest/functions"

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def unregistered(app: Path) -> None:
    """Two jobs that are in no list."""
    for name in ("one", "two"):
        (app / FOLDER / f"sync-{name}.ts").write_text(
            'import { inngest } from "@/lib/inngest/client";\n\n'
            f"export const sync{name.title()}Job = inngest.createFunction(\n"
            f'  {{ id: "sync-{name}", triggers: [{{ cron: "0 * * * *" }}] }},\n'
            '  async ({ step }) => step.run("sync", async () => 1),\n'
            ");\n"
        )


@pytest.fixture
def dynamic(app: Path) -> Path:
    """The same app, its list only known when it runs."""
    route = app / ROUTE
    route.write_text(
        'import { serve } from "inngest/next";\n'
        'import { inngest } from "@/lib/inngest/client";\n'
        'import { allJobs } from "some-package";\n\n'
        "export const { GET, POST, PUT } = serve({ client: inngest, functions: allJobs() });\n"
    )
    return app


def registered(app: Path) -> tuple[bool, bool]:
    text = (app / ROUTE).read_text()
    return ("syncOneJob" in text, "syncTwoJob" in text)


def test_without_a_name_every_unregistered_job_is_registered(app: Path, capsys: Captured) -> None:
    assert main(["register-job"]) == 0
    assert registered(app) == (True, True)
    assert capsys.readouterr().out.startswith(f"edit  {ROUTE}\n")


def test_with_nothing_left_to_register_nothing_happens(app: Path, capsys: Captured) -> None:
    main(["register-job"])
    time = (app / ROUTE).stat().st_mtime_ns
    capsys.readouterr()
    assert main(["register-job"]) == 0
    assert main(["register-job", "sync-one"]) == 0
    assert capsys.readouterr().out == f"identical  {ROUTE}\n" * 2
    assert (app / ROUTE).stat().st_mtime_ns == time


@pytest.mark.parametrize("name", ["sync-one", "syncOneJob", f"{FOLDER}/sync-one.ts"])
def test_a_job_is_named_by_its_id_its_export_or_its_file(name: str, app: Path) -> None:
    assert main(["register-job", name]) == 0
    assert registered(app) == (True, False)


def test_a_file_is_named_from_the_working_directory(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(app / FOLDER)
    assert main(["register-job", "sync-two.ts"]) == 0
    assert registered(app) == (False, True)


def test_a_name_that_is_unknown_stops_all_of_them(app: Path, capsys: Captured) -> None:
    assert main(["register-job", "sync-one", "sync-tow"]) == 2
    assert registered(app) == (False, False)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "did you mean sync-two?" in shown.err


def test_check_is_status_1_until_all_are_registered(app: Path) -> None:
    assert main(["register-job", "--check"]) == 1
    assert registered(app) == (False, False)
    assert main(["register-job"]) == 0
    assert main(["register-job", "--check"]) == 0


def test_a_list_that_only_exists_at_run_time_is_refused_with_the_line_to_add(
    dynamic: Path, capsys: Captured
) -> None:
    before = (dynamic / ROUTE).read_bytes()
    assert main(["register-job", "sync-one"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"error: {ROUTE}:5:")
    assert "    syncOneJob" in shown.err or "syncOneJob" in shown.err
    assert (dynamic / ROUTE).read_bytes() == before


JOB = 'inngest.createFunction({ id: "123-x", triggers: [{ event: "a/b" }] }, async () => 1)'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"export const all = [{JOB}];", "a part of a larger value"),
        (f"export const record = {{ x: {JOB} }};", "a part of a larger value"),
        (f"export const make = () => {JOB};", "a part of a larger value"),
        (f"export default [{JOB}];", "a part of a larger value"),
        (f'const x = {JOB};\nexport {{ x as "a name" }};', "is not exported"),
        (f"const x = {JOB};\nexport {{ x as class }};", "is not exported"),
    ],
)
def test_a_job_that_no_name_stands_for_is_refused(
    text: str, said: str, app: Path, capsys: Captured
) -> None:
    (app / FOLDER / "odd.ts").write_text(
        f'import {{ inngest }} from "@/lib/inngest/client";\n\n{text}\n'
    )
    before = (app / ROUTE).read_bytes()
    assert main(["register-job", "123-x"]) == 2
    assert said in capsys.readouterr().err
    assert (app / ROUTE).read_bytes() == before


def test_a_default_export_without_a_name_gets_one_that_can_be_one(app: Path) -> None:
    (app / FOLDER / "odd.ts").write_text(
        f'import {{ inngest }} from "@/lib/inngest/client";\n\nexport default {JOB};\n'
    )
    assert main(["register-job", "123-x"]) == 0
    assert "import oddJob from" in (app / ROUTE).read_text()


def test_of_a_key_that_is_given_twice_the_last_one_is_the_list(app: Path) -> None:
    route = app / ROUTE
    route.write_text(route.read_text().replace("functions:", "functions: [],\n  functions:"))
    assert main(["register-job", "sync-one"]) == 0
    assert "functions: [],\n  functions: [generateDocumentContentJob, sync" in route.read_text()


def test_what_cannot_be_registered_is_listed_and_is_status_1(
    dynamic: Path, capsys: Captured
) -> None:
    assert main(["register-job"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "syncOneJob" in shown.err
    assert "syncTwoJob" in shown.err
    assert main(["register-job", "--json"]) == 1
    refused = json.loads(capsys.readouterr().out)["facts"]["refused"]
    assert any("syncTwoJob" in each["add"] for each in refused)
