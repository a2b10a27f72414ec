from hypothesis import given
from hypothesis import strategies as st

from codemods.syntax.columns import utf16_length, utf16_position
from codemods.syntax.source import Source

LINES = st.lists(st.text(alphabet="aé漢😀\t\r", max_size=12), min_size=1, max_size=6)


@given(LINES, st.booleans(), st.data())
def test_a_byte_is_found_again_by_its_line_and_utf16_column(
    lines: list[str], marked: bool, data: st.DataObject
) -> None:
    text = "\n".join(lines)
    at = data.draw(st.integers(0, len(text)))
    prefix = "\ufeff" if marked else ""
    source = Source("a.ts", (prefix + text).encode())
    position = utf16_position(source, len((prefix + text[:at]).encode()))
    line = text.split("\n")[position.line - 1].encode("utf-16-le")
    before = line[: 2 * (position.column - 1)].decode("utf-16-le")
    earlier = "".join(f"{each}\n" for each in text.split("\n")[: position.line - 1])
    assert earlier + before == text[:at]


@given(st.text(alphabet="aé漢😀\u0301"))
def test_the_length_is_that_of_the_encoding(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(LINES, st.data())
def test_without_astral_characters_units_are_code_points(
    lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines).replace("😀", "é")
    at = data.draw(st.integers(0, len(text)))
    source = Source("a.ts", text.encode())
    byte = len(text[:at].encode())
    assert utf16_position(source, byte) == source.position(byte)


def test_the_three_counts_differ_after_an_emoji() -> None:
    code = "const x = 'é😀'; step.run()"
    source = Source("a.ts", code.encode())
    byte = code.encode().index(b"step")
    assert byte == 20
    assert source.position(byte).column == 17
    assert utf16_position(source, byte).column == 18
