"""How often each rule found something."""

from __future__ import annotations

from collections import Counter

from codemods.lint.model import Result
from codemods.report.findings.severities import STYLES
from codemods.report.terminal import PLAIN, Palette

_MENDED_BY = {"safe": "--fix", "unsafe": "--unsafe-fixes"}


def render(result: Result, palette: Palette = PLAIN) -> str:
    """A line a rule: how many findings, its code and name, and which option mends them.

    The most frequent first; empty without findings.
    """
    numbers = Counter(each.rule.code for each in result.reported)
    rules = {each.rule.code: each.rule for each in result.reported}
    worst = {each.rule.code: each.severity for each in reversed(result.reported)}
    digits = max((len(str(number)) for number in numbers.values()), default=0)
    lines: list[str] = []
    for code, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0])):
        rule = rules[code]
        option = f"  ({_MENDED_BY[rule.fix]})" if rule.fix else ""
        shown = palette(code, STYLES[worst[code]])
        lines.append(f"{number:>{digits}}  {shown}  {rule.name}{palette(option, 'dim')}\n")
    return "".join(lines)
