"""Reading what a request asks for: topics, and JSON bodies with their instants.

Owns: the checks that more than one door makes.
Law: whatever is wrong is named with its place and the mend.
Must not know: rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import DecodeError, ValidationError
from starlette.requests import HTTPConnection, Request

from controlroom.domain.events import Aware
from controlroom.domain.roles import READS, Role, may_read
from controlroom.domain.topics import Topic
from controlroom.feeds.native.decode import epoch_ms
from controlroom.server.problems import FieldError, Problem, explain

BODY_BYTES: Final = 2 * 1024 * 1024
"""Largest body of a command: a plan with every script in it is some 100 kB."""

PASSED_BYTES: Final = 64 * 1024 * 1024
"""So much of a body that is too large is let pass: whoever sends it whole before listening hears why, not a broken line."""

_DEEPEST: Final = 32
_FIELDS: Final = 100
_LONGEST_NUMBER: Final = 20
_TOPICS: Final = {str(topic): topic for topic in Topic}
T = TypeVar("T")


def topics_asked(connection: HTTPConnection, role: Role) -> frozenset[Topic]:
    """Return the topics of `?topics=a,b`, without it all that `role` may read.

    Raises:
        Problem: 400, one is not known; 403, one is not for this role.
    """
    asked = connection.query_params.get("topics")
    if asked is None:
        return READS[role]
    names = [name for name in asked.split(",") if name]
    if unknown := [name for name in names if name not in _TOPICS]:
        known = " ".join(_TOPICS)
        message = f"There is no topic '{unknown[0][:40]}': there are {known}."
        raise Problem(400, "unknown_topic", message, errors=[FieldError("topics", "unknown_topic", message)])
    topics = frozenset(_TOPICS[name] for name in names)
    if barred := sorted(topic for topic in topics if not may_read(role, topic)):
        raise Problem(403, "not_allowed", f"The role '{role}' does not read the topic '{barred[0]}'.")
    return topics


async def body_of(request: Request, most: int = BODY_BYTES) -> bytes:
    """Return the request's body.

    Args:
        most: So many bytes may come.

    Raises:
        Problem: 413, it is too large.
    """
    said = request.headers.get("content-length", "0")
    told = int(said) if said.isdigit() and len(said) < _LONGEST_NUMBER else 0
    size, parts = 0, []
    asks_first = request.headers.get("expect", "").lower() == "100-continue"
    if told <= (most if asks_first else PASSED_BYTES):
        async for part in request.stream():
            size += len(part)
            if size <= most:
                parts.append(part)
            elif size > PASSED_BYTES:
                break
    if max(size, told) > most:
        raise Problem(413, "too_large", f"This body may have {most:,} bytes: send less at once.")
    return b"".join(parts)


def form(body: bytes) -> list[tuple[str, str]]:
    """Return the fields of the form that `body` is, as they came.

    Raises:
        Problem: 400.
    """
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=_FIELDS)
    except ValueError as error:
        raise bad(FieldError("", "bad_form", f"The form cannot be read ({error}).")) from error


def json_object(body: bytes) -> dict[str, object]:
    """Return the JSON object that `body` is.

    Raises:
        Problem: 400.
    """
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except (DecodeError, RecursionError) as error:
        wrong = explain(error) if isinstance(error, DecodeError) else FieldError("", "bad_json", "It nests too deep.")
        raise bad(wrong) from error
    except UnicodeDecodeError as error:
        raise bad(FieldError("", "bad_json", "The body is not UTF-8: encode it as UTF-8.")) from error


def with_instants(fields: Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """Return `fields` with each RFC 3339 text in a field ending `_ms`, or in `until`, as epoch ms, also in objects but a plan.

    Args:
        depth: How deep it lies in the body.

    Raises:
        Problem: 400, such a text is no instant, or it nests too deep.
    """
    if depth > _DEEPEST:
        raise bad(FieldError("", "bad_json", "It nests too deep."))
    read = dict(fields)
    for name, value in fields.items():
        if isinstance(value, dict) and name != "plan":
            read[name] = with_instants(value, depth + 1)
        if isinstance(value, str) and _is_instant(name, value) and not _whole(value):
            try:
                read[name] = epoch_ms(msgspec.convert(value, Aware))
            except ValidationError as error:
                message = f"{name}: expected epoch milliseconds, or RFC 3339 with an offset."
                raise bad(FieldError(name, "bad_field", message)) from error
    return read


def converted(fields: Mapping[str, object], kind: type[T], *, strict: bool = True) -> T:
    """Return `fields` as a `kind`.

    Args:
        strict: False: texts may stand for numbers, as in a form.

    Raises:
        Problem: 400, naming the field.
    """
    try:
        return msgspec.convert(fields, kind, strict=strict)
    except ValidationError as error:
        raise bad(explain(error)) from error
    except RecursionError as error:
        raise bad(FieldError("", "bad_json", "It nests too deep.")) from error


def bad(error: FieldError) -> Problem:
    """Return the answer to a body with one thing wrong."""
    return Problem(400, error.code, error.message, errors=[error])


def _is_instant(name: str, text: str) -> bool:
    """Tell whether a field must be an instant; `until` may be a word as well."""
    return (name.endswith("_ms") and not name.endswith("_for_ms")) or (name == "until" and text[:1].isdecimal())


def _whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()
