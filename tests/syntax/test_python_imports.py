from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codemods.syntax.edits import Edits
from codemods.syntax.python.import_order import statements
from codemods.syntax.python.imports import add_import, bound, read_head
from codemods.syntax.python.source import PythonSource
from codemods.syntax.python.style import PythonStyle, detect

RUFF = str(Path(sys.executable).with_name("ruff"))


def own(module: str) -> bool:
    return module.partition(".")[0] == "app"


def added(text: str, module: str, name: str | None, *, before: int | None = None) -> str:
    source = PythonSource("a.py", text.encode())
    head = read_head(source.data, source.module, source.span)
    style = detect(source.data, PythonStyle())
    edits = add_import(
        source.data, head, module, name, style, own=own, origin="test", before=before
    )
    return Edits.of(source.data, edits).apply(source.data).decode()


@pytest.mark.parametrize(
    ("before", "module", "name", "after"),
    [
        ("", "app.a", "b", "from app.a import b\n"),
        ("x = 1\n", "app.a", "b", "from app.a import b\n\nx = 1\n"),
        ("def f(): ...\n", "app.a", "b", "from app.a import b\n\n\ndef f(): ...\n"),
        ('"""Doc."""\n\nx = 1\n', "os", None, '"""Doc."""\n\nimport os\n\nx = 1\n'),
        ("#!/bin/python\n# mine\nx = 1\n", "os", None, "#!/bin/python\n# mine\nimport os\n\nx = 1\n"),
        ("import os\n", "sys", None, "import os\nimport sys\n"),
        ("import os", "sys", None, "import os\nimport sys\n"),
        ("import os\n\nimport flask\n", "app.a", "b", "import os\n\nimport flask\n\nfrom app.a import b\n"),
        ("from app import c\n", "flask", "g", "from flask import g\n\nfrom app import c\n"),
        ("from app.a import b  # why\n", "app.c", "d", "from app.a import b  # why\nfrom app.c import d\n"),
        ("from app.c import d\n", "app.a", "b", "from app.a import b\nfrom app.c import d\n"),
        ("from app.z import z\nfrom app.c import d\n", "app.m", "b", "from app.z import z\nfrom app.c import d\nfrom app.m import b\n"),
        ("from . import a\n", "..b", "c", "from ..b import c\nfrom . import a\n"),
        ("from app.a import b\n", "app.a", "c", "from app.a import b, c\n"),
        ("from app.a import B, d\n", "app.a", "c", "from app.a import B, c, d\n"),
        ("from app.a import (\n    b,  # it\n)\n", "app.a", "c", "from app.a import (\n    b,  # it\n    c,\n)\n"),
        ("from app.a import b\n", "app.a", "b", "from app.a import b\n"),
        ("from app.a import *\n", "app.a", "b", "from app.a import *\nfrom app.a import b\n"),
        ("from __future__ import annotations\n\nx = 1\n", "os", None, "from __future__ import annotations\n\nimport os\n\nx = 1\n"),
        ("import a; import b\n", "c", None, "import a; import b\nimport c\n"),
        ("import os\r\n\r\nx = 1\r\n", "sys", None, "import os\r\nimport sys\r\n\r\nx = 1\r\n"),
    ],
)  # fmt: skip
def test_an_import_takes_its_place(before: str, module: str, name: str | None, after: str) -> None:
    assert added(before, module, name) == after


def test_a_byte_order_mark_stays_first() -> None:
    assert added("\ufeffx = 1\n", "os", None) == "\ufeffimport os\n\nx = 1\n"


def test_what_is_imported_for_types_alone_is_no_import() -> None:
    text = "import os\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.a import b\n"
    result = added(text, "app.a", "b")
    assert result == text.replace("CHECKING\n\nif", "CHECKING\n\nfrom app.a import b\n\nif")


def test_an_import_stands_before_the_place_that_needs_it() -> None:
    text = "import os\n\nserve([])\n\nimport sys\n"
    assert added(text, "zlib", None, before=text.index("serve")) == (
        "import os\nimport zlib\n\nserve([])\n\nimport sys\n"
    )


def test_a_statement_that_no_longer_fits_is_broken_a_name_a_line() -> None:
    names = ", ".join(f"name_number_{number}" for number in range(4))
    result = added(f"from app.a import {names}\n", "app.a", "name_number_9")
    assert result.startswith("from app.a import (\n    name_number_0,\n")
    assert result.endswith("    name_number_9,\n)\n")


modules = st.sampled_from(
    ["os", "sys", "json", "flask", "inngest", "app.a", "app.b", "app.b.c", ".d", "..e"]
)
wanted = st.lists(
    st.tuples(modules, st.sampled_from(["first", "Second", "THIRD", "f10", "f9"])),
    max_size=6,
    unique=True,
)


@given(wanted, modules, st.sampled_from(["new", "New"]))
def test_all_but_the_new_import_stays_as_it_is(
    there: list[tuple[str, str]], module: str, name: str
) -> None:
    head = "\n".join(statements(list(there), own))
    text = f'"""Doc."""\n\n{head}\n\nvalue = 1  # é😀\n'
    result = added(text, module, name)
    assert _imports(result) == _imports(text) | {(module, name)}
    assert result.startswith('"""Doc."""\n\n')
    assert result.endswith("value = 1  # é😀\n")
    assert added(result, module, name) == result


def _imports(text: str) -> set[tuple[str, str]]:
    return {
        ("." * node.level + (node.module or ""), alias.name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_order_is_that_of_ruff(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    there = [("os", "path"), ("flask", "g"), ("app.m", "Model"), (".d", "e")]
    new = [("sys", None), ("json", "dumps"), ("app.m", "CONSTANT"), ("app.m", "a"), ("app", "x")]
    new += [("inngest.flask", None), ("flask", "Flask"), (".b", "c"), ("app.m10", "y")]
    new += [("app.m9", "y"), ("inngest", None)]
    text = "\n".join(statements(list(there), own)) + "\n"
    for module, name in new:
        text = added(text, module, name)
    (tmp_path / "app" / "made.py").write_text(text)
    ruff = [RUFF, "check", "--isolated", "--select", "I", "--diff", "."]
    result = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.stdout == ""


def test_a_name_is_found_under_what_it_is_called_in_the_file() -> None:
    source = PythonSource("a.py", b"from app.a import b as c\nimport app.d\n")
    head = read_head(source.data, source.module, source.span)
    assert bound(head, "app.a", "b") == "c"
    assert bound(head, "app.d", None) == "app"
    assert bound(head, "app.a", "c") is None
