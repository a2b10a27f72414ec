"""What a job does: its handler, its steps and their effects, as plain values.

Whoever reads a language fills this in; the rules look at nothing else. Where something is not
static, the model says so instead of guessing: None, `UNKNOWN`, or `certain=False`.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Literal

from msgspec import Struct

from codemods.inngest.model import Span


class Unknown(Enum):
    """A value that only the running program knows."""

    UNKNOWN = auto()


UNKNOWN = Unknown.UNKNOWN

# Plain data: str, int, float, bool, None, list, dict, or UNKNOWN in any place of it.
Value = object


class Option(Struct, frozen=True):
    """One entry of the options of a job: `span` is that of the value, `entry` of the whole pair."""

    name: str
    value: Value
    span: Span
    entry: Span


class Options(Struct, frozen=True):
    """The options object of a job.

    complete: False where a spread, a computed key or a call adds entries that are not known
    span:     the object literal, or None where the options are not written in place
    """

    entries: tuple[Option, ...]
    complete: bool
    span: Span | None

    def get(self, name: str) -> Option | None:
        """The entry of that name, or None."""
        return next((each for each in self.entries if each.name == name), None)


class Use(Enum):
    """What becomes of the promise that a call gives."""

    AWAITED = auto()  # `await`, `return`, an arrow's body, in a Promise.all that is awaited
    KEPT = auto()  # assigned, passed on, put into an array or object: somebody may await it
    FLOATING = auto()  # an expression statement, also behind `.then`, `.catch` or `void`
    FOR_EACH = auto()  # given back to `forEach`, which drops it


class Branch(Struct, frozen=True):
    """One arm of a construct that takes one of several ways: `construct` is its span."""

    construct: Span
    arm: int


class Context(Struct, frozen=True):
    """Where in the handler something stands.

    loops:     the loops (`.map` and `forEach` callbacks too) around it, outermost first
    branches:  the arms of `if`, `switch`, ternary, `&&`, `try`/`catch` around it, outermost first
    parallel:  the span of the `Promise.all` (or the like) that it is one of, or None
    in_catch:  whether it stands in a `catch` clause or `.catch(…)` callback
    """

    loops: tuple[Span, ...] = ()
    branches: tuple[Branch, ...] = ()
    parallel: Span | None = None
    in_catch: bool = False

    def excludes(self, other: Context) -> bool:
        """Whether no run passes both: they are in different arms of one construct."""
        mine = {branch.construct: branch.arm for branch in self.branches}
        return any(
            branch.construct in mine and mine[branch.construct] != branch.arm
            for branch in other.branches
        )


class StepId(Struct, frozen=True):
    """The id of a step: its literal parts in order, and the source of what is interpolated.

    text:  the whole id where it is static, else None
    shown: the id for a message, with an ellipsis for each part that is interpolated
    """

    span: Span
    text: str | None
    literals: tuple[str, ...]
    dynamic: tuple[str, ...]
    shown: str


class Mutation(Struct, frozen=True):
    """A step's callback changes a variable that was declared outside every step.

    read_outside: whether the variable is read outside that callback, in the handler
    """

    name: str
    how: Literal["assigned", "incremented", "pushed to", "a property set"]
    span: Span
    read_outside: bool


class Step(Struct, frozen=True):
    """One call of a step method in the handler.

    kind:     ``run``, ``sendEvent``, ``sleep``, ``sleepUntil``, ``waitForEvent``, ``invoke``,
              ``fetch``, ``ai.infer``, ``ai.wrap``, ``sendSignal``, ``waitForSignal``
    span:     the whole call; `method` is the callee (`step.run`)
    callback: the function it is given, where that is written in place or is a local function
    nested:   the step in whose callback it stands, by `span`, or None
    order:    its place among the handler's steps in source order, from 0
    result:   the name that holds the awaited result, or None
    """

    kind: str
    span: Span
    method: Span
    id: StepId | None
    callback: Span | None
    use: Use
    context: Context
    nested: Span | None
    order: int
    result: str | None
    mutations: tuple[Mutation, ...] = ()


EffectKind = Literal["write", "external", "send"]


class Effect(Struct, frozen=True):
    """Something that happens outside the program and would happen again if repeated.

    what:        for a message: ``prisma.report.update``, ``fetch``, ``inngest.send``
    target:      what it is done to: the model or table, the host, the client: two effects on one
                 target are one matter
    method:      the method's name: ``update``, ``upsert``, ``POST``; ``GET`` for a plain fetch
    step:        the span of the step in whose callback it stands, None at handler level
    in_failure:  whether it stands in `onFailure`
    transaction: the span of the `$transaction` it is part of, or None
    certain:     False where only its name suggests what it is (`--strict`)
    through:     the helper of the project that does it, one level down, where it is not done in
                 place: `span` is then that of the helper's call, and all that it does shares it
    inside:      where in that helper it is done
    guarded:     whether that helper may have returned before it
    swallowed:   the `try` statements around it whose `catch` keeps its failure from the step
    throws:      whether its failure is thrown: False for an error that is given back and left lying
    sets:        of an update: nothing but how far the job is, or what was counted anew, so that
                 to make it once more changes nothing; or ``more`` than was there, so that it does;
                 None for anything else
    """

    kind: EffectKind
    what: str
    target: str
    method: str
    span: Span
    use: Use
    context: Context
    step: Span | None
    in_failure: bool
    transaction: Span | None
    certain: bool
    through: str | None = None
    inside: Span | None = None
    guarded: bool = False
    swallowed: tuple[Span, ...] = ()
    throws: bool = True
    sets: Literal["progress", "counts", "more"] | None = None


State = Literal["pending", "processing", "completed", "failed"]


class StatusWrite(Struct, frozen=True):
    """A database write that sets a status field, in place or in a helper followed one level.

    value: the literal; `state` what it counts as
    order: where it stands: the start of the statement in the handler, in bytes
    """

    state: State
    value: str
    field: str
    span: Span
    order: int
    context: Context
    step: Span | None
    in_failure: bool


class Exit(Struct, frozen=True):
    """A normal way out of the handler: a `return`, or running off its end.

    gives:  ``nothing``, ``object``, ``literal`` (a string, number, boolean, array or null), or
            ``unknown`` (a call, a variable)
    early:  whether it stands before the first step
    """

    gives: Literal["nothing", "object", "literal", "unknown"]
    span: Span
    early: bool


class UnstableValue(Struct, frozen=True):
    """`Date.now()`, `Math.random()`, … at handler level, and what its value reaches."""

    what: str
    span: Span
    reaches: Literal["step id", "step input", "branch"] | None


class RichResult(Struct, frozen=True):
    """A method of a class is called on the result of a step that JSON has made something else.

    what: the class: Date, Map, Set, BigInt
    """

    what: str
    step: Span
    span: Span  # where the method is called


class Anatomy(Struct, frozen=True):
    """All of a job's inside. `handler` is None where the handler cannot be followed: then nothing
    else is known either, and the tuples are empty.

    opaque:  helpers of the project that are called with `step`, whose own steps are not seen
    errors:  places inside the job that the grammar could not read
    """

    options: Options
    handler: Span | None
    on_failure: Span | None
    returns_void: bool
    steps: tuple[Step, ...] = ()
    effects: tuple[Effect, ...] = ()
    status_writes: tuple[StatusWrite, ...] = ()
    exits: tuple[Exit, ...] = ()
    unstable: tuple[UnstableValue, ...] = ()
    rich_results: tuple[RichResult, ...] = ()
    opaque: tuple[Span, ...] = ()
    opaque_failure: bool = False  # an unfollowed helper is called in a `catch` or `onFailure`
    errors: tuple[Span, ...] = ()
