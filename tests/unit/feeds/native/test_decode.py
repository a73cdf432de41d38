"""The contract's own wire: what is taken, what is refused and why, and that nothing else ever escapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import EVENT_TAGS, Event, Fact, Heartbeat, Like
from controlroom.feeds.native.decode import (
    MAX_EVENTS,
    Decoded,
    Refused,
    TooMany,
    UnknownMedia,
    Unreadable,
    decode,
    decode_json,
    decode_ndjson,
    epoch_ms,
)

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds"
GOOD = b'{"type":"like","count":3}'


def as_events(facts: list[Fact]) -> list[dict[str, Any]]:
    stamped = [f if f.at is None else msgspec.structs.replace(f, at=epoch_ms(f.at)) for f in facts]
    return json.loads(msgspec.json.encode(stamped))  # type: ignore[no-any-return]


def test_golden_ndjson_gives_the_expected_events() -> None:
    expected = json.loads((GOLDEN / "generic/events.expected.json").read_bytes())
    result = decode_ndjson((GOLDEN / "generic/events.ndjson").read_bytes())
    assert as_events(result.facts) == expected["facts"]
    assert (result.indexes, result.refused, result.total) == (None, [], 5)


@pytest.mark.parametrize("media", ["application/json", "application/x-ndjson"])
def test_empty_body_gives_zeros(media: str) -> None:
    for body in (b"", b" \r\n\t ", b"\xef\xbb\xbf"):
        assert decode(media, {}, body) == Decoded([], None, [], 0)
    assert decode("application/json", {}, b"[ ]") == Decoded([], None, [], 0)
    assert decode("", {}, b"") == Decoded([], None, [], 0)


def test_json_of_one_object_gives_one_fact() -> None:
    assert decode_json(b'\xef\xbb\xbf {"type":"like","count":3,"stranger":[1]}\n').facts == [Like(count=3)]


def test_ndjson_bom_crlf_and_blank_lines_do_no_harm() -> None:
    result = decode_ndjson(b"\xef\xbb\xbf" + GOOD + b"\r\n\r\n  \n" + GOOD + b"\r\n")
    assert result == Decoded([Like(count=3)] * 2, None, [], 2)


def test_ndjson_torn_last_line_is_refused_with_its_index() -> None:
    result = decode_ndjson(GOOD + b"\n\n" + GOOD + b'\n{"type":"li')
    assert result.facts == [Like(count=3)] * 2
    assert result.indexes == [0, 1]
    assert [(r.index, r.code, r.line) for r in result.refused] == [(2, "bad_json", b'{"type":"li')]
    assert result.total == 3


def test_ndjson_two_events_on_a_line_are_refused_like_beside_a_bad_line() -> None:
    alone = decode_ndjson(GOOD + b" " + GOOD + b"\n" + GOOD)
    beside = decode_ndjson(GOOD + b" " + GOOD + b"\n" + GOOD + b"\n{")
    assert [r.index for r in alone.refused] == [0]
    assert [r.index for r in beside.refused] == [0, 2]
    assert alone.facts == beside.facts == [Like(count=3)]


def test_ndjson_of_which_no_line_is_json_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="first line is not JSON"):
        decode_ndjson(b"hello\nworld")


@pytest.mark.parametrize(
    ("event", "code", "path"),
    [
        (b'{"type":"zzz"}', "unknown_type", "type"),
        (b'{"type":7}', "bad_field", "type"),
        (b"{}", "missing_field", "type"),
        (b"[1]", "not_an_object", ""),
        (b"null", "not_an_object", ""),
        (b'{"type":"comment","user":"u"}', "missing_field", "text"),
        (b'{"type":"comment","user":"","text":"x"}', "bad_field", "user"),
        (b'{"type":"comment","user":"u","text":"' + b"x" * 1001 + b'"}', "too_long", "text"),
        (b'{"type":"like","count":1.0}', "bad_field", "count"),
        (b'{"type":"like","count":0}', "bad_field", "count"),
        (b'{"type":"like","count":' + b"9" * 5000 + b"}", "bad_field", "count"),
        (b'{"type":"like","count":NaN}', "bad_json", ""),
        (b'{"type":"like","user":"\xff"}', "bad_json", ""),
        (b'{"type":"like","user":"\\ud800"}', "bad_json", ""),
        (b'{"type":"like","user":"\\udc00x"}', "bad_json", ""),
        (b'{"type":"like","type":"enter"}', "bad_json", "type"),
        (b'{"type":"order","order":"a","status":"payed"}', "bad_field", "status"),
        (
            b'{"type":"order","order":"a","status":"paid","lines":[{"sku":"x","qty":0}]}',
            "bad_field",
            "lines[0].qty",
        ),
        (b'{"type":"order","order":"a","status":"paid","lines":[{}]}', "missing_field", "lines[0].sku"),
        (
            b'{"type":"order","order":"a","status":"paid","lines":[' + b'{"sku":"x"},' * 200 + b'{"sku":"x"}]}',
            "too_long",
            "lines",
        ),
        (b'{"type":"heartbeat","at":"2025-11-22T18:00:00"}', "bad_field", "at"),
        (b'{"type":"heartbeat","at":"1969-12-31T23:59:59Z"}', "bad_field", "at"),
        (b'{"type":"heartbeat","at":"3000-01-01T00:00:01Z"}', "bad_field", "at"),
        (b'{"type":"heartbeat","at":-1}', "bad_field", "at"),
    ],
)
def test_bad_event_is_refused_with_code_and_path_and_the_rest_counts(event: bytes, code: str, path: str) -> None:
    for body, read in (
        (GOOD + b"\n" + event + b"\n" + GOOD, decode_ndjson),
        (b"[" + GOOD + b",\n " + event + b" , " + GOOD + b"]", decode_json),
    ):
        result = read(body)
        assert [(r.index, r.code, r.path, r.line) for r in result.refused] == [(1, code, path, event)]
        assert result.refused[0].message.endswith(".")
        assert (result.facts, result.indexes, result.total) == ([Like(count=3)] * 2, [0, 2], 3)


def test_bad_choice_names_the_values_of_its_own_type() -> None:
    states = decode_json(b'[{"type":"product","sku":"a","state":"open"}]').refused[0].message
    assert states == "state is 'open': use one of explaining off_shelf on_shelf sold_out."


def test_at_of_either_form_at_its_bounds_is_taken() -> None:
    body = b'{"type":"heartbeat","at":"1970-01-01T00:00:00Z"}\n{"type":"heartbeat","at":32503680000000}'
    assert [epoch_ms(f.at) for f in decode_ndjson(body).facts if f.at is not None] == [0, 32_503_680_000_000]


def test_text_stays_exactly_as_it_was_sent() -> None:
    text = ' \u200b多少钱\\"\u0000\n😀 '
    body = json.dumps({"type": "comment", "user": "u", "text": text}).encode()
    assert decode_json(body).facts[0].text == text  # type: ignore[attr-defined]


def test_a_field_that_stands_twice_counts_last() -> None:
    assert decode_json(b'{"type":"like","count":1,"count":2}').facts == [Like(count=2)]


@pytest.mark.parametrize(
    "body", [b"{", b"hello", b'{"type":"like"} x', b"[1,", b"[1 2]", b"[1]x", b"[,]", b"[" * 100_000, b"\xff"]
)
def test_json_that_does_not_parse_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        decode_json(body)


def test_deep_nesting_refuses_its_line_only() -> None:
    deep = b'{"type":"heartbeat","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    result = decode_ndjson(GOOD + b"\n" + deep)
    assert [(r.index, r.code) for r in result.refused] == [(1, "bad_json")]
    assert "nests too deep" in result.refused[0].message


@pytest.mark.parametrize("event", [GOOD, b'{"type":"zzz"}', b"1"])
def test_ten_thousand_events_are_taken_and_one_more_is_too_many(event: bytes) -> None:
    for read, join in ((decode_ndjson, b"%s"), (decode_json, b"[%s]")):
        mark = b"\n" if read is decode_ndjson else b","
        assert read(join % mark.join([event] * MAX_EVENTS)).total == MAX_EVENTS
        with pytest.raises(TooMany):
            read(join % mark.join([event] * (MAX_EVENTS + 1)))


@pytest.mark.parametrize(
    ("media", "ok"),
    [
        ("application/json; charset=utf-8", True),
        ('Application/JSON;charset="UTF-8"', True),
        ("application/x-ndjson", True),
        ("application/json; charset=gbk", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("", False),
    ],
)
def test_media_type_decides_the_reader(media: str, ok: bool) -> None:
    if ok:
        assert decode(media, {}, GOOD).facts == [Like(count=3)]
    else:
        with pytest.raises(UnknownMedia):
            decode(media, {}, GOOD)


def test_ce_headers_on_json_mean_binary_mode() -> None:
    headers = {"Ce-SpecVersion": "1.0", "ce-id": "1", "ce-source": "s", "ce-type": "controlroom.heartbeat"}
    assert decode("application/json", headers, b"").facts == [Heartbeat(id="1", source="s")]
    assert decode("", headers, b"").facts == [Heartbeat(id="1", source="s")]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
MEDIA = st.sampled_from(
    [
        "application/json",
        "application/x-ndjson",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ]
)
HEADERS = st.dictionaries(
    st.sampled_from(["ce-id", "ce-type", "ce-specversion", "ce-source", "ce-time", "ce-x"]),
    st.text(max_size=10) | st.sampled_from(["1.0", "controlroom.like", "2025-11-22T18:00:00Z"]),
)


@st.composite
def loose_events(draw: st.DrawFn) -> dict[str, Any]:
    names = st.sampled_from(["user", "text", "count", "at", "id", "sku", "lines", "status", "order", "online"])
    values = SCALARS | st.sampled_from(["u", 1, "paid", [{"sku": "s"}]]) | st.lists(SCALARS, max_size=2)
    fields: dict[str, Any] = draw(st.dictionaries(names, values, max_size=6))
    return fields | {"type": draw(st.sampled_from([*sorted(EVENT_TAGS), 7, None, "x"]))}


def check(media: str, headers: dict[str, str], body: bytes) -> None:
    try:
        result = decode(media, headers, body)
    except (Unreadable, TooMany, UnknownMedia):
        return
    places = list(range(result.total)) if result.indexes is None else result.indexes
    assert len(places) == len(result.facts)
    assert sorted(places + [r.index for r in result.refused]) == list(range(result.total))
    assert result.indexes is not None or not result.refused
    for fact in result.facts:  # what is taken, the journal can hold and read again
        at = None if fact.at is None else epoch_ms(fact.at)
        stamped = msgspec.structs.replace(fact, at=at)
        assert msgspec.json.decode(msgspec.json.encode(stamped), type=Event) == stamped


@given(MEDIA, HEADERS, st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_undocumented(media: str, headers: dict[str, str], body: bytes) -> None:
    check(media, headers, body)
    check(media, headers, b"[" + body + b"]")


@given(MEDIA, HEADERS, JSON | st.lists(loose_events(), max_size=5))
def test_arbitrary_json_raises_nothing_undocumented(media: str, headers: dict[str, str], value: Any) -> None:
    check(media, headers, json.dumps(value).encode())
    if isinstance(value, list):
        check(media, headers, b"\n".join(json.dumps(item).encode() for item in value))
        enveloped = [
            {"specversion": "1.0", "id": "i", "source": "s", "type": f"controlroom.{t['type']}", "data": t}
            for t in value
            if isinstance(t, dict) and "type" in t
        ]
        check("application/cloudevents-batch+json", {}, json.dumps(enveloped).encode())


@given(st.binary(min_size=1, max_size=3), st.integers(0, 700), st.integers(0, 700))
def test_mutated_events_raise_nothing_undocumented(patch: bytes, at: int, cut: int) -> None:
    body = (GOLDEN / "generic/events.ndjson").read_bytes()
    check("application/x-ndjson", {}, body[:at] + patch + body[at + cut % 5 :])
    array = b"[" + b",".join(body.splitlines()) + b"]"
    check("application/json", {}, array[:at] + patch + array[at + cut % 5 :])


BAD = st.sampled_from([b'{"type":"zzz"}', b'{"type":"like","count":0}', b'{"type":"like","user":"\xff"}', b"7"])


@given(st.lists(st.integers(1, 1000).map(lambda n: b'{"type":"like","count":%d}' % n) | BAD))
def test_partial_acceptance_keeps_every_index(events: list[bytes]) -> None:
    events = [*events, b'{"type":"like","count":77}']
    for result in (decode_ndjson(b"\n".join(events)), decode_json(b"[" + b",".join(events) + b"]")):
        expected: list[Fact | None] = [None] * len(events)
        for place, event in enumerate(events):
            if b"like" in event and b'"count":0' not in event and b"\xff" not in event:
                expected[place] = Like(count=int(event[23:-1]))
        got: list[Fact | None] = [None] * len(events)
        places = range(result.total) if result.indexes is None else result.indexes
        for place, fact in zip(places, result.facts, strict=True):
            got[place] = fact
        assert got == expected
        assert [r.index for r in result.refused] == [i for i, fact in enumerate(expected) if fact is None]
        assert all(isinstance(r, Refused) and r.line == events[r.index] for r in result.refused)
