"""For any bytes before and after, git makes the planned files of the diff."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from codemods.workspace.writing.changes import Change, ChangeSet

# Few different lines, so that texts share some of them, and each of the bytes that break tools.
LINES = st.sampled_from(
    [
        *(b"", b"a", b"b\r", b"}", b"  }", b"\r\r", b"\x00", b"\xff\x80", b"d\x0be\x0cf\x1c"),
        *(b"\xef\xbb\xbfc", "\u0085\u2028é😀".encode()),
        *(b"-- a", b"++ b", b"@@ -1 +1 @@", b"\\ No newline"),
    ]
)
TEXTS = st.builds(
    lambda lines, end: b"\n".join(lines) + end,
    st.lists(LINES | st.binary(max_size=6), max_size=14),
    st.sampled_from([b"", b"\n"]),
)
NAMES = st.text(
    st.characters(exclude_characters="/\x00", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: name not in (".", ".."))
CONTENTS = st.none() | TEXTS
SETS = st.dictionaries(NAMES, st.tuples(CONTENTS, CONTENTS), min_size=1, max_size=12)


@given(SETS)
@settings(max_examples=40, deadline=None)
def test_git_makes_the_planned_files_of_the_diff(plan: dict[str, tuple[bytes | None, ...]]):
    changes = ChangeSet(
        tuple(
            # a number keeps names apart that are one on some file systems
            Change(f"{number} {name}", before, after, "why")
            for number, (name, (before, after)) in enumerate(plan.items())
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        for change in changes.changes:
            if change.before is not None:
                (Path(folder) / change.path).write_bytes(change.before)
        if changes:
            subprocess.run(
                ["git", "apply", "--whitespace=nowarn", "-p1", "-"],
                input=changes.diff(),
                cwd=folder,
                check=True,
                capture_output=True,
                env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            )
        found = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    assert found == {path: data for path, data in changes.overlay().items() if data is not None}
