"""What a Python project says it depends on, in whatever file it says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from codemods.workspace.tree import paths

# Name, extras, and the rest: a specifier or `@ url`. PEP 508.
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)", re.DOTALL)
_SEPARATORS = re.compile(r"[-_.]+")
_SETUP_LIST = re.compile(r"(?:install_requires|extras_require|requires)\s*=\s*([\[{])", re.DOTALL)
_STRING = re.compile(r"""["']([^"'\n]+)["']""")
_MOST_INCLUDES = 20  # files that requirements files include, one through the other

Read = Callable[[str], bytes | None]
Requirements = dict[str, str]


def normalised(name: str) -> str:
    """The name of a distribution as it is compared. PEP 503."""
    return _SEPARATORS.sub("-", name).lower()


def of_pyproject(data: Mapping[str, object]) -> Requirements:
    """What a pyproject.toml asks for: the project itself first, then groups and extras.

    Standard tables, Poetry's, PDM's and uv's.
    """
    found: Requirements = {}
    project = _table(data, "project")
    _add(found, _lines(project.get("dependencies")))
    for group in _table(project, "optional-dependencies").values():
        _add(found, _lines(group))
    for group in _table(data, "dependency-groups").values():
        _add(found, _lines(group))
    tool = _table(data, "tool")
    poetry = _table(tool, "poetry")
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    tables += [_table(group, "dependencies") for group in _tables(poetry.get("group"))]
    for table in tables:
        _add_table(found, table)
    for group in _table(_table(tool, "pdm"), "dev-dependencies").values():
        _add(found, _lines(group))
    _add(found, _lines(_table(tool, "uv").get("dev-dependencies")))
    return found


def of_pipfile(data: Mapping[str, object]) -> Requirements:
    """What a Pipfile asks for."""
    found: Requirements = {}
    for table in ("packages", "dev-packages"):
        _add_table(found, data.get(table))
    return found


def of_setup_cfg(data: bytes) -> Requirements:
    """What a setup.cfg asks for; nothing where it is not one."""
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(data.decode("utf-8-sig", "replace"))
    except Error:
        return {}
    found: Requirements = {}
    if parser.has_option("options", "install_requires"):
        _add(found, parser.get("options", "install_requires").splitlines())
    if parser.has_section("options.extras_require"):
        for _, text in parser.items("options.extras_require"):
            _add(found, text.splitlines())
    return found


def of_setup_py(data: bytes) -> Requirements:
    """What a setup.py asks for, as far as it is written down in the call itself."""
    text = data.decode("utf-8-sig", "replace")
    found: Requirements = {}
    for opened in _SETUP_LIST.finditer(text):
        closing = "]" if opened[1] == "[" else "}"
        end = text.find(closing, opened.end())
        _add(found, _STRING.findall(text[opened.end() : end if end >= 0 else len(text)]))
    return found


def of_requirements(path: str, read: Read) -> Requirements:
    """What a requirements file asks for, with those that it includes."""
    found: Requirements = {}
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < _MOST_INCLUDES:
        current = waiting.pop(0)
        data = read(current) if current not in seen else None
        seen.add(current)
        if data is None:
            continue
        for line in _logical_lines(data):
            include = re.match(r"(?:-r|--requirement)[\s=]*(\S+)", line)
            if include is not None:
                target = paths.join(paths.parent(current), include[1])
                if target is not None:
                    waiting.append(target)
            elif not line.startswith("-"):
                _add(found, [line])
    return found


def _logical_lines(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8-sig", "replace").replace("\\\r\n", " ").replace("\\\n", " ")
    for line in text.splitlines():
        stripped = re.sub(r"(?:^|\s)#.*", "", line).strip()
        if stripped:
            yield stripped


def _add(found: Requirements, lines: list[str]) -> None:
    for line in lines:
        match = _REQUIREMENT.match(line.partition(";")[0].partition(" --")[0])
        if match is not None:
            found.setdefault(normalised(match[1]), match[2].strip().strip("()"))


def _add_table(found: Requirements, table: object) -> None:
    """`name = "^1.0"` and `name = { version = "^1.0", … }`, as Poetry and Pipenv have them."""
    for name, value in table.items() if isinstance(table, dict) else ():
        first = value[0] if isinstance(value, list) and value else value
        text = first.get("version", "") if isinstance(first, dict) else first
        found.setdefault(normalised(str(name)), text if isinstance(text, str) else "")


def _lines(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _table(data: object, name: str) -> dict[str, object]:
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[object]:
    return list(value.values()) if isinstance(value, dict) else []
