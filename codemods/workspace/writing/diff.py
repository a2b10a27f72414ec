"""Changes as a unified diff that `git apply` takes byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from codemods.workspace.writing.changes import Change

CONTEXT = 3  # lines around a change, as git has it
_NO_NEWLINE = b"\n\\ No newline at end of file\n"
_ESCAPES = {ord(c): e for c, e in zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True)}


def unified(changes: Iterable[Change]) -> bytes:
    """The changes as one diff, for `git apply` with its default `-p1`; empty for no changes.

    Works on bytes and breaks lines at \\n alone, so that no encoding and no lone \\r is harmed.
    New files get mode 100644, or 100755 where the change says that they can be run.
    """
    return b"".join(chain.from_iterable(_file(change) for change in changes))


def _file(change: Change) -> Iterator[bytes]:
    old, new = _name("a/" + change.path), _name("b/" + change.path)
    yield b"diff --git %b %b\n" % (old, new)
    match change.kind:
        case "create":
            yield b"new file mode %b\n" % (b"100755" if (change.mode or 0) & 0o100 else b"100644")
            old = b"/dev/null"
        case "delete":
            yield b"deleted file mode 100644\n"
            new = b"/dev/null"
    hunks = list(_hunks(_lines(change.before), _lines(change.after)))
    if hunks:  # an empty file that comes or goes has none, and then no names either
        yield b"--- %b\n+++ %b\n" % (_ended(old), _ended(new))
        yield from hunks


def _hunks(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[bytes]:
    from difflib import SequenceMatcher

    # Both ends that agree are set aside: the matcher is slow, and treats lines that are frequent
    # in a long text as junk.
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    start = max(head - CONTEXT, 0)
    drop = max(tail - CONTEXT, 0)
    old, new = before[start : len(before) - drop], after[start : len(after) - drop]
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield b"@@ -%b +%b @@\n" % (_range(start + i1, i2 - i1), _range(start + j1, j2 - j1))
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                yield from (_line(b" ", line) for line in old[a1:a2])
            else:
                yield from (_line(b"-", line) for line in old[a1:a2])
                yield from (_line(b"+", line) for line in new[b1:b2])


def _lines(data: bytes | None) -> list[bytes]:
    """The lines with their endings; not splitlines(), which breaks at \\r too."""
    lines = [line + b"\n" for line in (data or b"").split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _line(sign: bytes, line: bytes) -> bytes:
    return sign + line if line.endswith(b"\n") else sign + line + _NO_NEWLINE


def _common(first: Sequence[bytes], second: Sequence[bytes]) -> int:
    """How many lines two texts have in common at their beginning."""
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return at
    return min(len(first), len(second))


def _range(start: int, length: int) -> bytes:
    """Lines from 0 as a hunk header counts them: from 1, but the line before an empty range."""
    return b"%d,%d" % (start + 1 if length else start, length)


def _name(path: str) -> bytes:
    """The path, in git's C-style quotes where it has bytes that need them."""
    raw = path.encode("utf-8", "surrogateescape")
    quoted = "".join(map(_escaped, raw))
    return raw if len(quoted) == len(raw) else f'"{quoted}"'.encode()


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _ended(name: bytes) -> bytes:
    """A name as `---` and `+++` lines take it: git ends one with a space in it by a tab."""
    return name + b"\t" if b" " in name and not name.startswith(b'"') else name
