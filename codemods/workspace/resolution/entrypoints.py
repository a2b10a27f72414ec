"""package.json's `exports` and `imports`: subpaths, patterns and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# What a bundler or TypeScript may ask for, and the names under which workspaces offer sources.
CONDITIONS = frozenset(
    {"types", "import", "default", "node", "module", "require", "source", "development"}
)


def exported(exports: object, subpath: str, conditions: frozenset[str]) -> Iterator[str]:
    """Where `exports` leads for a subpath ("." or "./…"): candidates, the most wanted first.

    They are written as in the table, `./` included, with the pattern's `*` filled in.
    """
    yield from _lookup(subpaths(exports), subpath, conditions)


def imported(imports: object, specifier: str, conditions: frozenset[str]) -> Iterator[str]:
    """Where `imports` leads for a specifier that begins with `#`: as `exported`.

    A candidate may be another package's specifier instead of a path.
    """
    if isinstance(imports, dict):
        yield from _lookup(imports, specifier, conditions)


def subpaths(exports: object) -> Mapping[str, object]:
    """`exports` as a table from subpath to target; the short forms are one for "."."""
    if isinstance(exports, dict) and any(str(key).startswith(".") for key in exports):
        return exports
    return {} if exports is None else {".": exports}


def targets(value: object, conditions: frozenset[str]) -> Iterator[str]:
    """Every path that a target leads to under the conditions, in the order of the table."""
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from targets(each, conditions)
        case dict():
            for condition, each in value.items():
                # `types@>=5` is TypeScript's own versioned condition.
                if condition in conditions or condition.startswith("types@"):
                    yield from targets(each, conditions)


def _lookup(table: Mapping[str, object], key: str, conditions: frozenset[str]) -> Iterator[str]:
    if key in table and "*" not in key:
        yield from targets(table[key], conditions)
        return
    best: tuple[str, str] | None = None
    for pattern in table:
        filling = fill(pattern, key)
        longer = best is None or len(pattern.partition("*")[0]) > len(best[0].partition("*")[0])
        if filling is not None and longer:
            best = pattern, filling
    if best is not None:
        for target in targets(table[best[0]], conditions):
            yield target.replace("*", best[1])


def fill(pattern: str, text: str) -> str | None:
    """What the one `*` of the pattern stands for in `text`; None where they do not match."""
    before, star, after = pattern.partition("*")
    if not star or len(text) < len(before) + len(after):
        return None
    if not text.startswith(before) or not text.endswith(after):
        return None
    return text[len(before) : len(text) - len(after)]
