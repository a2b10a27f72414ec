from __future__ import annotations

import pytest

from codemods.syntax.style import Style
from codemods.workspace.settings.formatters import find_formatter
from codemods.workspace.tree.files import Files

STATED = Style(
    quote="'",
    semicolons=False,
    indent="\t",
    trailing_commas=False,
    argument_commas=False,
    print_width=100,
)
JSON = (
    '{"singleQuote": true, "semi": false, "useTabs": true, "trailingComma": "none", '
    '"printWidth": 100}'
)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".prettierrc", JSON),
        (
            ".prettierrc",
            "singleQuote: true\nsemi: false\nuseTabs: true\ntrailingComma: none\nprintWidth: 100\n",
        ),
        (".prettierrc.json", "// comments are fine\n" + JSON),
        (
            ".prettierrc.yml",
            "singleQuote: true\nsemi: false\nuseTabs: true\ntrailingComma: none\nprintWidth: 100\n",
        ),
        (
            "prettier.config.mjs",
            f"/** @type {{x}} */\nconst config = {JSON};\nexport default config;\n",
        ),
        (".prettierrc.cjs", f"module.exports = {JSON};\n"),
        ("prettier.config.ts", f"export default {JSON} satisfies Config;\n"),
        ("package.json", f'{{"prettier": {JSON}}}'),
        (
            "biome.json",
            '{"formatter": {"lineWidth": 100}, "javascript": {"formatter": {"quoteStyle": "single", '
            '"semicolons": "asNeeded", "trailingCommas": "none"}}}',
        ),
        (
            "biome.jsonc",
            '{\n  // one place\n  "javascript": {"formatter": {"indentStyle": "tab", "lineWidth": 100, '
            '"quoteStyle": "single", "semicolons": "asNeeded", "trailingCommas": "none"}},\n}',
        ),
    ],
)
def test_reads_the_settings_wherever_they_are_written(tree, path, content):
    found = find_formatter(Files(tree({path: content})), "src/a.ts")
    assert found is not None
    assert (found.style, found.path, found.newline) == (STATED, path, False)


def test_the_nearest_folder_with_settings_counts(tree):
    files = Files(tree({".prettierrc": "{}", "apps/web/.prettierrc": '{"tabWidth": 4}'}))
    assert find_formatter(files, "apps/web/src/a.ts").style.indent == "    "
    assert find_formatter(files, "apps/api/a.ts").style.indent == "  "


def test_knows_whether_the_line_ending_is_stated(tree):
    crlf = find_formatter(Files(tree({".prettierrc": '{"endOfLine": "crlf"}'})), "a.ts")
    assert (crlf.style.newline, crlf.newline) == ("\r\n", True)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".prettierrc", '{"jsxSingleQuote": true}'),
        ("biome.json", '{"javascript": {"formatter": {"jsxQuoteStyle": "single"}}}'),
    ],
)
def test_elements_have_quotes_of_their_own(tree, path, content):
    found = find_formatter(Files(tree({path: content})), "a.tsx").style
    assert (found.quote, found.jsx_quote) == ('"', "'")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("package.json", '{"prettier": "@acme/prettier-config"}'),
        ("prettier.config.js", "export default merge(base, {});\n"),
        (".prettierrc", "just words"),
        (".prettierrc", "{ broken"),
        ("biome.json", '{"formatter": {"enabled": false}}'),
    ],
)
def test_settings_that_only_running_code_would_tell_count_as_none(tree, path, content):
    assert find_formatter(Files(tree({path: content})), "a.ts") is None


def test_without_any_file_there_is_no_formatter(tree):
    assert find_formatter(Files(tree({"a.ts": ""})), "a.ts") is None


def test_numbers_and_words_of_the_wrong_kind_are_passed_over(tree):
    found = find_formatter(
        Files(tree({".prettierrc": '{"tabWidth": "x", "printWidth": -1}'})), "a.ts"
    )
    assert found.style == Style()
