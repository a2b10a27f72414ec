"""Which of a Python handler's places the send goes to: where its data can be filled, and once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst
from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.syntax.naming import words
from codemods.transforms.python.triggers import effects
from codemods.transforms.python.triggers.candidates import base_of, is_id
from codemods.transforms.python.triggers.model import Handler, Place
from codemods.transforms.python.triggers.payload import fill_payload
from codemods.transforms.python.triggers.places import (
    Candidates,
    candidates,
    flow_of_handler,
    line_before,
    place_before_all,
    places_after,
)
from codemods.transforms.triggers.events import Target
from codemods.transforms.triggers.model import Missing, Payload
from codemods.transforms.triggers.open_question import OpenQuestion

if TYPE_CHECKING:
    from codemods.inngest.project import Project

Given = tuple[tuple[str, str], ...]


class Choice(Struct, frozen=True, eq=False):
    """A place, and the event's data as it can be written there.

    others: the success responses behind a write where it cannot be
    """

    place: Place
    payload: Payload
    others: tuple[Place, ...] = ()


def choose_place(
    project: Project, handler: Handler, target: Target, given: Given, after_line: int | None
) -> Choice:
    """The one place where the event's data can be filled; `after_line` overrides which.

    Before the success response; else at the end of the block whose record it is about. Of several,
    the one that a write to the database leads to. Raises OpenQuestion where a person has to
    decide, CodemodError where the data cannot be filled.
    """
    if target.fields is None and not given:
        raise CodemodError(
            f"nothing says what {target.event} carries",
            mend="give its data with --data KEY=EXPR, or type the event's data in its job",
        )
    chooser = _Chooser(project, handler, target, given)
    flow = flow_of_handler(handler)
    if isinstance(handler.function.body, cst.SimpleStatementSuite):
        raise CodemodError(
            f"{handler.name} stands on one line, with no place for a statement",
            where=handler.source.place(handler.function),
            mend="give it a block",
        )
    if after_line is not None:
        return chooser.at(places_after(handler, flow, after_line))
    return chooser.among(candidates(handler, flow))


class _Chooser(Struct, frozen=True):
    project: Project
    handler: Handler
    target: Target
    given: Given

    def at(self, places: list[Place]) -> Choice:
        """The first of the places where the data can be filled; raises why it cannot at all."""
        sent_from = [each for each in self._filled(places) if _commit_behind(each.place) is None]
        return sent_from[0] if sent_from else self._at(places[0])

    def _at(self, place: Place) -> Choice:
        commit = _commit_behind(place)
        if commit is not None:
            line = self.handler.source.position(commit).line
            raise CodemodError(
                f"line {line_before(place)} lies between the add and the commit of a record",
                where=f"{self.handler.source.path}:{line_before(place)}",
                mend=f"the commit is in line {line}: give that, or a later one",
            )
        filled = self._fill(place)
        if isinstance(filled, Payload):
            return Choice(place, filled)
        raise self._missing(place, filled)

    def among(self, found: Candidates) -> Choice:
        wrote = _behind_writes(found.successes)
        unclear = () if wrote else _behind_writes(found.unclear)
        places = wrote or (*found.successes, *unclear)
        filled = self._filled(places)
        if len(filled) > 1:
            sure = [each for each in filled if effects.has_written(each.place.point.state)]
            filled = sure if len(sure) == 1 else filled
        if len(filled) == 1 and (not unclear or filled[0].place in unclear):
            inner = self._where_written(filled[0], found.ends)
            return self._alone(filled[0], wrote) if inner is None else inner
        if not filled:
            ends = [each for each in found.ends if _written_in_block(each)]
            filled = _outermost(self._filled(ends))
            if len(filled) == 1:
                return self._alone(filled[0], ())
        if not found.successes and not filled and not wrote:
            raise self._no_success(found, places)
        if filled:
            raise self._several([each.place for each in filled])
        raise self._nothing_fits(places)

    def _where_written(self, choice: Choice, ends: tuple[Place, ...]) -> Choice | None:
        """The block that writes, where only a condition leads to it; else None."""
        place = choice.place
        state = place.point.state
        if effects.has_written(state) or not effects.may_have_written(state):
            return None
        writing = [
            each
            for each in ends
            if each.byte < place.byte
            and _loop_of(each) is _loop_of(place)
            and _written_in_block(each)
            and self._is_about(each)
        ]
        inner = _outermost(self._filled(writing))
        if len(inner) > 1:
            raise self._several([each.place for each in inner])
        return inner[0] if inner else None

    def _is_about(self, place: Place) -> bool:
        """Whether a block has to do with what the event is about, by the words of its text."""
        said = set(words(self.handler.source.text(place.point.block)))
        names = [each.name for each in self.target.fields or ()]
        bases = [set(words(base_of(name))) for name in names if is_id(name)]
        keys = {word for base in bases for word in base} - {"organization", "user"}
        return not keys or bool(keys & said)

    def _alone(self, choice: Choice, places: tuple[Place, ...]) -> Choice:
        others = tuple(each for each in places if each is not choice.place)
        return replace(choice, others=others)

    def _filled(self, places: Iterable[Place]) -> list[Choice]:
        found = []
        for place in places:
            try:
                payload = self._fill(place)
            except CodemodError:
                continue  # what was given for the data is not in scope here; it may be elsewhere
            if isinstance(payload, Payload):
                found.append(Choice(place, payload))
        return found

    def _nothing_fits(self, places: tuple[Place, ...]) -> CodemodError:
        """The reason at the place where the least is missing, the last of several such."""
        lacking: list[tuple[Place, tuple[Missing, ...]]] = []
        for place in reversed(places):
            try:
                missing = self._fill(place)
            except CodemodError:
                continue
            if not isinstance(missing, Payload):
                lacking.append((place, missing))
        if not lacking:
            self._fill(places[-1])  # raises what is wrong with what was given
        return self._missing(*min(lacking, key=lambda each: len(each[1])))

    def _fill(self, place: Place) -> Payload | tuple[Missing, ...]:
        return fill_payload(self.project, place, self.target.fields or (), self.given)

    def _missing(self, place: Place, missing: tuple[Missing, ...]) -> OpenQuestion:
        names = [each.field.name for each in missing]
        event = self.target.event
        absent = [each for each in missing if not each.ambiguous]
        told = []
        if absent:
            told.append(f"nothing in scope is {_listed([e.field.name for e in absent])} of {event}")
        told += [
            f"several things fit {each.field.name} of {event}: {', '.join(each.in_scope)}"
            for each in missing
            if each.ambiguous
        ]
        scope = absent[0].in_scope if absent else ()
        if absent:
            told.append(f"in scope there: {', '.join(scope) or 'nothing'}")
        return OpenQuestion(
            "; ".join(told),
            asks="data",
            keys=tuple((each.field.name, each.field.type) for each in missing),
            scope=scope,
            where=f"{self.handler.source.path}:{place.line}",
            mend=f"give {' '.join(f'--data {name}=EXPR' for name in names)}",
        )

    def _several(self, places: list[Place]) -> OpenQuestion:
        common = place_before_all(places)
        if common is not None:
            shared = self._filled(_behind_writes((common,)))
            places = [*(each.place for each in shared), *places]
        return OpenQuestion(
            f"{self.handler.name} has several places where {self.target.event} could be sent",
            asks="after_line",
            choices=_choices(places),
            where=self.handler.source.path,
            mend=_options(places),
        )

    def _no_success(self, found: Candidates, places: tuple[Place, ...]) -> CodemodError:
        path = self.handler.source.path
        if places:
            return self._nothing_fits(places)
        if found.unclear:
            return OpenQuestion(
                f"{self.handler.name} has no response that is surely a success",
                asks="after_line",
                choices=_choices(found.unclear),
                where=path,
                mend=_options(found.unclear),
            )
        if found.bare:
            return CodemodError(
                f"the success response of {self.handler.name} has no block of its own",
                where=f"{path}:{found.bare[0]}",
                mend="put it on a line of its own, then run this again",
            )
        return CodemodError(
            f"{self.handler.name} has no success response",
            where=self.handler.source.place(self.handler.function),
            mend="name the line to send the event behind with --after-line N",
        )


def _behind_writes(places: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple(each for each in places if effects.may_have_written(each.point.state))


def _loop_of(place: Place) -> cst.CSTNode | None:
    """The innermost loop around a place."""
    loops = [each for each in place.point.around if isinstance(each, cst.For | cst.While)]
    return loops[-1] if loops else None


def _written_in_block(place: Place) -> bool:
    """Whether a statement of the place's own block writes to the database."""
    inside = {id(each) for each in place.point.block.body}
    source = place.handler.source
    for effect in effects.effects_of(place.point.state.done):
        statement: cst.CSTNode | None = effect.call
        while statement is not None and id(statement) not in inside:
            statement = source.parent(statement)
        if statement is not None and not isinstance(statement, (cst.If, cst.For, cst.While)):
            return True
    return False


def _commit_behind(place: Place) -> int | None:
    """Where the commit is that what was added before a place waits for, or None."""
    if not effects.pending(place.point.state):
        return None
    source = place.handler.source
    commits = [
        source.span(each.call)[0]
        for point in place.flow.points
        for each in effects.effects_of(point.state.done)
        if each.kind == "commit" and source.span(each.call)[0] >= place.byte
    ]
    return min(commits, default=None)


def _outermost(found: list[Choice]) -> list[Choice]:
    """Without the ends of blocks inside a block whose end will do."""
    blocks = [each.place.point.block for each in found]
    return [
        each
        for each in found
        if not any(
            block is not each.place.point.block and _is_inside(each.place, block)
            for block in blocks
        )
    ]


def _is_inside(place: Place, block: cst.CSTNode) -> bool:
    source = place.handler.source
    return any(each is block for each in source.ancestors(place.point.block))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _choices(places: Iterable[Place]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"line {each.line}: {_described(each)}", str(line_before(each))) for each in places
    )


def _options(places: Iterable[Place]) -> str:
    shown = [f"--after-line {line_before(each)} ({_described(each)})" for each in places]
    return f"choose one: {'; '.join(shown)}"


def _described(place: Place) -> str:
    return place.note if place.point.before is None else f"before {place.note}"
