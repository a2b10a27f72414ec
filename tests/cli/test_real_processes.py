"""Real processes, killed and two at a time: a few of what `tests/bench/killing.py` does often."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.killing import kills, pairs

pytestmark = pytest.mark.e2e


def test_a_process_that_is_killed_leaves_the_tree_as_before_or_as_after(room: Path) -> None:
    assert kills(20, room).total() == 20


def test_two_processes_at_once_give_what_one_after_the_other_does(room: Path) -> None:
    assert pairs(4, room) == {"exit 0 and 0": 2, "exit 0 and 2": 2}
