"""Parts of a project that its views by language share, or see only their own of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Protocol, Self, TypeVar, overload

from codemods.inngest.model import Language, Span, language_of

T = TypeVar("T")


class View(Protocol):
    """A project, or what it is for rules and codemods of some languages.

    whole:     the project that it is a view of, None for the project itself
    languages: those that it shows
    """

    whole: Any
    languages: tuple[Language, ...]


class Placed(Protocol):
    """What is written somewhere."""

    @property
    def span(self) -> Span: ...


P = TypeVar("P", bound=Placed)


class Shared(cached_property[T]):
    """What a view has from the whole project, where it is worked out once for all views."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...
    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        if instance is None or instance.whole is None:
            return super().__get__(instance, owner)
        return getattr(instance.whole, str(self.attrname))


def spoken(read: Callable[[Any], tuple[P, ...]]) -> cached_property[tuple[P, ...]]:
    """What a view has of the whole project's, as far as it is written in its languages."""

    def shown(view: View) -> tuple[P, ...]:
        if view.whole is None:
            return read(view)
        every: tuple[P, ...] = getattr(view.whole, read.__name__)
        return tuple(each for each in every if language_of(each.span.path) in view.languages)

    shown.__doc__ = read.__doc__
    return cached_property(shown)
