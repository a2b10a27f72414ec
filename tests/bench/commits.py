"""What a commit costs, as ratios to the writing that it cannot do without. Run by hand:

    python tests/bench/commits.py [ROUNDS] [FOLDER]

Each round writes the same ten files twice, one way after the other, so that a busy disk slows
both; a ratio is the median of the rounds'. The plain way writes each file and waits for it. FOLDER
says where, as file systems differ much; the default is the one for temporary files.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from codemods.workspace.writing.changes import Change, ChangeSet
from codemods.workspace.writing.recovery import recover
from codemods.workspace.writing.transaction import Transaction

FILES = {f"src/folder-{number % 3}/file-{number}.ts": b"x" * 3000 for number in range(10)}
AFTER = b"y" * 3100


def plain(root: Path) -> None:
    """Each file written and waited for, and no more."""
    for path in FILES:
        descriptor = os.open(root / path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        os.write(descriptor, AFTER)
        os.fsync(descriptor)
        os.close(descriptor)


def edit(root: Path) -> None:
    """The same files, edited in a commit."""
    Transaction(root).commit(ChangeSet(tuple(Change(p, b, AFTER, "") for p, b in FILES.items())))


def create(root: Path) -> None:
    """The same files, created in a commit."""
    Transaction(root).commit(ChangeSet(tuple(Change(p, None, AFTER, "") for p in FILES)))


def made(root: Path, *, with_files: bool) -> None:
    """The folders, with a git directory, and the files before."""
    (root / ".git").mkdir(parents=True)
    Transaction(root).commit(ChangeSet((Change("first.ts", None, b"", ""),)))
    for path, data in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if with_files:
            (root / path).write_bytes(data)
    if hasattr(os, "sync"):
        os.sync()


def timed(act: Callable[[Path], object], folder: Path, *, with_files: bool) -> float:
    """The seconds it takes in a new tree."""
    root = folder / "app"
    made(root, with_files=with_files)
    began = time.perf_counter()
    act(root)
    took = time.perf_counter() - began
    shutil.rmtree(root)
    return took


def main(rounds: int, where: str | None) -> None:
    """Print the ratios, and what looking for an unfinished commit costs."""
    with tempfile.TemporaryDirectory(dir=where) as made_folder:
        folder = Path(made_folder)
        for name, act, with_files in (("edit", edit, True), ("create", create, False)):
            pairs = [
                (
                    timed(act, folder, with_files=with_files),
                    timed(plain, folder, with_files=with_files),
                )
                for _ in range(rounds)
            ]
            ratio = statistics.median(commit / yardstick for commit, yardstick in pairs)
            commit, yardstick = (
                statistics.median(column) * 1e3 for column in zip(*pairs, strict=True)
            )
            print(f"{name} ten files: {ratio:.2f} times ({commit:.1f} ms to {yardstick:.1f} ms)")
        root = folder / "quiet"
        made(root, with_files=False)
        began = time.perf_counter()
        for _ in range(1000):
            recover(root)
        print(f"nothing to recover: {(time.perf_counter() - began) * 1e3:.0f} µs")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, sys.argv[2] if len(sys.argv) > 2 else None)
