"""From a template and its context to the bytes of a Python file."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax.python.layout import lay_out
from codemods.syntax.python.style import PythonStyle
from codemods.syntax.quoting import comment_lines, string_literal
from codemods.transforms.jobs.render import Override
from codemods.transforms.python.jobs.job_parts import Import
from codemods.transforms.python.jobs.job_template import TEMPLATES, JobTemplate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.sandbox import SandboxedEnvironment

# What a name that a template may use is imported from; `datetime` and the like in one place only.
_KNOWN: dict[str, Import] = {
    "Any": Import("typing", "Any"),
    "Literal": Import("typing", "Literal"),
    "TypedDict": Import("typing", "TypedDict"),
    "cast": Import("typing", "cast"),
    "UTC": Import("datetime", "UTC"),
    "datetime": Import("datetime", "datetime"),
    "timedelta": Import("datetime", "timedelta"),
    "uuid": Import("uuid"),
    "inngest": Import("inngest"),
    "BaseModel": Import("pydantic", "BaseModel"),
    "Field": Import("pydantic", "Field"),
    "ValidationError": Import("pydantic", "ValidationError"),
    "select": Import("sqlalchemy", "select"),
    "update": Import("sqlalchemy", "update"),
}


def docstring(text: str) -> str:
    """`text` for the inside of a docstring, on one line, which its quotes cannot end early."""
    line = " ".join(comment_lines(text)).replace("\\", "\\\\").replace('"""', "'''")
    return f"{line}." if line.endswith('"') else line


def python_literal(text: str) -> str:
    """`text` as a string literal in double quotes, or in single ones where that saves escapes."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: f"\\U{int(m[1], 16):08x}", string_literal(text))


_FILTERS: dict[str, Callable[[str], str]] = {
    "literal": python_literal,
    "docstring": docstring,
    "comment": lambda text: " ".join(comment_lines(text)),
}


def render_job(
    job: JobTemplate,
    style: PythonStyle,
    path: str,
    own: Callable[[str], bool],
    override: Override | None = None,
) -> bytes:
    """The module of a job, as Ruff and Black format it in this style.

    own:      whether an absolute module is the project's own, for the order of imports
    override: the project's own template for the form: its path, and its text

    Raises CodemodError where that template fails, or where what it makes does not parse.
    """
    body = render_body(TEMPLATES[job.form], {"job": job}, override)
    imports = imports_of(body, job, path)
    return module(job.description, imports, body, House(style, path, own))


class House(Struct, frozen=True):
    """Where a module is to be, how it is written, and which absolute modules are the project's."""

    style: PythonStyle
    path: str
    own: Callable[[str], bool]


def module(description: str, imports: list[Import], body: str, house: House) -> bytes:
    """A whole module: its docstring, its imports in order, and its body."""
    from codemods.syntax.python.import_order import statements

    lines = statements([(each.module, each.name) for each in imports], house.own)
    head = _docstring_lines(description, house.style.line_length)
    return lay_out("\n".join([*head, "", *lines, "", body]), house.style, house.path)


def _docstring_lines(description: str, width: int) -> list[str]:
    import textwrap

    text = docstring(description).rstrip()
    text = text if text.endswith((".", "!", "?")) else f"{text}."
    if len(text) + 6 <= width:
        return [f'"""{text}"""']
    first, *rest = textwrap.wrap(
        text, width - 3, break_long_words=False, break_on_hyphens=False
    ) or [""]
    return [f'"""{first}', *rest, '"""']


def render_body(name: str, context: Mapping[str, object], override: Override | None = None) -> str:
    """What the template makes of its context, not yet laid out.

    Raises CodemodError where the project's own template fails.
    """
    from jinja2 import TemplateError

    if override is None:
        return _own().get_template(name).render(context)
    try:
        return _environment().from_string(override[1]).render(context)
    except (
        TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        lines = comment_lines(str(error)) or [type(error).__name__]
        raise CodemodError(
            f"the template fails: {lines[0].rstrip('.')}",
            where=override[0],
            mend="mend the template",
        ) from error


def imports_of(body: str, job: JobTemplate, path: str) -> list[Import]:
    """What the body needs to import: what it uses of the project, and of the known modules."""
    used = names_used(body, path)
    wanted = [each for each in job.imports if each.local in used]
    bound = {each.local for each in wanted}
    for name, known in _KNOWN.items():
        if name in used and name not in bound:
            wanted.append(known)
    if "timezone" in used and "timezone" not in bound:
        django = job.database is not None and job.database.orm == "django"
        wanted.append(Import("django.utils" if django else "datetime", "timezone"))
    if "NotRequired" in used:
        wanted.append(Import("typing" if job.modern else "typing_extensions", "NotRequired"))
    return sorted(set(wanted), key=lambda each: (each.module, each.name or ""))


def names_used(body: str, path: str) -> set[str]:
    """The names that stand in a module's code, also in types that are written as texts."""
    import ast

    try:
        tree = ast.parse(body)
    except SyntaxError as error:
        raise CodemodError(
            f"the generated text does not parse: {error.msg}",
            where=path,
            mend="mend the template, or the text that was given",
        ) from None
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                found.add(name)
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(text)), _]):
                found |= set(re.findall(r"\w+", text))
    return found


@cache
def _own() -> SandboxedEnvironment:
    return _environment()


def _environment() -> SandboxedEnvironment:
    from importlib.resources import files

    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    folder = files("codemods") / "templates" / "python"

    def load(wanted: str) -> str | None:
        template = folder / f"{wanted}.py.jinja"
        return template.read_text("utf-8") if template.is_file() else None

    environment = SandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=FunctionLoader(load),
    )
    environment.filters.update(_FILTERS)
    return environment
