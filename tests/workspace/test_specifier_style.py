"""The specifier for one more import is written as the module writes the ones it has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.syntax.source import Source
from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.resolution.modules import File, Modules
from codemods.workspace.tree.files import Files

Contents = Mapping[str, object]
Tree = Callable[[Mapping[str, str | bytes]], Path]
Read = Callable[..., Modules]

ALIASES: Contents = {"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}
JOB = "src/inngest/jobs/job.ts"
ROUTE = "src/app/api/inngest/route.ts"
CLIENT = "src/inngest/client.ts"


@pytest.fixture
def modules(tree: Tree) -> Read:
    """A repository with these files, further ones that are empty, and what is JSON written so."""

    def read(contents: Contents, *empty: str) -> Modules:
        written = {
            path: each if isinstance(each, str | bytes) else json.dumps(each)
            for path, each in contents.items()
        }
        files = Files(tree({**dict.fromkeys(empty, ""), **written}))
        source = cache(lambda path: Source(path, files.read(path) or b""))
        return Modules(files, Packages(files), source)

    return read


def _imports(*specifiers: str) -> str:
    return "".join(f'import x from "{each}"\n' for each in specifiers)


def _checked(modules: Modules, target: str, importer: str, **more: object) -> str:
    """The specifier, which does lead to the target."""
    found = modules.specifier(target, importer, **more)  # type: ignore[arg-type]
    if modules.files.exists(target):
        assert modules.resolve(found, importer) == File(target)
    return found


class TestWithoutEvidence:
    def test_an_alias_that_reaches_both_files_is_used(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES}, CLIENT)
        assert _checked(found, CLIENT, ROUTE) == "@/inngest/client"

    def test_without_an_alias_it_is_relative(self, modules: Read):
        assert _checked(modules({}, CLIENT), CLIENT, ROUTE) == "../../../inngest/client"
        assert _checked(modules({}, CLIENT), CLIENT, JOB) == "../client"

    def test_an_alias_that_does_not_reach_the_importer_is_not_used(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES}, CLIENT)
        assert _checked(found, CLIENT, "server/index.ts") == "../src/inngest/client"

    def test_an_alias_that_does_not_reach_the_target_is_not_used(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES}, "server/a.ts")
        assert _checked(found, "server/a.ts", "src/a.ts") == "../server/a"

    def test_what_lies_beside_the_importer_is_relative(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES}, CLIENT, "src/inngest/jobs/a.ts")
        assert _checked(found, CLIENT, "src/inngest/index.ts") == "./client"
        assert _checked(found, "src/inngest/jobs/a.ts", "src/inngest/index.ts") == "./jobs/a"

    def test_base_url_alone_is_no_reason_to_use_it(self, modules: Read):
        config = {"compilerOptions": {"baseUrl": "src"}}
        assert _checked(modules({"tsconfig.json": config}, CLIENT), CLIENT, JOB) == "../client"

    def test_a_catch_all_is_no_alias(self, modules: Read):
        config = {"compilerOptions": {"paths": {"*": ["./src/*"]}}}
        assert _checked(modules({"tsconfig.json": config}, CLIENT), CLIENT, JOB) == "../client"

    def test_the_closest_alias_is_taken(self, modules: Read):
        paths = {"@/*": ["./src/*"], "@jobs/*": ["./src/jobs/*"], "~/*": ["./src/*"]}
        found = modules({"tsconfig.json": {"compilerOptions": {"paths": paths}}}, "src/jobs/a.ts")
        assert _checked(found, "src/jobs/a.ts", "src/jobs/x/y.ts") == "@jobs/a"

    def test_an_alias_for_one_file_is_taken_where_aliases_are(self, modules: Read):
        paths = {"@/env": ["./env"], "@/*": ["./src/*"]}
        found = modules(
            {"tsconfig.json": {"compilerOptions": {"paths": paths}}}, "env.ts", "src/x.ts"
        )
        assert _checked(found, "env.ts", "src/a/b.ts") == "../../env"
        assert _checked(found, "env.ts", "src/a/b.ts", like=[("src/a/c.ts", "@/x")]) == "@/env"


class TestEvidence:
    def test_the_importer_s_own_style_wins(self, modules: Read):
        text = _imports("../lib/a", "@/lib/b", "../lib/c")
        found = modules(
            {"tsconfig.json": ALIASES, "src/app/x.ts": text},
            *("src/lib/a.ts", "src/lib/b.ts", "src/lib/c.ts", "src/lib/d.ts"),
        )
        assert _checked(found, "src/lib/d.ts", "src/app/x.ts") == "../lib/d"

    def test_a_tie_is_decided_for_the_alias_afar_and_against_it_nearby(self, modules: Read):
        text = _imports("../a", "@/b", "./c", "@/app/d")
        found = modules(
            {"tsconfig.json": ALIASES, "src/app/x.ts": text},
            *("src/a.ts", "src/b.ts", "src/e.ts", "src/app/c.ts", "src/app/d.ts", "src/app/e.ts"),
        )
        assert _checked(found, "src/e.ts", "src/app/x.ts") == "@/e"
        assert _checked(found, "src/app/e.ts", "src/app/x.ts") == "./e"

    def test_nearby_files_go_by_nearby_imports(self, modules: Read):
        text = _imports("@/app/c", "../a")
        found = modules(
            {"tsconfig.json": ALIASES, "src/app/x.ts": text},
            *("src/a.ts", "src/app/c.ts", "src/app/e.ts"),
        )
        assert _checked(found, "src/app/e.ts", "src/app/x.ts") == "@/app/e"

    def test_as_long_a_way_tells_more_than_another(self, modules: Read):
        text = _imports("../one", "@/far/a", "@/far/b")
        found = modules(
            {"tsconfig.json": ALIASES, "src/x/y/z.ts": text},
            *("src/x/one.ts", "src/x/two.ts", "src/far/a.ts", "src/far/b.ts", "src/far/c.ts"),
        )
        assert _checked(found, "src/x/two.ts", "src/x/y/z.ts") == "../two"
        assert _checked(found, "src/far/c.ts", "src/x/y/z.ts") == "@/far/c"

    def test_an_import_that_exists_is_repeated(self, modules: Read):
        text = _imports("../../inngest/client", "@/a", "@/b")
        found = modules(
            {"tsconfig.json": ALIASES, "src/app/api/x.ts": text}, CLIENT, "src/a.ts", "src/b.ts"
        )
        assert _checked(found, CLIENT, "src/app/api/x.ts") == "../../inngest/client"

    def test_a_new_file_follows_its_neighbours(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES}, CLIENT, "src/lib/db.ts", "src/lib/mail.ts")
        neighbour = "src/inngest/jobs/old.ts"
        assert _checked(found, CLIENT, JOB, like=[(neighbour, "../client")]) == "../client"
        relative = [(neighbour, "../../lib/mail"), (neighbour, "inngest")]
        assert _checked(found, "src/lib/db.ts", JOB, like=relative) == "../../lib/db"
        aliased = [(neighbour, "@/lib/mail")]
        assert _checked(found, "src/lib/db.ts", JOB, like=aliased) == "@/lib/db"

    def test_a_neighbour_s_relative_way_is_not_copied_to_another_folder(self, modules: Read):
        found = modules({}, CLIENT)
        like = [("src/inngest/jobs/old.ts", "../client")]
        assert _checked(found, CLIENT, "src/inngest/jobs/deep/new.ts", like=like) == "../../client"

    @pytest.mark.parametrize(
        ("own", "expected"),
        [("~/lib/a", "~/lib/b"), ("@/lib/a", "@/lib/b"), ("inngest", "@/lib/b")],
    )
    def test_the_alias_in_use_is_used(self, modules: Read, own: str, expected: str):
        paths = {"@/*": ["./src/*"], "~/*": ["./src/*"]}
        found = modules(
            {
                "tsconfig.json": {"compilerOptions": {"paths": paths}},
                "src/app/x.ts": _imports(own),
            },
            *("src/lib/a.ts", "src/lib/b.ts"),
        )
        assert _checked(found, "src/lib/b.ts", "src/app/x.ts") == expected

    def test_base_url_is_used_where_it_is(self, modules: Read):
        found = modules(
            {
                "tsconfig.json": {"compilerOptions": {"baseUrl": "src"}},
                "src/app/x.ts": _imports("lib/a"),
            },
            *("src/lib/a.ts", "src/lib/b.ts"),
        )
        assert _checked(found, "src/lib/b.ts", "src/app/x.ts") == "lib/b"

    @pytest.mark.parametrize(
        ("own", "expected"),
        [("#app/lib/a.js", "#app/lib/b.js"), ("#app/lib/a.ts", "#app/lib/b.ts")],
    )
    def test_the_imports_field_is_used_where_it_is(self, modules: Read, own: str, expected: str):
        found = modules(
            {
                "package.json": {"imports": {"#app/*": "./app/*"}},
                "app/x/y.ts": _imports(own),
            },
            *("app/lib/a.ts", "app/lib/b.ts"),
        )
        assert _checked(found, "app/lib/b.ts", "app/x/y.ts") == expected

    def test_the_imports_field_serves_where_nothing_else_is_known(self, modules: Read):
        package = {"imports": {"#lib/*": "./lib/*.ts", "#db": "./lib/db/index.ts"}}
        like = [("app/y.ts", "#lib/a")]
        found = modules({"package.json": package}, "lib/a.ts", "lib/b.ts", "lib/db/index.ts")
        assert _checked(found, "lib/b.ts", "app/x.ts", like=like) == "#lib/b"

    def test_re_exports_are_evidence_too(self, modules: Read):
        found = modules(
            {"tsconfig.json": ALIASES, "src/jobs/index.ts": 'export { a } from "@/jobs/a"'},
            *("src/jobs/a.ts", "src/jobs/b.ts"),
        )
        assert _checked(found, "src/jobs/b.ts", "src/jobs/index.ts") == "@/jobs/b"


class TestEndings:
    @pytest.mark.parametrize(
        ("own", "target", "expected"),
        [
            ("./a.js", "src/b.ts", "./b.js"),
            ("./a.js", "src/b.tsx", "./b.js"),
            ("./a.js", "src/folder/index.ts", "./folder/index.js"),
            ("./a.ts", "src/b.tsx", "./b.tsx"),
            ("./a", "src/b.ts", "./b"),
            ("./a", "src/b.server.ts", "./b.server"),
            ("./a", "src/b.mts", "./b.mjs"),
            ("./a", "src/b.json", "./b.json"),
            ("./a", "src/folder/index.ts", "./folder"),
            ("./other/index", "src/folder/index.ts", "./folder/index"),
            ("./other", "src/folder/index.ts", "./folder"),
        ],
    )
    def test_they_are_as_in_the_imports_that_exist(
        self, modules: Read, own: str, target: str, expected: str
    ):
        found = modules({"src/x.ts": _imports(own)}, "src/a.ts", "src/other/index.ts", target)
        assert _checked(found, target, "src/x.ts") == expected

    @pytest.mark.parametrize(
        ("contents", "expected"),
        [
            ({"tsconfig.json": {"compilerOptions": {"module": "nodenext"}}}, "./b.js"),
            ({"tsconfig.json": {"compilerOptions": {"moduleResolution": "Node16"}}}, "./b.js"),
            ({"tsconfig.json": {"compilerOptions": {"moduleResolution": "bundler"}}}, "./b"),
            ({"package.json": {"type": "module"}}, "./b.js"),
            ({"package.json": {"type": "module"}, "tsconfig.json": {}}, "./b"),
            ({"package.json": {}}, "./b"),
        ],
    )
    def test_without_such_imports_they_are_as_the_resolution_requires(
        self, modules: Read, contents: Contents, expected: str
    ):
        assert _checked(modules(contents, "src/b.ts"), "src/b.ts", "src/x.ts") == expected

    def test_an_index_that_a_file_hides_is_written_out(self, modules: Read):
        found = modules({}, "src/jobs.ts", "src/jobs/index.ts")
        assert _checked(found, "src/jobs/index.ts", "src/x.ts") == "./jobs/index"

    def test_a_file_that_another_hides_has_its_extension(self, modules: Read):
        found = modules({}, "src/a.ts", "src/a.tsx", "src/b.js", "src/b.ts")
        assert _checked(found, "src/a.tsx", "src/x.ts") == "./a.tsx"

    def test_the_index_of_a_folder_around_is_reached(self, modules: Read):
        found = modules({}, "src/index.ts", "src/jobs/index.ts")
        assert _checked(found, "src/jobs/index.ts", "src/jobs/a.ts") == "./index"
        assert _checked(found, "src/index.ts", "src/jobs/a.ts") == ".."

    def test_the_index_of_an_alias_s_own_folder_is_written_out(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES}, "src/index.ts")
        assert _checked(found, "src/index.ts", "src/a/b.ts") == "@/index"


JOBS = "packages/jobs"


class TestWorkspaces:
    @pytest.mark.parametrize(
        ("package", "target", "expected"),
        [
            ({}, "index.ts", "@acme/jobs"),
            ({}, "src/index.ts", "@acme/jobs"),
            ({}, "src/client.ts", "@acme/jobs/src/client"),
            ({"main": "./dist/index.js"}, "src/index.ts", "@acme/jobs"),
            ({"exports": "./src/index.ts"}, "src/index.ts", "@acme/jobs"),
            ({"exports": {"./client": "./src/client.ts"}}, "src/client.ts", "@acme/jobs/client"),
            ({"exports": {"./client": "./dist/client.js"}}, "src/client.ts", "@acme/jobs/client"),
            ({"exports": {"./*": "./src/*.ts"}}, "src/a/b.ts", "@acme/jobs/a/b"),
            ({"exports": {"./*": "./src/*/index.ts"}}, "src/a/index.ts", "@acme/jobs/a"),
            ({"exports": {"./*": {"import": "./dist/*.js"}}}, "src/b.ts", "@acme/jobs/b"),
            ({"exports": {"./*": "./src/*"}}, "src/b.ts", "@acme/jobs/b"),
            ({"exports": {".": "./x.ts", "./*": "./src/*.ts"}}, "src/b.ts", "@acme/jobs/b"),
        ],
    )
    def test_another_member_is_imported_by_name(
        self, modules: Read, package: Contents, target: str, expected: str
    ):
        found = modules(
            {
                "package.json": {"workspaces": ["apps/*", "packages/*"]},
                "apps/web/package.json": {"name": "web"},
                f"{JOBS}/package.json": {"name": "@acme/jobs", **package},
            },
            f"{JOBS}/{target}",
        )
        assert _checked(found, f"{JOBS}/{target}", "apps/web/src/x.ts") == expected

    def test_what_exports_does_not_offer_cannot_be_imported(self, modules: Read):
        found = modules(
            {
                "package.json": {"workspaces": ["apps/*", "packages/*"]},
                "apps/web/package.json": {"name": "web"},
                f"{JOBS}/package.json": {"name": "@acme/jobs", "exports": {".": "./index.ts"}},
                f"{JOBS}/index.ts": 'export { inngest } from "./client"',
                f"{JOBS}/client.ts": "export const inngest = 1",
            }
        )
        with pytest.raises(CodemodError, match="cannot be imported here") as caught:
            found.specifier(f"{JOBS}/client.ts", "apps/web/x.ts")
        assert caught.value.where == "apps/web/x.ts"
        assert caught.value.mend == 'let "exports" in packages/jobs/package.json offer it'
        with pytest.raises(CodemodError):
            found.specifier(f"{JOBS}/client.ts", "apps/web/x.ts", name="other")

    def test_a_module_that_passes_the_name_on_will_do(self, modules: Read):
        found = modules(
            {
                "package.json": {"workspaces": ["apps/*", "packages/*"]},
                "apps/web/package.json": {"name": "web"},
                f"{JOBS}/package.json": {"name": "@acme/jobs"},
                f"{JOBS}/index.ts": 'export { inngest } from "./client"',
                f"{JOBS}/client.ts": "export const inngest = 1",
            }
        )
        assert found.specifier(f"{JOBS}/client.ts", "apps/web/x.ts", name="inngest") == "@acme/jobs"
        other = found.specifier(f"{JOBS}/client.ts", "apps/web/x.ts", name="other")
        assert other == "@acme/jobs/client"

    def test_an_alias_into_another_member_is_used_where_it_is(self, modules: Read):
        paths = {"@acme/jobs/*": ["../../packages/jobs/src/*"]}
        found = modules(
            {
                "package.json": {"workspaces": ["apps/*", "packages/*"]},
                "apps/web/package.json": {"name": "web"},
                "apps/web/tsconfig.json": {"compilerOptions": {"paths": paths}},
                "apps/web/x.ts": _imports("@acme/jobs/a"),
                f"{JOBS}/package.json": {"name": "@acme/jobs", "exports": {}},
            },
            *(f"{JOBS}/src/a.ts", f"{JOBS}/src/b.ts"),
        )
        assert _checked(found, f"{JOBS}/src/b.ts", "apps/web/x.ts") == "@acme/jobs/b"

    def test_a_folder_that_is_no_member_is_reached_by_its_path(self, modules: Read):
        found = modules(
            {"package.json": {"name": "top"}, "functions/package.json": {"name": "functions"}},
            "functions/a.ts",
        )
        assert _checked(found, "functions/a.ts", "src/x.ts") == "../functions/a"

    def test_a_package_json_without_a_name_is_no_border(self, modules: Read):
        found = modules(
            {"package.json": {"name": "top"}, "src/esm/package.json": {"type": "module"}},
            "src/esm/a.ts",
        )
        assert _checked(found, "src/esm/a.ts", "src/x.ts") == "./esm/a"

    def test_within_a_package_its_own_name_is_not_used(self, modules: Read):
        package = {"name": "@acme/jobs", "exports": {"./*": "./src/*.ts"}}
        found = modules({"package.json": package}, "src/a.ts")
        assert _checked(found, "src/a.ts", "src/deep/x.ts") == "../a"


class TestPlanned:
    def test_a_target_that_does_not_exist_yet_can_be_named(self, modules: Read):
        found = modules({"tsconfig.json": ALIASES, ROUTE: _imports("@/inngest/client")}, CLIENT)
        assert found.specifier(JOB, ROUTE) == "@/inngest/jobs/job"
        assert found.specifier("src/inngest/jobs/index.ts", ROUTE) == "@/inngest/jobs"

    def test_a_link_is_named_by_the_file_it_leads_to(self, modules: Read):
        found = modules({}, "shared/a.ts")
        (found.files.root / "linked").symlink_to("shared")
        assert found.specifier("linked/a.ts", "x.ts") == "./shared/a"
