"""What follows a job is clean, and is taken back like everything else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.sample_app import sources
from e2e.next_app import NextApp
from e2e.status_story import COMMANDS

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_what_follows_a_job_is_clean_and_can_be_taken_back(
    untouched: Callable[[str], NextApp],
) -> None:
    app = untouched("next-sdk4")
    app.codemod("add-job generate-report --event report/generate --yes")
    before = sources(app.root)
    for command in COMMANDS:
        app.codemod(command)
    assert app.codemod("lint-jobs") == ""
    for _ in COMMANDS:
        app.codemod("undo")
    assert sources(app.root) == before
