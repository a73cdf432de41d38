"""A statement that is only filled in: its text, and the order its values go in.

Owns: the way from a statement's name to its text in `compiled.json`, and from values by name to the driver's places.
Law: a text was compiled from SQLAlchemy's Core ahead (`compiling` writes the file, a test compares), so that neither a
server's start nor a page's commit builds SQL; what a caller gives is always bound, never spelled out.
Must not know: connections, SQLAlchemy.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
from msgspec import Struct

COMPILED: Final = "compiled.json"
"""Beside this module."""
MAKING: Final = "making"
"""The area of the statements that make a new database, in order."""


class Text(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A compiled statement.

    Args:
        sql: Its text, a question mark for each place.
        order: The name of what each place takes.
        defaults: Values of names that the statement brings itself.
    """

    sql: str
    order: tuple[str, ...] = ()
    defaults: dict[str, str | int | bool] = {}


@cache
def texts() -> dict[str, Text]:
    """Return every compiled statement by name."""
    return msgspec.json.decode((files("controlroom.store") / COMPILED).read_bytes(), type=dict[str, Text])


class Statement:
    """A statement by name (`journal.append`), read when it is first used.

    Args:
        text: Its text, where it does not stand in the file.
    """

    __slots__ = ("_text", "name")

    def __init__(self, name: str, text: Text | None = None) -> None:
        self.name = name
        self._text = text

    @property
    def text(self) -> Text:
        """Its compiled text.

        Raises:
            KeyError: The file does not have it: compile anew.
        """
        if self._text is None:
            self._text = texts()[self.name]
        return self._text

    @property
    def sql(self) -> str:
        """What the driver runs."""
        return self.text.sql

    def places(self, values: dict[str, Any]) -> list[Any]:
        """Return the values in the driver's order.

        Raises:
            KeyError: A value is missing, or is none of this statement's.
        """
        text = self.text
        for name in values.keys() - set(text.order):
            raise KeyError(name)
        filled = text.defaults | values
        return [filled[name] for name in text.order]
