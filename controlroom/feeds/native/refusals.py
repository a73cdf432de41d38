"""What reading a body of events can come to: facts, refused events with a reason, or nothing at all.

Owns: `Decoded`, `Refused`, the body's exceptions, the codes of refusals and the words that explain them.
Law: an event's refusal is a value with its place in the body; only a body that cannot be taken apart raises.
Must not know: media types, HTTP answers, who sent it.

Code of a refusal: what is wrong.

| code | the event |
|---|---|
| `bad_json` | is not JSON, not UTF-8, nests too deep or says its `type` twice |
| `not_an_object` | is JSON, but no object |
| `missing_field` | lacks a field its type requires (`path` names it) |
| `unknown_type` | has a `type` that the contract does not know |
| `too_long` | has a text or a list that is longer than allowed |
| `bad_field` | has a field of another type, or a value outside its bounds |

A field that stands twice: the last one counts. Fields that the contract does not know are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import msgspec
from msgspec import DecodeError, Struct, ValidationError

from controlroom.domain.events import EVENT_TAGS, EVENT_TYPES, Fact
from controlroom.domain.units import EPOCH_MS_MAX

MAX_EVENTS: Final = 10_000
MAX_BYTES: Final = 8 * 1024 * 1024

Code = Literal["bad_json", "not_an_object", "missing_field", "unknown_type", "too_long", "bad_field"]

UNREADABLE_INPUT: Final = (DecodeError, UnicodeError, RecursionError)
"""Everything that msgspec raises for bytes that are no event."""


class Refused(Struct, frozen=True):
    """One event that was refused.

    Args:
        index: Its place in the body, from 0 (blank lines are not counted).
        code: A `Code`.
        path: The field, such as `lines[0].qty`; empty: the event as a whole.
        message: What is wrong and the mend, for a person.
        line: The event as it came.
    """

    index: int
    code: str
    path: str
    message: str
    line: bytes


class Decoded(Struct, frozen=True):
    """What a body holds.

    Args:
        facts: The events that can be taken, in the body's order.
        indexes: `indexes[i]` is the place of `facts[i]` in the body; None: 0, 1, 2 … (nothing was refused).
        refused: The others, in the body's order.
        total: How many events the body holds.
    """

    facts: list[Fact]
    indexes: list[int] | None
    refused: list[Refused]
    total: int


class Unreadable(Exception):
    """The body as a whole cannot be taken apart. `code`: for programs; `message`: for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class TooMany(Exception):
    """The body holds more than `MAX_EVENTS` events."""

    def __init__(self) -> None:
        super().__init__(f"The body holds more than {MAX_EVENTS:,} events: send them in several bodies.")


class TooLarge(Exception):
    """The body, expanded, is larger than allowed."""


class UnknownMedia(Exception):
    """The body's media type is none that events come in."""


def nothing() -> Decoded:
    """Return what an empty body holds."""
    return Decoded([], None, [], 0)


def one_by_one(
    lines: list[bytes], read: Callable[[bytes], Fact], refuse: Callable[[int, Exception, bytes], Refused]
) -> Decoded:
    """Return what `lines` hold, each event judged by itself.

    Args:
        lines: One event each, in the body's order.
        read: Returns the event of a line or raises one of `UNREADABLE_INPUT`.
        refuse: Makes the refusal from the place, the error and the line.
    """
    facts: list[Fact] = []
    indexes: list[int] = []
    refused: list[Refused] = []
    for index, line in enumerate(lines):
        try:
            fact = read(line)
        except UNREADABLE_INPUT as error:
            refused.append(refuse(index, error, line))
        else:
            facts.append(fact)
            indexes.append(index)
    return Decoded(facts, indexes if refused else None, refused, len(lines))


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def epoch_ms(at: int | datetime) -> int:
    """Return a fact's `at` in epoch milliseconds, rounded down."""
    return at if isinstance(at, int) else (at - _EPOCH) // _MS


def timely(fact: Fact) -> Fact:
    """Return `fact` when its RFC 3339 `at` lies within the years that an integer may name.

    Raises:
        ValidationError: It does not.
    """
    at = fact.at
    if not isinstance(at, datetime) or 1970 < at.year < 2999:  # whatever the offset
        return fact
    if not 0 <= epoch_ms(at) <= EPOCH_MS_MAX:
        raise ValidationError("Expected `datetime` from 1970 to 2999 - at `$.at`")
    return fact


class _Tag(Struct):
    type: str


_TAG: Final = msgspec.json.Decoder(_Tag)
_AT: Final = re.compile(r" - at `\$\.?(.*)`$", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(.+)`")
_LENGTH: Final = re.compile(r"Expected `(str|array)` of length <= (\d+)")
_ENUM: Final = re.compile(r"Invalid enum value '?(.*?)'?", re.DOTALL)
_TYPES: Final = " ".join(sorted(EVENT_TAGS))


def _choices() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for kind in EVENT_TYPES:
        for field in msgspec.structs.fields(kind):
            info = msgspec.inspect.type_info(field.type)
            for choice in info.types if isinstance(info, msgspec.inspect.UnionType) else (info,):
                if isinstance(choice, msgspec.inspect.LiteralType):
                    tag = str(kind.__struct_config__.tag)
                    found[tag, field.encode_name] = " ".join(map(str, choice.values))
    return found


_CHOICES: Final = _choices()


def explain(error: Exception, line: bytes = b"") -> tuple[Code, str, str]:
    """Return (code, path, message) for what msgspec said of an event.

    Args:
        error: One of `UNREADABLE_INPUT`.
        line: The event, to name the values that its type allows.
    """
    if not isinstance(error, ValidationError):
        return "bad_json", "", _not_json(error)
    text = str(error)
    place = _AT.search(text)
    path = place.group(1) if place else ""
    what = text[: place.start()] if place else text
    if missing := _MISSING.fullmatch(what):
        path = f"{path}.{missing.group(1)}" if path else missing.group(1)
        return "missing_field", path, f"{path} is missing: add it."
    if path == "":
        return "not_an_object", "", f"{_plain(what)}: an event is one JSON object with a `type`."
    if path == "type" and what.startswith("Invalid value '"):
        return _wrong_type(what[len("Invalid value '") : -1])
    return _bad_value(path, what, line)


def _bad_value(path: str, what: str, line: bytes) -> tuple[Code, str, str]:
    if length := _LENGTH.fullmatch(what):
        unit = "characters" if length.group(1) == "str" else "entries"
        return "too_long", path, f"{path} is longer than {length.group(2)} {unit}: shorten it."
    if choice := _ENUM.fullmatch(what):
        allowed = _CHOICES.get((_tag_of(line), path), "the values that the contract names")
        return "bad_field", path, f"{path} is '{choice.group(1)[:60]}': use one of {allowed}."
    return "bad_field", path, f"{path}: {_plain(what)}: correct it, or leave an optional field out."


def _not_json(error: Exception) -> str:
    match error:
        case RecursionError():
            return "The event nests too deep: send flat objects as the contract names them."
        case UnicodeError():
            return "The event is not UTF-8: encode it as UTF-8."
        case _:
            detail = str(error).removeprefix("JSON is malformed: ")
            return f"The event is not JSON ({detail}): send one whole JSON object, in UTF-8."


def _wrong_type(value: str) -> tuple[Code, str, str]:
    if value in EVENT_TAGS:
        return "bad_json", "type", f"The event says its type twice, then '{value}': say it once."
    return "unknown_type", "type", f"There is no event type '{value[:60]}': use one of {_TYPES}."


def _plain(what: str) -> str:
    words = what.replace("`", "")
    return words[:1].lower() + words[1:]


def _tag_of(line: bytes) -> str:
    try:
        return _TAG.decode(line).type
    except UNREADABLE_INPUT:
        return ""
