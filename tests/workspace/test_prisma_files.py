from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from codemods.workspace.dependencies.packages import Packages
from codemods.workspace.settings.prisma_files import schema_files
from codemods.workspace.tree.files import Files

Tree = Callable[[Mapping[str, str]], Path]

WHOLE = 'datasource db {\n  provider = "sqlite"\n}\n\nmodel A {\n  id Int @id\n}\n'
PART = "model B {\n  id Int @id\n}\n"


def _package(name: str, **more: object) -> str:
    return json.dumps({"name": name, **more})


@pytest.fixture
def found(tree: Tree) -> Callable[..., tuple[str, ...]]:
    """The schema files of the app in the folder `app`."""

    def find(files: Mapping[str, str], app: str = "") -> tuple[str, ...]:
        view = Files(tree(files))
        packages = Packages(view)
        return schema_files(view, packages, packages.at(app))

    return find


Found = Callable[..., tuple[str, ...]]


@pytest.mark.parametrize(
    "path", ["prisma/schema.prisma", "schema.prisma", "db/schema.prisma", "src/data/main.prisma"]
)
@pytest.mark.parametrize("manifest", [{}, {"package.json": _package("app")}])
def test_the_schema_is_found_at_the_usual_places_and_at_any_other(
    found: Found, path: str, manifest: Mapping[str, str]
) -> None:
    assert found({**manifest, path: WHOLE}) == (path,)


def test_a_project_without_prisma_has_no_schema_files(found: Found) -> None:
    assert found({"package.json": _package("app"), "src/a.ts": ""}) == ()
    assert found({}) == ()


def test_the_usual_place_comes_before_others(found: Found) -> None:
    files = {
        "package.json": _package("app"),
        "prisma/schema.prisma": WHOLE,
        "prisma/schema.test.prisma": WHOLE,
        "schema.prisma": WHOLE,
    }
    assert found(files) == ("prisma/schema.prisma",)


def test_a_schema_folder_is_one_schema_in_several_files(found: Found) -> None:
    files = {
        "prisma/schema/base.prisma": WHOLE,
        "prisma/schema/parts/b.prisma": PART,
        "prisma/schema/notes.md": "",
        "prisma/other.prisma": PART,
    }
    assert found(files) == ("prisma/schema/base.prisma", "prisma/schema/parts/b.prisma")


def test_package_json_names_the_schema(found: Found) -> None:
    files = {
        "package.json": _package("app", prisma={"schema": "./data/app.prisma"}),
        "data/app.prisma": WHOLE,
        "prisma/schema.prisma": WHOLE,
    }
    assert found(files) == ("data/app.prisma",)


def test_package_json_may_name_a_folder_or_a_file_of_another_package(found: Found) -> None:
    files = {
        "apps/web/package.json": _package("web", prisma={"schema": "../../packages/db/models"}),
        "packages/db/models/a.prisma": WHOLE,
        "packages/db/models/b.prisma": PART,
    }
    names = ("packages/db/models/a.prisma", "packages/db/models/b.prisma")
    assert found(files, "apps/web") == names


@pytest.mark.parametrize(
    "text",
    [
        'import "dotenv/config";\nexport default defineConfig({ schema: "data/app.prisma" });',
        "export default { schema: './data/app.prisma' } satisfies PrismaConfig;",
        "const config = defineConfig({ schema: `data/app.prisma` });\nexport default config;",
        'const schema = "data/app.prisma";\nexport default defineConfig({ schema });',
        'export default defineConfig({ schema: path.join("data", "app.prisma") });',
        'export default defineConfig({ schema: join(__dirname, "data", "app.prisma") });',
        'export default { schema: path.resolve(import.meta.dirname, "data/app.prisma") };',
        'module.exports = defineConfig({ schema: path.join(process.cwd(), "data/app.prisma") });',
        'export default defineConfig({ schema: "data" });',
    ],
)
def test_the_prisma_config_names_the_schema(found: Found, text: str) -> None:
    files = {
        "package.json": _package("app", prisma={"schema": "prisma/schema.prisma"}),
        "prisma.config.ts": text,
        "data/app.prisma": WHOLE,
        "prisma/schema.prisma": WHOLE,
    }
    assert found(files) == ("data/app.prisma",)


def test_a_config_in_the_config_folder_counts_from_there(found: Found) -> None:
    files = {
        ".config/prisma.mjs": 'export default { schema: "../data/app.prisma" };',
        "data/app.prisma": WHOLE,
        "prisma/schema.prisma": WHOLE,
    }
    assert found(files) == ("data/app.prisma",)


@pytest.mark.parametrize(
    "text",
    [
        "export default defineConfig({ schema: process.env.SCHEMA });",
        'export default defineConfig({ schema: locate("data/app.prisma") });',
        'export default defineConfig({ schema: path.join(base, "app.prisma") });',
        'export default defineConfig({ schema: "data/missing.prisma" });',
        'export default defineConfig({ schema: "../outside.prisma" });',
        'export default defineConfig({ schema: "/data/app.prisma" });',
        "export default defineConfig({});",
        "export default defineConfig();",
        "export default load;",
        "export const config = { schema: 'data/app.prisma' };",
        "export default {{{",
        "",
    ],
)
def test_a_config_that_names_no_file_leaves_it_to_the_usual_places(found: Found, text: str) -> None:
    files = {
        "prisma.config.ts": text,
        "data/app.prisma": WHOLE,
        "prisma/schema.prisma": WHOLE,
    }
    assert found(files) == ("prisma/schema.prisma",)


class TestMonorepo:
    ROOT = _package("root", workspaces=["apps/*", "packages/*"])

    def test_the_apps_own_schema_comes_first(self, found: Found) -> None:
        files = {
            "package.json": self.ROOT,
            "prisma/schema.prisma": WHOLE,
            "apps/web/package.json": _package("web", dependencies={"@acme/db": "*"}),
            "apps/web/prisma/schema.prisma": WHOLE,
            "packages/db/package.json": _package("@acme/db"),
            "packages/db/prisma/schema.prisma": WHOLE,
        }
        assert found(files, "apps/web") == ("apps/web/prisma/schema.prisma",)

    def test_then_comes_a_package_that_the_app_depends_on_however_far(self, found: Found) -> None:
        files = {
            "package.json": self.ROOT,
            "schema.prisma": WHOLE,
            "apps/web/package.json": _package("web", dependencies={"@acme/api": "workspace:*"}),
            "apps/other/package.json": _package("other"),
            "apps/other/prisma/schema.prisma": WHOLE,
            "packages/api/package.json": _package(
                "@acme/api", devDependencies={"@acme/db": "*", "web": "*", "zod": "^4"}
            ),
            "packages/db/package.json": _package("@acme/db"),
            "packages/db/src/schema.prisma": WHOLE,
        }
        assert found(files, "apps/web") == ("packages/db/src/schema.prisma",)

    def test_then_comes_a_package_above_the_app(self, found: Found) -> None:
        files = {
            "package.json": self.ROOT,
            "prisma/schema.prisma": WHOLE,
            "apps/web/package.json": _package("web"),
            "packages/db/package.json": _package("@acme/db"),
            "packages/db/prisma/schema.prisma": WHOLE,
        }
        assert found(files, "apps/web") == ("prisma/schema.prisma",)

    def test_a_package_that_the_app_does_not_name_counts_when_it_alone_has_one(
        self, found: Found
    ) -> None:
        files = {
            "package.json": self.ROOT,
            "apps/web/package.json": _package("web"),
            "packages/db/package.json": _package("@acme/db"),
            "packages/db/prisma/schema.prisma": WHOLE,
        }
        assert found(files, "apps/web") == ("packages/db/prisma/schema.prisma",)

    def test_of_several_packages_that_the_app_does_not_name_none_is_guessed(
        self, found: Found
    ) -> None:
        files = {
            "package.json": self.ROOT,
            "apps/web/package.json": _package("web"),
            "apps/shop/package.json": _package("shop"),
            "apps/shop/prisma/schema.prisma": WHOLE,
            "packages/db/package.json": _package("@acme/db"),
            "packages/db/prisma/schema.prisma": WHOLE,
        }
        assert found(files, "apps/web") == ()

    def test_the_schema_of_a_nested_package_is_not_its_parents(self, found: Found) -> None:
        files = {
            "package.json": self.ROOT,
            "apps/web/package.json": _package("web"),
            "apps/web/data/main.prisma": WHOLE,
            "tools/data/other.prisma": WHOLE,
        }
        assert found(files, "apps/web") == ("apps/web/data/main.prisma",)
        assert found(files) == ("tools/data/other.prisma",)


class TestElsewhere:
    def test_files_without_a_datasource_are_parts_of_the_one_beside_them(
        self, found: Found
    ) -> None:
        files = {
            "src/db/main.prisma": WHOLE,
            "src/db/models/b.prisma": PART,
            "src/snippets/c.prisma": PART,
        }
        assert found(files) == ("src/db/main.prisma", "src/db/models/b.prisma")

    def test_of_two_schemas_at_unusual_places_none_is_guessed(self, found: Found) -> None:
        assert found({"src/a/main.prisma": WHOLE, "src/b/main.prisma": WHOLE}) == ()

    def test_the_copy_in_a_generated_client_does_not_count(self, found: Found) -> None:
        files = {"src/db/main.prisma": WHOLE, "src/generated/prisma/schema.prisma": WHOLE}
        assert found(files) == ("src/db/main.prisma",)

    def test_a_planned_schema_is_seen(self, tree: Tree) -> None:
        files = Files(
            tree({"package.json": _package("app")}), {"prisma/schema.prisma": WHOLE.encode()}
        )
        packages = Packages(files)
        assert schema_files(files, packages, packages.at("")) == ("prisma/schema.prisma",)
