from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from python_job_variants import variants

from codemods.syntax.python.style import PythonStyle, Quote
from codemods.transforms.python.jobs.render import render_job

RUFF = str(Path(sys.executable).with_name("ruff"))
VARIANTS = list(variants())
STYLES: list[tuple[int, Quote]] = list(product((79, 88, 100, 120), ('"', "'")))

# What a generated module is not made for: rules that contradict others, want types that are more
# exact than JSON, or are about the comments and names that the person is to write.
IGNORED = "ANN401,COM812,CPY,D203,D212,INP001,PLR0915,C901,PERF203,TC,UP017,RUF029,FBT,Q"


def own(module: str) -> bool:
    return module.startswith("app")


@pytest.mark.parametrize("index", range(len(STYLES)))
def test_a_module_is_as_ruff_formats_it_and_ruff_finds_no_fault(index: int, tmp_path: Path) -> None:
    width, quote = STYLES[index]
    style = PythonStyle(quote=quote, line_length=width)
    for number, job in enumerate(VARIANTS[index :: 3 * len(STYLES)]):
        (tmp_path / f"job_{number}.py").write_bytes(render_job(job, style, "job.py", own))
    chosen = "double" if quote == '"' else "single"
    settings = ["--isolated", "--line-length", str(width)]
    formats = [*settings, "--config", f'format.quote-style="{chosen}"', "--diff", "."]
    assert _ruff(tmp_path, "format", *formats) == ""
    rules = [
        "--config",
        'lint.isort.known-first-party=["app"]',
        "--select",
        "ALL",
        "--ignore",
        IGNORED,
        "--output-format",
        "concise",
        "-q",
    ]
    assert _ruff(tmp_path, "check", *settings, *rules, ".") == ""


def _ruff(folder: Path, *arguments: str) -> str:
    command = [RUFF, *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    ).stdout.replace("All checks passed!\n", "")


def test_indentation_and_line_ends_are_those_of_the_style() -> None:
    job = VARIANTS[0]
    plain = render_job(job, PythonStyle(), "job.py", own)
    tabs = render_job(job, PythonStyle(indent="\t", newline="\r\n"), "job.py", own)
    assert tabs.replace(b"\r\n", b"\n").replace(b"\t", b"    ") == plain
    assert b"    " not in tabs
    assert tabs.count(b"\r\n") == tabs.count(b"\n")
