"""JUnit XML, which most CI servers show as test results: a suite a file, a failure a finding."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement, tostring

from codemods.lint.model import Reported, Result
from codemods.report.terminal import escape

_NO_XML = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}


def render(result: Result) -> str:
    r"""The document, ending in `\n`. A file without findings is one test that passes."""
    found: defaultdict[str, list[Reported]] = defaultdict(list)
    for each in result.reported:
        found[each.path].append(each)
    root = Element("testsuites", name="lint-jobs")
    for path in sorted({*found, *result.files_checked}):
        root.append(_suite(path, found[path]))
    for count in ("tests", "failures"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(path: str, found: list[Reported]) -> Element:
    suite = Element(
        "testsuite",
        name=_text(path),
        tests=str(max(len(found), 1)),
        failures=str(len(found)),
    )
    if not found:
        SubElement(suite, "testcase", classname=_text(path), name="lint-jobs")
    for each in found:
        at = f"{each.start.line}:{each.start.column}"
        name = f"{each.rule.code} {each.rule.name} at {at}"
        case = SubElement(suite, "testcase", classname=_text(path), name=name)
        message = _text(each.finding.message)
        failure = SubElement(case, "failure", type=each.severity, message=message)
        failure.text = f"{_text(path)}:{at}: {message}\n{_text(each.finding.help)}"
    return suite


def _text(text: str) -> str:
    """Text without the characters that XML cannot hold in any way; the writer escapes the rest."""
    return escape(text).translate(_NO_XML)
