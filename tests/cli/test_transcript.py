"""The recorded conversation in the docs and the README is what is seen today."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_transcript_in_the_docs_and_the_readme_is_that_of_a_run_now() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/transcript"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    renew = "run `.venv/bin/python scripts/transcript --write` and look at what changed"
    assert done.stdout == (ROOT / "docs/transcript.txt").read_bytes(), renew
    readme = (ROOT / "README.md").read_bytes()
    _, begin, rest = readme.partition(b"<!-- transcript:begin -->\n")
    block, end, _ = rest.partition(b"<!-- transcript:end -->\n")
    assert begin
    assert end
    assert block == b"```text\n" + done.stdout + b"```\n", renew
