"""The hooks, installed by the real pre-commit from a clean clone of this repository.

pre-commit builds an environment for them, which takes what they depend on from the package index.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# One worker makes the environment for all.
pytestmark = [pytest.mark.precommit, pytest.mark.xdist_group("precommit")]

CLIENT = """import { Inngest } from "inngest";

export const inngest = new Inngest({ id: "app" });
"""
ROUTE = """import { serve } from "inngest/next";
import { inngest } from "../../../inngest/client";
import { sendDigest } from "../../../inngest/send-digest.mjs";

export const { GET, POST, PUT } = serve({ client: inngest, functions: [sendDigest] });
"""
CLEAN = """import { inngest } from "./client";

export const sendDigest = inngest.createFunction(
  { id: "send-digest", retries: 2, triggers: [{ cron: "0 8 * * *" }] },
  async ({ step }) => {
    const sent = await step.run("collect-digest", () => 1);
    return { sent };
  },
);
"""
FAULTY = CLEAN.replace("retries: 2, ", "").replace("() => 1", "() => 2")
JOB = "src/inngest/send-digest.mts"  # an ending that pre-commit has no type for

APP = {
    "package.json": '{ "name": "app", "dependencies": { "inngest": "4.0.0", "next": "15.0.0" } }\n',
    "src/inngest/client.ts": CLIENT,
    "src/app/api/inngest/route.ts": ROUTE,
}


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository whose commits go through hooks."""

    root: Path
    env: Mapping[str, str]

    def git(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run git in it; both streams are in `stdout`."""
        return subprocess.run(
            ["git", *arguments],
            check=False,
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def commit(self, files: Mapping[str, str | None]) -> subprocess.CompletedProcess[str]:
        """Write, or delete, these files, and commit everything."""
        for path, content in files.items():
            target = self.root / path
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        self.git("add", "--all")
        return self.git("commit", "--message", "work")

    def read(self, path: str) -> str:
        """The text of a file of the work tree."""
        return (self.root / path).read_text()


@pytest.fixture(scope="session")
def env(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which git and pre-commit know nothing of this machine's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {
        **kept,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "test",
        "GIT_AUTHOR_EMAIL": "test@example.com",
        "GIT_COMMITTER_NAME": "test",
        "GIT_COMMITTER_EMAIL": "test@example.com",
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture(scope="session")
def clone(env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository with what the work tree has and no commit yet."""
    if not (ROOT / ".git").exists():
        pytest.skip("the sources are not in a git repository")
    target = Repository(tmp_path_factory.mktemp("clone"), env)
    here = Repository(ROOT, env)
    assert target.git("clone", "--quiet", "--no-local", str(ROOT), ".").returncode == 0
    for path in target.git("ls-files", "-z").stdout.split("\0")[:-1]:
        if not (ROOT / path).exists():
            (target.root / path).unlink()
    listed = here.git("ls-files", "-z", "--cached", "--others", "--exclude-standard").stdout
    for path in listed.split("\0")[:-1]:
        if (ROOT / path).is_file():
            (target.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, target.root / path)
    target.git("add", "--all")
    target.git("commit", "--quiet", "--allow-empty", "--message", "as it is")
    return target.root


@pytest.fixture
def repository(clone: Path, env: dict[str, str], tmp_path: Path) -> Callable[[str], Repository]:
    """Makes a repository of the sample app whose commits go through the hook given as YAML."""

    def made(hook: str) -> Repository:
        new = Repository(tmp_path, env)
        new.git("init", "--quiet")
        revision = Repository(clone, env).git("rev-parse", "HEAD").stdout.strip()
        config = f"repos:\n- repo: file://{clone}\n  rev: {revision}\n  hooks:\n  - {hook}\n"
        assert new.commit({**APP, JOB: CLEAN, ".pre-commit-config.yaml": config}).returncode == 0
        subprocess.run(
            [sys.executable, "-m", "pre_commit", "install"],
            check=True,
            cwd=new.root,
            env=env,
            capture_output=True,
        )
        return new

    return made


def test_a_commit_with_a_finding_is_stopped_and_a_clean_one_passes(
    repository: Callable[[str], Repository],
) -> None:
    project = repository("id: lint-jobs")
    stopped = project.commit({JOB: FAULTY})
    assert stopped.returncode != 0
    assert re.search(rf"^{JOB}:\d+:\d+: warning JOB108 ", stopped.stdout, re.MULTILINE)
    passed = project.commit({JOB: CLEAN.replace("() => 1", "() => 3")})
    assert passed.returncode == 0, passed.stdout
    assert "Passed" in passed.stdout


def test_a_finding_that_a_commit_causes_in_another_file_stops_it(
    repository: Callable[[str], Repository],
) -> None:
    project = repository("id: lint-jobs")
    emptied = ROUTE.replace("[sendDigest]", "[]")
    stopped = project.commit({"src/app/api/inngest/route.ts": emptied})
    assert stopped.returncode != 0
    assert "JOB107" in stopped.stdout


def test_the_fix_hook_mends_the_commit(repository: Callable[[str], Repository]) -> None:
    project = repository("{ id: lint-jobs-fix, args: [--unsafe-fixes] }")
    stopped = project.commit({JOB: FAULTY})
    assert stopped.returncode != 0
    assert "files were modified by this hook" in stopped.stdout
    assert "retries: 2" in project.read(JOB)
    passed = project.commit({})
    assert passed.returncode == 0, passed.stdout


def test_the_fix_hook_makes_no_unsafe_change_unasked(
    repository: Callable[[str], Repository],
) -> None:
    project = repository("id: lint-jobs-fix")
    unused = CLEAN.replace("export", "// codemod-ignore nested-step: not any more\nexport", 1)
    stopped = project.commit({JOB: unused})
    assert "files were modified by this hook" in stopped.stdout
    assert project.read(JOB) == CLEAN
    stopped = project.commit({JOB: FAULTY})
    assert stopped.returncode != 0
    assert "JOB108" in stopped.stdout
    assert project.read(JOB) == FAULTY


def test_the_hook_for_all_jobs_sees_what_a_deleted_file_leaves_behind(
    repository: Callable[[str], Repository],
) -> None:
    project = repository("id: lint-jobs-all")
    stopped = project.commit({JOB: None})
    assert stopped.returncode != 0
    assert "JOB305" in stopped.stdout
