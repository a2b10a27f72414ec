"""How the app styles its components: Tailwind, CSS modules, or nothing to go by."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from codemods.transforms.components.component_template import Button, Looks
from codemods.transforms.components.neighbours import Neighbours
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.inngest.project import Project
    from codemods.syntax.source import Source

_PACKAGES = ("tailwindcss", "@tailwindcss/postcss", "@tailwindcss/vite")
_CONFIGS = tuple(f"tailwind.config.{ending}" for ending in ("ts", "js", "mjs", "cjs"))
_SHEET = re.compile(rb"@import\s+[\"']tailwindcss|@tailwind\s+utilities")
# Tailwind 4 has the prefix in the sheet, Tailwind 3 in the config.
_PREFIX = re.compile(rb"@import\s+[\"']tailwindcss[^;]*\bprefix\((\w+)\)")
_PREFIX_BEFORE_4 = re.compile(rb"""\bprefix\s*:\s*["']([\w-]+)["']""")
_MODULE = re.compile(r"\.module\.(css|scss|sass|less)$")
_MOST_SHEETS = 20

# In the order of prettier-plugin-tailwindcss. The text keeps the page's own colour, so that both
# light and dark pages can be read.
_GROUP = "flex flex-wrap items-center gap-3"
_REGION = "text-sm"
_ERROR = "break-words text-red-600"
_DESTRUCTIVE = "break-words text-destructive"
_UNAVAILABLE = "aria-disabled:cursor-not-allowed aria-disabled:opacity-50"
_BUTTON = (
    "rounded-md border border-current px-3 py-1.5 text-sm font-medium hover:opacity-80 "
    f"{_UNAVAILABLE}"
)


class Styling(Struct, frozen=True):
    """What is followed, and what says so.

    prefix:    what stands before each utility of Tailwind, as `tw-` (3) or `tw:` (4)
    tokens:    whether the app has shadcn/ui's names for colours
    extension: of a CSS module
    """

    kind: Literal["tailwind", "modules", "none"]
    evidence: str
    prefix: str = ""
    tokens: bool = False
    extension: str = ".module.css"


def find_styling(project: Project, near: Neighbours) -> Styling:
    """What most of the components beside use, else what the app has."""
    modules = [ending for source in near.sources if (ending := _module_of(source)) is not None]
    own = Styling(
        "modules",
        f"{len(modules)} of {len(near.sources)} components have one",
        extension=".module.scss" if modules[:1] in (["scss"], ["sass"]) else ".module.css",
    )
    if len(modules) * 2 > len(near.sources):
        return own
    evidence = _tailwind(project)
    if evidence is not None:
        tokens = project.files.exists(project.app.path("components.json"))
        return Styling("tailwind", evidence, _prefix(project), tokens)
    return own if modules else Styling("none", "neither Tailwind nor CSS modules are used")


def _module_of(source: Source) -> str | None:
    """The ending of the CSS module that a component imports, if it does."""
    found = (_MODULE.search(each.specifier) for each in source.module.imports)
    return next((match[1] for match in found if match), None)


def _tailwind(project: Project) -> str | None:
    """What says that the app uses Tailwind, or None."""
    package = project.app.package
    if package is not None and any(project.packages.depends(package, each) for each in _PACKAGES):
        return f"{package.path} depends on it"
    for name in _CONFIGS:
        path = project.app.path(name)
        if project.files.exists(path):
            return path
    for path, data in _sheets(project):
        if _SHEET.search(data):
            return path
    return None


def _prefix(project: Project) -> str:
    for _, data in _sheets(project):
        if match := _PREFIX.search(data):
            return f"{match[1].decode()}:"
    for name in _CONFIGS:
        data = project.files.read(project.app.path(name)) or b""
        if match := _PREFIX_BEFORE_4.search(data):
            return match[1].decode()
    return ""


def _sheets(project: Project) -> list[tuple[str, bytes]]:
    """Some of the app's style sheets that are for the whole of it."""
    found = [
        path
        for path in project.files.walk()
        if path.endswith(".css")
        and not _MODULE.search(path)
        and paths.below(project.app.directory, path) is not None
    ]
    return [(path, project.files.read(path) or b"") for path in found[:_MOST_SHEETS]]


def looks(styling: Styling, path: str) -> Looks:
    """The attributes of the parts of a component in the file `path`."""
    match styling.kind:
        case "tailwind":
            error = _DESTRUCTIVE if styling.tokens else _ERROR
            return Looks(
                group=_classes(_GROUP, styling),
                region=_classes(_REGION, styling),
                error=_classes(error, styling),
            )
        case "modules":
            return Looks(
                group=" className={styles.group}",
                text=" className={styles.text}",
                error=" className={styles.error}",
                styles=f"./{styles_path(styling, path).rpartition('/')[2]}",
            )
        case "none":
            return Looks()


def styles_path(styling: Styling, path: str) -> str:
    """The CSS module beside the component in the file `path`."""
    return str(PurePosixPath(path).with_suffix(styling.extension))


def dressed(button: Button, styling: Styling, *, takes_class: bool = True) -> Button:
    """The button with the project's styling; one of the project's own only with what it lacks."""
    if not takes_class or not button.keeps_focus:
        return button
    match styling.kind:
        case "tailwind":
            text = _UNAVAILABLE if button.binding else _BUTTON
            return replace(button, class_name=_classes(text, styling))
        case "modules":
            return replace(button, class_name=" className={styles.button}")
        case "none":
            return button


def _classes(text: str, styling: Styling) -> str:
    prefix = styling.prefix
    utilities = text.split()
    if prefix.endswith(":"):
        utilities = [f"{prefix}{each}" for each in utilities]
    elif prefix:
        utilities = [re.sub(r"[^:]+$", rf"{prefix}\g<0>", each) for each in utilities]
    return f' className="{" ".join(utilities)}"'
