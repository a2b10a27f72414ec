"""Every variant of the status component, written as the codemod would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from codemods.syntax.style import Style
from codemods.transforms.components.component_template import (
    Button,
    ComponentTemplate,
    Looks,
    render_component,
    render_styles,
)
from codemods.transforms.components.styling import Styling, dressed, looks
from codemods.transforms.jobs.job_parts import Binding
from codemods.transforms.status.states import STATES

BUTTON = """import type { ComponentProps } from "react";

export function Button(props: ComponentProps<"button">) {
  return <button {...props} />;
}

export default Button;
"""
TAILWIND = Styling("tailwind", "")
MODULES = Styling("modules", "")
PLAIN = ComponentTemplate(
    name="GenerateDocumentStatus",
    entity="document",
    says="Generate document",
    id_kind="string",
    url="/api/documents/[id]/generate",
    states={state: state for state in STATES},
)


def variants() -> Iterator[tuple[str, ComponentTemplate]]:
    """File names without their ending, and what is in them."""
    own = Button(Binding("Button", "./button"))
    default = Binding("Button", "./button", default=True)
    yield "plain", PLAIN
    yield "default-export", replace(PLAIN, default=True)
    yield (
        "tailwind",
        replace(PLAIN, button=dressed(Button(), TAILWIND), looks=looks(TAILWIND, "tailwind.tsx")),
    )
    yield (
        "modules",
        replace(PLAIN, button=dressed(Button(), MODULES), looks=looks(MODULES, "modules.tsx")),
    )
    yield "own-button", replace(PLAIN, button=dressed(own, TAILWIND), looks=Looks())
    yield (
        "declared-button",
        replace(PLAIN, button=Button(default, keeps_focus=False, typed=False), id_kind="bigint"),
    )
    yield (
        "long-names",
        replace(
            PLAIN,
            name="SummarizeOrganizationDocumentContentVersionStatus",
            entity="organizationDocumentContentVersion",
            says="Summarize organization document content version",
            id_kind="number",
            url="/api/organizations/documents/content-versions/[versionId]/summarize",
            states={state: state.upper() for state in STATES},
        ),
    )


def write(folder: Path, style: Style) -> None:
    """All variants, and the same as JavaScript, into a new folder, with the Button of some."""
    folder.mkdir()
    (folder / "button.tsx").write_text(BUTTON)
    for name, component in variants():
        (folder / f"{name}.tsx").write_bytes(render_component(component, style, f"{name}.tsx"))
        script = replace(component, typescript=False)
        (folder / f"{name}-script.jsx").write_bytes(render_component(script, style, "a.jsx"))
    (folder / "modules.module.css").write_bytes(render_styles(style))
