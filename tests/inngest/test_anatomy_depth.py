"""Code that no person wrote must end, and without a RecursionError."""

from __future__ import annotations

import pytest

from anatomies import handled

DEEP = 1000
STEP = "await step.run('a', async () => { n++; });"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("if (a) {" * DEEP + STEP + "}" * DEEP, id="if"),
        pytest.param("if (a) { g(); } else " * DEEP + f"{{ {STEP} }}", id="else if"),
        pytest.param("for (;;) {" * DEEP + STEP + "}" * DEEP, id="loops"),
        pytest.param("try {" * DEEP + STEP + "} catch {}" * DEEP, id="try"),
        pytest.param("(async () => {" * 300 + STEP + "})();" * 300, id="functions"),
        pytest.param("a.b(" * DEEP + "1" + ")" * DEEP + ";" + STEP, id="calls"),
        pytest.param("const x = " + "[" * DEEP + "]" * DEEP + ";" + STEP, id="arrays"),
        pytest.param("const x = " + "c ? 1 : " * DEEP + "2;" + STEP, id="ternaries"),
        pytest.param("const { " + "a: { " * DEEP + "b" + " }" * DEEP + " } = g();" + STEP, id="pattern"),
    ],
)  # fmt: skip
def test_a_handler_nested_a_thousand_levels_deep_is_read(project, body):
    assert handled(project, f"let n = 0;\n{body}\nreturn {{ n }};").ids == ["a"]


def test_steps_nested_in_each_other_a_thousand_times_are_read(project):
    body = "".join(f"await step.run('s{i}', async () => {{ " for i in range(DEEP)) + "})" * DEEP
    found = handled(project, body).anatomy.steps
    assert len(found) == DEEP
    assert [step.nested is None for step in found] == [True] + [False] * (DEEP - 1)


def test_an_id_put_together_from_thousands_of_pieces_is_read(project):
    (step,) = handled(project, "await step.run('x'" + " + 'y'" * 5000 + ", f);").anatomy.steps
    assert step.id.text == "x" + "y" * 5000


def test_a_long_chain_is_read(project):
    assert len(handled(project, "await step.run('x', f)" + ".then(g)" * 2000).anatomy.steps) == 1
