"""The first job of a Python app: its client and its list of jobs are made with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from python_apps.conftest import FRAMEWORKS
from python_apps.python_app import PythonApp
from python_apps.python_scenarios import GENERATE_REPORT, a_good_record_is_completed
from python_apps.python_stage import function_count, staged
from python_apps.python_story import JOB

# By app: what of it has to do with Inngest, and is deleted; and in other files the lines.
_FILES = {
    "fastapi": ("src/briefly/jobs", "src/briefly/routes/documents.py"),
    "flask": ("briefly/jobs", "briefly/inngest_client.py", "briefly/views/documents.py"),
    "django": ("documents/jobs", "briefly/inngest.py"),
}
_LINES = {
    "fastapi": {
        "src/briefly/main.py": (
            "import inngest.fast_api\n",
            "from briefly.jobs.client import inngest_client\n",
            "from briefly.jobs.generate_document_content import generate_document_content\n",
            "documents, ",
            "app.include_router(documents.router)\n",
            "\ninngest.fast_api.serve(app, inngest_client, [generate_document_content])\n",
        )
    },
    "flask": {
        "briefly/__init__.py": (
            "import inngest.flask\n",
            "from .inngest_client import client\n",
            "from .jobs import jobs\n",
            "documents, ",
            "    app.register_blueprint(documents.blueprint)\n",
            "    inngest.flask.serve(app, client, jobs)\n",
        )
    },
    "django": {
        "briefly/urls.py": (
            "import inngest.django\n",
            "from briefly.inngest import inngest_client\n",
            "from documents.jobs.generate_document_content import generate_document_content\n",
            '    path("api/documents", views.create_document),\n',
            "    inngest.django.serve(\n        inngest_client,\n        [\n"
            "            generate_document_content,\n        ],\n    ),\n",
        ),
        "documents/views.py": (
            "import inngest\n",
            "from briefly.inngest import inngest_client\n",
        ),
    },
}


@pytest.fixture(params=FRAMEWORKS)
def bare(request: pytest.FixtureRequest, untouched: Callable[[str], PythonApp]) -> PythonApp:
    """The sample app without anything of Inngest but the dependency."""
    app = untouched(request.param)
    for path in _FILES[app.name]:
        target = app.root / path
        (shutil.rmtree if target.is_dir() else Path.unlink)(target)
    for path, lines in _LINES[app.name].items():
        for line in lines:
            app.replace(path, line, "")
    if app.name == "django":
        head, _, *views = app.read("documents/views.py").split("@csrf_exempt")
        app.write("documents/views.py", "@csrf_exempt".join([head, *views]))
    return app


def test_a_first_job_runs_in_an_app_that_had_none(bare: PythonApp, tmp_path: Path) -> None:
    said = bare.codemod(f"{JOB} --yes")
    files = re.findall(r"^(?:create|edit) +(\S+)$", said, re.MULTILINE)
    assert len(files) >= 3, said  # the client, the list and the job
    assert bare.complaints("ruff", "check", "--no-cache", *files) == ""
    assert bare.complaints("ruff", "format", "--check", "--diff", "--no-cache", *files) == ""
    with staged(bare, tmp_path) as stage:
        assert function_count(stage) == 1
        (job,) = stage.functions
        a_good_record_is_completed(stage, GENERATE_REPORT)
        assert job.endswith("-generate-report")
