"""Which files are the project's own code: no tests, and nothing that a program has written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from codemods.errors import CodemodError
from codemods.workspace.tree import paths

if TYPE_CHECKING:
    from codemods.workspace.resolution.modules import Modules

_HEAD = 4096  # bytes of a file in which a compiler has said by then that it was there
_JAVASCRIPT = (".js", ".cjs", ".mjs")

# How TypeScript, Babel and SWC, then esbuild, then webpack begin a module that they write:
# https://github.com/microsoft/TypeScript/blob/main/src/compiler/factory/emitHelpers.ts
_PREAMBLE = re.compile(
    rb"""^\s*(?:["']use\ strict["'];\s*)?(?:
        Object\.defineProperty\(\s*exports,\s*["']__esModule["']
      | exports\.__esModule\s*=
      | var\ __\w+\s*=\s*\(this\s*&&\s*this\.__\w+\)
      | var\ __defProp\s*=\s*Object\.defineProperty;
      | /\*{6}/\ [("]
      | \(\(\)\s*=>\s*\{\s*//\s*webpackBootstrap
      | \(?(?:self|globalThis)(?:\.|\[["'])webpackChunk
    )""",
    re.MULTILINE | re.VERBOSE,
)

_PYTHON_TESTS = re.compile(r"(?:^|/)(?:tests?/|(?:tests|test_[^/]*|[^/]*_test|conftest)\.py$)")

_ROUTES = frozenset({"api", "app", "pages", "routes"})
_OFFERS = re.compile(rb"\bexports?\b")


def is_test(path: str) -> bool:
    """Whether a file is a test by its name, or lies among tests."""
    if path.endswith(".py"):
        return _PYTHON_TESTS.search(path) is not None
    name = path.rpartition("/")[2]
    return "__tests__/" in path or ".test." in name or ".spec." in name


def is_scratch(path: str, data: bytes) -> bool:
    """Whether a file is a script to try something out: `test-send.ts`, which offers nothing.

    A route may be called so, and a module of a product that is about tests.
    """
    *folders, name = path.split("/")
    return (
        not name.endswith(".py")
        and name.startswith(("test-", "test_"))
        and _ROUTES.isdisjoint(folders)
        and _OFFERS.search(data) is None
    )


def is_generated(data: bytes) -> bool:
    """Whether a file says of itself that it is generated."""
    return b"@generated" in data[:1000]


def is_compiled(path: str, data: bytes, modules: Modules) -> bool:
    """Whether a file is what a compiler or a bundler has made of others."""
    return path.endswith(_JAVASCRIPT) and (
        _PREAMBLE.search(data[:_HEAD]) is not None or _is_output(path, modules)
    )


def _is_output(path: str, modules: Modules) -> bool:
    """Whether the file lies where the compiler, by its config, puts what it makes."""
    try:
        folder = modules.compiler_options(path).out_dir
    except CodemodError:
        return False  # a broken config says nothing; who needs it says so
    return folder is not None and paths.below(folder, path) is not None
