"""The rules there are, and choosing among them by code, prefix of a code, or name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from codemods.errors import CodemodError
from codemods.rules.rule import Rule

_PREFIX = re.compile(r"JOB\d*")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code: what the modules of `codemods.rules` call `RULE`."""
    from importlib import import_module
    from pathlib import Path

    from codemods import rules

    found = []
    for file in Path(rules.__path__[0]).glob("[!_]*.py"):  # to import pkgutil takes longer
        rule = getattr(import_module(f"{rules.__name__}.{file.stem}"), "RULE", None)
        if isinstance(rule, Rule):
            found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.code))


def page_of(rule: Rule) -> str:
    """The docstring of the rule's module."""
    from importlib import import_module

    from codemods import rules

    module = import_module(f"{rules.__name__}.{rule.name.replace('-', '_')}")
    return module.__doc__ or ""


def is_meant(rule: Rule, selector: str) -> bool:
    """Whether a code, a prefix of codes (`JOB1`) or a name means this rule; case does not count."""
    upper = selector.upper()
    if _PREFIX.fullmatch(upper):
        return rule.code.startswith(upper)
    return rule.name == selector.lower()


def find(selector: str, *, where: str | None = None) -> tuple[Rule, ...]:
    """The rules that a code, prefix or name means.

    where: the option or file that says it. Raises CodemodError, with the nearest name, for none.
    """
    found = tuple(rule for rule in all_rules() if is_meant(rule, selector))
    if not found:
        raise unknown(selector, where)
    return found


def unknown(selector: str, where: str | None = None) -> CodemodError:
    """The error that no rule is called so."""
    from codemods.syntax.naming import quoted

    mend = "`codemod rule` lists them all"
    if _PREFIX.fullmatch(selector.upper()):
        begin = selector.upper()
        while not any(rule.code.startswith(begin) for rule in all_rules()):
            begin = begin[:-1]
        if begin != "JOB":
            mend = f"`codemod rule {begin}` lists those that begin so"
    elif near := nearest_to(selector):
        mend = f"did you mean {near}?"
    return CodemodError(f"there is no rule {quoted(selector)}", where=where, mend=mend)


def nearest_to(selector: str) -> str | None:
    """The code or name that was most probably meant, or None."""
    from codemods.syntax.naming import nearest

    names = [name for rule in all_rules() for name in (rule.code, rule.name)]
    return nearest(selector.upper() if selector[:1].isupper() else selector, names)


def choose(
    select: Iterable[str] | None, ignore: Iterable[str], *, where: tuple[str, str]
) -> tuple[Rule, ...]:
    """The rules that `select` means (None: all) without those that `ignore` means, by code.

    where: what says the one and the other, for the CodemodError about an unknown rule
    """
    chosen = (
        set(all_rules())
        if select is None
        else {rule for each in select for rule in find(each, where=where[0])}
    )
    for each in ignore:
        chosen.difference_update(find(each, where=where[1]))
    return tuple(sorted(chosen, key=lambda rule: rule.code))
