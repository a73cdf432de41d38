"""How `--help` shows what a command takes: a switch by its name alone, an argument by its name without brackets.

Owns: the kinds of commands and groups that the command line is made of.
Law: only what is printed changes; what is read stays the library's.
Must not know: the commands.
"""

from __future__ import annotations

from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

_NO_BRACES: Final = str.maketrans("", "", "{}")


def _bare(params: list[Any]) -> list[Any]:
    """Return parameters, of which those that take no value show none."""
    for param in params:
        if isinstance(param, TyperOption) and param.is_flag:
            param.metavar = ""
    return params


class Command(TyperCommand):
    """A command."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what it takes, `--help` too."""
        return _bare(super().get_params(ctx))

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of its first line."""
        return [piece.translate(_NO_BRACES) for piece in super().collect_usage_pieces(ctx)]


class Group(TyperGroup):
    """A group of commands, which has no arguments of its own."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return what it takes, `--help` too."""
        return _bare(super().get_params(ctx))


def show_plainly(part: typer.Typer) -> None:
    """Make a tree of commands of these kinds; a group that is of a kind of its own derives from `Group`."""
    for command in part.registered_commands:
        command.cls = Command
    if not isinstance(part.info.cls, type):
        part.info.cls = Group
    for group in part.registered_groups:
        if group.typer_instance is not None:
            show_plainly(group.typer_instance)
