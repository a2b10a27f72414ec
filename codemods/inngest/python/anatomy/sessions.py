"""What is written through a session or connection of SQLAlchemy, and when it is committed."""

from __future__ import annotations

import re

import libcst as cst
from msgspec.structs import replace

from codemods.inngest.model import Span
from codemods.inngest.python.anatomy.chains import chain_of, told
from codemods.inngest.python.anatomy.done import Done
from codemods.inngest.python.anatomy.names import held
from codemods.inngest.python.anatomy.origins import External, Origins
from codemods.inngest.python.anatomy.records import (
    Fields,
    after_session,
    class_name,
    fields_of,
    given_fields,
    is_session,
    keywords,
    positional_dict,
    record_name,
)
from codemods.inngest.python.anatomy.sql import raw
from codemods.inngest.python.anatomy.tree import Tree, argument, walk

_STATEMENT = re.compile(r"(?:sqlalchemy|sqlmodel)(?:\.\w+)*\.(?P<method>insert|update|delete)\(\)")
_TEXT = re.compile(r"(?:sqlalchemy|sqlmodel)(?:\.\w+)*\.text\(\)")
_PENDING = frozenset({"add", "add_all", "merge", "delete"})
_BULK = {
    "bulk_save_objects": "create",
    "bulk_insert_mappings": "create",
    "bulk_update_mappings": "update",
}
_EXECUTING = frozenset({"execute", "exec", "scalar", "scalars", "stream", "executemany"})


def written(tree: Tree, origins: Origins, call: cst.Call, path: str) -> Done | None:
    """The write that a call is, given the dotted path of what is called on a session; or None."""
    chain, name = chain_of(call), path.rpartition(".")[2]
    waits = "async" in path.lower()
    given = argument(call, 0, "instance") or argument(call, 0, "statement")
    rest = after_session(path)
    if name in _PENDING and rest == f".{name}":
        target = record_name(tree, origins, given) if given is not None else None
        method = {"delete": "delete", "merge": "upsert"}.get(name, "create")
        fields: Fields = ()
        if method == "create" and given is not None:
            made = held(tree, given)
            fields = keywords(made) if isinstance(made, cst.Call) else ()
        return Done(
            "write", told(tree, call), target or "?", method, call, fields, open=True,
            transaction=committed_by(tree, origins, call),
        )  # fmt: skip
    if name in _BULK and rest == f".{name}":
        return Done(
            "write", told(tree, call), record_name(tree, origins, given) or "?", _BULK[name], call,
            open=True, transaction=committed_by(tree, origins, call),
        )  # fmt: skip
    if name in _EXECUTING and rest == f".{name}" and given is not None:
        found = _executed(tree, origins, call, given)
        if found is None:
            return None
        return replace(found, waits=waits, transaction=committed_by(tree, origins, call))
    query = chain.called("query")
    if name in ("update", "delete") and query is not None and rest.startswith(".query()"):
        model = argument(query, 0, "entities")
        fields, more = fields_of(tree, argument(call, 0, "values"))
        target = class_name(model) or "?"
        return Done(
            "write", told(tree, call), target, name, call, fields, more and name == "update",
            transaction=committed_by(tree, origins, call),
        )  # fmt: skip
    return None


def _executed(
    tree: Tree, origins: Origins, call: cst.Call, given: cst.BaseExpression
) -> Done | None:
    """`execute(update(Report).values(…))`, `execute(text("UPDATE …"))`."""
    node = held(tree, given)
    path = origins.path_of(tree, node) or ""
    if _TEXT.match(path):
        inner = chain_of(node).links
        made = next((each.call for each in inner if each.call is not None), None)
        return raw(tree, call, argument(made, 0, "text") if made is not None else None)
    found = _STATEMENT.match(path)
    if found is None:
        return raw(tree, call, node)
    chain = chain_of(node)
    maker = next((each.call for each in chain.links if each.call is not None), None)
    model = argument(maker, 0, "table") if maker is not None else None
    values = chain.called("values")
    fields, more = given_fields(tree, values) if values is not None else ((), False)
    if values is not None and positional_dict(values) is not None:
        fields, more = fields_of(tree, positional_dict(values))
    method = found["method"]
    if ".on_conflict_do" in path or ".on_duplicate_key" in path:
        method = "upsert"
    if method == "insert":
        method = "create"
    target = class_name(model) or "?"
    what = f"{told(tree, call)}({found['method']}({target}))"
    return Done("write", what, target, method, call, fields, more)


def committed_by(tree: Tree, origins: Origins, node: cst.CSTNode) -> Span | None:
    """What makes the pending changes of a session good: the next commit in the function, else the
    `with` around, else the function itself: what is not committed in sight belongs together."""
    function = tree.function_around(node)
    place = tree.span(node)
    if function is not None:
        for each in walk(function.body, into_functions=False):
            match each:
                case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name("commit"))):
                    at = tree.span(each)
                    path = origins.path_of(tree, owner) or ""
                    if at.start > place.start and (is_session(path) or not path):
                        return at
                case _:
                    pass
    for outer in tree.above(node):
        if outer is function:
            break
        if isinstance(outer, cst.With):
            return tree.span(outer)
    return tree.span(function) if function is not None else None


def assignment(
    node: cst.Assign | cst.AnnAssign | cst.AugAssign,
) -> tuple[cst.Name, str, cst.BaseExpression | None] | None:
    """`report.status = "done"`: the record's name, the field and the value; None for any other."""
    target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
    match target:
        case cst.Attribute(value=cst.Name() as record, attr=cst.Name(field)):
            value = node.value if not isinstance(node, cst.AugAssign) else None
            return record, field, value
        case _:
            return None


def made_good(tree: Tree, origins: Origins, node: cst.CSTNode, record: cst.Name) -> Span | None:
    """What makes the change of a record good, in the function that makes it: a commit or flush of
    its session, a `with` that ends in one, or its `save`; None where nothing does.
    """
    function = tree.function_around(node)
    place = tree.span(node)
    if function is None:
        return None
    found = origins.of(tree, record)
    in_session = isinstance(found, External) and is_session(found.path)
    for each in walk(function.body, into_functions=False):
        match each:
            case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name("commit"))):
                at = tree.span(each)
                if at.start > place.start and is_session(origins.path_of(tree, owner) or ""):
                    return at
            case cst.Call(
                func=cst.Attribute(value=cst.Name(name), attr=cst.Name("save" | "asave"))
            ) if name == record.value and not in_session:
                at = tree.span(each)
                if at.start > place.start:
                    return at
            case _:
                pass
    for outer in tree.above(node):
        if outer is function:
            break
        if isinstance(outer, cst.With) and in_session:
            for item in outer.items:
                path = origins.path_of(tree, item.item) or ""
                if path.endswith((".begin()", ".begin()()")):
                    return tree.span(outer)
    return None
