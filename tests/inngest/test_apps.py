from __future__ import annotations

import pytest

from codemods.errors import CodemodError

ROUTE = 'import { serve } from "inngest/next";\nexport const { GET } = serve({ functions: [] });\n'


def monorepo(**more):
    return {
        "package.json": '{"workspaces": ["apps/*"]}',
        "apps/web/package.json": '{"name": "web", "dependencies": {"next": "16.0.0"}}',
        "apps/web/route.ts": ROUTE,
        "apps/docs/package.json": '{"name": "docs", "dependencies": {"next": "16.0.0"}}',
    } | more


def test_the_only_package_that_serves_is_the_app_from_anywhere(project):
    for cwd in ("", "apps", "apps/docs"):
        (project({}).files.root / cwd).mkdir(parents=True, exist_ok=True)
        assert project(monorepo(), cwd=cwd).app.directory == "apps/web"


def test_the_working_directory_decides_between_two_that_serve(project):
    files = monorepo(**{"apps/docs/route.ts": ROUTE})
    assert project(files, cwd="apps/docs").app.directory == "apps/docs"


def test_several_that_serve_are_listed(project):
    with pytest.raises(CodemodError, match="apps/docs, apps/web") as error:
        _ = project(monorepo(**{"apps/docs/route.ts": ROUTE})).app
    assert "--app apps/docs" in error.value.mend


def test_a_named_app_is_taken_and_one_that_is_not_there_refused(project):
    files = monorepo(**{"apps/docs/route.ts": ROUTE})
    assert project(files, app="apps/docs/").app.directory == "apps/docs"
    with pytest.raises(CodemodError, match="no folder apps/dock"):
        _ = project(files, app="apps/dock").app


def test_codemod_toml_names_the_app(project):
    files = monorepo(**{"apps/docs/route.ts": ROUTE, "codemod.toml": 'app = "apps/docs"\n'})
    assert project(files).app.directory == "apps/docs"


def test_without_any_route_the_only_next_app_is_meant(project):
    files = {
        "package.json": '{"workspaces": ["apps/*", "packages/*"]}',
        "apps/web/package.json": '{"dependencies": {"next": "16.0.0"}}',
        "packages/ui/package.json": '{"name": "ui"}',
    }
    assert project(files).app.directory == "apps/web"
