"""The contract's own wire: bytes and a media type become facts, with a reason for each event that is refused.

Owns: the forms of CONTRACT.md section 2 (JSON, NDJSON; CloudEvents next door) and which media type is which.
Law: a body whose events are all good costs one call into the decoder; only when that fails is it taken apart.
What is accepted is the same both ways.
Must not know: HTTP answers, rooms, feeds' keys, clocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Final

from msgspec.json import Decoder

from controlroom.domain.events import Event, Fact
from controlroom.feeds.native.cloudevents import decode_cloudevents, decode_cloudevents_binary, is_binary
from controlroom.feeds.native.items import BOM, items, lines
from controlroom.feeds.native.refusals import (
    MAX_BYTES,
    MAX_EVENTS,
    UNREADABLE_INPUT,
    Decoded,
    Refused,
    TooLarge,
    TooMany,
    UnknownMedia,
    Unreadable,
    epoch_ms,
    explain,
    nothing,
    one_by_one,
    timely,
)
from controlroom.feeds.native.unpack import gunzip_bounded

__all__ = [
    "MAX_BYTES",
    "MAX_EVENTS",
    "Decoded",
    "Refused",
    "TooLarge",
    "TooMany",
    "UnknownMedia",
    "Unreadable",
    "decode",
    "decode_cloudevents",
    "decode_cloudevents_binary",
    "decode_json",
    "decode_ndjson",
    "epoch_ms",
    "gunzip_bounded",
]

_ONE: Final[Decoder[Fact]] = Decoder(Event)
_MANY: Final[Decoder[list[Fact]]] = Decoder(list[Event])
_AT: Final = attrgetter("at")


def decode_json(body: bytes) -> Decoded:
    """Return what a JSON body holds: one event, or an array of them.

    Raises:
        TooMany: More than `MAX_EVENTS` events.
        Unreadable: It is not JSON.
    """
    body = body.removeprefix(BOM).strip()
    if not body:
        return nothing()
    if not body.startswith(b"["):
        result = one_by_one([body], _read, _refuse)
        if result.refused and result.refused[0].code == "bad_json":
            raise Unreadable("bad_json", result.refused[0].message.replace("event", "body", 1))
        return result
    try:
        facts = _MANY.decode(body)
        _all_timely(facts)
    except UNREADABLE_INPUT:
        return one_by_one(items(body), _read, _refuse)
    if len(facts) > MAX_EVENTS:
        raise TooMany
    return Decoded(facts, None, [], len(facts))


def decode_ndjson(body: bytes) -> Decoded:
    """Return what an NDJSON body holds: one event a line; BOM, CRLF and blank lines do no harm.

    A torn last line is refused like any other that does not parse.

    Raises:
        TooMany: More than `MAX_EVENTS` events.
        Unreadable: Not one of its lines is JSON.
    """
    body = body.removeprefix(BOM)
    try:
        facts = _ONE.decode_lines(body)
        _all_timely(facts)
    except UNREADABLE_INPUT:
        return _line_by_line(lines(body))
    if len(facts) != body.count(b"\n") + (not body.endswith(b"\n")):
        separate = lines(body)
        if len(separate) != len(facts):  # two events on a line, or one over several: not NDJSON
            return _line_by_line(separate)
    if len(facts) > MAX_EVENTS:
        raise TooMany
    return Decoded(facts, None, [], len(facts))


def decode(content_type: str, headers: Mapping[str, str], body: bytes) -> Decoded:
    """Return what a body of this media type holds.

    Args:
        content_type: The header's value, with or without parameters; empty counts for an empty body only.
        headers: All headers; those that begin with `ce-` carry a CloudEvent's envelope.
        body: Expanded already.

    Raises:
        UnknownMedia: Events do not come in this type.
        TooMany: More than `MAX_EVENTS` events.
        Unreadable: The body does not parse at all.
    """
    media, _, parameters = content_type.partition(";")
    media = media.strip().lower()
    reader = _READERS.get(media)
    if is_binary(headers) and reader in (None, decode_json):
        return decode_cloudevents_binary(body, headers)
    if reader is None:
        if not media and not body.strip():
            return nothing()
        raise UnknownMedia(
            f"Events do not come as '{media[:80]}': send application/json, application/x-ndjson, "
            "application/cloudevents+json or application/cloudevents-batch+json."
        )
    if (charset := _charset(parameters)) not in ("", "utf-8", "utf8", "us-ascii"):
        raise UnknownMedia(f"Events do not come in the character set '{charset[:40]}': encode them as UTF-8.")
    return reader(body)


def _structured(body: bytes) -> Decoded:
    return decode_cloudevents(body, batch=False)


def _batch(body: bytes) -> Decoded:
    return decode_cloudevents(body, batch=True)


_READERS: Final[dict[str, Callable[[bytes], Decoded]]] = {
    "application/json": decode_json,
    "application/x-ndjson": decode_ndjson,
    "application/ndjson": decode_ndjson,
    "application/jsonl": decode_ndjson,
    "application/cloudevents+json": _structured,
    "application/cloudevents-batch+json": _batch,
}


def _line_by_line(separate: list[bytes]) -> Decoded:
    result = one_by_one(separate, _read, _refuse)
    if result.total and all(r.code == "bad_json" for r in result.refused) and not result.facts:
        raise Unreadable("bad_json", result.refused[0].message.replace("event", "first line", 1))
    return result


def _read(line: bytes) -> Fact:
    return timely(_ONE.decode(line))


def _refuse(index: int, error: Exception, line: bytes) -> Refused:
    return Refused(index, *explain(error, line), line)


def _all_timely(facts: list[Fact]) -> None:
    if datetime in set(map(type, map(_AT, facts))):
        for fact in facts:
            timely(fact)


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""
