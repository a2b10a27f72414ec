"""Records and models of a database: which class they are of, and the fields that a call sets."""

from __future__ import annotations

import re

import libcst as cst

from codemods.inngest.python.anatomy.chains import Link, chain_of
from codemods.inngest.python.anatomy.names import held, names_of
from codemods.inngest.python.anatomy.origins import ClassAt, External, InstanceOf, Origins
from codemods.inngest.python.anatomy.tree import Tree, argument, string_of

Fields = tuple[tuple[str, cst.BaseExpression | str], ...]
# Where a session, or a connection, of SQLAlchemy comes from.
_SESSION = re.compile(
    r"(?:sqlalchemy\.(?:orm|ext\.asyncio)(?:\.session)?|sqlmodel(?:\.ext\.asyncio\.session)?)"
    r"\.(?:(?:Async)?Session\(\)|(?:async_)?sessionmaker\(\)(?:\.begin)?\(\)"
    r"|(?:async_)?scoped_session\(\)(?:\(\))?)"
    r"|flask_sqlalchemy\.(?:extension\.)?SQLAlchemy\(\)\.session"
    r"|(?:sqlalchemy|sqlmodel)(?:\.ext\.asyncio)?\.create_(?:async_)?engine\(\)"
    r"\.(?:connect|begin)\(\)|sqlalchemy(?:\.ext\.asyncio)?\.(?:engine\.)?(?:Async)?Connection\(\)"
)
MODELS = re.compile(
    r"(?:django\.(?:db\.models(?:\.\w+)*|contrib\.auth(?:\.\w+)*)\.(?:get_user_model\(\)|\w+)"
    r"|tortoise(?:\.models)?\.Model|beanie(?:\.\w+)*\.Document|peewee\.Model"
    r"|mongoengine(?:\.\w+)*\.Document)(?=$|[.(\[])"
)
_MAPPED = re.compile(
    r"sqlalchemy\.orm\.(?:DeclarativeBase|declarative_base\(\)|\w*Base)"
    r"|sqlalchemy\.ext\.declarative\.declarative_base\(\)|sqlmodel(?:\.main)?\.SQLModel"
    r"|flask_sqlalchemy\.SQLAlchemy\(\)\.Model"
)

_MOST_HOPS = 4  # names that hold what other names have given
_LOOKING_UP = frozenset({"get", "get_one", "query"})
_EXECUTING = frozenset({"exec", "execute", "scalar", "scalars"})


def is_session(path: str) -> bool:
    """Whether it is a session or connection of SQLAlchemy, or what it has given."""
    return _SESSION.match(path) is not None


def after_session(path: str) -> str:
    """What of a dotted path comes after the session that it begins with."""
    found = _SESSION.match(path)
    return path[found.end() :] if found is not None else path


def is_model(origins: Origins, found: ClassAt) -> bool:
    """Whether a class of the project is a model of Django, or of a library like it."""
    return any(MODELS.match(base) for base in origins.bases(found))


def is_record(tree: Tree, origins: Origins, node: cst.Name) -> bool:
    """Whether a name holds a record that a session keeps, or a model that is saved."""
    found = origins.of(tree, node)
    match found:
        case External(path):
            rest = _SESSION.match(path)
            return (rest is not None and len(path) > rest.end()) or bool(MODELS.match(path))
        case InstanceOf(of):
            return is_model(origins, of) or _is_mapped(origins, of)
        case _:
            return False


def _is_mapped(origins: Origins, of: ClassAt) -> bool:
    return any(_MAPPED.match(base) for base in origins.bases(of))


def record_name(tree: Tree, origins: Origins, node: cst.BaseExpression | None) -> str | None:
    """The class of the record that an expression is, as far as it is seen."""
    if node is None:
        return None
    made = held(tree, node)
    if isinstance(made, cst.List | cst.Tuple) and made.elements:
        made = held(tree, made.elements[0].value)
    if isinstance(made, cst.ListComp):
        made = made.elt
    if isinstance(made, cst.Call):
        found = origins.of(tree, made)
        if isinstance(found, InstanceOf):
            return found.of.node.name.value
        return model_name(tree, origins, made)
    return made.value if isinstance(made, cst.Name) else None


def model_name(tree: Tree, origins: Origins, node: cst.BaseExpression) -> str | None:
    """The model that a chain of calls is about: `Report` of `Report.objects.get(…)`, of
    `session.get(Report, 1)`, of a name that holds such a record."""
    for _ in range(_MOST_HOPS):
        chain = chain_of(node)
        asked = next((each for link in chain.links if (each := _asked_for(tree, link))), None)
        root = chain.root
        if asked is not None or not isinstance(root, cst.Name):
            return asked
        match origins.of(tree, root):
            case ClassAt(_, made) | InstanceOf(ClassAt(_, made)):
                return made.name.value
            case _:
                pass
        values = (each.value for each in names_of(tree).of(root.value, root))
        value = next((each for each in values if each is not None), None)
        if value is None:
            return root.value if root.value[:1].isupper() else None
        node = value
    return None


def _asked_for(tree: Tree, link: Link) -> str | None:
    """The model that one call of a chain asks a session for."""
    if link.call is None:
        return None
    if link.name in _LOOKING_UP:
        return class_name(argument(link.call, 0, "entity"))
    if link.name in _EXECUTING:
        given = argument(link.call, 0, "statement")
        inner = chain_of(held(tree, given)).links if given is not None else ()
        maker = inner[0].call if inner else None
        return class_name(argument(maker, 0, "table")) if maker is not None else None
    return None


def class_name(node: cst.BaseExpression | None) -> str | None:
    """The class, or table, that an expression names: `Report` of `models.Report`."""
    match node:
        case cst.Name(value):
            return value
        case cst.Attribute(attr=cst.Name(value)) if value[:1].isupper():
            return value
        case _:
            return None


def keywords(call: cst.Call) -> Fields:
    """What a call is given by name."""
    return tuple((arg.keyword.value, arg.value) for arg in call.args if arg.keyword is not None)


def given_fields(tree: Tree, call: cst.Call) -> tuple[Fields, bool]:
    """The fields that a call is given by name, and whether there may be more."""
    more = any(arg.star for arg in call.args)
    fields = keywords(call)
    given = positional_dict(call)
    if given is not None:
        found, open_ = fields_of(tree, given)
        return (*fields, *found), more or open_
    return fields, more


def positional_dict(call: cst.Call) -> cst.Dict | None:
    """The dict that a call is given first, or None."""
    given = call.args[0] if call.args else None
    if given is not None and given.keyword is None and isinstance(given.value, cst.Dict):
        return given.value
    return None


def fields_of(tree: Tree, node: cst.BaseExpression | None) -> tuple[Fields, bool]:
    """The keys of a dict that is written down: texts, or attributes of a model."""
    if node is None:
        return (), False
    node = held(tree, node)
    if not isinstance(node, cst.Dict):
        return (), True
    fields: list[tuple[str, cst.BaseExpression | str]] = []
    more = False
    for element in node.elements:
        match element:
            case cst.DictElement(key=cst.Attribute(attr=cst.Name(name)), value=value):
                fields.append((name, value))
            case cst.DictElement(key=key, value=value) if (text := string_of(key)) is not None:
                fields.append((text, value))
            case _:
                more = True
    return tuple(fields), more
