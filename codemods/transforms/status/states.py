"""The four states of a job's record, and what a field has to be to hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codemods.syntax.prisma import Enum, Field, Schema
    from codemods.workspace.settings.config import Config

STATES = ("pending", "processing", "completed", "failed")


def states_of(field: Field, schema: Schema, config: Config) -> dict[str, str] | None:
    """What the field holds in each of the four states, or None where it cannot hold them."""
    if field.list:
        return None
    if field.type == "String":
        return {state: words[0] for state, words in state_words(config).items()}
    enum = schema.enum(field.type)
    return states_in(enum, config) if enum is not None else None


def states_in(enum: Enum, config: Config) -> dict[str, str] | None:
    """The value of the enum for each state, or None where one has none."""
    members = {value.name.lower(): value.name for value in enum.values}
    found = {
        state: next((members[word] for word in words if word in members), None)
        for state, words in state_words(config).items()
    }
    return {state: name for state, name in found.items() if name} if all(found.values()) else None


def state_words(config: Config) -> dict[str, tuple[str, ...]]:
    """The words that each state may go by, the project's own choice first."""
    return {
        "pending": ("pending", "queued"),
        "processing": config.status.processing,
        "completed": ("completed", "done", "succeeded"),
        "failed": config.status.failed,
    }
