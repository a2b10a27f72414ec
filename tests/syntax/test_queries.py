"""The query files: what each captures, and the rules that the loader holds them to.

`fixtures/queries/<query>.ts` says under a line of code what is captured in it, as tree-sitter's own
query tests do: carets lie under what of a captured node stands on that line, `<-` points at a node
that begins where the comment does. Nothing else may be captured.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import query_rules

from codemods.syntax import languages, queries
from codemods.syntax.languages import Grammar
from codemods.syntax.source import Source

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "queries"
PATHS: dict[Grammar, str] = {"typescript": "fixture.ts", "tsx": "fixture.tsx"}

every_query = pytest.mark.parametrize("name", queries.names())
every_grammar = pytest.mark.parametrize("grammar", languages.GRAMMARS)

# Line (from 1), first column, last column (from 0; None: not said), capture.
Place = tuple[int, int, int | None, str]

_CARETS = re.compile(r"^\s*//\s*(?P<carets>\^+) (?P<name>\S+)$")
_ARROW = re.compile(r"^(?P<indent>\s*)// <- (?P<name>\S+)$")


def asserted(text: str) -> list[Place]:
    places: list[Place] = []
    code = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _CARETS.match(line):
            places.append((code, found.start("carets"), found.end("carets") - 1, found["name"]))
        elif found := _ARROW.match(line):
            places.append((code, len(found["indent"]), None, found["name"]))
        else:
            code = number
    return sorted(places, key=repr)


def captured(source: Source, query: str) -> list[Place]:
    lines = source.data.decode().splitlines()
    places: list[Place] = []
    for match in source.match(query):
        for capture, nodes in match.captures.items():
            if capture.startswith("_"):
                continue
            for node in nodes:
                start, end = source.position(node.start_byte), source.position(node.end_byte)
                line = lines[start.line - 1]
                last = end.column - 2 if end.line == start.line else len(line) - 1
                places.append((start.line, start.column - 1, last, capture))
    return places


def as_said(places: list[Place], said: list[Place]) -> list[Place]:
    """The places, without the end where an arrow says only the beginning."""
    arrows = {(line, column, name) for line, column, end, name in said if end is None}
    return sorted(
        (
            (line, column, None if (line, column, name) in arrows else end, name)
            for line, column, end, name in places
        ),
        key=repr,
    )


@every_query
@every_grammar
def test_captures_what_its_fixture_says_and_nothing_else(name: str, grammar: Grammar) -> None:
    text = (FIXTURES / f"{name}.ts").read_text(encoding="utf-8")
    source = Source(PATHS[grammar], text.encode())
    assert not source.root.has_error
    said = asserted(text)
    assert as_said(captured(source, name), said) == said


@every_query
def test_has_every_pattern_hit_by_its_fixture(name: str) -> None:
    source = Source("fixture.ts", (FIXTURES / f"{name}.ts").read_bytes())
    hit = {match.pattern for match in source.match(name)}
    assert hit == set(range(queries.compiled(name, "typescript").pattern_count))


@every_query
@every_grammar
def test_has_a_sample_above_every_pattern_that_the_pattern_matches(
    name: str, grammar: Grammar
) -> None:
    text = queries.read(name).encode()
    query = queries.compiled(name, grammar)
    for pattern in range(query.pattern_count):
        above = text[: query.start_byte_for_pattern(pattern)].decode().rstrip()
        sample = above.rpartition("\n")[2]
        assert sample.startswith("; ")
        source = Source(PATHS[grammar], sample.removeprefix("; ").encode())
        assert not source.root.has_error
        assert pattern in {match.pattern for match in source.match(name)}


def test_every_query_has_a_fixture_and_every_fixture_a_query() -> None:
    assert sorted(path.stem for path in FIXTURES.glob("*.ts")) == queries.names()


@every_query
def test_keeps_to_the_rules_of_query_files(name: str) -> None:
    query_rules.check(name, queries.read(name))


GOOD = """
; @call.whole     the call
; @call.function  the name that is called

; f("x")
(call_expression
  function: (identifier) @call.function
  arguments: (arguments (string) @_argument)
  (#eq? @_argument "\\"x\\"")) @call.whole
"""


def test_accepts_a_file_that_keeps_every_rule() -> None:
    query_rules.check("good", GOOD)


@pytest.mark.parametrize("predicate", sorted(query_rules.PREDICATES - {"set!"}))
def test_accepts_every_predicate_that_is_known_to_work(predicate: str) -> None:
    query_rules.check("good", GOOD.replace("#eq?", f"#{predicate}"))


@pytest.mark.parametrize(
    ("instead_of", "written", "message"),
    [
        ("#eq?", "#qe?", "the predicate #qe? is not one of"),
        ("#eq?", "#not-any-of?", "the predicate #not-any-of? is not one of"),
        (
            '\n  (#eq? @_argument "\\"x\\"")) @call.whole',
            ') @call.whole\n; f()\n(#eq? @_argument "\\"x\\"")',
            "#eq? stands outside its pattern's parentheses",
        ),
        ("; @call.function  the name that is called\n", "", "['call.function']"),
        ("; @call.function  the name that is called", "; @call.function", "['call.function']"),
        ("; @call.whole ", "; @call.hole  the hole\n; @call.whole ", "['call.hole']"),
        ("(arguments (string)", "(arguments . (string)", "an anchor misses nodes beside comments"),
        ("(string) @_argument", "(string) @_argument .", "an anchor misses nodes beside comments"),
    ],
)
def test_refuses_a_file_that_breaks_a_rule(instead_of: str, written: str, message: str) -> None:
    bad = GOOD.replace(instead_of, written)
    assert bad != GOOD
    with pytest.raises(query_rules.QueryFault) as caught:
        query_rules.check("bad", bad)
    assert message in str(caught.value)


def test_refuses_a_pattern_without_a_sample_above_it() -> None:
    bad = GOOD + "\n(identifier) @call.function\n"
    with pytest.raises(query_rules.QueryFault, match="without its sample line"):
        query_rules.check("bad", bad)


def test_knows_the_files_by_name_and_compiles_each_once() -> None:
    assert queries.names() == sorted(queries.names())
    for name in queries.names():
        assert queries.compiled(name, "tsx") is queries.compiled(name, "tsx")


def test_gives_matches_in_the_order_of_the_source() -> None:
    source = Source("a.ts", b"a.send(1); b.send(c.send(2)); d.send(3)")
    starts = [match["call"].start_byte for match in source.match("calls")]
    assert starts == sorted(starts)
    assert len(starts) == 4


def test_a_match_gives_the_node_of_a_capture_or_nothing() -> None:
    (match,) = Source("a.ts", b"a.send(1)").match("calls")
    assert match["call.callee"].text == b"a.send"
    assert match.get("call.callee") == match["call.callee"]
    assert match.get("call.other") is None
    with pytest.raises(KeyError):
        match["call.other"]
