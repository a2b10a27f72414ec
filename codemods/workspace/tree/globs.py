"""The globs of `workspaces`, pnpm-workspace.yaml and tsconfig's `include`."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"/\*\*(?=/|$)|^\*\*/|\*\*?|\?|\{[^{}]*\}|[^*?{/]+|/|\{")


@lru_cache(maxsize=1024)
def compiled(glob: str) -> re.Pattern[str]:
    """The glob as a pattern for `fullmatch` on a root-relative path.

    `*` and `?` stay within one folder, `**` does not, `{a,b}` is either; a leading `./` and a
    trailing `/` mean nothing.
    """
    parts: list[str] = []
    for token in _TOKEN.findall(glob.removeprefix("./").rstrip("/")):
        match token:
            case "/**":
                parts.append("(?:/.*)?")
            case "**/":
                parts.append("(?:.*/)?")
            case "*" | "**":
                parts.append("[^/]*")
            case "?":
                parts.append("[^/]")
            case _ if token.startswith("{") and token.endswith("}"):
                choices = token[1:-1].split(",")
                parts.append(f"(?:{'|'.join(compiled(each).pattern for each in choices)})")
            case _:
                parts.append(re.escape(token))
    return re.compile("".join(parts), re.DOTALL)


def matches(glob: str, path: str) -> bool:
    """Whether the whole of `path` is what the glob describes."""
    return compiled(glob).fullmatch(path) is not None
