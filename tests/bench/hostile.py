"""What projects cost that nobody writes by hand, in processor time and memory. Run by hand:

    python tests/bench/hostile.py [PART OF A NAME]

A run may take 20 seconds and 1.5 GiB and is stopped beyond them; it shows no traceback.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness import write_tree
from hostile_projects import ADD, LINT, PROJECTS, REGISTER, run

# Where no other is said: a million elements or lines.
SIZES = {
    **{name: 1_000 for name in PROJECTS if name.startswith("nested")},
    "calls in a handler": 200_000,
    "steps in a handler": 100_000,
    "cycle of barrels": 1_000,
    "large module": 10_000_000,
}
# As much as is still looked at.
LARGEST = {
    "array in a module": 145_000,
    "array in a handler": 145_000,
    "array in triggers": 145_000,
    "array in cancelOn": 145_000,
    "array in sendEvent": 145_000,
    "array that is served": 145_000,
    "array that is served from elsewhere": 145_000,
    "calls in a handler": 40_000,
    "steps in a handler": 12_000,
    "braces in a handler": 140_000,
    "braces after a job": 140_000,
}


def main(part: str) -> int:
    """Prints a line for each project, size and command, and gives the number that failed."""
    failed = 0
    for name, project in PROJECTS.items():
        for size in dict.fromkeys((LARGEST.get(name), SIZES.get(name, 1_000_000))):
            if size is None or part not in name:
                continue
            with tempfile.TemporaryDirectory() as folder:
                root = write_tree(Path(folder), project(size))
                for arguments in (LINT, ADD, REGISTER):
                    done = run(root, *arguments)
                    good = done.status in (0, 1, 2) and "Traceback" not in done.err
                    failed += not good
                    print(
                        f"{name:36}{size:11,} {arguments[0]:13}{done.seconds:6.1f} s"
                        f"{done.peak:7.0f} MiB  status {done.status}{'' if good else '  FAILED'}",
                        flush=True,
                    )
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if sys.argv[1:] else main(""))
