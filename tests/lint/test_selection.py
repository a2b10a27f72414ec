import pytest
from lint_helpers import opened

from codemods.errors import CodemodError
from codemods.lint.rules import all_rules, find
from codemods.lint.settings import files_at, options_for
from codemods.workspace.settings.config import parse


def codes(config: str = "", **given: object) -> list[str]:
    found = options_for(parse(config.encode()), **given)  # type: ignore[arg-type]
    return [rule.code for rule in found.rules]


def test_all_rules_run_by_default() -> None:
    assert codes() == [rule.code for rule in all_rules()]


@pytest.mark.parametrize("selector", ["JOB107", "job107", "unregistered-job"])
def test_a_rule_is_named_by_its_code_or_its_name(selector: str) -> None:
    assert codes(select=[selector]) == ["JOB107"]


def test_a_prefix_means_the_rules_whose_codes_begin_so() -> None:
    assert set(codes(select=["JOB1"])) == {
        rule.code for rule in all_rules() if rule.code.startswith("JOB1")
    }


def test_what_is_ignored_is_taken_from_what_is_selected() -> None:
    assert "JOB107" not in codes(select=["JOB1"], ignore=["unregistered-job"])


def test_the_file_s_rules_hold_until_the_command_line_selects() -> None:
    config = '[lint]\nselect = ["JOB1"]\nignore = ["unregistered-job"]\n'
    assert "JOB107" not in codes(config)
    assert "JOB201" not in codes(config)
    assert codes(config, select=["JOB107"]) == ["JOB107"]
    assert set(codes(config)) - set(codes(config, ignore=["JOB108"])) == {"JOB108"}


@pytest.mark.parametrize(
    ("config", "given", "where"),
    [
        ("", {"select": ["unregistred-job"]}, "--select"),
        ("", {"ignore": ["unregistred-job"]}, "--ignore"),
        ('[lint]\nselect = ["unregistred-job"]', {}, "codemod.toml: [lint] select"),
        ('[lint]\nignore = ["unregistred-job"]', {}, "codemod.toml: [lint] ignore"),
        (
            '[lint.per-path]\n"src/**" = { ignore = ["unregistred-job"] }',
            {},
            'codemod.toml: [lint.per-path] "src/**"',
        ),
    ],
)
def test_an_unknown_rule_is_told_the_nearest(
    config: str, given: dict[str, object], where: str
) -> None:
    with pytest.raises(CodemodError) as caught:
        codes(config, **given)
    assert caught.value.where == where
    assert caught.value.mend == "did you mean unregistered-job?"


def test_a_code_that_there_is_not_is_told_where_its_like_are_listed() -> None:
    with pytest.raises(CodemodError) as caught:
        find("JOB199")
    assert caught.value.mend == "`codemod rule JOB1` lists those that begin so"


def test_settings_for_paths_are_rules() -> None:
    found = options_for(parse(b'[lint.per-path]\n"src/**" = { ignore = ["JOB107", "JOB208"] }'))
    [(glob, rules)] = found.per_path
    assert glob == "src/**"
    assert {rule.code for rule in rules} == {"JOB107", "JOB208"}


def test_a_folder_means_the_sources_below_it_and_a_file_itself() -> None:
    project = opened({"src/a.ts": "", "src/b/c.tsx": "", "src/d.md": "", "other.ts": ""})
    assert files_at(project, ["src"]) == (frozenset({"src/a.ts", "src/b/c.tsx"}), ())
    assert files_at(project, ["other.ts", "src/d.md"]) == (frozenset({"other.ts"}), ())


def test_what_is_excluded_stays_so_when_it_is_named() -> None:
    project = opened({".gitignore": "made\n", "made/a.ts": "", "node_modules/x/b.ts": ""})
    files, notes = files_at(project, ["made/a.ts", "node_modules/x/b.ts"])
    assert files == frozenset()
    assert notes == ("no TypeScript, JavaScript or Python file is among what was named",)


def test_a_path_where_nothing_is_is_told_so() -> None:
    with pytest.raises(CodemodError, match="no such file or folder"):
        files_at(opened({"a.ts": ""}), ["b.ts"])
