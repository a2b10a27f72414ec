"""Jobs added one after another are served, in whatever form the app keeps its list of jobs.

Each app is served by `next dev`, which compiles no more than what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from e2e.next_app import JOBS, NextApp
from e2e.scenarios import GENERATE_REPORT, a_good_record_is_completed, old_records_are_processed
from e2e.stage import staged
from e2e.story import PLAN

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

_ROUTE = "src/app/api/inngest/route.ts"
_CLIENT = "src/lib/inngest/client.ts"
_INDEX = f"{JOBS}/index.ts"

_NAME = "generateDocumentContentJob"
_FILE = "generate-document-content"
_SERVE = 'import { serve } from "inngest/next";\n'
_HEAD = f'{_SERVE}import {{ inngest }} from "@/lib/inngest/client";\n'
_FROM_MODULE = f'{_HEAD}import {{ {_NAME} }} from "@/lib/inngest/functions/{_FILE}";\n\n'
_LOCAL = f'import {{ {_NAME} }} from "./{_FILE}";\n\n'
_PASSED_ON = f'export {{ {_NAME} }} from "./{_FILE}";\n'
_EXPORT = "export const { GET, POST, PUT } = "


def _serving(functions: str) -> str:
    return f"serve({{ client: inngest, functions: {functions} }});\n"


def _importing(names: str) -> str:
    return f'{_HEAD}import {names} from "@/lib/inngest/functions";\n\n{_EXPORT}'


# What the files are that hold the list. None: there is no such file.
SHAPES: Mapping[str, Mapping[str, str | None]] = {
    "nothing there": {_ROUTE: None, _CLIENT: None, f"{JOBS}/{_FILE}.ts": None},
    "empty list": {_ROUTE: f"{_HEAD}\n{_EXPORT}{_serving('[]')}"},
    "local list": {
        _ROUTE: f"{_FROM_MODULE}const functions = [{_NAME}];\n\n{_EXPORT}"
        "serve({ client: inngest, functions });\n"
    },
    "options in a constant": {
        _ROUTE: f"{_FROM_MODULE}const options = {{\n  client: inngest,\n  functions: [{_NAME}],\n}};\n\n"
        f"const handler = serve(options);\n\n{_EXPORT}handler;\n"
    },
    "imported list": {
        _ROUTE: _importing("{ functions }") + "serve({ client: inngest, functions });\n",
        _INDEX: f"{_LOCAL}export const functions = [{_NAME}];\n",
    },
    "imported list beside a barrel": {
        _ROUTE: _importing("{ functions }") + "serve({ client: inngest, functions });\n",
        _INDEX: f"{_PASSED_ON}\n{_LOCAL}export const functions = [{_NAME}] as const;\n",
    },
    "default export": {
        _ROUTE: _importing("jobs") + _serving("jobs"),
        _INDEX: f"{_LOCAL}export default [{_NAME}];\n",
    },
    "barrel": {
        _ROUTE: _importing(f"{{ {_NAME} }}") + _serving(f"[{_NAME}]"),
        _INDEX: _PASSED_ON,
    },
    "barrel of stars": {
        _ROUTE: _importing(f"{{ {_NAME} }}") + _serving(f"[{_NAME}]"),
        _INDEX: f'export * from "./{_FILE}";\n',
    },
    "namespace": {
        _ROUTE: _importing("* as jobs") + _serving(f"[jobs.{_NAME}]"),
        _INDEX: _PASSED_ON,
    },
    "spread lists": {
        _ROUTE: f'{_HEAD}import {{ mailJobs }} from "@/lib/mail";\n'
        f'import {{ documentJobs }} from "@/lib/inngest/functions";\n\n{_EXPORT}'
        + _serving("[...mailJobs, ...documentJobs]"),
        _INDEX: f"{_LOCAL}export const documentJobs = [{_NAME}];\n",
        "src/lib/mail.ts": "export const mailJobs = [];\n",
    },
    "Pages Router": {
        _ROUTE: None,
        "src/pages/api/inngest.ts": f"{_FROM_MODULE}export default {_serving(f'[{_NAME}]')}",
    },
}

# The second plan; the first is the one that the README shows. The last job is not listed until
# `register-job` lists what is not.
_SCHEDULES = """
[[codemod]]
run = "add-job"
name = "sweep-reports"
cron = "hourly"
entity = "report"

[[codemod]]
run = "add-job"
name = "sync-crm"
event = "crm/sync.manual"
cron = "daily"
register = false
"""

CASES = [("next-sdk4", shape) for shape in SHAPES] + [("next-sdk3", "nothing there")]


@pytest.mark.parametrize(("sdk", "shape"), CASES, ids=[f"{shape}-{sdk}" for sdk, shape in CASES])
def test_jobs_added_one_after_another_are_served_and_run(
    untouched: Callable[[str], NextApp], sdk: str, shape: str, tmp_path: Path
) -> None:
    app = untouched(sdk)
    for path, text in SHAPES[shape].items():
        if text is None:
            (app.root / path).unlink()
        else:
            app.write(path, text)
    for plan in (PLAN, _SCHEDULES):
        app.write("plan.toml", plan)
        app.codemod("run plan.toml")
    app.codemod("register-job")
    with staged(app, tmp_path, command="dev") as stage:
        served = {function.rpartition("briefly-")[2] for function in stage.functions}
        assert served - {_FILE} == {"generate-report", "sweep-reports", "sync-crm"}
        a_good_record_is_completed(stage, GENERATE_REPORT)
        old_records_are_processed(stage, "sweep-reports")
        assert stage.server.tick("sync-crm").status == "completed"
