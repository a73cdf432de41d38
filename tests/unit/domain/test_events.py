"""Facts on the wire: names, bounds, what is left out."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import events as ev

DECODER = msgspec.json.Decoder(ev.Event)


def test_types_are_named_as_in_the_contract() -> None:
    assert (
        frozenset(
            "audience enter leave comment like follow share club gift impression click order stock stock_change price "
            "product promo totals spend speech violation stream heartbeat".split()
        )
        == ev.EVENT_TAGS
    )


def test_defaults_stand_for_what_is_not_told() -> None:
    assert DECODER.decode(b'{"type":"like"}') == ev.Like(count=1)
    assert DECODER.decode(b'{"type":"order","order":"o","status":"paid","lines":[{"sku":"s"}]}') == ev.OrderStep(
        order="o", status="paid", lines=(ev.Line(sku="s", qty=1),)
    )


def test_unknown_fields_are_ignored() -> None:
    assert DECODER.decode(b'{"type":"follow","user":"u","mood":"good"}') == ev.Follow(user="u")


def test_instants_are_milliseconds_or_rfc_3339_with_a_zone() -> None:
    at = DECODER.decode('{"type":"heartbeat","at":"2026-01-01T08:00:00+08:00"}').at
    assert at.timestamp() == 1_767_225_600
    assert DECODER.decode('{"type":"heartbeat","at":1767225600000}').at == 1_767_225_600_000


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ('{"type":"heartbeat","at":"2026-01-01T08:00:00"}', "$.at"),
        ('{"type":"heartbeat","at":1767225600000000}', "$.at"),
        ('{"type":"comment","user":"u","text":""}', "$.text"),
        ('{"type":"like","count":0}', "$.count"),
        ('{"type":"like","count":true}', "$.count"),
        ('{"type":"enter","user":""}', "$.user"),
        ('{"type":"order","order":"o","status":"paid","lines":[{"sku":"s","qty":0}]}', "$.lines[0].qty"),
        ('{"type":"order","order":"o","status":"paid","currency":"yuan"}', "$.currency"),
        ('{"type":"order","order":"o","status":"paid","amount_minor":-1}', "$.amount_minor"),
        ('{"type":"order","order":"o","status":"posted"}', "$.status"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_its_path(line: str, path: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=r"at `" + path.replace("$", r"\$").replace("[", r"\[")):
        DECODER.decode(line)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="Invalid value 'dance'"):
        DECODER.decode(b'{"type":"dance"}')


def test_facts_are_written_without_what_was_not_told() -> None:
    assert msgspec.json.encode(ev.Enter(user="u", at=5)) == b'{"type":"enter","at":5,"user":"u"}'


def test_orders_stock_spend_and_gifts_are_remembered_for_the_show() -> None:
    assert set(ev.KEPT_FOR_THE_SHOW) == {ev.OrderStep, ev.StockLevel, ev.StockChange, ev.Spend, ev.Gift}
    assert set(ev.BEFORE_LIVE) == {ev.Heartbeat, ev.StockLevel, ev.Price, ev.Product}
