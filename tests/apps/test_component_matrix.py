"""Every variant of the status component satisfies the sample app's compiler, linter, formatter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from apps.sample_app import App, eslint, prettier_check, tsc
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

pytestmark = pytest.mark.apps

FOLDER = "src/components/variants"
BUTTON = """import type { ComponentProps } from "react";

export function Button(props: ComponentProps<"button">) {
  return <button {...props} />;
}

export default Button;
"""
STYLES = {
    "{}": Style(),
    '{ "singleQuote": true, "jsxSingleQuote": true, "semi": false }': Style(
        quote="'", jsx_quote="'", semicolons=False
    ),
    '{ "useTabs": true, "trailingComma": "none" }': Style(
        indent="\t", trailing_commas=False, argument_commas=False
    ),
    '{ "tabWidth": 4, "printWidth": 100 }': Style(indent="    ", print_width=100),
    '{ "bracketSpacing": false, "printWidth": 60 }': Style(bracket_spacing=False, print_width=60),
    '{ "arrowParens": "avoid", "printWidth": 120 }': Style(arrow_parens=False, print_width=120),
}
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
    own = Button(Binding("Button", "@/components/button"))
    default = Binding("Button", "@/components/button", default=True)
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


def write(app: App, style: Style) -> None:
    """All variants, and the same as JavaScript, into the app."""
    folder = app.root / FOLDER
    folder.mkdir(exist_ok=True)
    for name, component in variants():
        (folder / f"{name}.tsx").write_bytes(render_component(component, style, f"{name}.tsx"))
        script = replace(component, typescript=False)
        (folder / f"{name}-script.jsx").write_bytes(render_component(script, style, "a.jsx"))
    (folder / "modules.module.css").write_bytes(render_styles(style))


def test_all_variants_compile_and_pass_the_linter_and_the_formatter_in_every_style(
    fresh_app: Callable[[str], App],
) -> None:
    app = fresh_app("next-sdk4")
    (app.root / "src/components/button.tsx").write_text(BUTTON)
    (app.root / "next-env.d.ts").write_text('/// <reference types="next" />\n')
    write(app, Style())
    assert tsc(app) == ""
    assert eslint(app, FOLDER) == ""
    for options, style in STYLES.items():
        (app.root / ".prettierrc.json").write_text(options)
        write(app, style)
        assert prettier_check(app, [FOLDER]) == "", options
