"""Every variant of the templates satisfies the sample apps' own compiler, linter and formatter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from apps.sample_app import App, eslint, prettier_check, tsc
from codemods.syntax.style import Style
from codemods.transforms.jobs.job_template import render_job
from transforms.job_variants import variants

pytestmark = pytest.mark.apps

FOLDER = "src/lib/inngest/variants"

STYLES = {
    "{}": Style(),
    '{ "singleQuote": true, "semi": false }': Style(quote="'", semicolons=False),
    '{ "useTabs": true, "trailingComma": "none" }': Style(
        indent="\t", trailing_commas=False, argument_commas=False
    ),
    '{ "tabWidth": 4, "printWidth": 100 }': Style(indent="    ", print_width=100),
    '{ "bracketSpacing": false, "printWidth": 60 }': Style(bracket_spacing=False, print_width=60),
}


def write(app: App, sdk: int, style: Style) -> None:
    """All variants for that SDK, and the same as JavaScript, into the app."""
    folder = app.root / FOLDER
    folder.mkdir(exist_ok=True)
    for name, template in variants().items():
        if template.sdk != sdk:
            continue
        (folder / f"{name}.ts").write_bytes(render_job(template, style))
        script = render_job(replace(template, typescript=False), style)
        (folder / f"{name}-script.js").write_bytes(script)


@pytest.mark.parametrize("sdk", [3, 4])
def test_all_variants_compile_and_pass_the_linter_and_the_formatter_in_every_style(
    sdk: int, fresh_app: Callable[[str], App]
) -> None:
    app = fresh_app(f"next-sdk{sdk}")
    write(app, sdk, Style())
    assert tsc(app) == ""
    assert eslint(app, FOLDER) == ""
    for options, style in STYLES.items():
        (app.root / ".prettierrc.json").write_text(options)
        write(app, sdk, style)
        assert prettier_check(app, [FOLDER]) == "", options
