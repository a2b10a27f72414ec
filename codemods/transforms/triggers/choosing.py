"""Which of a handler's places the send goes to: where its data can be filled, and once only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from codemods.errors import CodemodError
from codemods.transforms.triggers.events import Target
from codemods.transforms.triggers.guards import leaves
from codemods.transforms.triggers.lines import line_before, place_after
from codemods.transforms.triggers.model import Handler, Missing, Payload, Place
from codemods.transforms.triggers.open_question import OpenQuestion
from codemods.transforms.triggers.payload import fill_payload
from codemods.transforms.triggers.places import Candidates, candidates, place_before_all
from codemods.transforms.triggers.writes import (
    surely_written_before,
    written_before,
    written_in_block,
)

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
    if after_line is not None:
        return chooser.at(place_after(project, handler, after_line))
    if handler.body.type != "statement_block":
        raise CodemodError(
            f"{handler.name} is one expression, with no place for a statement",
            where=handler.source.place(handler.function),
            mend="give it a block, and what it gives back a name",
        )
    return chooser.among(candidates(project, handler))


class _Chooser(Struct, frozen=True):
    project: Project
    handler: Handler
    target: Target
    given: Given

    def at(self, place: Place) -> Choice:
        filled = self._fill(place)
        if isinstance(filled, Payload):
            return Choice(place, filled)
        raise self._missing(place, filled)

    def among(self, found: Candidates) -> Choice:
        wrote = self._behind_writes(found.successes)
        unclear = () if wrote else self._behind_writes(found.unclear)
        # An early answer is not meant where another one is what a write leads to.
        places = wrote or (*found.successes, *unclear)
        filled = self._filled(places)
        if len(filled) == 1 and not unclear:
            inner = self._where_written(filled[0], found.ends)
            return self._alone(filled[0], wrote) if inner is None else inner
        if not filled:
            ends = [each for each in found.ends if written_in_block(self.project, each)]
            filled = _outermost([each for each in self._filled(ends) if self._is_about(each)])
            if len(filled) == 1:
                return self._alone(filled[0], tuple(ends))
            unclear = unclear if not filled else ()
        if not found.successes and (unclear or not filled):
            raise self._no_success(found)
        if filled:
            raise self._several([each.place for each in filled])
        raise self._nothing_fits(places)

    def _where_written(self, choice: Choice, ends: tuple[Place, ...]) -> Choice | None:
        """The block that writes the record, where only a condition leads to it; else None.

        `if (isStale) await prisma.job.update(…)`, of a job that was found before: what follows the
        block is come to also when nothing was written. Raises OpenQuestion for several such.
        """
        about, place = choice.payload.about, choice.place
        if choice.payload.each is not None:
            return None
        if not about & written_before(self.project, self.handler, place):
            return None
        if about & surely_written_before(self.project, self.handler, place):
            return None
        writing = [
            each
            for each in ends
            if each.byte < place.byte
            and each.loop == place.loop
            and about & written_in_block(self.project, each)
        ]
        if len(writing) > 1:
            raise self._several(writing)
        inner = [each for each in self._filled(writing) if about & each.payload.about]
        if inner:
            return inner[0]
        raise OpenQuestion(
            f"{self.handler.name} comes to line {place.line} also when nothing is written",
            asks="after_line",
            choices=_choices([place]),
            where=self.handler.source.path,
            mend=_options([place]),
        )

    def _alone(self, choice: Choice, places: tuple[Place, ...]) -> Choice:
        """The one place that can be filled, unless another one is about the same kind of record."""
        others = tuple(each for each in places if each != choice.place)
        models = choice.payload.models
        same = [
            each
            for each in others
            if models & written_before(self.project, self.handler, each)
            and not _is_around(each, choice.place)
        ]
        if same:
            raise self._several(sorted([choice.place, *same], key=lambda each: each.byte))
        return replace(choice, others=tuple(each for each in others if each.before is not None))

    def _is_about(self, choice: Choice) -> bool:
        """Whether the block writes the record that the data is about, as far as that is known."""
        models = choice.payload.models
        return not models or bool(models & written_in_block(self.project, choice.place))

    def _behind_writes(self, places: tuple[Place, ...]) -> tuple[Place, ...]:
        return tuple(each for each in places if written_before(self.project, self.handler, each))

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
        return fill_payload(self.project, self.handler, place, self.target.fields or (), self.given)

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
        what = "; ".join(told)
        return OpenQuestion(
            what,
            asks="data",
            keys=tuple((each.field.name, each.field.type) for each in missing),
            scope=scope,
            where=f"{place.source.path}:{place.line}",
            mend=f"give {' '.join(f'--data {name}=EXPR' for name in names)}",
        )

    def _several(self, places: list[Place]) -> OpenQuestion:
        common = place_before_all(self.handler, places)
        if common is not None:
            shared = self._filled(self._behind_writes((common,)))
            places = [*(each.place for each in shared), *places]
        return OpenQuestion(
            f"{self.handler.name} has several places where {self.target.event} could be sent",
            asks="after_line",
            choices=_choices(places),
            where=self.handler.source.path,
            mend=_options(places),
        )

    def _no_success(self, found: Candidates) -> CodemodError:
        path = self.handler.source.path
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
                mend="put braces around it, then run this again",
            )
        return CodemodError(
            f"{self.handler.name} has no success response",
            where=self.handler.source.place(self.handler.function),
            mend="name the line to send the event behind with --after-line N",
        )


def _is_around(place: Place, inner: Place) -> bool:
    """Whether a place stands in a block around another one's, behind it."""
    return place.block.start_byte < inner.block.start_byte and inner.byte <= place.byte


def _is_caught_between(inner: Place, outer: Place) -> bool:
    """Whether what goes wrong at one place is caught on the way to another, which is come to."""
    at = inner.block
    while at.parent is not None and at != outer.block:
        catch = at.parent.child_by_field_name("handler") if at.type == "statement_block" else None
        goes_on = catch is not None and not leaves(inner.source, catch.child_by_field_name("body"))
        if goes_on and at.parent.end_byte <= outer.byte:
            return outer.block.start_byte < at.start_byte < outer.block.end_byte
        at = at.parent
    return False


def _outermost(found: list[Choice]) -> list[Choice]:
    """Without the ends of blocks inside a block whose end will do.

    The end behind a `try` whose `catch` goes on will not do where the end inside it does: it is
    come to also when the record was not written.
    """
    found = [
        each
        for each in found
        if not any(_is_caught_between(inner.place, each.place) for inner in found)
    ]
    ends = [each.place.block for each in found if each.place.before is None]
    return [
        each
        for each in found
        if not any(
            block.start_byte < each.place.block.start_byte
            and each.place.block.end_byte <= block.end_byte
            for block in ends
        )
    ]


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
    return place.note if place.before is None else f"before {place.note}"
