"""CloudEvents in their three forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from controlroom.domain.events import Enter, Fact, Heartbeat, Like
from controlroom.feeds.native.cloudevents import decode_cloudevents, decode_cloudevents_binary
from controlroom.feeds.native.decode import MAX_EVENTS, Decoded, TooMany, Unreadable, decode, epoch_ms

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "cloudevents"
ENVELOPE = {"specversion": "1.0", "id": "1", "source": "s", "type": "controlroom.like"}


def as_events(facts: list[Fact]) -> list[dict[str, Any]]:
    stamped = [f if f.at is None else msgspec.structs.replace(f, at=epoch_ms(f.at)) for f in facts]
    return json.loads(msgspec.json.encode(stamped))  # type: ignore[no-any-return]


def expected(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.expected.json").read_bytes())["facts"]


def one(**changes: Any) -> Decoded:
    return decode_cloudevents(json.dumps(ENVELOPE | changes).encode(), batch=False)


def test_golden_structured_gives_the_expected_event() -> None:
    body = (GOLDEN / "structured_order_paid.json").read_bytes()
    result = decode("application/cloudevents+json; charset=utf-8", {}, body)
    assert as_events(result.facts) == expected("structured_order_paid")


def test_golden_batch_gives_the_expected_events() -> None:
    result = decode("application/cloudevents-batch+json", {}, (GOLDEN / "batch.json").read_bytes())
    assert as_events(result.facts) == expected("batch")


def test_golden_binary_gives_the_expected_event() -> None:
    message = json.loads((GOLDEN / "binary_mode.json").read_bytes())
    result = decode("application/json", message["headers"], json.dumps(message["body"]).encode())
    assert as_events(result.facts) == expected("binary_mode")


def test_envelope_wins_over_the_datas_own_fields() -> None:
    data = {"id": "9", "source": "x", "at": 5, "type": "enter", "user": "u", "count": 2}
    assert one(data=data, time="1970-01-01T00:00:01Z").facts[0] == msgspec.structs.replace(
        Like(id="1", source="s", user="u", count=2), at=one(time="1970-01-01T00:00:01Z").facts[0].at
    )
    assert one(data=data).facts == [Like(id="1", source="s", at=5, user="u", count=2)]


@pytest.mark.parametrize("data", [{}, {"data": None}, {"data": {}}])
def test_data_may_be_absent_where_the_type_needs_none(data: dict[str, Any]) -> None:
    assert one(type="controlroom.heartbeat", **data).facts == [Heartbeat(id="1", source="s")]


def test_data_in_base64_is_read() -> None:
    assert one(data_base64="eyJjb3VudCI6NH0=").facts == [Like(id="1", source="s", count=4)]


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"type": "like"}, "unknown_type", "type"),
        ({"type": "controlroom.zzz"}, "unknown_type", "type"),
        ({"id": ""}, "bad_field", "id"),
        ({"id": 1}, "bad_field", "id"),
        ({"specversion": "0.3"}, "bad_field", "specversion"),
        ({"time": "yesterday"}, "bad_field", "time"),
        ({"time": "1950-01-01T00:00:00Z"}, "bad_field", "time"),
        ({"data": {"at": "yesterday"}}, "bad_field", "data.at"),
        ({"data": {"count": 0}}, "bad_field", "data.count"),
        ({"data": [1]}, "bad_field", "data"),
        ({"data_base64": "?"}, "bad_field", "data_base64"),
        ({"datacontenttype": "text/xml", "data": "<a/>"}, "bad_field", "datacontenttype"),
        ({"type": "controlroom.comment", "data": {"user": "u"}}, "missing_field", "data.text"),
        (
            {"type": "controlroom.order", "data": {"order": "a", "status": "paid", "lines": [{}]}},
            "missing_field",
            "data.lines[0].sku",
        ),
        ({"type": "controlroom.comment", "data": {"user": "u", "text": "x" * 1001}}, "too_long", "data.text"),
    ],
)
def test_bad_event_is_refused_where_the_sender_wrote_it(changes: dict[str, Any], code: str, path: str) -> None:
    good = json.dumps(ENVELOPE)
    bad = json.dumps(ENVELOPE | changes)
    result = decode_cloudevents(f"[{good}, {bad}, {good}]".encode(), batch=True)
    assert [(r.index, r.code, r.path, r.line) for r in result.refused] == [(1, code, path, bad.encode())]
    assert (result.indexes, result.total) == ([0, 2], 3)
    assert one(**changes).refused[0].message == result.refused[0].message


@pytest.mark.parametrize("field", ["id", "source", "type", "specversion"])
def test_a_missing_attribute_is_named(field: str) -> None:
    body = json.dumps({k: v for k, v in ENVELOPE.items() if k != field}).encode()
    refused = decode_cloudevents(body, batch=False).refused[0]
    assert (refused.code, refused.path) == ("missing_field", field)


def test_empty_bodies_give_zeros_and_broken_ones_are_unreadable() -> None:
    assert decode_cloudevents(b"", batch=True) == decode_cloudevents(b"[]", batch=True) == Decoded([], None, [], 0)
    for body, batch in ((b"{", False), (b"[{]", True), (b"{}", True), (b"x", True)):
        with pytest.raises(Unreadable):
            decode_cloudevents(body, batch=batch)


def test_a_batch_of_more_than_the_limit_is_too_many() -> None:
    with pytest.raises(TooMany):
        decode_cloudevents(b"[" + b",".join([json.dumps(ENVELOPE).encode()] * (MAX_EVENTS + 1)) + b"]", True)


def test_binary_header_values_are_percent_decoded() -> None:
    headers = {
        "CE-SpecVersion": "1.0",
        "CE-Id": "%E5%8D%95-1",
        "CE-Source": "a%20b",
        "CE-Type": "controlroom.enter",
    }
    assert decode_cloudevents_binary(b'{"user":"u"}', headers).facts == [Enter(id="单-1", source="a b", user="u")]


def test_binary_refuses_fields_by_their_own_names_and_broken_bodies_whole() -> None:
    headers = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "s", "ce-type": "controlroom.like"}
    refused = decode_cloudevents_binary(b'{"count":0}', headers).refused[0]
    assert (refused.index, refused.code, refused.path) == (0, "bad_field", "count")
    without = {k: v for k, v in headers.items() if k != "ce-source"}
    assert decode_cloudevents_binary(b"{}", without).refused[0].path == "source"
    with pytest.raises(Unreadable):
        decode_cloudevents_binary(b"{", headers)
