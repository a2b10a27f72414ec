"""Why a text is no Python, or none that may be parsed."""

from __future__ import annotations

from msgspec import Struct

# LibCST's own parser goes on until the stack ends; Python's says when brackets are too many.
_MOST_BRACKETS = 200  # as CPython's tokenizer: MAXLEVEL in Parser/lexer/state.h


class Wrong(Struct, frozen=True):
    """What is wrong with a text, at a line and a column from 1; column 0 where there is none.

    unsafe: whether LibCST's parser must not even see it
    """

    what: str
    line: int
    column: int
    unsafe: bool = False


def syntax_error(text: str) -> Wrong | None:
    """What Python itself has against a text; it may be syntax of a later version.

    It is asked first: its messages say what is wrong, and it stops at texts that would take down
    LibCST's parser, and this process with it.
    """
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that is none is still read
            ast.parse(text)
    except SyntaxError as error:
        what = (error.msg or "invalid syntax").partition(" (")[0]
        unsafe = "too many nested" in what or _depth(text) > _MOST_BRACKETS
        return Wrong(_lower(what), error.lineno or 1, error.offset or 0, unsafe=unsafe)
    except ValueError:  # Python does not read a null byte
        at = max(text.find("\0"), 0)
        return Wrong("a null byte", text.count("\n", 0, at) + 1, 0, unsafe=True)
    except (RecursionError, MemoryError):
        return Wrong("nested too deeply", 1, 0, unsafe=True)
    return None


def _depth(text: str) -> int:
    """How many brackets are open at the most, those in strings too."""
    depth = most = 0
    for letter in text:
        if letter in "([{":
            depth += 1
            most = max(most, depth)
        elif letter in ")]}":
            depth = max(0, depth - 1)
    return most


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
