"""The words of refusals."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec import DecodeError, ValidationError
from msgspec.json import Decoder

from controlroom.domain.events import Event, Fact, Heartbeat, Like
from controlroom.feeds.native.refusals import epoch_ms, explain, one_by_one, timely

READ: Decoder[Fact] = Decoder(Event)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "The event is not JSON (Input data was truncated): send one whole JSON object, in UTF-8."),
        (b'{"type":"like","id":"\xff"}', "The event is not UTF-8: encode it as UTF-8."),
        (b"5", "expected object, got int: an event is one JSON object with a `type`."),
        (b'{"type":"price","sku":"a"}', "unit_minor is missing: add it."),
        (
            b'{"type":"like","count":0}',
            "count: expected int >= 1: correct it, or leave an optional field out.",
        ),
        (
            b'{"type":"spend","kind":"tips","amount_minor":1}',
            "kind is 'tips': use one of ads commission host logistics other.",
        ),
        (
            b'{"type":"gift","user":"u","name":"' + b"x" * 201 + b'"}',
            "name is longer than 200 characters: shorten it.",
        ),
        (b'{"type":"like","type":"enter"}', "The event says its type twice, then 'enter': say it once."),
    ],
)
def test_explain_says_what_where_and_the_mend(line: bytes, message: str) -> None:
    with pytest.raises((DecodeError, UnicodeDecodeError)) as caught:
        READ.decode(line)
    assert explain(caught.value, line)[2] == message


def test_explain_of_an_unknown_type_cuts_it_and_lists_the_known() -> None:
    code, path, message = explain(ValidationError(f"Invalid value '{'z' * 5000}' - at `$.type`"))
    assert (code, path) == ("unknown_type", "type")
    assert message.startswith(f"There is no event type '{'z' * 60}': use one of audience ")
    assert len(message) < 400


def test_explain_of_a_bottomless_event_names_the_depth() -> None:
    assert explain(RecursionError())[0] == "bad_json"
    assert "nests too deep" in explain(RecursionError())[2]


def test_epoch_ms_rounds_down() -> None:
    assert epoch_ms(5) == 5
    assert epoch_ms(datetime.fromisoformat("1970-01-01T08:00:00.001999+08:00")) == 1
    assert epoch_ms(datetime.fromisoformat("1969-12-31T23:59:59.999999+00:00")) == -1


def test_timely_refuses_years_that_an_integer_may_not_name() -> None:
    good = Heartbeat(at=datetime.fromisoformat("2026-01-01T00:00:00Z"))
    assert timely(good) is good
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-08:00", "1969-12-31T23:59:59Z"):
        with pytest.raises(ValidationError, match="from 1970 to 2999"):
            timely(Heartbeat(at=datetime.fromisoformat(text)))


def test_one_by_one_leaves_indexes_out_when_nothing_is_refused() -> None:
    result = one_by_one([b'{"type":"like"}'], READ.decode, lambda *_: pytest.fail("refused"))
    assert (result.facts, result.indexes, result.total) == ([Like()], None, 1)
