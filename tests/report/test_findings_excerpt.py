import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from codemods.report.findings.excerpt import mark
from codemods.report.terminal import escape


@pytest.mark.parametrize(
    ("line", "code", "shown", "carets"),
    [
        ("a step b", "step", "a step b", "  ^^^^"),
        ("\tstep", "step", "    step", "    ^^^^"),
        ("ab\tstep\tx", "step", "ab  step    x", "    ^^^^"),
        ("漢字 step", "step", "漢字 step", "     ^^^^"),
        ("😀.step", "step", "😀.step", "   ^^^^"),
        ("e\u0301 step", "step", "e\u0301 step", "  ^^^^"),
        ("x = '漢'", "'漢'", "x = '漢'", "    ^^^^"),
        ("\x1b[2J step", "step", r"\x1b[2J step", "        ^^^^"),
        ("x\u202e step", "step", r"x\u202e step", "        ^^^^"),
        ("a('\t')", "'\t'", "a(' ')", "  ^^^"),
    ],
)
def test_carets_stand_under_the_span(line: str, code: str, shown: str, carets: str) -> None:
    start = line.index(code)
    assert mark(line, start, start + len(code)) == (shown, carets)


def test_an_empty_span_gets_one_caret() -> None:
    assert mark("ab", 1, 1) == ("ab", " ^")
    assert mark("", 0, 0) == ("", "^")


def test_of_a_bundle_on_one_line_only_what_is_near_is_shown() -> None:
    line = "x;" * 500_000 + "step.run()" + ";y" * 500_000
    start = line.index("step")
    shown, carets = mark(line, start, start + len("step.run()"))
    assert shown.startswith("…") and shown.endswith("…")
    assert len(shown) <= 160
    assert shown[carets.index("^") : len(carets)] == "step.run()"


def test_a_span_wider_than_the_screen_is_cut() -> None:
    shown, carets = mark("(" + "漢" * 1000 + ")", 1, 1001)
    assert shown.startswith("(漢") and shown.endswith("…")
    assert len(carets) <= 160


@given(st.text(alphabet="a\té漢\x1b\u202e\r", max_size=30), st.data())
def test_whatever_the_line_holds_the_carets_are_as_wide_as_the_span(
    line: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    shown, carets = mark(line, start, end)
    assert escape(shown) == shown
    if not carets:
        assert not line.strip()
        return
    before = carets.index("^")
    head = next(at for at in range(len(shown) + 1) if cell_len(shown[:at]) == before)
    code = line[start:end]
    if code and "\t" not in code:
        assert shown[head:].startswith(escape(code))
        assert len(carets) - before == cell_len(escape(code))
