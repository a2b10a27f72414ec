"""Which tsconfig.json speaks for a file, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.tsconfig import Alias, CompilerOptions, TsConfig, TsConfigs
from codemods.workspace.tree.files import Files

Tree = Callable[[Mapping[str, str | bytes]], Path]
Read = Callable[[Mapping[str, str]], TsConfigs]

PATHS = '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}'


@pytest.fixture
def configs(tree: Tree) -> Read:
    return lambda files: TsConfigs(Packages(Files(tree(files))))


def _nearest(configs: TsConfigs, path: str) -> TsConfig:
    config = configs.nearest(path)
    assert config is not None
    return config


def test_the_nearest_config_upward_speaks_for_a_file(configs: Read):
    found = configs(
        {"tsconfig.json": "{}", "apps/web/tsconfig.json": PATHS, "lib/jsconfig.json": ""}
    )
    assert _nearest(found, "apps/web/src/a.ts").path == "apps/web/tsconfig.json"
    assert _nearest(found, "apps/api/a.ts").path == "tsconfig.json"
    assert _nearest(found, "lib/a.js").path == "lib/jsconfig.json"


def test_a_file_may_have_no_config(configs: Read):
    assert configs({"x/tsconfig.json": "{}"}).nearest("y/a.ts") is None


def test_tsconfig_comes_before_jsconfig(configs: Read):
    found = configs({"tsconfig.json": "{}", "jsconfig.json": PATHS})
    assert _nearest(found, "a.ts").aliases == ()


def test_comments_and_trailing_commas_are_read(configs: Read):
    text = '\ufeff{\n  // paths\n  "compilerOptions": {"paths": {"@/*": ["./*",],},}, /* end */\n}'
    assert _nearest(configs({"tsconfig.json": text}), "a.ts").aliases == (Alias("@/*", ("*",)),)


def test_a_broken_config_is_an_error_with_its_place(configs: Read):
    found = configs({"app/tsconfig.json": '{\n  "compilerOptions": {\n'})
    with pytest.raises(CodemodError) as caught:
        found.nearest("app/a.ts")
    assert (caught.value.where or "").startswith("app/tsconfig.json")


def test_paths_are_relative_to_the_file_that_declares_them(configs: Read):
    found = configs(
        {
            "config/base.json": '{"compilerOptions": {"paths": {"@/*": ["../shared/*"]}}}',
            "apps/web/tsconfig.json": '{"extends": "../../config/base"}',
        }
    )
    assert _nearest(found, "apps/web/a.ts").aliases == (Alias("@/*", ("shared/*",)),)


def test_paths_are_relative_to_base_url_where_there_is_one(configs: Read):
    found = configs(
        {
            "base.json": """{"compilerOptions": {
                "baseUrl": "lib", "paths": {"@/*": ["./*", "../x/*"]}
            }}""",
            "app/tsconfig.json": '{"extends": "../base.json"}',
        }
    )
    config = _nearest(found, "app/a.ts")
    assert config.base_url == "lib"
    assert config.aliases == (Alias("@/*", ("lib/*", "x/*")),)


def test_what_extends_overrules_what_is_extended(configs: Read):
    found = configs(
        {
            "one.json": '{"compilerOptions": {"strict": true, "module": "CommonJS"}}',
            "two.json": '{"compilerOptions": {"module": "NodeNext", "paths": {"#/*": ["./*"]}}}',
            "tsconfig.json": """{
                "extends": ["./one.json", "./two"], "compilerOptions": {"paths": {}}
            }""",
        }
    )
    config = _nearest(found, "a.ts")
    assert config.options.strict
    assert config.options.module == "nodenext"
    assert config.aliases == ()


@pytest.mark.parametrize(
    ("extends", "files"),
    [
        ("@acme/config/next.json", {"packages/config/next.json": PATHS}),
        ("@acme/config/next", {"packages/config/next.json": PATHS}),
        ("@acme/config", {"packages/config/tsconfig.json": PATHS}),
        ("installed/base", {"node_modules/installed/base.json": PATHS}),
        (
            "exporting/strict",
            {
                "node_modules/exporting/package.json": '{"exports": {"./strict": "./x.json"}}',
                "node_modules/exporting/x.json": PATHS,
            },
        ),
        (
            "pointing",
            {
                "node_modules/pointing/package.json": '{"tsconfig": "y.json"}',
                "node_modules/pointing/y.json": PATHS,
            },
        ),
    ],
)
def test_a_package_can_be_extended(configs: Read, extends: str, files: Mapping[str, str]):
    found = configs(
        {
            "package.json": '{"workspaces": ["packages/*"]}',
            "packages/config/package.json": '{"name": "@acme/config"}',
            "packages/web/tsconfig.json": f'{{"extends": "{extends}"}}',
            **files,
        }
    )
    assert [each.pattern for each in _nearest(found, "packages/web/a.ts").aliases] == ["@/*"]


@pytest.mark.parametrize(
    "extends", ["./missing", "missing", "../../outside", "a/../../b", "@/../x", "/abs"]
)
def test_a_base_that_is_missing_or_circular_counts_as_empty(configs: Read, extends: str):
    found = configs({"tsconfig.json": f'{{"extends": "{extends}", {PATHS[1:]}'})
    assert len(_nearest(found, "a.ts").aliases) == 1


def test_circular_extends_end(configs: Read):
    found = configs({"tsconfig.json": '{"extends": "./b"}', "b.json": '{"extends": "./tsconfig"}'})
    assert _nearest(found, "a.ts").aliases == ()


def test_config_dir_is_the_folder_of_the_config_in_use(configs: Read):
    found = configs(
        {
            "base.json": '{"compilerOptions": {"paths": {"@/*": ["${configDir}/src/*"]}}}',
            "app/tsconfig.json": '{"extends": "../base.json"}',
        }
    )
    assert _nearest(found, "app/a.ts").aliases == (Alias("@/*", ("app/src/*",)),)


def test_targets_out_of_the_root_are_left_out(configs: Read):
    found = configs({"tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["../x/*", "./*"]}}}'})
    assert _nearest(found, "a.ts").aliases == (Alias("@/*", ("*",)),)


SOLUTION = {
    "tsconfig.json": """{"files": [], "references": [
        {"path": "./tsconfig.node.json"},
        {"path": "./tsconfig.app.json"},
        {"path": "./missing"},
        {"path": "../out"}
    ]}""",
    "tsconfig.node.json": '{"include": ["vite.config.ts"], "compilerOptions": {"strict": true}}',
    "tsconfig.app.json": f'{{"include": ["src"], {PATHS[1:]}',
}


def test_a_solution_is_replaced_by_the_config_that_includes_the_file(configs: Read):
    found = configs(SOLUTION)
    assert _nearest(found, "src/a.ts").path == "tsconfig.app.json"
    assert _nearest(found, "vite.config.ts").path == "tsconfig.node.json"


def test_a_file_that_no_part_of_a_solution_includes_gets_the_one_with_paths(configs: Read):
    assert _nearest(configs(SOLUTION), "inngest/a.ts").path == "tsconfig.app.json"


def test_references_to_other_projects_do_not_lend_their_paths(configs: Read):
    found = configs(
        {
            "web/tsconfig.json": '{"references": [{"path": "../shared"}]}',
            "shared/tsconfig.json": PATHS,
        }
    )
    assert _nearest(found, "web/a.ts").path == "web/tsconfig.json"
    assert _nearest(found, "shared/a.ts").path == "shared/tsconfig.json"


def test_solutions_may_refer_to_each_other(configs: Read):
    found = configs(
        {
            "tsconfig.json": '{"files": [], "references": [{"path": "./inner.json"}]}',
            "inner.json": '{"files": [], "references": [{"path": "."}, {"path": "app.json"}]}',
            "app.json": f'{{"include": ["src/**/*.ts"], {PATHS[1:]}',
        }
    )
    assert _nearest(found, "src/deep/a.ts").path == "app.json"


@pytest.mark.parametrize(
    ("config", "pattern"),
    [
        ('{"extends": "./.nuxt/tsconfig.json"}', "~/*"),
        ('{"files": [], "references": [{"path": "./.nuxt/tsconfig.app.json"}]}', "@/*"),
        ('{"extends": "./.svelte-kit/tsconfig.json"}', "$lib/*"),
    ],
)
def test_paths_of_generated_configs_are_known(configs: Read, config: str, pattern: str):
    aliases = _nearest(configs({"web/tsconfig.json": config}), "web/a.ts").aliases
    assert pattern in [each.pattern for each in aliases]


def test_a_generated_config_that_is_there_is_read(configs: Read):
    found = configs(
        {
            "tsconfig.json": '{"extends": "./.nuxt/tsconfig.json"}',
            ".nuxt/tsconfig.json": '{"compilerOptions": {"paths": {"~/*": ["../app/*"]}}}',
        }
    )
    assert _nearest(found, "a.ts").aliases == (Alias("~/*", ("app/*",)),)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", CompilerOptions()),
        (
            '"strict": true, "module": "ESNext", "moduleResolution": "Bundler"',
            CompilerOptions(strict=True, module="esnext", module_resolution="bundler"),
        ),
        (
            '"module": "Node16"',
            CompilerOptions(module="node16", module_resolution="node16"),
        ),
        (
            '"module": "NodeNext", "verbatimModuleSyntax": true',
            CompilerOptions(
                module="nodenext", module_resolution="nodenext", verbatim_module_syntax=True
            ),
        ),
        ('"module": "commonjs"', CompilerOptions(module="commonjs", module_resolution="node10")),
        ('"moduleResolution": "node"', CompilerOptions(module_resolution="node10")),
        (
            '"allowImportingTsExtensions": true, "customConditions": ["@acme/source"]',
            CompilerOptions(
                allow_importing_ts_extensions=True, custom_conditions=frozenset({"@acme/source"})
            ),
        ),
    ],
)
def test_compiler_options_have_typescript_s_defaults(
    configs: Read, options: str, expected: CompilerOptions
):
    found = configs({"tsconfig.json": f'{{"compilerOptions": {{{options}}}}}'})
    assert found.compiler_options("src/a.ts") == expected


def test_without_a_config_the_options_are_the_defaults(configs: Read):
    assert configs({"a.ts": ""}).compiler_options("a.ts") == CompilerOptions()
