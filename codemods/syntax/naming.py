"""Names: splitting them into words, joining words again, and what JavaScript allows as one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from codemods.errors import CodemodError

# ECMA-262, "Keywords and Reserved Words": reserved always, in modules, or in strict mode. A module
# is always strict, so the three are one set here.
RESERVED_WORDS = frozenset(
    """
    await break case catch class const continue debugger default delete do else enum export extends
    false finally for function if import in instanceof new null return super switch this throw true
    try typeof var void while with yield
    implements interface let package private protected public static
    arguments eval
    """.split()  # noqa: SIM905 - fifty words read better as words
)

# A job's name is the name of its file too, and file systems stop at 255 bytes with the ending.
MAX_JOB_NAME = 200

_KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ASCII_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")

# Unicode's Other_ID_Start and Other_ID_Continue, which the general categories do not tell.
_OTHER_START = frozenset("\u1885\u1886\u2118\u212e\u309b\u309c")
_OTHER_CONTINUE = frozenset(
    "\u00b7\u0387\u19da\u30fb\uff65" + "".join(map(chr, range(0x1369, 0x1372)))
)
_PATTERN_SYNTAX_LETTER = "\u2e2f"  # a letter by category that Unicode keeps out of identifiers


def words(name: str) -> tuple[str, ...]:
    """The words of a name in any case convention, lower-cased.

    Digits belong to the word before them: ``HTMLParser2`` is ``html``, ``parser2``. Whatever is
    neither letter, mark nor digit separates.
    """
    found: list[str] = []
    word = ""
    for index, char in enumerate(name):
        if not _is_word_char(char):
            found.append(word)
            word = ""
            continue
        before = name[index - 1] if word else ""
        after = name[index + 1 : index + 2]
        if before and char.isupper() and (not before.isupper() or after.islower()):
            found.append(word)
            word = ""
        word += char
    found.append(word)
    return tuple(part.lower() for part in found if part)


def camel(name: str) -> str:
    """``generate-report`` → ``generateReport``."""
    first, *rest = words(name) or ("",)
    return first + "".join(_capitalised(word) for word in rest)


def pascal(name: str) -> str:
    """``generate-report`` → ``GenerateReport``."""
    return "".join(_capitalised(word) for word in words(name))


def kebab(name: str) -> str:
    """``generateReport`` → ``generate-report``; letters beyond ASCII stay, unlike in `slug`."""
    return "-".join(words(name))


def title(name: str) -> str:
    """``generate-report`` → ``Generate Report``."""
    return " ".join(_capitalised(word) for word in words(name))


def is_kebab(name: str) -> bool:
    """Whether it is lower-case ASCII words and digits joined by single hyphens."""
    return _KEBAB.fullmatch(name) is not None


def slug(text: str) -> str:
    """The job name that says the same as `text`, or '' where no ASCII letter or digit is in it.

    What is returned is a valid job name: kebab-case, beginning with a letter (``2fa-sync`` becomes
    ``job-2fa-sync``), of at most MAX_JOB_NAME characters.
    """
    if not text.isascii():
        import unicodedata

        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
        text = re.sub(r"[^\x00-\x7f]+", "-", text)
    name = kebab(text)
    if name[:1].isdigit():
        name = f"job-{name}"
    return name[:MAX_JOB_NAME].rstrip("-")


def check_job_name(name: str) -> None:
    """Raises CodemodError, with the slug to use, unless `name` can name a job.

    It must be kebab-case and begin with a letter: it becomes the job's id, the name of its file
    and, in camelCase, the name of an export.
    """
    if len(name) > MAX_JOB_NAME:
        raise CodemodError(
            f"a job name of {len(name)} characters",
            mend=f"it becomes a file name: use at most {MAX_JOB_NAME} characters",
        )
    if is_kebab(name) and name[0].isalpha():
        return
    better = slug(name)
    if not name.strip():
        what = "the job name is empty"
    elif is_kebab(name):
        what = f"the job name {quoted(name)} begins with a digit, which its export cannot"
    else:
        what = f"the job name {quoted(name)} is not kebab-case"
    raise CodemodError(
        what,
        mend=f"did you mean {better}?"
        if better
        else "use lower-case words joined by hyphens, such as generate-report",
    )


def export_name(job_name: str, suffix: str = "Job") -> str:
    """The identifier that a job module exports: ``generate-report`` → ``generateReportJob``.

    suffix: what the project's other jobs end in, '' for nothing; a name that would be a reserved
    word then gets ``Job`` all the same. Raises CodemodError for what is no job name.
    """
    check_job_name(job_name)
    name = camel(job_name) + suffix
    return f"{name}Job" if is_reserved(name) else name


def is_identifier(text: str) -> bool:
    """Whether `text` is an ECMAScript IdentifierName, written without escapes.

    Reserved words are: they can name properties. See `is_reserved` for bindings.
    """
    if text.isascii():
        return _ASCII_IDENTIFIER.fullmatch(text) is not None
    return _starts_identifier(text[0]) and all(map(_continues_identifier, text[1:]))


def is_reserved(name: str) -> bool:
    """Whether JavaScript forbids `name` for a binding in a module."""
    return name in RESERVED_WORDS


def nearest(name: str, candidates: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate that `name` was most probably meant to be, or None.

    cutoff: the similarity, 0 to 1, below which nothing is offered. Case and separators do not
    count; of equally near candidates the first in alphabetical order is taken.
    """
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for candidate in sorted(candidates):
        by_key.setdefault(kebab(candidate) or candidate, candidate)
    found = get_close_matches(kebab(name) or name, by_key, n=1, cutoff=cutoff)
    return by_key[found[0]] if found else None


def singulars(word: str) -> list[str]:
    """The word, then what it may be the plural of, the likeliest last."""
    words = [word]
    if re.search(r"(ss|us|x|ch|sh)es$", word):
        words += [word[:-1], word[:-2]]
    elif re.search(r"[^aeiou]ies$", word):
        words.append(f"{word[:-3]}y")
    elif re.search(r"[^sui]s$", word):
        words.append(word[:-1])
    return words


def plural(name: str) -> str:
    """The name with its last word in the plural, in the case it is in: ``syncTargets``.

    A name that is in the plural already stays.
    """
    last = (words(name) or ("",))[-1]
    if not last or (last.endswith("s") and len(singulars(last)) > 1):
        return name
    upper = name[-1:].isupper() and len(last) > 1
    if re.search(r"[^aeiou]y$", last):
        return name[:-1] + ("IES" if upper else "ies")
    if last.endswith("sis"):  # analysis, synthesis
        return name[:-2] + ("ES" if upper else "es")
    ending = "es" if re.search(r"(s|x|z|ch|sh)$", last) else "s"
    return name + (ending.upper() if upper else ending)


def quoted(text: str) -> str:
    """What a user gave, between backquotes, on one line and not too long for a message."""
    shown = text if text.isprintable() else ascii(text)[1:-1]
    return f"`{shown if len(shown) <= 60 else shown[:59] + '…'}`"


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _is_word_char(char: str) -> bool:
    return char.isalnum() if char.isascii() else char.isalnum() or _category(char).startswith("M")


def _starts_identifier(char: str) -> bool:
    if char.isascii():
        return char.isalpha() or char in "_$"
    if char == _PATTERN_SYNTAX_LETTER:
        return False
    return _category(char)[0] == "L" or _category(char) == "Nl" or char in _OTHER_START


def _continues_identifier(char: str) -> bool:
    if char.isascii():
        return char.isalnum() or char in "_$"
    return (
        _starts_identifier(char)
        or _category(char) in {"Mn", "Mc", "Nd", "Pc"}
        or char in _OTHER_CONTINUE
        or char in "\u200c\u200d"
    )


def _category(char: str) -> str:
    from unicodedata import category

    return category(char)
