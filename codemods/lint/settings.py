"""What a run looks for, from the command line and from codemod.toml together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from codemods.errors import CodemodError
from codemods.inngest.project import Project
from codemods.lint.engine import Options
from codemods.lint.rules import choose, find
from codemods.workspace.settings.config import NAME, Config

_SELECT = f"{NAME}: [lint] select"
_IGNORE = f"{NAME}: [lint] ignore"


def options_for(
    config: Config,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    strict: bool = False,
) -> Options:
    """The options of a run over the whole project.

    select, ignore: codes, prefixes and names from the command line. With `select` given, the file's
    own `select` and `ignore` do not count: who names a rule wants to see it. `ignore` adds to the
    file's.

    Raises CodemodError for a rule that there is not, wherever it is named.
    """
    settings = config.lint
    rules = choose(settings.select, settings.ignore, where=(_SELECT, _IGNORE))
    if select:
        rules = choose(select, (), where=("--select", "--ignore"))
    ignored = {rule for each in ignore for rule in find(each, where="--ignore")}
    per_path = tuple(
        (
            glob,
            frozenset(
                rule
                for each in off
                for rule in find(each, where=f'{NAME}: [lint.per-path] "{glob}"')
            ),
        )
        for glob, off in settings.per_path
    )
    return Options(
        tuple(rule for rule in rules if rule not in ignored), strict=strict, per_path=per_path
    )


def files_at(project: Project, paths: Sequence[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The source files that are meant by paths of files and folders; and notes about the others.

    What git ignores stays out, also when it is named; so does what is no TypeScript,
    JavaScript or Python.

    Raises CodemodError for a path where nothing is.
    """
    from codemods.workspace.tree.paths import below

    sources = frozenset((*project.files.sources(), *project.files.python_sources()))
    found: set[str] = set()
    notes = []
    for path in paths:
        real = project.files.real(path)
        if project.files.is_dir(path):
            found.update(each for each in sources if below(real, each) is not None)
        elif not project.files.exists(path):
            raise CodemodError("no such file or folder", where=path, mend="see what PATHS names")
        elif real in sources:
            found.add(real)
            with suppress(CodemodError):  # nobody would miss it but who has named it
                project.text(real)
    if not found:
        notes.append("no TypeScript, JavaScript or Python file is among what was named")
    return frozenset(found), tuple(notes)
