"""How a file is written, so that what is added looks as if it had always been there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Style:
    """The formatting of one file. The defaults are Prettier's."""

    quote: Literal['"', "'"] = '"'
    semicolons: bool = True
    indent: str = "  "  # spaces, or one tab
    newline: Literal["\n", "\r\n"] = "\n"
    trailing_commas: bool = True  # after the last element of a multi-line list
    bracket_spacing: bool = True  # `{ a }` rather than `{a}`
    bom: bool = False
    print_width: int = 80
