"""Laying out elements of JSX: each pair is what Prettier 3.10.1 makes of the first."""

from __future__ import annotations

import pytest

from codemods.syntax.layout import restyle
from codemods.syntax.style import Style


def laid_out(text: str, style: Style | None = None) -> str:
    return restyle(text, style or Style(), "a.tsx").decode()


def returned(text: str) -> str:
    return f"function A() {{\n  return {text};\n}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<p  className='a'  id='b'>{text}</p>",
            """(
    <p className="a" id="b">
      {text}
    </p>
  )""",
        ),
        ("(<p>{text}</p>)", "<p>{text}</p>"),
        (
            "<div><p>{a}</p>\n\n\n<B {...props} key={a.b}/></div>",
            """(
    <div>
      <p>{a}</p>

      <B {...props} key={a.b} />
    </div>
  )""",
        ),
        (
            '<div role="group" aria-label="a long enough label" className={styles.group} {...rest}></div>',
            """(
    <div
      role="group"
      aria-label="a long enough label"
      className={styles.group}
      {...rest}
    ></div>
  )""",
        ),
        (
            "<ul>{items.map((item) => <li key={item}>{item}</li>)}</ul>",
            """(
    <ul>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  )""",
        ),
        (
            '<div><p>{a}</p>{error && <p className="text">{error}</p>}</div>',
            """(
    <div>
      <p>{a}</p>
      {error && <p className="text">{error}</p>}
    </div>
  )""",
        ),
        (
            '<div><p>{a}</p>{phase === "failed" && error && <p className="break-words red">{error}</p>}</div>',
            """(
    <div>
      <p>{a}</p>
      {phase === "failed" && error && (
        <p className="break-words red">{error}</p>
      )}
    </div>
  )""",
        ),
        (
            "<button type='button' disabled onClick={() => void press()}>{text}</button>",
            """(
    <button type="button" disabled onClick={() => void press()}>
      {text}
    </button>
  )""",
        ),
        ("<p title='say \"hi\"'>{`a ${b}`}</p>", "<p title='say \"hi\"'>{`a ${b}`}</p>"),
        (
            "<div>{/* said */}<p>{a}</p></div>",
            """(
    <div>
      {/* said */}
      <p>{a}</p>
    </div>
  )""",
        ),
    ],
)
def test_an_element_is_printed_as_prettier_prints_it(before: str, after: str) -> None:
    assert laid_out(returned(before)) == returned(after)
    assert laid_out(returned(after)) == returned(after)


def test_an_arrow_function_wraps_an_element_that_takes_several_lines() -> None:
    assert laid_out("const A = () => <p>{text}</p>;") == "const A = () => <p>{text}</p>;\n"
    assert laid_out("const A = () => <div><p>{text}</p></div>;") == (
        "const A = () => (\n  <div>\n    <p>{text}</p>\n  </div>\n);\n"
    )


def test_the_dependencies_of_a_hook_stay_on_its_last_line() -> None:
    names = "aVeryLongNameOfADependency, anotherLongNameOfADependency"
    assert laid_out(f"useEffect(() => {{ go(url); }}, [url, {names}])") == (
        f"useEffect(() => {{\n  go(url);\n}}, [url, {names}]);\n"
    )


def test_text_beside_other_children_stays_as_it_is() -> None:
    text = '<p>\n      Hello <b className="x">{name}</b>,   you\n    </p>'
    assert laid_out(returned(text)) == returned(text)
    assert laid_out(returned(f"(\n    {text}\n  )")) == returned(f"(\n    {text}\n  )")


def test_attributes_keep_double_quotes_where_strings_have_single_ones() -> None:
    style = Style(quote="'", semicolons=False)
    assert laid_out('const A = () => <p title="a">{f("b")}</p>;', style) == (
        "const A = () => <p title=\"a\">{f('b')}</p>\n"
    )


def test_attributes_have_single_quotes_where_the_style_does() -> None:
    style = Style(jsx_quote="'")
    before = """const A = () => <p title="a" lang="it's">{f("b")}</p>;\n"""
    after = '<p title=\'a\' lang="it\'s">\n    {f("b")}\n  </p>'
    assert laid_out(before, style) == f"const A = () => (\n  {after}\n);\n"
