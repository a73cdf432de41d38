"""Reading single fields of a platform's message, with the reason when one does not fit.

Owns: which forms of a number or an id are taken (platforms write them as numbers or as strings of digits), and what a message
can come to.
Law: a value is taken whole or refused; nothing is guessed, cut or rounded.
Must not know: what the fields mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

from msgspec import Struct

from controlroom.domain.events import Fact

COUNT_MAX: Final = 10**6
LEVEL_MAX: Final = 10**12
KEY_MAX: Final = 200

P = ParamSpec("P")
T = TypeVar("T")


class Refused(Struct, frozen=True):
    """A message that should have been a fact. `code`, `path`, `message` as in `feeds.native.refusals`."""

    code: str
    path: str
    message: str


class Ignored(Struct, frozen=True):
    """A good message that is no fact of the contract. `kind`: which; `unknown`: no adapter has heard of it."""

    kind: str
    unknown: bool = False


Decoding = list[Fact] | Refused | Ignored
"""What a message came to."""


class Unfit(Exception):
    """A field cannot be read. `code`, `path`, `message`: as a refusal has them."""

    def __init__(self, code: str, path: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.path = path
        self.message = message


class Fields:
    """The fields of one JSON object.

    Args:
        value: What should be an object.
        path: Where it stands in the message; empty: it is the message.

    Raises:
        Unfit: It is no object.
    """

    __slots__ = ("_path", "_values")

    def __init__(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            code = "bad_field" if path else "not_an_object"
            raise Unfit(code, path, f"{path or 'The message'} is no object: does the feed's kind fit who is sending?")
        self._values: dict[str, Any] = value
        self._path = path

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def get(self, name: str) -> Any:
        """Return the raw value, None when missing."""
        return self._values.get(name)

    def maybe(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return what `read` returns, None when the field does not fit."""
        try:
            return read(*args, **kwargs)
        except Unfit:
            return None

    def inner(self, name: str) -> Fields:
        """Return the object in a field."""
        return Fields(self._there(name), self.place(name))

    def text(self, name: str, least: int, most: int) -> str:
        """Return a text of `least` to `most` characters, exactly as it was sent."""
        value = self._there(name)
        if not isinstance(value, str) or len(value) < least:
            raise self._unfit(name, value, f"a text of at least {least} characters")
        if len(value) > most:
            place = self.place(name)
            raise Unfit("too_long", place, f"{place} is longer than {most} characters.")
        return value

    def whole(self, name: str, least: int, most: int = LEVEL_MAX) -> int:
        """Return a whole number from `least` to `most`; a string of digits is one too."""
        value = self._there(name)
        number = _number(value)
        if number is None or not least <= number <= most:
            raise self._unfit(name, value, f"a whole number from {least} to {most}")
        return number

    def key(self, name: str) -> str:
        """Return an id as text: a string of 1 to 200 characters, or a positive whole number."""
        value = self._there(name)
        if isinstance(value, str) and 1 <= len(value) <= KEY_MAX:
            return value
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**64:
            return str(value)
        raise self._unfit(name, value, "an id")

    def _there(self, name: str) -> Any:
        value = self._values.get(name)
        if value is None:
            raise Unfit("missing_field", self.place(name), f"{self.place(name)} is missing.")
        return value

    def place(self, name: str) -> str:
        """Return where a field stands in the message."""
        return f"{self._path}.{name}" if self._path else name

    def _unfit(self, name: str, value: Any, wanted: str) -> Unfit:
        shown = repr(value)[:60] if isinstance(value, str | int | float) else type(value).__name__
        return Unfit("bad_field", self.place(name), f"{self.place(name)} is {shown}, not {wanted}.")


def _number(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    return None
