"""Help that stays readable with many options: sections, and commands that load when they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

GLOBAL = "With every command"
PROJECT = "Project (detected unless given; -v says how)"


class Option(click.Option):
    """An option that is listed under its section's heading."""

    def __init__(self, *args: Any, section: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section = section

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """As click's, without the range of a number, which the help says in words."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra


def option(
    *declarations: str, section: str = "Options", **attributes: Any
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """`click.option`, listed under `section`."""
    return click.option(*declarations, cls=Option, section=section, **attributes)


class Command(click.Command):
    """A command whose help lists its options by section, in order of first appearance."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """A definition list for each section; arguments are explained in the text above."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx)):
                sections.setdefault(getattr(parameter, "section", GLOBAL), []).append(record)
        for heading, records in sections.items():
            with formatter.section(heading):
                formatter.write_dl(records)


class LazyGroup(click.Group):
    """A group that knows its commands' names and lines, and imports one when it runs.

    lazy: name → (module, the module's attribute, line in the list)
    """

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names, in the table's order."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now; None for a name that is not in the table."""
        if cmd_name not in self.lazy:
            return None
        module, attribute, _ = self.lazy[cmd_name]
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's; an unknown name is told its nearest neighbours."""
        if args[0] not in self.lazy and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=self.lazy, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table, as it is."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in self.lazy.items()])
