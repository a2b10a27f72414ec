"""A model of the Prisma schema by the name that a person or an event gives it."""

from __future__ import annotations

from codemods.errors import CodemodError
from codemods.syntax import naming
from codemods.syntax.prisma import Model, Schema


def find_model(schema: Schema, name: str) -> Model | None:
    """The model of that name in any case convention, singular or plural."""
    exact = next((model for model in schema.models if name in (model.name, model.delegate)), None)
    if exact is not None:
        return exact
    wanted = naming.kebab(name)
    by_name = {naming.kebab(model.name): model for model in schema.models}
    candidates = (*naming.singulars(wanted), f"{wanted}s")
    return next((by_name[each] for each in candidates if each in by_name), None)


def no_model(schema: Schema, given: str, mend: str) -> CodemodError:
    """The error for a name that no model has; `mend` is for want of a similar name."""
    near = naming.nearest(given, [model.name for model in schema.models])
    return CodemodError(
        f"schema.prisma has no model {naming.quoted(given)}",
        mend=f"did you mean {near}?" if near else mend,
    )
