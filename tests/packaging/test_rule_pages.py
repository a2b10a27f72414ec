"""docs/rules is what the docstrings of the rules say."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_of_the_rules_are_up_to_date() -> None:
    loader = SourceFileLoader("scripts_docs", str(ROOT / "scripts/docs"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    script = module_from_spec(spec)
    loader.exec_module(script)
    there = {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/rules").glob("*.md")
    }
    assert there == script.documents(), "run scripts/docs"
