"""Real processes, killed at random instants or run two at a time. Run by hand:

    python tests/bench/killing.py kills [ROUNDS]
    python tests/bench/killing.py pairs [ROUNDS]

kills: `codemod add-job` gets SIGKILL. Every other round the instant is any of the process's life;
       in the rest it is one of the milliseconds after the journal has the commit. Then the next
       command runs, and the tree must be as before or as after, with nothing else in it.
pairs: two of them at once on one project: jobs that go into one list, then two that want one
       file. The tree must be what the one after the other gives, or what the winner gives.

The last line has the figures; anything that does not hold ends the run with an AssertionError.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from faults import Tree, journal_at_rest, tree

APP = Path(__file__).resolve().parents[2] / "fixtures/apps/next-sdk4"
JOURNAL = ".git/inngest-codemods"
CODEMOD = [sys.executable, "-m", "codemods"]


def add_job(name: str, event: str) -> list[str]:
    """The command line that adds a job of this name."""
    return [*CODEMOD, "add-job", name, "--event", event, "--yes"]


def project(root: Path) -> Path:
    """A copy of the sample app, with a git directory."""
    shutil.copytree(APP, root, ignore=shutil.ignore_patterns("node_modules", ".next"))
    (root / ".git").mkdir()
    return root


def run(root: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """A command that must end well."""
    return subprocess.run(argv, cwd=root, capture_output=True, text=True, check=True)


def start(root: Path, argv: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        argv, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def kills(rounds: int, folder: Path, seed: int = 0) -> Counter[str]:
    """Kills so many processes; gives what the next command found, and how often."""
    draw = random.Random(seed)
    root = project(folder / "killed")
    before = tree(root)
    argv = add_job("send-report", "report/send")
    began = time.monotonic()
    run(root, *argv)
    life = time.monotonic() - began
    after = tree(root)
    run(root, *CODEMOD, "undo")
    assert tree(root) == before
    found: Counter[str] = Counter()
    for number in range(rounds):
        process = start(root, argv)
        if number % 2:
            wait_for_commit(process, root)
            time.sleep(draw.uniform(0, 0.006))
        else:
            time.sleep(draw.uniform(0, life))
        process.kill()
        process.communicate()
        found[told(root, before, after)] += 1
        if tree(root) == after:
            run(root, *CODEMOD, "undo")
        assert tree(root) == before
    return found


def wait_for_commit(process: subprocess.Popen[str], root: Path) -> None:
    """Until the journal is written to, or the process has ended."""
    known = {path.name for path in (root / JOURNAL).iterdir()}
    while process.poll() is None:
        if {path.name for path in (root / JOURNAL).iterdir()} != known:
            return


def told(root: Path, before: Tree, after: Tree) -> str:
    """How the commit had ended, by what the next command says and the tree is."""
    said = run(root, *CODEMOD, "undo", "--list").stderr
    assert journal_at_rest(root)
    found = tree(root)
    assert found in (before, after), set(found) ^ set(before)
    if "taken back" in said:
        assert found == before
        return "rolled back"
    if "completed" in said:
        assert found == after
        return "completed"
    return "after" if found == after else "before"


@dataclass(frozen=True)
class Pair:
    """Two command lines, and the trees that either order of them gives."""

    first: list[str]
    second: list[str]
    wanted: tuple[Tree, ...]


def pair(folder: Path, first: list[str], second: list[str]) -> Pair:
    wanted = []
    for number, order in enumerate(((first, second), (second, first))):
        root = project(folder / f"order-{number}")
        for argv in order:
            subprocess.run(argv, cwd=root, capture_output=True, check=False)
        wanted.append(tree(root))
        shutil.rmtree(root)
    return Pair(first, second, tuple(wanted))


def pairs(rounds: int, folder: Path) -> Counter[str]:
    """Runs two processes so many times; gives the exit statuses, sorted, and how often."""
    trials = (
        pair(
            folder, add_job("send-report", "report/send"), add_job("close-account", "account/close")
        ),
        pair(folder, add_job("send-report", "report/send"), add_job("send-report", "report/due")),
    )
    found: Counter[str] = Counter()
    for number in range(rounds):
        trial = trials[number % len(trials)]
        root = project(folder / "paired")
        both = [start(root, argv) for argv in (trial.first, trial.second)]
        said = [process.communicate()[1] for process in both]
        statuses = sorted(process.returncode for process in both)
        assert journal_at_rest(root)
        assert tree(root) in trial.wanted, (statuses, said)
        assert statuses == ([0, 2] if trial is trials[1] else [0, 0]), said
        found[f"exit {statuses[0]} and {statuses[1]}"] += 1
        shutil.rmtree(root)
    return found


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as made:
        result = {"kills": kills, "pairs": pairs}[what](count, Path(made))
    print(f"{count} {what}:", ", ".join(f"{key} {value}" for key, value in sorted(result.items())))
