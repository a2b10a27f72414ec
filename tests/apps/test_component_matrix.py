"""Every variant of the status component is as the app's own Prettier prints it, in every style."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.component_variants import write
from apps.sample_app import App, prettier_check
from codemods.syntax.style import Style

pytestmark = pytest.mark.apps

FOLDER = "src/components/variants"
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


def test_all_variants_are_as_the_formatter_prints_them_in_every_style(
    fresh_app: Callable[[str], App],
) -> None:
    app = fresh_app("next-sdk4")
    (app.root / FOLDER).mkdir()
    for number, (options, style) in enumerate(STYLES.items()):
        folder = app.root / FOLDER / f"style-{number}"
        write(folder, style)
        (folder / "button.tsx").unlink()
        (folder / ".prettierrc.json").write_text(options)  # the nearest one is what counts
    assert prettier_check(app, [f"{FOLDER}/**/*.{{css,jsx,tsx}}"]) == ""
