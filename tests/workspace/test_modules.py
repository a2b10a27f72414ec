"""Resolving specifiers, and following names through barrels."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.syntax.source import Source
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.modules import (
    Definition,
    External,
    ExternalName,
    File,
    Modules,
    Resolved,
    Unresolved,
)
from codemods.workspace.tree.files import Files

Contents = Mapping[str, object]
Tree = Callable[[Mapping[str, str | bytes]], Path]
Read = Callable[[Contents], Modules]


@pytest.fixture
def modules(tree: Tree) -> Read:
    """The modules of a repository; what is not text is written as JSON."""

    def read(contents: Contents) -> Modules:
        written = {
            path: each if isinstance(each, str | bytes) else json.dumps(each)
            for path, each in contents.items()
        }
        files = Files(tree(written))
        source = cache(lambda path: Source(path, files.read(path) or b""))
        return Modules(files, Packages(files), source)

    return read


ALIASES = {"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}


class TestRelative:
    @pytest.mark.parametrize(
        ("specifier", "path"),
        [
            ("./a", "src/a.ts"),
            ("./a.js", "src/a.ts"),
            ("./a.ts", "src/a.ts"),
            ("./b", "src/b.tsx"),
            ("./b.js", "src/b.tsx"),
            ("./b.jsx", "src/b.tsx"),
            ("./c", "src/c.mts"),
            ("./c.mjs", "src/c.mts"),
            ("./d.cjs", "src/d.cts"),
            ("./e", "src/e.js"),
            ("./e.js", "src/e.js"),  # not its declaration, which holds no code
            ("./f", "src/f.jsx"),
            ("./g.mjs", "src/g.mjs"),
            ("./h", "src/h.d.ts"),
            ("./h.js", "src/h.d.ts"),
            ("./i.server", "src/i.server.ts"),
            ("./data.json", "src/data.json"),
            ("./style.css?inline", "src/style.css"),
            ("./folder", "src/folder/index.ts"),
            ("./folder/", "src/folder/index.ts"),
            ("./folder/index", "src/folder/index.ts"),
            ("./folder/index.js", "src/folder/index.ts"),
            ("./both", "src/both.ts"),
            ("./both/", "src/both/index.ts"),
            ("./main", "src/main/lib/entry.ts"),
            (".", "src/index.tsx"),
            ("./", "src/index.tsx"),
            ("..", "index.ts"),
            ("../top", "top.ts"),
        ],
    )
    def test_a_file_is_found_by_every_form(self, modules: Read, specifier: str, path: str):
        names = (
            *("a.ts", "a.js", "b.tsx", "c.mts", "d.cts", "e.js", "e.d.ts", "f.jsx", "g.mjs"),
            *("h.d.ts", "i.server.ts", "data.json", "style.css", "folder/index.ts", "both.ts"),
            *("both/index.ts", "index.tsx", "main/lib/entry.ts"),
        )
        found = modules(
            {f"src/{each}": "" for each in names}
            | {
                "index.ts": "",
                "top.ts": "",
                "src/main/package.json": {"main": "lib/entry.js"},
            }
        )
        assert found.resolve(specifier, "src/x.ts") == File(path)

    @pytest.mark.parametrize(
        ("specifier", "reason"),
        [
            ("./missing", "no file at src/missing"),
            ("../../x", "outside the project's root"),
            ("./folder", "no file at src/folder"),
            ("/src/a", "neither a path in this project nor a package"),
            ("https://example.test/a.ts", "neither a path in this project nor a package"),
            ("", "neither a path in this project nor a package"),
        ],
    )
    def test_what_is_not_there_is_a_value(self, modules: Read, specifier: str, reason: str):
        found = modules({"src/a.ts": "", "src/folder/x.ts": ""})
        assert found.resolve(specifier, "src/x.ts") == Unresolved(reason)

    def test_the_importer_need_not_exist(self, modules: Read):
        assert modules({"a.ts": ""}).resolve("../a", "new/b.ts") == File("a.ts")

    def test_a_link_is_followed_to_the_one_name_of_a_file(self, modules: Read):
        found = modules({"shared/a.ts": "", "app/b.ts": ""})
        (found.files.root / "app/shared").symlink_to("../shared")
        assert found.resolve("./shared/a", "app/b.ts") == File("shared/a.ts")

    def test_a_link_out_of_the_root_leads_nowhere(self, modules: Read):
        top = modules({"out/a.ts": "", "root/b.ts": ""}).files.root
        (top / "root/out").symlink_to("../out")
        files = Files(top / "root")
        found = Modules(files, Packages(files), lambda path: Source(path, b""))
        assert found.resolve("./out/a", "b.ts") == Unresolved("no file at out/a")

    def test_planned_files_are_seen(self, modules: Read):
        files = modules({"a.ts": "", "b.ts": ""}).files.with_changes({"a.ts": None, "c.ts": b""})
        found = Modules(files, Packages(files), lambda path: Source(path, b""))
        assert found.resolve("./c", "b.ts") == File("c.ts")
        assert found.resolve("./a", "b.ts") == Unresolved("no file at a")


class TestPackages:
    @pytest.mark.parametrize(
        ("specifier", "expected"),
        [
            ("inngest", External("inngest", "")),
            ("inngest/next", External("inngest", "next")),
            ("@scope/name", External("@scope/name", "")),
            ("@scope/name/a/b", External("@scope/name", "a/b")),
            ("fs", External("fs", "")),
            ("node:fs/promises", External("node:fs", "promises")),
            ("bun:test", External("bun:test", "")),
            ("npm:inngest@3.1.0/next", External("inngest", "next")),
            ("npm:@scope/name@^1", External("@scope/name", "")),
            ("@/missing", Unresolved('no alias and no package is called "@/missing"')),
            ("~/missing", Unresolved('no alias and no package is called "~"')),
            ("$env/static", Unresolved('no alias and no package is called "$env"')),
        ],
    )
    def test_what_is_not_of_the_repository_is_external(
        self, modules: Read, specifier: str, expected: Resolved
    ):
        assert modules({"package.json": {}, "a.ts": ""}).resolve(specifier, "a.ts") == expected


class TestConfig:
    @pytest.mark.parametrize(
        ("specifier", "path"),
        [
            ("@/a", "src/a.ts"),
            ("@/a.js", "src/a.ts"),
            ("@/folder", "src/folder/index.ts"),
            ("@ui/button", "src/ui/button.tsx"),
            ("@/ui/button", "src/ui/button.tsx"),  # the longest prefix wins: not src/ui/…
            ("two/b", "second/b.ts"),
            ("two/a", "first/a.ts"),
            ("env", "src/env.ts"),
            ("gen-x-suffix", "generated/x.ts"),
        ],
    )
    def test_paths_lead_to_files(self, modules: Read, specifier: str, path: str):
        paths = {
            "@/*": ["./src/*"],
            "@/ui/*": ["./src/ui/*"],
            "@ui/*": ["./src/ui/*"],
            "two/*": ["./first/*", "./second/*"],
            "env": ["./src/env"],
            "gen-*-suffix": ["./generated/*.ts"],
        }
        files = ("src/a.ts", "src/folder/index.ts", "src/ui/button.tsx", "first/a.ts")
        files += ("second/a.ts", "second/b.ts", "src/env.ts", "generated/x.ts")
        found = modules(
            {"tsconfig.json": {"compilerOptions": {"paths": paths}}} | dict.fromkeys(files, "")
        )
        assert found.resolve(specifier, "src/deep/x.ts") == File(path)

    def test_an_alias_without_its_file_is_unresolved(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES, "a.ts": ""})
        assert found.resolve("@/b", "a.ts") == Unresolved("no file at src/b")

    def test_an_alias_that_looks_like_a_package_is_unresolved_too(self, modules: Read):
        config = {"compilerOptions": {"paths": {"@gen/*": ["./gen/*"], "zod": ["./gen/zod"]}}}
        package = {"dependencies": {"zod": "^3"}}
        found = modules({"tsconfig.json": config, "package.json": package, "a.ts": ""})
        assert found.resolve("@gen/prisma", "a.ts") == Unresolved("no file at gen/prisma")
        assert found.resolve("zod", "a.ts") == External("zod", "")

    def test_an_installed_package_behind_a_wildcard_is_external(self, modules: Read):
        config = {"compilerOptions": {"paths": {"*": ["./types/*"], "@acme/*": ["./acme/*"]}}}
        found = modules({"tsconfig.json": config, "node_modules/@acme/x/index.js": "", "a.ts": ""})
        assert found.resolve("inngest", "a.ts") == External("inngest", "")
        assert found.resolve("@acme/x", "a.ts") == External("@acme/x", "")

    def test_base_url_leads_to_files(self, modules: Read):
        config = {"compilerOptions": {"baseUrl": "src"}}
        found = modules({"tsconfig.json": config, "src/lib/a.ts": "", "b.ts": ""})
        assert found.resolve("lib/a", "b.ts") == File("src/lib/a.ts")
        assert found.resolve("inngest", "b.ts") == External("inngest", "")

    def test_a_specifier_cannot_climb_out_of_its_alias(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES, "src/b.ts": "", "a.ts": ""})
        assert found.resolve("@/../a", "src/b.ts") == File("a.ts")
        assert isinstance(found.resolve("@/../../a", "src/b.ts"), Unresolved)


IMPORTS: Contents = {
    "#app/*": "./app/*",
    "#lib/*": {"types": "./lib/*.ts", "default": "./lib/*.js"},
    "#lib/special/*": "./special/*.ts",
    "#db": {"browser": "./no.ts", "node": "./db/node.ts"},
    "#list": ["./missing.ts", "./db/node.ts"],
    "#zod": "zod/v4",
    "#gone": "./gone.ts",
    "#null": None,
}


class TestImportsField:
    @pytest.mark.parametrize(
        ("specifier", "expected"),
        [
            ("#app/a.js", File("app/a.ts")),
            ("#app/a", File("app/a.ts")),
            ("#lib/b", File("lib/b.ts")),
            ("#lib/special/c", File("special/c.ts")),
            ("#db", File("db/node.ts")),
            ("#list", File("db/node.ts")),
            ("#zod", External("zod", "v4")),
        ],
    )
    def test_an_entry_leads_to_a_file_or_a_package(
        self, modules: Read, specifier: str, expected: Resolved
    ):
        names = ("app/a.ts", "lib/b.ts", "special/c.ts", "db/node.ts", "src/x.ts")
        found = modules({"package.json": {"imports": IMPORTS}} | dict.fromkeys(names, ""))
        assert found.resolve(specifier, "src/x.ts") == expected

    @pytest.mark.parametrize("specifier", ["#gone", "#null", "#none", "#app/missing"])
    def test_an_entry_that_leads_nowhere_is_unresolved(self, modules: Read, specifier: str):
        found = modules({"package.json": {"imports": IMPORTS}, "a.ts": ""})
        assert found.resolve(specifier, "a.ts") == Unresolved(
            'no entry of "imports" in package.json leads to a file'
        )

    def test_a_tsconfig_alias_may_begin_with_the_same_sign(self, modules: Read):
        config = {"compilerOptions": {"paths": {"#/*": ["./src/*"]}}}
        found = modules({"package.json": {}, "tsconfig.json": config, "src/a.ts": ""})
        assert found.resolve("#/a", "src/b.ts") == File("src/a.ts")


WORKSPACE: Contents = {
    "package.json": {"name": "top", "workspaces": ["apps/*", "packages/*"]},
    ".gitignore": "dist\n",
    "apps/web/package.json": {"name": "web", "dependencies": {"@acme/jobs": "workspace:*"}},
    "apps/web/a.ts": "",
}


class TestWorkspaces:
    @pytest.mark.parametrize(
        ("package", "files", "specifier", "path"),
        [
            ({}, ["index.ts"], "", "index.ts"),
            ({}, ["src/index.ts"], "", "src/index.ts"),
            ({}, ["src/client.ts"], "/src/client", "src/client.ts"),
            ({"main": "src/main.ts"}, ["src/main.ts", "index.ts"], "", "src/main.ts"),
            ({"main": "./dist/index.js"}, ["src/index.ts"], "", "src/index.ts"),
            ({"main": "./dist/index.js"}, ["dist/index.js", "src/index.ts"], "", "src/index.ts"),
            (
                {"types": "dist/index.d.ts"},
                ["dist/index.d.ts", "src/index.tsx"],
                "",
                "src/index.tsx",
            ),
            ({"module": "dist/esm/index.mjs"}, ["src/index.ts"], "", "src/index.ts"),
            ({"main": "lib/index.js"}, ["lib/index.js", "src/index.ts"], "", "lib/index.js"),
            ({"main": "dist/src/a.js"}, ["src/a.ts"], "", "src/a.ts"),
            ({"main": "dist/a.js"}, ["a.ts"], "", "a.ts"),
            ({"main": "dist/a.js"}, ["dist/a.js"], "", "dist/a.js"),
            ({"exports": "./src/a.ts"}, ["src/a.ts"], "", "src/a.ts"),
            ({"exports": {"import": "./dist/a.js"}}, ["src/a.ts"], "", "src/a.ts"),
            (
                {"exports": {".": {"types": "./dist/a.d.ts", "default": "./dist/a.js"}}},
                ["src/a.ts"],
                "",
                "src/a.ts",
            ),
            (
                {"exports": {"./client": "./src/client.ts"}},
                ["src/client.ts"],
                "/client",
                "src/client.ts",
            ),
            ({"exports": {"./*": "./src/*.ts"}}, ["src/deep/x.ts"], "/deep/x", "src/deep/x.ts"),
            ({"exports": {"./*": {"import": "./dist/*.js"}}}, ["src/x.ts"], "/x", "src/x.ts"),
            ({"exports": {"./*": "./dist/*/index.js"}}, ["src/x/index.ts"], "/x", "src/x/index.ts"),
            (
                {"exports": {"./*": "./a/*.ts", "./b/*": "./b/*.ts"}},
                ["a/b/x.ts", "b/x.ts"],
                "/b/x",
                "b/x.ts",
            ),
            (
                {"exports": {".": [{"browser": "./no.ts"}, "./src/a.ts"]}},
                ["src/a.ts"],
                "",
                "src/a.ts",
            ),
            (
                {"exports": {".": {"types@>=5": "./five.ts", "types": "./four.ts"}}},
                ["five.ts", "four.ts"],
                "",
                "five.ts",
            ),
        ],
    )
    def test_a_member_leads_to_its_sources(
        self, modules: Read, package: Contents, files: list[str], specifier: str, path: str
    ):
        found = modules(
            {
                **WORKSPACE,
                "packages/jobs/package.json": {"name": "@acme/jobs", **package},
                **{f"packages/jobs/{each}": "" for each in files},
            }
        )
        expected = File(f"packages/jobs/{path}")
        assert found.resolve(f"@acme/jobs{specifier}", "apps/web/a.ts") == expected

    @pytest.mark.parametrize(
        "exports",
        [
            {".": "./src/index.ts"},
            {".": "./src/index.ts", "./x": None},
            {".": "./src/index.ts", "./x": "../../apps/web/a.ts/../../../../x"},
            {".": "./src/index.ts", "./x": {"browser": "./src/x.ts"}},
        ],
    )
    def test_what_exports_does_not_offer_is_unresolved(self, modules: Read, exports: Contents):
        found = modules(
            {
                **WORKSPACE,
                "packages/jobs/package.json": {"name": "@acme/jobs", "exports": exports},
                "packages/jobs/src/index.ts": "",
                "packages/jobs/src/x.ts": "",
            }
        )
        assert found.resolve("@acme/jobs/x", "apps/web/a.ts") == Unresolved(
            '"@acme/jobs/x" leads to no file of packages/jobs/package.json'
        )

    def test_custom_conditions_of_the_importer_count(self, modules: Read):
        exports = {".": {"@acme/source": "./code/index.ts", "default": "./built/index.js"}}
        options = {"customConditions": ["@acme/source"]}
        found = modules(
            {
                **WORKSPACE,
                "apps/web/tsconfig.json": {"compilerOptions": options},
                "packages/jobs/package.json": {"name": "@acme/jobs", "exports": exports},
                "packages/jobs/code/index.ts": "",
            }
        )
        assert found.resolve("@acme/jobs", "apps/web/a.ts") == File("packages/jobs/code/index.ts")

    def test_a_package_can_refer_to_itself(self, modules: Read):
        package = {"name": "@acme/jobs", "exports": {"./client": "./src/client.ts"}}
        found = modules({"package.json": package, "src/client.ts": ""})
        assert found.resolve("@acme/jobs/client", "src/x.ts") == File("src/client.ts")

    def test_an_app_named_like_a_dependency_does_not_hide_it(self, modules: Read):
        found = modules({"package.json": {"name": "inngest"}, "src/app.ts": ""})
        assert found.resolve("inngest", "src/app.ts") == External("inngest", "")


def _definition(found: Definition | ExternalName | None) -> tuple[str, str, list[str]]:
    assert isinstance(found, Definition)
    return found.path, found.name, [hop.path for hop in found.hops]


class TestExports:
    @pytest.mark.parametrize(
        ("text", "name", "inner"),
        [
            ("export const a = 1", "a", "a"),
            ("export function a() {}", "a", "a"),
            ("export async function a() {}", "a", "a"),
            ("export class a {}", "a", "a"),
            ("export type a = string", "a", "a"),
            ("export enum a {}", "a", "a"),
            ("const b = 1; export { b as a }", "a", "b"),
            ("const b = 1; export default b", "default", "b"),
            ("export default function b() {}", "default", "b"),
            ("const b = 1; export { b as default }", "default", "b"),
            ("export const { a, c } = serve()", "a", "a"),
        ],
    )
    def test_a_module_s_own_name_is_defined_there(
        self, modules: Read, text: str, name: str, inner: str
    ):
        found = modules({"m.ts": text}).export("m.ts", name)
        assert _definition(found) == ("m.ts", inner, [])
        assert isinstance(found, Definition)
        assert found.declaration is not None
        assert found.export is not None
        assert found.export.exported == name

    def test_a_default_expression_is_its_export_s_value(self, modules: Read):
        found = modules({"m.ts": "export default [1, 2]"}).export("m.ts", "default")
        assert isinstance(found, Definition)
        assert found.declaration is None
        assert found.export is not None
        assert found.export.value is not None
        assert found.export.value.type == "array"

    def test_a_name_that_is_not_exported_is_none(self, modules: Read):
        found = modules({"m.ts": "const a = 1", "data.json": "{}"})
        assert found.export("m.ts", "a") is None
        assert found.export("m.ts", "default") is None
        assert found.export("m.ts", "*") is None
        assert found.export("data.json", "default") is None

    @pytest.mark.parametrize(
        ("barrel", "name"),
        [
            ('export { a } from "./m"', "a"),
            ('export { a as b } from "./m"', "b"),
            ('export { a as default } from "./m"', "default"),
            ('export * from "./m"', "a"),
            ('import { a } from "./m"; export { a }', "a"),
            ('import { a as c } from "./m"; export { c as b }', "b"),
            ('import { a } from "./m"; export default a', "default"),
        ],
    )
    def test_every_sort_of_barrel_is_followed(self, modules: Read, barrel: str, name: str):
        found = modules({"m.ts": "export const a = 1", "index.ts": barrel})
        assert _definition(found.export("index.ts", name)) == ("m.ts", "a", ["index.ts"])

    def test_default_exports_are_followed(self, modules: Read):
        found = modules(
            {
                "m.ts": "const a = 1\nexport default a",
                "one.ts": 'export { default as b } from "./m"',
                "two.ts": 'import b from "./m"; export { b }',
                "three.ts": 'export * from "./m"',
            }
        )
        assert _definition(found.export("one.ts", "b")) == ("m.ts", "a", ["one.ts"])
        assert _definition(found.export("two.ts", "b")) == ("m.ts", "a", ["two.ts"])
        assert found.export("three.ts", "default") is None

    def test_barrels_that_all_pass_each_other_on_come_to_an_end(self, modules: Read):
        everything = "".join(f'export * from "./m{n}";' for n in range(12))
        files = {f"m{n}.ts": everything for n in range(12)}
        found = modules({**files, "m11.ts": everything + "export const a = 1;"})
        assert found.export("m0.ts", "b") is None
        assert _definition(found.export("m0.ts", "a"))[:2] == ("m11.ts", "a")

    def test_hops_are_the_barrels_in_order_with_what_passes_the_name_on(self, modules: Read):
        found = modules(
            {
                "src/jobs/a.ts": "export const a = 1",
                "src/jobs/index.ts": 'export * from "./a"',
                "src/all.ts": 'import { a as first } from "./jobs"\nexport { first }',
                "src/index.ts": 'export { first as b } from "@/all"',
                "tsconfig.json": ALIASES,
            }
        ).export("src/index.ts", "b")
        assert isinstance(found, Definition)
        assert found.path == "src/jobs/a.ts"
        assert [hop.path for hop in found.hops] == [
            "src/index.ts",
            "src/all.ts",
            "src/jobs/index.ts",
        ]
        assert [hop.export.exported for hop in found.hops] == ["b", "first", "*"]
        vias = [hop.via.imported if hop.via else None for hop in found.hops]
        assert vias == [None, "a", None]

    def test_a_whole_module_is_a_definition_named_by_a_star(self, modules: Read):
        found = modules(
            {
                "m.ts": "export const a = 1",
                "one.ts": 'export * as jobs from "./m"',
                "two.ts": 'import * as jobs from "./m"; export { jobs }',
            }
        )
        assert _definition(found.export("one.ts", "jobs")) == ("m.ts", "*", ["one.ts"])
        assert _definition(found.export("two.ts", "jobs")) == ("m.ts", "*", ["two.ts"])

    def test_a_name_of_one_s_own_hides_that_of_a_star(self, modules: Read):
        found = modules(
            {"m.ts": "export const a = 1", "index.ts": 'export * from "./m"; export const a = 2'}
        )
        assert _definition(found.export("index.ts", "a")) == ("index.ts", "a", [])

    def test_several_stars_are_searched(self, modules: Read):
        found = modules(
            {
                "a.ts": "export const a = 1",
                "b.ts": "export const b = 1",
                "index.ts": 'export * from "./a"; export * from "pkg"; export * from "./b"',
            }
        )
        assert _definition(found.export("index.ts", "b")) == ("b.ts", "b", ["index.ts"])
        assert found.export("index.ts", "c") == ExternalName("pkg", "c")

    def test_a_name_that_two_packages_may_have_is_unknown(self, modules: Read):
        found = modules({"index.ts": 'export * from "one"; export * from "two"'})
        assert found.export("index.ts", "a") is None

    def test_cycles_end(self, modules: Read):
        found = modules(
            {
                "one.ts": 'export * from "./two"; export { x } from "./two"',
                "two.ts": 'export * from "./one"; export * from "./m"; export { x } from "./one"',
                "m.ts": 'export * from "./m"; export const a = 1',
            }
        )
        assert _definition(found.export("one.ts", "a")) == ("m.ts", "a", ["one.ts", "two.ts"])
        assert _definition(found.export("two.ts", "a")) == ("m.ts", "a", ["two.ts"])
        assert found.export("one.ts", "x") is None
        assert found.export("one.ts", "missing") is None

    @pytest.mark.parametrize(
        ("text", "name", "expected"),
        [
            (
                'export { serve } from "inngest/next"',
                "serve",
                ExternalName("inngest", "serve", "next"),
            ),
            ('export { serve as s } from "inngest"', "s", ExternalName("inngest", "serve")),
            ('import x from "pkg"; export { x }', "x", ExternalName("pkg", "default")),
            ('import * as x from "pkg"; export { x }', "x", ExternalName("pkg", "*")),
        ],
    )
    def test_an_external_end_is_a_value(
        self, modules: Read, text: str, name: str, expected: ExternalName
    ):
        assert modules({"m.ts": text}).export("m.ts", name) == expected

    def test_a_way_to_a_missing_file_ends(self, modules: Read):
        found = modules({"m.ts": 'export { a } from "./gone"; export * from "./gone-too"'})
        assert found.export("m.ts", "a") is None
        assert found.export("m.ts", "b") is None

    def test_an_exported_name_without_a_declaration_has_none(self, modules: Read):
        found = modules({"m.ts": "export { nowhere }"}).export("m.ts", "nowhere")
        assert isinstance(found, Definition)
        assert (found.path, found.declaration) == ("m.ts", None)


class TestBindings:
    TEXT = (
        'import { a as b } from "./m"\n'
        'import all, * as ns from "./m"\n'
        'import { Inngest } from "inngest"\n'
        'import gone from "./gone"\n'
        "const own = 1\n"
        "export { own as offered }\n"
        "let kept = 2\n"
    )

    def test_a_name_is_followed_or_found_at_home(self, modules: Read):
        found = modules({"m.ts": "export const a = 1\nexport default a", "x.ts": self.TEXT})
        source = Source("x.ts", self.TEXT.encode())
        assert _definition(found.binding(source, "b")) == ("m.ts", "a", [])
        assert _definition(found.binding(source, "all")) == ("m.ts", "a", [])
        assert _definition(found.binding(source, "ns")) == ("m.ts", "*", [])
        assert found.binding(source, "Inngest") == ExternalName("inngest", "Inngest")
        assert found.binding(source, "gone") is None
        assert found.binding(source, "undeclared") is None
        own, kept = found.binding(source, "own"), found.binding(source, "kept")
        assert isinstance(own, Definition)
        assert own.declaration is not None
        assert own.export is not None
        assert own.export.exported == "offered"
        assert isinstance(kept, Definition)
        assert kept.export is None


def test_compiler_options_are_at_hand(modules: Read):
    found = modules({"tsconfig.json": {"compilerOptions": {"strict": True}}})
    assert found.compiler_options("src/a.ts").strict


def test_a_broken_package_json_on_the_way_is_an_error(modules: Read):
    found = modules({"package.json": "{", "a.ts": ""})
    with pytest.raises(CodemodError):
        found.resolve("inngest", "a.ts")
