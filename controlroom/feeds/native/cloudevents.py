"""CloudEvents 1.0 in its JSON form (structured, batch) and as headers (binary) become facts.

Owns: the envelope: which attribute becomes which common field.
Law: `id`, `source` and `type` are the envelope's, whatever the data says; so is its `time`.
Must not know: HTTP answers, rooms, clocks.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import unquote

import msgspec
from msgspec import Meta, Raw, Struct, ValidationError
from msgspec.json import Decoder

from controlroom.domain.events import EVENT_TYPES, Fact
from controlroom.feeds.native.items import BOM, items
from controlroom.feeds.native.refusals import (
    MAX_EVENTS,
    UNREADABLE_INPUT,
    Code,
    Decoded,
    Refused,
    TooMany,
    Unreadable,
    explain,
    nothing,
    one_by_one,
    timely,
)

PREFIX: Final = "controlroom."

_BY_TAG: Final = {str(kind.__struct_config__.tag): kind for kind in EVENT_TYPES}
_BINARY_MARKS: Final = ("ce-specversion", "ce-type", "ce-id")
_FROM_ENVELOPE: Final = {"id": "id", "source": "source", "at": "time"}


class Envelope(Struct, frozen=True):
    """What of a CloudEvent means something here. `data`: JSON; `data_base64`: the same, encoded."""

    specversion: Annotated[str, Meta(pattern=r"^1\.[0-9]+$")]
    type: str
    id: str
    source: str
    time: str | None = None
    datacontenttype: str | None = None
    data: Raw = Raw(b"")
    data_base64: str | None = None


_ONE: Final = Decoder(Envelope)
_MANY: Final = Decoder(list[Envelope])
_ANY: Final = Decoder()


def is_binary(headers: Mapping[str, str]) -> bool:
    """Return whether the headers carry a CloudEvent's envelope."""
    names = {name.lower() for name in headers}
    return any(mark in names for mark in _BINARY_MARKS)


def decode_cloudevents(body: bytes, batch: bool) -> Decoded:
    """Return what a structured body holds: one CloudEvent, or a batch's array of them.

    Raises:
        TooMany: More than `MAX_EVENTS` events.
        Unreadable: It is not JSON, or a batch that is no array.
    """
    body = body.removeprefix(BOM).strip()
    if not body:
        return nothing()
    if not batch:
        result = one_by_one([body], _read, _refuse)
        if result.refused and (result.refused[0].code, result.refused[0].path) == ("bad_json", ""):
            raise Unreadable("bad_json", result.refused[0].message.replace("event", "body", 1))
        return result
    if not body.startswith(b"["):
        raise Unreadable("bad_json", "A batch is an array: send one alone as application/cloudevents+json.")
    try:
        envelopes = _MANY.decode(body)
        facts = [_fact(envelope) for envelope in envelopes]
    except UNREADABLE_INPUT:
        return one_by_one(items(body), _read, _refuse)
    if len(facts) > MAX_EVENTS:
        raise TooMany
    return Decoded(facts, None, [], len(facts))


def decode_cloudevents_binary(body: bytes, headers: Mapping[str, str]) -> Decoded:
    """Return the one event whose envelope is in the headers and whose data is the body.

    Args:
        body: The data, JSON; empty: none.
        headers: Names in any case; values percent-encoded as the HTTP binding says.

    Raises:
        Unreadable: The body is not JSON.
    """
    body = body.removeprefix(BOM).strip()
    envelope: dict[str, Any] = {
        name.lower().removeprefix("ce-"): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith("ce-") and not name.lower().startswith("ce-data")
    }

    def read(data: bytes) -> Fact:
        """The event of a body under its headers."""
        return _fact(msgspec.convert(envelope | {"data": Raw(data)}, Envelope))

    def refuse(index: int, error: Exception, line: bytes) -> Refused:
        """What is wrong, with the path seen from the data's root."""
        code, path, message = _explain(error, envelope.get("type", ""))
        return Refused(index, code, path.removeprefix("data."), message, line)

    result = one_by_one([body], read, refuse)
    if result.refused and (result.refused[0].code, result.refused[0].path) == ("bad_json", ""):
        raise Unreadable("bad_json", result.refused[0].message.replace("event", "body", 1))
    return result


def _read(line: bytes) -> Fact:
    return _fact(_ONE.decode(line))


def _refuse(index: int, error: Exception, line: bytes) -> Refused:
    return Refused(index, *_explain(error, _type_of(line)), line)


def _explain(error: Exception, kind: str) -> tuple[Code, str, str]:
    if isinstance(error, _Foreign):
        return "unknown_type", "type", f"'{kind[:60]}' is not of this contract: send types as {PREFIX}order."
    return explain(error, msgspec.json.encode({"type": kind.removeprefix(PREFIX)}))


class _Foreign(ValidationError):
    """The envelope's type lacks the prefix."""


def _fact(envelope: Envelope) -> Fact:
    if not envelope.type.startswith(PREFIX):
        raise _Foreign
    tag = envelope.type.removeprefix(PREFIX)
    kind = _BY_TAG.get(tag)
    if kind is None:
        raise ValidationError(f"Invalid value '{tag}' - at `$.type`")
    fields = _data(envelope)
    fields["type"] = tag
    fields["id"] = envelope.id
    fields["source"] = envelope.source
    if envelope.time is not None:
        fields["at"] = envelope.time
    try:
        return timely(msgspec.convert(fields, kind))  # a union's converter is built anew at each call
    except ValidationError as error:
        raise ValidationError(_moved(str(error), envelope.time is not None)) from None


def _data(envelope: Envelope) -> dict[str, Any]:
    media = (envelope.datacontenttype or "application/json").partition(";")[0].strip().lower()
    if media != "application/json" and not media.endswith("+json"):
        raise ValidationError("Expected `application/json` - at `$.datacontenttype`")
    raw: bytes | Raw = envelope.data
    if envelope.data_base64 is not None:
        try:
            raw = b64decode(envelope.data_base64, validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError("Expected base64 - at `$.data_base64`") from None
    if not bytes(raw):
        return {}
    data = _ANY.decode(raw)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ValidationError("Expected `object` - at `$.data`")
    return data


def _moved(text: str, timed: bool) -> str:
    """Return msgspec's complaint about the fact with its path as the sender wrote it."""
    what, mark, place = text.rpartition(" - at `$.")
    if not mark:  # a field that the data lacks
        return f"{text} - at `$.data`"
    field = place.rstrip("`")
    if field in _FROM_ENVELOPE and (field != "at" or timed):
        return f"{what} - at `$.{_FROM_ENVELOPE[field]}`"
    return f"{what} - at `$.data.{field}`"


class _Type(Struct):
    type: str


_TYPE: Final = Decoder(_Type)


def _type_of(line: bytes) -> str:
    try:
        return _TYPE.decode(line).type
    except UNREADABLE_INPUT:
        return ""
