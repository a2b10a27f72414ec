from __future__ import annotations

import pytest

from anatomies import handled, job
from codemods.inngest.anatomy.model import Use

S = "step.run('a', f)"


@pytest.mark.parametrize(
    ("body", "use"),
    [
        pytest.param(f"await {S};", Use.AWAITED, id="await"),
        pytest.param("await step.run<Row>('a', f);", Use.AWAITED, id="await with types"),
        pytest.param(f"const x = await ({S});", Use.AWAITED, id="parentheses"),
        pytest.param(f"return {S};", Use.AWAITED, id="return"),
        pytest.param(f"return c ? {S} : null;", Use.AWAITED, id="return of a ternary"),
        pytest.param(f"await (c && {S});", Use.AWAITED, id="logical"),
        pytest.param(f"await (c ?? {S});", Use.AWAITED, id="nullish"),
        pytest.param(f"await {S}.then(g);", Use.AWAITED, id="then"),
        pytest.param(f"await {S}.catch(g).finally(h);", Use.AWAITED, id="catch and finally"),
        pytest.param(f"await Promise.all([{S}, g()]);", Use.AWAITED, id="all"),
        pytest.param(f"return Promise.all([{S}]);", Use.AWAITED, id="all returned"),
        pytest.param(f"await Promise.allSettled([{S}]);", Use.AWAITED, id="allSettled"),
        pytest.param(f"await Promise.race([{S}]);", Use.AWAITED, id="race"),
        pytest.param(f"await Promise.all([...xs.map(() => {S})]);", Use.AWAITED, id="spread"),
        pytest.param(f"await Promise.all(xs.map((x) => {S}));", Use.AWAITED, id="map"),
        pytest.param(f"await Promise.all(xs.map((x) => {{ return {S}; }}));", Use.AWAITED, id="map return"),
        pytest.param(f"await Promise.all(xs.map(async (x) => {{ await {S}; }}));", Use.AWAITED, id="map await"),
        pytest.param(f"await Promise.all(xs.filter(g).map((x) => {S}));", Use.AWAITED, id="filter map"),
        pytest.param(f"await Promise.all(xs.map((x) => {S}).filter(Boolean));", Use.AWAITED, id="map filter"),
        pytest.param(f"await Promise.all(xs.flatMap((x) => [{S}]));", Use.AWAITED, id="flatMap"),
        pytest.param(f"await Promise.all(Array.from(xs, (x) => {S}));", Use.AWAITED, id="Array.from"),
        pytest.param(f"const ps = xs.map(async (x) => {{ await {S}; }});", Use.AWAITED, id="map kept"),
        pytest.param(f"await (async () => {{ await {S}; }})();", Use.AWAITED, id="called in place"),
        pytest.param(f"const g = async () => {{ await {S}; }};", Use.AWAITED, id="local function"),
        pytest.param(f"await retry(async () => {{ await {S}; }});", Use.AWAITED, id="given function"),
        pytest.param(f"await group.parallel(async () => {S});", Use.AWAITED, id="group.parallel"),
        pytest.param(f"await step.run('b', () => {S});", Use.AWAITED, id="given back by a callback"),
        pytest.param(f"const p = {S};", Use.KEPT, id="assigned"),
        pytest.param(f"p = {S};", Use.KEPT, id="reassigned"),
        pytest.param(f"ps.push({S});", Use.KEPT, id="pushed"),
        pytest.param(f"keep({S});", Use.KEPT, id="passed on"),
        pytest.param(f"const o = {{ p: {S} }};", Use.KEPT, id="in an object"),
        pytest.param(f"const ps = [{S}];", Use.KEPT, id="in an array"),
        pytest.param(f"const all = Promise.all([{S}]);", Use.KEPT, id="all kept"),
        pytest.param(f"const ps = xs.map((x) => {S});", Use.KEPT, id="mapped and kept"),
        pytest.param(f"const g = () => {S};", Use.KEPT, id="given back by a local function"),
        pytest.param(f"await retry(() => {S});", Use.KEPT, id="given back to a call"),
        pytest.param(f"const p = {S}.then(g);", Use.KEPT, id="then kept"),
        pytest.param(f"if ({S}) {{}}", Use.KEPT, id="condition"),
        pytest.param(f"const t = {S} ? 1 : 2;", Use.KEPT, id="condition of a ternary"),
        pytest.param(f"{S};", Use.FLOATING, id="statement"),
        pytest.param(f"void {S};", Use.FLOATING, id="void"),
        pytest.param("void step.run<Row>('a', f);", Use.FLOATING, id="void with types"),
        pytest.param(f"{S}.then(g);", Use.FLOATING, id="then dropped"),
        pytest.param(f"{S}.catch(g);", Use.FLOATING, id="catch dropped"),
        pytest.param(f"c && {S};", Use.FLOATING, id="logical dropped"),
        pytest.param(f"c ? {S} : g();", Use.FLOATING, id="ternary dropped"),
        pytest.param(f"({S}, await g());", Use.FLOATING, id="comma"),
        pytest.param(f"Promise.all([{S}]);", Use.FLOATING, id="all dropped"),
        pytest.param(f"xs.map((x) => {S});", Use.FLOATING, id="map dropped"),
        pytest.param(f"xs.map(async (x) => {{ await {S}; }});", Use.FLOATING, id="awaiting map dropped"),
        pytest.param(f"Promise.all(xs.map(async (x) => {{ await {S}; }}));", Use.FLOATING, id="all of a map dropped"),
        pytest.param(f"(async () => {{ await {S}; }})();", Use.FLOATING, id="called in place, dropped"),
        pytest.param(f"if (c) {S};", Use.FLOATING, id="body of an if"),
        pytest.param(f"xs.forEach((x) => {S});", Use.FOR_EACH, id="forEach"),
        pytest.param(f"xs.forEach(async (x) => {{ await {S}; }});", Use.FOR_EACH, id="awaiting forEach"),
        pytest.param(f"xs.forEach((x) => {{ return {S}; }});", Use.FOR_EACH, id="returning forEach"),
        pytest.param(f"xs.forEach((x) => {{ {S}; }});", Use.FLOATING, id="statement in forEach"),
        pytest.param(f"const ps = []; xs.forEach((x) => {{ ps.push({S}); }});", Use.KEPT, id="pushed in forEach"),
    ],
)  # fmt: skip
def test_what_becomes_of_the_promise_of_a_step(project, body, use):
    (found,) = (
        step for step in handled(project, body).anatomy.steps if step.id and step.id.text == "a"
    )
    assert found.use is use


def test_the_body_of_an_arrow_is_awaited(project):
    text = 'inngest.createFunction({ id: "a", triggers: [] }, ({ step }) => step.run("a", f));'
    (step,) = job(project, f"export const a = {text}").anatomy.steps
    assert step.use is Use.AWAITED
