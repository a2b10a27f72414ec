"""A plan file: codemods in TOML, each with the options that its command has.

    [[codemod]]
    run = "add-job"
    name = "generate-report"
    event = "report/generate"

    [[codemod]]
    run = "add-trigger"
    file = "src/app/api/reports/route.ts"
    job = "generate-report"
    data = { reportId = "report.id" }

A key is an option without its dashes, or an argument's name; where both are called the same, the
option goes by what it means (`title` is add-job's `--name`). Paths are relative to the root.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from codemods.cli.place import relative
from codemods.errors import CodemodError
from codemods.transforms.composed import Part
from codemods.workspace.settings import toml

# The commands that a plan may run: the module of each has `codemod_of`.
RUNNABLE = (
    "add-job",
    "register-job",
    "add-trigger",
    "add-status-fields",
    "add-api-route",
    "add-status-component",
)

_EXAMPLE = '[[codemod]]\nrun = "add-job"\nname = "generate-report"\nevent = "report/generate"'


def read_plan(data: bytes, name: str, root: Path) -> tuple[Part, ...]:
    """The codemods of the plan file of this name, in order.

    Raises CodemodError, naming the file and the codemod by its number, for what is not TOML, a
    codemod or key that there is not, and a value that the command would not take.
    """
    plan = toml.read(data, name)
    for key in plan:
        if key != "codemod":
            raise _unknown(key, ("codemod",), name)
    tables = plan.get("codemod")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise CodemodError("the plan holds no [[codemod]]", where=name, add=_EXAMPLE)
    return tuple(
        _part(table, f"{name}, codemod {number}", number, root)
        for number, table in enumerate(tables, start=1)
    )


def _part(table: Mapping[str, object], where: str, number: int, root: Path) -> Part:
    run = table.get("run")
    if not isinstance(run, str):
        mend = f'say which, as in run = "{RUNNABLE[0]}"'
        raise CodemodError("it does not say what to run", where=where, mend=mend)
    if run not in RUNNABLE:
        raise _unknown(run, RUNNABLE, where, "codemod")
    module = import_module(f"codemods.cli.{run.replace('-', '_')}")
    command: click.Command = getattr(module, run.replace("-", "_"))
    values = {key: value for key, value in table.items() if key != "run"}
    given = _parsed(command, values, where)
    try:
        return Part(f"{number}, {run}", module.codemod_of(given, partial(_place, root)))
    except CodemodError as error:
        raise _at(error, where) from None


def _place(root: Path, path: str, option: str) -> str:
    return relative(root, str(root / path), option)


def _parsed(command: click.Command, values: Mapping[str, object], where: str) -> dict[str, Any]:
    """The parameters of the command, by name, as its own options read them."""
    known = _keys(command)
    options: list[str] = []
    arguments: list[str] = []
    for key, value in values.items():
        parameter = known.get(key)
        if parameter is None:
            raise _unknown(key, tuple(known), where)
        if isinstance(parameter, click.Argument):
            arguments += _texts(key, value, where)
        elif isinstance(value, bool):
            options += _switch(key, value, parameter, where)
        else:
            spelled = _spelling(key, parameter)
            options += [f"{spelled}={text}" for text in _texts(key, value, where)]
    try:
        context = command.make_context(command.name, [*options, "--", *arguments])
    except click.UsageError as error:
        text = error.format_message().rstrip(".")
        raise CodemodError(text[:1].lower() + text[1:], where=where) from None
    except CodemodError as error:
        raise _at(error, where) from None
    wanted = {parameter.name for parameter in known.values()}
    return {name: value for name, value in context.params.items() if name in wanted}


def _keys(command: click.Command) -> dict[str, click.Parameter]:
    """What a table may say, beside `run`: not what holds for the plan as a whole."""
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    known: dict[str, click.Parameter] = {str(each.name): each for each in arguments}
    for each in command.params:
        shared = getattr(each, "section", None) in _SHARED or each.name in ("app", "language")
        if isinstance(each, click.Option) and not shared and each.expose_value:
            key = each.opts[0].removeprefix("--").removeprefix("no-")
            known[str(each.name) if key in known else key] = each
    return known


_SHARED = ("What becomes of the changes", "Options")


def _spelling(key: str, parameter: click.Parameter) -> str:
    return f"--{key}" if f"--{key}" in parameter.opts else parameter.opts[0]


def _switch(key: str, value: bool, parameter: click.Parameter, where: str) -> list[str]:
    spellings = (*parameter.opts, *parameter.secondary_opts)
    if not (isinstance(parameter, click.Option) and parameter.is_flag):
        raise CodemodError(f"{key} is not true or false", where=where, mend="give a value")
    wanted = f"--{key}" if value else f"--no-{key}"
    return [wanted] if wanted in spellings else []  # else it is so anyway


def _texts(key: str, value: object, where: str) -> Iterator[str]:
    """The values of an option that may be given several times, as a command line has them."""
    match value:
        case str() | int() | float():
            yield str(value)
        case list() if all(isinstance(item, str) for item in value):
            yield from value
        case dict() if all(isinstance(item, str) for item in value.values()):
            yield from (f"{name}={text}" for name, text in value.items())
        case _:
            raise CodemodError(
                f"{key} is no text, number, list of texts or table of texts",
                where=where,
                mend=f'write it as {key} = "…"',
            )


def _unknown(name: str, known: tuple[str, ...], where: str, kind: str = "key") -> CodemodError:
    from codemods.syntax.naming import nearest

    near = nearest(name, known)
    mend = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
    return CodemodError(f"unknown {kind} {name!r}", where=where, mend=mend)


def _at(error: CodemodError, where: str) -> CodemodError:
    place = f"{where}, {error.where}" if error.where else where
    return CodemodError(error.what, where=place, mend=error.mend, add=error.add)
