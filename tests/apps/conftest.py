"""Copies of the sample apps, for the tests that run real tools on what the product writes."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from apps import sample_app
from apps.sample_app import App


@pytest.fixture(scope="session")
def fresh_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], App]:
    """Makes a new copy of the sample app of that name.

    Where Node is missing the test is skipped; under CI it fails, for there nobody reads skips.
    """
    missing = sample_app.what_is_missing()
    if missing and os.environ.get("CI"):
        pytest.fail(f"the sample apps need it: {missing}")
    if missing:
        pytest.skip(missing)
    return lambda name: sample_app.copy_of(name, tmp_path_factory.mktemp(name) / "app")
