"""The options of a job: the keyword arguments of `create_function`, under the model's names."""

from __future__ import annotations

import libcst as cst

from codemods.inngest.anatomy.model import UNKNOWN, Option, Options, Value
from codemods.inngest.model import Job, Span
from codemods.inngest.python.anatomy.handlers import creation
from codemods.inngest.python.anatomy.tree import Tree
from codemods.inngest.python.anatomy.values import Delta, Values

# The SDK's name → the one in the registration, which TypeScript has too.
NAMES = {
    "fn_id": "id",
    "batch_events": "batchEvents",
    "cancel": "cancelOn",
    "rate_limit": "rateLimit",
    "on_failure": "onFailure",
    "trigger": "triggers",
}
_OF_ENTRIES = {"if_exp": "if", "max_size": "maxSize"}
_DURATIONS = frozenset({"period", "timeout", "start", "finish"})


def read_options(tree: Tree, values: Values, job: Job) -> Options:
    """The options of a job, followed through constants as far as they are static."""
    call = creation(tree, job)
    if call is None:
        return Options((), False, None)
    entries: dict[str, Option] = {}
    complete = True
    for arg in call.args:
        if arg.star == "**":
            spread, whole = _spread(tree, values, arg.value)
            complete = complete and whole
            entries.update(spread)
        elif arg.star or arg.keyword is None:
            complete = False
        else:
            name = NAMES.get(arg.keyword.value, arg.keyword.value)
            place = _arg(tree, arg)
            value = translated(values.of(tree, arg.value))
            entries[name] = Option(name, value, tree.span(arg.value), place)
    start = tree.span(call.func).end
    return Options(tuple(entries.values()), complete, Span(tree.path, start, tree.span(call).end))


def _spread(tree: Tree, values: Values, node: cst.BaseExpression) -> tuple[dict[str, Option], bool]:
    """The entries of a dict that is spread into the call, and whether they are all there are."""
    where, found = values.follow(tree, node)
    if not isinstance(found, cst.Dict):
        return {}, False
    entries: dict[str, Option] = {}
    complete = True
    for element in found.elements:
        key = values.of(where, element.key) if isinstance(element, cst.DictElement) else UNKNOWN
        if not isinstance(key, str):
            complete = False
            continue
        name = NAMES.get(key, key)
        value = translated(values.of(where, element.value))
        place = where.span(element.value)
        entries[name] = Option(name, value, place, place)
    return entries, complete


def _arg(tree: Tree, arg: cst.Arg) -> Span:
    """The place of `name=value`."""
    value = tree.span(arg.value)
    start = tree.span(arg.keyword).start if arg.keyword is not None else value.start
    return Span(tree.path, start, value.end)


def translated(value: Value) -> Value:
    """A value with the names of the registration, and durations as the SDK writes them."""
    match value:
        case dict():
            return {
                _OF_ENTRIES.get(str(name), name): _duration(each)
                if name in _DURATIONS
                else translated(each)
                for name, each in value.items()
            }
        case list():
            return [translated(each) for each in value]
        case Delta(seconds):
            return written(seconds)
        case _:
            return value


def _duration(value: Value) -> Value:
    """A whole number is milliseconds (inngest 0.5.19, `Throttle.period` and the like)."""
    if isinstance(value, int) and not isinstance(value, bool):
        return written(value / 1000)
    return translated(value)


def written(seconds: float) -> Value:
    """A duration as the SDK sends it (inngest 0.5.19, _internal/transforms.py)."""
    milliseconds = int(seconds * 1000)
    for unit, suffix in ((604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        if milliseconds % (unit * 1000) == 0:
            return f"{milliseconds // (unit * 1000)}{suffix}"
    return f"{milliseconds}ms"
