from __future__ import annotations

import pytest

from anatomies import handled

S = "await step.run('a', f);"
P = "step.run('a', f)"


@pytest.mark.parametrize(
    ("body", "loops"),
    [
        (S, 0),
        (f"for (const x of xs) {{ {S} }}", 1),
        (f"for (const x in xs) {S}", 1),
        (f"for (let i = 0; i < 3; i++) {{ {S} }}", 1),
        (f"while (c) {{ {S} }}", 1),
        (f"do {{ {S} }} while (c);", 1),
        (f"for await (const x of xs) {{ for (const y of x) {{ {S} }} }}", 2),
        (f"await Promise.all(xs.map(async () => {{ {S} }}));", 1),
        (f"xs.forEach(async () => {{ {S} }});", 1),
        (f"await Promise.all(Array.from(xs, () => {P}));", 1),
        (f"for (const x of await {P}) {{}}", 0),
        (f"for (let i = await {P}; i < 3; i++) {{}}", 0),
        (f"while (await {P}) {{}}", 1),
        (f"xs.then(async () => {{ {S} }});", 0),
        (f"const g = async () => {{ {S} }}; for (const x of xs) await g();", 1),
    ],
)
def test_loops(project, body, loops):
    (step,) = handled(project, body).anatomy.steps
    assert len(step.context.loops) == loops


@pytest.mark.parametrize(
    ("body", "arms"),
    [
        (S, []),
        (f"if (c) {{ {S} }}", [0]),
        (f"if (c) {{}} else {{ {S} }}", [1]),
        (f"if (c) {{}} else if (d) {{ {S} }}", [1, 0]),
        (f"if (await {P}) {{}}", []),
        (f"const x = c ? await {P} : 0;", [0]),
        (f"const x = c ? 0 : await {P};", [1]),
        (f"c && (await {P});", [0]),
        (f"(await {P}) && c;", []),
        (f"switch (x) {{ case 1: break; case 2: {S} break; }}", [1]),
        (f"switch (x) {{ case 1: g(); case 2: {S} break; }}", [0]),
        (f"switch (x) {{ case 1: {{ return; }} default: {S} }}", [1]),
        (f"try {{ {S} }} catch {{}}", [0]),
        (f"try {{}} catch (e) {{ {S} }}", [1]),
        (f"try {{}} finally {{ {S} }}", []),
    ],
)
def test_branches(project, body, arms):
    (step,) = handled(project, body).anatomy.steps
    assert [branch.arm for branch in step.context.branches] == arms


@pytest.mark.parametrize(
    ("body", "excluded"),
    [
        ("if (c) { A } else { B }", True),
        ("if (c) { A } if (d) { B }", False),
        ("if (c) { A B }", False),
        ("switch (x) { case 1: A break; case 2: B }", True),
        ("switch (x) { case 1: A case 2: B }", False),
        ("try { A } catch { B }", True),
        ("try { A } finally { B }", False),
        ("A if (c) { B }", False),
    ],
)
def test_different_arms_of_one_construct_exclude_each_other(project, body, excluded):
    body = body.replace("A ", "await step.run('a', f); ").replace("B ", "await step.run('b', f); ")
    first, second = handled(project, body).anatomy.steps
    assert first.context.excludes(second.context) is excluded
    assert second.context.excludes(first.context) is excluded


@pytest.mark.parametrize(
    ("body", "parallel"),
    [
        (S, False),
        (f"await Promise.all([{P}]);", True),
        (f"await Promise.all(xs.map(async () => {{ {S} }}));", True),
        (f"await Promise.all([await {P}]);", False),
        (f"await Promise.race([{P}]);", True),
        (f"await group.parallel(() => {P});", True),
        (f"await keep([{P}]);", False),
    ],
)
def test_what_runs_together(project, body, parallel):
    (step,) = handled(project, body).anatomy.steps
    assert (step.context.parallel is not None) is parallel


@pytest.mark.parametrize(
    ("body", "in_catch"),
    [
        (f"try {{ {S} }} catch {{}}", False),
        (f"try {{}} catch {{ {S} }}", True),
        (f"try {{}} catch {{ if (c) {{ {S} }} }}", True),
        (f"await g().catch(async () => {{ {S} }});", True),
        (f"await g().then(h, async () => {{ {S} }});", True),
        (f"await g().then(async () => {{ {S} }});", False),
        (f"try {{}} catch {{}} {S}", False),
    ],
)
def test_what_stands_in_a_catch(project, body, in_catch):
    (step,) = handled(project, body).anatomy.steps
    assert step.context.in_catch is in_catch
