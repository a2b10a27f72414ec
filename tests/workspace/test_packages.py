"""Which package governs a file, and which version of a dependency it gets."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from codemods.errors import CodemodError
from codemods.workspace.dependencies.packages import Package, Packages
from codemods.workspace.dependencies.versions import Version
from codemods.workspace.tree.files import Files

Tree = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def packages(tree: Tree) -> Callable[[Mapping[str, object]], Packages]:
    """The packages of a repository; what is not text is written as JSON."""

    def read(contents: Mapping[str, object]) -> Packages:
        files = {
            path: each if isinstance(each, str | bytes) else json.dumps(each)
            for path, each in contents.items()
        }
        return Packages(Files(tree(files)))

    return read


Read = Callable[[Mapping[str, object]], Packages]


def _governing(packages: Packages, path: str) -> Package:
    package = packages.governing(path)
    assert package is not None
    return package


def _inngest(packages: Packages, path: str = "x.ts") -> Version | None:
    return packages.version("inngest", packages.governing(path))


def test_the_nearest_package_json_upward_governs(packages: Read):
    found = packages({"package.json": {"name": "top"}, "apps/web/package.json": {"name": "web"}})
    assert _governing(found, "apps/web/src/a.ts").name == "web"
    assert _governing(found, "apps/web/package.json").directory == "apps/web"
    assert _governing(found, "apps/api/src/a.ts").name == "top"
    assert packages({"b/a.ts": ""}).at("b") is None


def test_a_file_may_be_governed_by_nothing(packages: Read):
    assert packages({"a.ts": ""}).governing("a.ts") is None


def test_a_broken_package_json_is_an_error_with_its_place(packages: Read):
    found = packages({"package.json": '\ufeff{"name": "top"}', "a/package.json": '{\n  "name": }'})
    assert _governing(found, "x.ts").name == "top"
    with pytest.raises(CodemodError) as caught:
        found.governing("a/x.ts")
    assert caught.value.where == "a/package.json:2:11"
    assert found.all == (found.at(""),)


@pytest.mark.parametrize("content", [b"[]", b'"x"', b"\xff"])
def test_a_package_json_that_is_no_object_is_an_error(packages: Read, content: bytes):
    with pytest.raises(CodemodError):
        packages({"package.json": content}).governing("x.ts")


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}"])
def test_a_package_json_that_no_reader_takes_is_an_error(packages: Read, content: bytes):
    with pytest.raises(CodemodError, match="not read") as caught:
        packages({"package.json": content}).governing("a.ts")
    assert caught.value.where == "package.json"


def test_a_lockfile_that_no_reader_takes_says_nothing(packages: Read):
    found = packages(
        {
            "package.json": {"dependencies": {"inngest": "^3.1.0"}},
            "package-lock.json": b"[" * 100_000,
        }
    )
    version = _inngest(found)
    assert version is not None
    assert version.evidence == "range"


def test_all_are_those_that_git_does_not_ignore(packages: Read):
    found = packages(
        {
            ".gitignore": "out",
            "package.json": {},
            "b/package.json": {},
            "a/package.json": {},
            "out/package.json": {},
            "node_modules/x/package.json": {},
        }
    )
    assert [each.directory for each in found.all] == ["a", "b", ""]


@pytest.mark.parametrize(
    "root",
    [
        {"package.json": {"name": "top", "workspaces": ["apps/*", "packages/**", "!packages/no"]}},
        {
            "package.json": {
                "name": "top",
                "workspaces": {"packages": ["./apps/*/", "packages/**", "!packages/no"]},
            }
        },
        {
            "package.json": {"name": "top"},
            "pnpm-workspace.yaml": "packages:\n  - apps/*\n  - 'packages/**'\n  - '!packages/no'\n",
        },
        {"package.json": {"name": "top", "workspaces": ["{apps,packages}/**", "!packages/no"]}},
    ],
)
def test_workspaces_are_read_in_every_form(packages: Read, root: Mapping[str, object]):
    members = ("apps/web", "packages/ui/core", "packages/no", "other/x")
    found = packages({**root, **{f"{each}/package.json": {"name": each} for each in members}})
    assert set(found.workspaces()) == {"top", "apps/web", "packages/ui/core"}


def test_a_package_without_a_name_is_no_member(packages: Read):
    found = packages({"package.json": {"workspaces": ["*"]}, "a/package.json": {}})
    assert found.workspaces() == {}


def test_a_workspace_may_lie_below_the_root(packages: Read):
    found = packages(
        {
            "frontend/package.json": {"workspaces": ["packages/*"]},
            "frontend/packages/ui/package.json": {"name": "ui"},
            "packages/other/package.json": {"name": "other"},
        }
    )
    assert set(found.workspaces()) == {"ui"}


def test_linked_folders_are_local_too(packages: Read):
    found = packages(
        {
            "app/package.json": {
                "dependencies": {"shared": "file:../shared", "out": "link:../../x"}
            },
            "shared/package.json": {"name": "shared"},
        }
    )
    app = found.at("app")
    assert found.local("shared", app) == found.at("shared")
    assert found.local("y", app) is None
    assert found.local("react", app) is None


@pytest.mark.parametrize(
    "field", ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]
)
def test_a_dependency_of_any_kind_counts(packages: Read, field: str):
    found = packages({"package.json": {field: {"inngest": "^3"}}})
    assert found.depends(_governing(found, "x.ts"), "inngest")
    assert not found.depends(_governing(found, "x.ts"), "next")


@pytest.mark.parametrize(
    ("contents", "manager"),
    [
        ({"package.json": {"packageManager": "pnpm@9.1.0+sha512.abc"}, "yarn.lock": ""}, "pnpm"),
        ({"package.json": {"devEngines": {"packageManager": {"name": "yarn"}}}}, "yarn"),
        ({"package.json": {}, "bun.lockb": b"\0"}, "bun"),
        ({"package.json": {}, "bun.lock": ""}, "bun"),
        ({"package.json": {}, "pnpm-lock.yaml": ""}, "pnpm"),
        ({"package.json": {}, "pnpm-workspace.yaml": ""}, "pnpm"),
        ({"package.json": {}, "yarn.lock": ""}, "yarn"),
        ({"package.json": {}, "package-lock.json": "{}"}, "npm"),
        ({"package.json": {}}, "npm"),
    ],
)
def test_the_package_manager_is_declared_or_seen_by_its_lockfile(
    packages: Read, contents: Mapping[str, object], manager: str
):
    found = packages({**contents, "apps/web/package.json": {}})
    assert found.package_manager(found.at("apps/web")) == manager


class TestInstalled:
    def test_what_is_installed_nearest_decides(self, packages: Read):
        found = packages(
            {
                "package.json": {"dependencies": {"inngest": "^4"}},
                "node_modules/inngest/package.json": {"version": "4.2.0"},
                "apps/web/package.json": {"dependencies": {"inngest": "^3"}},
                "apps/web/node_modules/inngest/package.json": {"version": "3.5.0-beta.1"},
                "apps/api/package.json": {},
            }
        )
        assert _inngest(found, "apps/web/x.ts") == Version(
            "3.5.0-beta.1",
            3,
            "installed",
            certain=True,
            where="apps/web/node_modules/inngest/package.json",
        )
        assert _inngest(found, "apps/api/x.ts") == Version(
            "4.2.0", 4, "installed", certain=True, where="node_modules/inngest/package.json"
        )

    def test_a_link_into_pnpm_s_store_is_followed(self, packages: Read, tmp_path: Path):
        store = "node_modules/.pnpm/inngest@3.1.0/node_modules/inngest/package.json"
        found = packages({"package.json": {}, store: {"version": "3.1.0"}})
        (tmp_path / "node_modules/inngest").symlink_to(".pnpm/inngest@3.1.0/node_modules/inngest")
        version = _inngest(found)
        assert version is not None
        assert version.text == "3.1.0"

    def test_a_link_out_of_the_root_is_not_followed(self, packages: Read, tmp_path: Path):
        found = packages(
            {
                "store/inngest/package.json": {"version": "9.0.0"},
                "root/package.json": {"dependencies": {"inngest": "^3.1.0"}},
                "root/node_modules/x/y": "",
            }
        )
        (tmp_path / "root/node_modules/inngest").symlink_to(tmp_path / "store/inngest")
        inner = Packages(Files(found.files.root / "root"))
        version = _inngest(inner)
        assert version is not None
        assert version.major == 3


PNPM_9 = """\
lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

catalogs:
  default:
    inngest:
      specifier: ^4.1.0
      version: 4.1.2

importers:

  .:
    dependencies:
      turbo:
        specifier: ^2
        version: 2.0.0

  apps/web:
    dependencies:
      '@acme/inngest':
        specifier: workspace:*
        version: link:../../packages/inngest
      inngest:
        specifier: 'catalog:'
        version: 4.1.2(express@4.19.2)(typescript@5.4.5)
    devDependencies:
      zod:
        specifier: ^3
        version: 3.23.8

  'packages/jobs':
    devDependencies:
      inngest:
        specifier: npm:inngest@^3
        version: inngest@3.19.0

packages:

  inngest@3.19.0:
    resolution: {integrity: sha512-x}
"""

PNPM_5 = """\
lockfileVersion: 5.4

specifiers:
  inngest: ^2.0.0

dependencies:
  inngest: 2.7.2_typescript@5.0.0

packages:

  /inngest/2.7.2_typescript@5.0.0:
    dev: false
"""

PNPM_6_IMPORTERS = """\
lockfileVersion: '6.0'
importers:
  .:
    specifiers: {}
  apps/web:
    dependencies:
      inngest: /inngest/3.0.1
"""

YARN_1 = """\
# yarn lockfile v1


"@acme/inngest@^9.0.0":
  version "9.0.0"

my-inngest@^8.0.0:
  version "8.0.0"

inngest@^2.0.0:
  version "2.7.2"
  resolved "file:inngest-2.7.2.tgz#abc"

inngest@^3.0.0, inngest@^3.1.0:
  version "3.19.0"
  dependencies:
    zod "^3.0.0"
"""

YARN_4 = """\
__metadata:
  version: 8

"inngest@npm:^3.0.0, inngest@npm:^3.1.0":
  version: 3.19.0
  resolution: "inngest@npm:3.19.0"
  languageName: node

"inngest@workspace:packages/inngest":
  version: 0.0.0-use.local
  resolution: "inngest@workspace:packages/inngest"
"""

BUN = """\
{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "top" },
    "apps/web": { "name": "@acme/web", "dependencies": { "inngest": "latest", }, },
  },
  "packages": {
    "inngest": ["inngest@4.2.4", "", { "dependencies": {} }, "sha512-x"],
    "@acme/web/inngest": ["inngest@3.9.0", "", {}, "sha512-y"],
  }
}
"""

NPM_3 = {
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"inngest": "^4"}},
        "apps/web/node_modules/inngest": {"version": "3.2.0"},
        "node_modules/inngest": {"version": "4.2.0"},
        "node_modules/shared": {"resolved": "packages/shared", "link": True},
    },
}

NPM_1 = {"lockfileVersion": 1, "dependencies": {"inngest": {"version": "1.2.3"}}}


class TestLockfiles:
    @pytest.mark.parametrize(
        ("lockfile", "text", "range_", "expected"),
        [
            ("package-lock.json", NPM_3, "^3", "3.2.0"),
            ("npm-shrinkwrap.json", NPM_1, "^1", "1.2.3"),
            ("pnpm-lock.yaml", PNPM_9, "catalog:", "4.1.2"),
            ("pnpm-lock.yaml", PNPM_9.replace("\n", "\r\n"), "catalog:", "4.1.2"),
            ("pnpm-lock.yaml", PNPM_6_IMPORTERS, "^3", "3.0.1"),
            ("yarn.lock", YARN_1, "^3.1.0", "3.19.0"),
            ("yarn.lock", YARN_1, "^2.0.0", "2.7.2"),
            ("yarn.lock", YARN_4, "^3.1.0", "3.19.0"),
            ("bun.lock", BUN, "latest", "3.9.0"),
        ],
    )
    def test_each_format_answers_for_the_package(
        self, packages: Read, lockfile: str, text: object, range_: str, expected: str
    ):
        web = {"name": "@acme/web", "dependencies": {"inngest": range_}}
        found = packages({lockfile: text, "package.json": {}, "apps/web/package.json": web})
        assert _inngest(found, "apps/web/x.ts") == Version(
            expected, int(expected[0]), "lockfile", certain=True, where=lockfile
        )

    @pytest.mark.parametrize(
        ("lockfile", "text", "major"),
        [
            ("package-lock.json", NPM_3, 4),
            ("package-lock.json", NPM_1, 1),
            ("pnpm-lock.yaml", PNPM_5, 2),
            ("bun.lock", BUN, 4),
        ],
    )
    def test_each_format_answers_for_the_root(
        self, packages: Read, lockfile: str, text: object, major: int
    ):
        version = _inngest(packages({lockfile: text, "package.json": {"name": "top"}}))
        assert version is not None
        assert (version.major, version.evidence) == (major, "lockfile")

    def test_pnpm_aliases_are_followed(self, packages: Read):
        found = packages({"pnpm-lock.yaml": PNPM_9, "packages/jobs/package.json": {}})
        version = _inngest(found, "packages/jobs/x.ts")
        assert version is not None
        assert version.text == "3.19.0"

    def test_a_package_that_pnpm_does_not_list_has_no_version(self, packages: Read):
        found = packages({"pnpm-lock.yaml": PNPM_9, "packages/new/package.json": {}})
        assert _inngest(found, "packages/new/x.ts") is None

    def test_several_majors_in_yarn_s_file_are_uncertain_without_a_range(self, packages: Read):
        version = _inngest(packages({"yarn.lock": YARN_1, "package.json": {}}))
        assert version is not None
        assert (version.text, version.certain) == ("3.19.0", False)

    def test_the_declared_manager_s_lockfile_comes_first(self, packages: Read):
        found = packages(
            {
                "package.json": {"packageManager": "npm@10", "dependencies": {"inngest": "*"}},
                "package-lock.json": NPM_3,
                "pnpm-lock.yaml": PNPM_5,
            }
        )
        version = _inngest(found)
        assert version is not None
        assert (version.text, version.where) == ("4.2.0", "package-lock.json")
        assert not version.certain  # the other one, which someone forgot, says 2

    def test_a_lockfile_that_contradicts_the_range_is_uncertain(self, packages: Read):
        found = packages(
            {"package.json": {"dependencies": {"inngest": "^4"}}, "pnpm-lock.yaml": PNPM_5}
        )
        version = _inngest(found)
        assert version is not None
        assert (version.major, version.certain) == (2, False)

    @pytest.mark.parametrize(
        ("lockfile", "text"),
        [
            ("bun.lockb", b"\0\xffbinary inngest@3"),
            ("package-lock.json", "<<<<<<< HEAD\n{}"),
            ("package-lock.json", "[]"),
            ("pnpm-lock.yaml", ""),
            ("yarn.lock", ""),
        ],
    )
    def test_a_lockfile_that_says_nothing_leaves_it_to_the_range(
        self, packages: Read, lockfile: str, text: object
    ):
        found = packages({lockfile: text, "package.json": {"dependencies": {"inngest": "^3.1"}}})
        assert _inngest(found) == Version("^3.1", 3, "range", certain=True, where="package.json")

    def test_the_nearest_lockfile_answers_first(self, packages: Read):
        found = packages(
            {
                "package-lock.json": NPM_1,
                "server/package.json": {"dependencies": {"inngest": "^4"}},
                "server/package-lock.json": NPM_3,
            }
        )
        version = _inngest(found, "server/x.ts")
        assert version is not None
        assert version.where == "server/package-lock.json"


class TestRanges:
    @pytest.mark.parametrize(
        ("range_", "major", "certain"),
        [
            ("3.1.0", 3, True),
            ("^3.1.0", 3, True),
            ("~3.1", 3, True),
            ("~> 3.1", 3, True),
            ("3", 3, True),
            ("3.x", 3, True),
            ("v3.1.0", 3, True),
            ("=3.1.0", 3, True),
            ("^3.0.0-beta.2", 3, True),
            ("^0.5.1", 0, True),
            (">=3.0.0 <4.0.0", 3, True),
            (">= 3.0.0 < 4", 3, True),
            (">3.1.0 <4.0.0-0", 3, True),
            ("3.1.0 - 3.9", 3, True),
            ("3.1.0 - 4.0.0", 4, False),
            ("^3 || ^4", 4, False),
            ("^3.1 || ^3.4", 3, True),
            (">=3 <4.1", 4, False),
            ("<=4", 4, False),
            (">3 <5", 4, True),
            (">=3", None, False),
            (">3", None, False),
            ("*", None, False),
            ("x", None, False),
            ("", None, False),
            ("^3 || *", None, False),
            ("latest", None, False),
            ("beta", None, False),
            ("3.1.0 or so", None, False),
            (">=4 <4", None, False),
            ("inngest/inngest-js#main", None, False),
            ("git+https://example.test/inngest.git#v3.1.0", None, False),
            ("https://example.test/inngest-3.1.0.tgz", None, False),
            ("npm:inngest@^3", 3, True),
            ("npm:@acme/inngest@^3", 3, True),
            ("npm:@acme/inngest", None, False),
            ("npm:^4.0.0", 4, True),
        ],
    )
    def test_a_range_is_certain_when_it_admits_one_major(
        self, packages: Read, range_: str, major: int | None, certain: bool
    ):
        found = packages({"package.json": {"dependencies": {"inngest": range_}}})
        assert _inngest(found) == Version(range_, major, "range", certain, "package.json")

    def test_the_workspace_s_root_answers_for_a_package_without_a_range(self, packages: Read):
        found = packages(
            {
                "package.json": {"dependencies": {"inngest": "^3"}},
                "apps/web/package.json": {"dependencies": {"next": "15"}},
            }
        )
        version = _inngest(found, "apps/web/x.ts")
        assert version is not None
        assert (version.major, version.where) == (3, "package.json")

    def test_what_it_develops_with_comes_before_what_it_asks_of_others(self, packages: Read):
        found = packages(
            {
                "package.json": {
                    "peerDependencies": {"inngest": ">=3"},
                    "devDependencies": {"inngest": "^4"},
                }
            }
        )
        version = _inngest(found)
        assert version is not None
        assert version.text == "^4"

    def test_without_any_evidence_there_is_no_version(self, packages: Read):
        assert _inngest(packages({"package.json": {}})) is None
        assert _inngest(packages({"a.ts": ""})) is None

    @pytest.mark.parametrize("protocol", ["workspace:*", "workspace:^", "file:../inngest"])
    def test_a_package_of_the_repository_has_its_own_version(self, packages: Read, protocol: str):
        found = packages(
            {
                "package.json": {"workspaces": ["*"]},
                "app/package.json": {"dependencies": {"inngest": protocol}},
                "inngest/package.json": {"name": "inngest", "version": "4.0.1"},
            }
        )
        assert _inngest(found, "app/x.ts") == Version(
            "4.0.1", 4, "installed", certain=True, where="inngest/package.json"
        )

    def test_a_workspace_range_without_a_member_is_a_range(self, packages: Read):
        found = packages({"package.json": {"dependencies": {"inngest": "workspace:^3.1.0"}}})
        version = _inngest(found)
        assert version is not None
        assert (version.major, version.evidence) == (3, "range")


class TestCatalogs:
    @pytest.mark.parametrize(
        ("reference", "holder", "content"),
        [
            ("catalog:", "pnpm-workspace.yaml", "catalog:\n  inngest: ^3.1.0\n"),
            ("catalog:default", "pnpm-workspace.yaml", "catalog:\n  inngest: ^3.1.0\n"),
            ("catalog:", "pnpm-workspace.yaml", "catalogs:\n  default:\n    inngest: ^3.1.0\n"),
            ("catalog:jobs", "pnpm-workspace.yaml", "catalogs:\n  jobs:\n    inngest: ^3.1.0\n"),
            ("catalog:", ".yarnrc.yml", "catalog:\n  inngest: ^3.1.0\n"),
            ("catalog:", "package.json", {"workspaces": {"catalog": {"inngest": "^3.1.0"}}}),
            ("catalog:", "package.json", {"catalog": {"inngest": "^3.1.0"}}),
            (
                "catalog:jobs",
                "package.json",
                {"workspaces": {"catalogs": {"jobs": {"inngest": "^3.1.0"}}}},
            ),
        ],
    )
    def test_a_catalog_is_looked_up_where_each_manager_keeps_it(
        self, packages: Read, reference: str, holder: str, content: object
    ):
        web = {"dependencies": {"inngest": reference}}
        found = packages({"package.json": {}, holder: content, "apps/web/package.json": web})
        assert _inngest(found, "apps/web/x.ts") == Version(
            "^3.1.0", 3, "range", certain=True, where=holder
        )

    def test_an_entry_that_is_missing_is_a_range_of_no_major(self, packages: Read):
        found = packages(
            {
                "package.json": {"dependencies": {"inngest": "catalog:jobs"}},
                "pnpm-workspace.yaml": "catalog:\n  inngest: ^3\n",
            }
        )
        version = _inngest(found)
        assert version is not None
        assert (version.text, version.major) == ("catalog:jobs", None)

    def test_a_broken_file_is_an_error_with_its_place(self, packages: Read):
        found = packages({"package.json": {"name": "x"}, "pnpm-workspace.yaml": "packages:\n\t- a"})
        with pytest.raises(CodemodError) as caught:
            found.workspaces()
        assert caught.value.where == "pnpm-workspace.yaml:2:1"
