"""A rule's page: its docstring, in sections."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from codemods.inngest.model import Language
from codemods.lint.rules import page_of
from codemods.rules.rule import Rule

SECTIONS = (
    "What it does",
    "Why is this bad?",
    "Example",
    "Use instead",
    "Fix safety",
    "References",
)

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_BLOCKS: dict[Language, re.Pattern[str]] = {
    "typescript": re.compile(r"^```tsx?\n(.*?)^```$", re.MULTILINE | re.DOTALL),
    "python": re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL),
}
_CALLED: dict[Language, str] = {"typescript": "TypeScript", "python": "Python"}


class Page(Struct, frozen=True):
    """The sections of a rule's docstring, heading → text, in their order.

    lead: what stands above the first heading
    """

    rule: Rule
    lead: str
    sections: dict[str, str]

    def code(self, heading: str, language: Language = "typescript") -> str:
        """The first block of a section in a language, "" where there is none."""
        block = _BLOCKS[language].search(self.sections.get(heading, ""))
        return block[1] if block else ""


def read_page(rule: Rule) -> Page:
    """The page of a rule."""
    from inspect import cleandoc

    lead, *parts = _HEADING.split(cleandoc(page_of(rule)))
    texts = (part.strip("\n") for part in parts[1::2])
    return Page(rule, lead.strip(), dict(zip(parts[::2], texts, strict=True)))


def markdown(page: Page) -> str:
    """The page as a document of its own, ending in a line break."""
    rule = page.rule
    facts = [f"**{rule.severity}**"]
    if rule.strict:
        facts.append("shown under `--strict`")
    facts.append(f"{rule.fix} fix" if rule.fix else "no fix")
    facts.append(" and ".join(_CALLED[each] for each in rule.languages))
    parts = [f"# {rule.name} ({rule.code})", " · ".join(facts)]
    parts += [page.lead] if page.lead else []
    parts += [f"## {heading}\n\n{text}" for heading, text in page.sections.items()]
    return "\n\n".join(parts) + "\n"


# The hundreds of the codes, as the list of rules is divided.
_PARTS = {
    "JOB1": "The checklist",
    "JOB2": "The SDK",
    "JOB3": "The wiring",
    "JOB9": "The tool",
}


def index(rules: Iterable[Rule]) -> str:
    """The list of the rules as a document that links to their pages, ending in a line break."""
    parts = [
        "# Rules",
        "What `codemod lint-jobs` finds. `codemod rule NAME` shows the same pages.",
    ]
    every = tuple(rules)
    for prefix, heading in _PARTS.items():
        rows = [_row(rule) for rule in every if rule.code.startswith(prefix)]
        table = ["| code | rule | severity | fix | looks at |", "|---|---|---|---|---|", *rows]
        parts += [f"## {heading} ({prefix}xx)", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def _row(rule: Rule) -> str:
    strict = ", `--strict`" if rule.strict else ""
    link = f"[{rule.name}]({rule.name}.md)"
    languages = ", ".join(_CALLED[each] for each in rule.languages)
    return f"| {rule.code} | {link} | {rule.severity}{strict} | {rule.fix or '–'} | {languages} |"
