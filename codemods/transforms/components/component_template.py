"""The context of a status component's template, and the component from it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.quoting import string_literal, template_text
from codemods.syntax.style import Style
from codemods.transforms.jobs.job_parts import Binding, import_lines
from codemods.transforms.jobs.render import Override, render
from codemods.transforms.status.states import STATES

TEMPLATE = "status-component"

# What the template itself binds or uses under these names.
_TAKEN = frozenset(
    {"Answer", "BUSY", "Button", "FIRST_DELAY", "LONGEST_DELAY", "MOST_FAILURES", "Panel", "Phase"}
    | {"Progress", "REFUSALS", "SHOWN", "STATUSES", "UNKNOWN", "WATCHED"}
    | {"AbortController", "AbortSignal", "Math", "Partial", "Promise", "Record"}
)


class Button(Struct, frozen=True):
    """What is pressed: a plain `button`, or the project's own.

    binding:     the import of the latter
    keeps_focus: whether it says that it is disabled and keeps the focus, instead of being disabled
    typed:       whether it takes `type`
    """

    binding: Binding | None = None
    keeps_focus: bool = True
    typed: bool = True
    class_name: str = ""

    @property
    def tag(self) -> str:
        """The name of the element."""
        return self.binding.name if self.binding else "button"

    @property
    def attributes(self) -> str:
        """The attributes but for what happens on a press, each with a space before it."""
        typed = ' type="button"' if self.typed else ""
        disabled = "aria-disabled" if self.keeps_focus else "disabled"
        return f"{typed} {disabled}={{busy}}{self.class_name}"


class Looks(Struct, frozen=True):
    """The `className` attributes of the parts, each with a space before it, or nothing.

    styles: the specifier of the CSS module that they are from
    """

    group: str = ""
    region: str = ""
    text: str = ""
    error: str = ""
    styles: str | None = None


class ComponentTemplate(Struct, frozen=True):
    """What the template is told.

    name:     the component's
    entity:   the record's, in camelCase
    says:     what the job does, in words: Generate document
    url:      the route's, with the record's id as its one `[parameter]`
    states:   what the record's status holds, by state
    default:  whether it is the module's default export
    """

    name: str
    entity: str
    says: str
    id_kind: Literal["string", "number", "bigint"]
    url: str
    states: dict[str, str]
    typescript: bool = True
    default: bool = False
    button: Button = Button()
    looks: Looks = Looks()

    def __post_init__(self) -> None:
        if not naming.is_identifier(self.name) or not self.name[0].isupper():
            raise CodemodError(
                f"{naming.quoted(self.name)} cannot be the name of a component",
                mend="give it in PascalCase, such as DocumentStatus",
            )
        if self.name in _TAKEN:
            raise CodemodError(
                f"the component itself uses the name {self.name}", mend="give another with --name"
            )

    @property
    def imports(self) -> list[str]:
        """React, then the project's own, then the styles."""
        own = [self.button.binding] if self.button.binding else []
        styles = [Binding("styles", self.looks.styles, default=True)] if self.looks.styles else []
        hooks = [Binding(name, "react") for name in ("useEffect", "useState")]
        return [
            *import_lines(hooks),
            *([""] if own or styles else []),
            *import_lines(own),
            *import_lines(styles),
        ]

    @property
    def id(self) -> str:
        """The prop with the record's id."""
        return f"{self.entity}Id"

    @property
    def id_type(self) -> str:
        """The prop's type: a BigInt that came through JSON is text."""
        return "bigint | string" if self.id_kind == "bigint" else self.id_kind

    @property
    def noun(self) -> str:
        """The record in a sentence."""
        return " ".join(naming.words(self.entity))

    @property
    def label(self) -> str:
        """What the group of both parts is called, as an attribute has it."""
        return string_literal(self.says)

    @property
    def address(self) -> str:
        """The url for the inside of a template literal."""
        before, _, rest = self.url.partition("[")
        _, _, after = rest.partition("]")
        function = "String" if self.id_kind == "bigint" else "encodeURIComponent"
        value = f"{function}({self.id})"
        return f"{template_text(before)}${{{value}}}{template_text(after)}"

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """What the route and the record may say, and which state it is."""
        own = [(value, state) for state, value in self.states.items()]
        return list(dict([*((state, state) for state in STATES), *own]).items())


def render_component(
    component: ComponentTemplate, style: Style, path: str, override: Override | None = None
) -> bytes:
    """The component's module, as Prettier prints it in this style.

    override: the project's own template (path and text), with the same context and filters

    Raises CodemodError where that template fails, or where what it makes does not parse.
    """
    context = {"component": component, "looks": component.looks, "button": component.button}
    return render(TEMPLATE, context, style, path, override)


def render_styles(style: Style) -> bytes:
    """The CSS module for the names that `Looks` has in one."""
    from importlib.resources import files

    text = (files("codemods") / "templates" / f"{TEMPLATE}.module.css").read_text("utf-8")
    for plain, styled in (('"', style.quote), ("  ", style.indent), ("\n", style.newline)):
        text = text.replace(plain, styled)
    return text.encode()
