"""Names as Python has them."""

from __future__ import annotations

import keyword

from codemods.syntax import naming

_BUILTINS = frozenset(
    """
    all any bool bytes dict dir filter float format hash help id input int iter len license list map
    max min next object open print range set sorted str sum super tuple type vars zip
    """.split()  # noqa: SIM905 - they read better as words
)


def snake(name: str) -> str:
    """``generate-report`` or ``generateReport`` → ``generate_report``."""
    return "_".join(naming.words(name))


def safe(name: str) -> str:
    """The name, with an underscore after it where it is a word of the language."""
    return f"{name}_" if keyword.iskeyword(name) or keyword.issoftkeyword(name) else name


def is_name(text: str) -> bool:
    """Whether a variable can be called so."""
    return text.isidentifier() and not keyword.iskeyword(text)


def is_builtin(name: str) -> bool:
    """Whether a variable of this name would hide what most code expects there."""
    return name in _BUILTINS
