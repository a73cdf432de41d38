"""What each stand-in says is what the room's own adapter makes of it, fact by fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from controlroom.feeds.barragegrab.decode import Decoder as BarrageGrab
from controlroom.feeds.base import Read
from controlroom.feeds.batches import each
from controlroom.feeds.bilibili.decode import read as bilibili
from controlroom.feeds.douyinlive.decode import Decoder as DouyinLive
from controlroom.feeds.obalive.decode import Decoder as ObaLive
from controlroom.feeds.twitch.decode import Decoder as Twitch
from controlroom.feeds.youtube.decode import Decoder as YouTube
from sim.carriers import Frame
from sim.facts import Fact
from sim.voices import DIALECTS, VIA

AT = 1_764_000_000_123
USER = {"user": "u-000003"}
FACTS = [
    Fact("comment", "c1", AT, {**USER, "text": "多少钱"}),
    Fact("comment", "c2", AT, {"user": "studio", "text": "在的", "name": "工作人员"}),
    Fact("audience", "a0", AT, {"online": 0, "total": 26_000}),
    Fact("like", "t1", AT, {**USER, "count": 5}, likes_so_far=41_806),
    Fact("enter", "a1", AT, {**USER, "traffic": "share"}),
    Fact("enter", "a3", AT, {**USER, "traffic": "search"}),
    Fact("follow", "t2", AT, USER),
    Fact("share", "t3", AT, USER),
    Fact("club", "t4", AT, USER),
    Fact("gift", "t5", AT, {**USER, "name": "小心心", "count": 2, "amount_minor": 20}),
    Fact("audience", "a2", AT, {"online": 1380, "total": 26_012, "likes": 41_900}),
    Fact("product", "p1", AT, {"sku": "cream", "state": "explaining"}),
    Fact("product", "p2", AT, {"sku": "cream", "state": "on_shelf"}),
    Fact("product", "p3", AT, {"sku": "cream", "state": "sold_out"}),
    Fact("order", "o1", AT, {"order": "o-1", "status": "created", **USER, "lines": [{"sku": "cream", "qty": 2}]}),
    Fact("order", "o2", AT, {"order": "o-1", "status": "paid", "amount_minor": 5}),
    Fact("order", "o3", AT, {"order": "o-2", "status": "paid", "lines": [{"sku": "cream"}]}),
]

ADAPTERS: dict[str, Callable[[str], Read]] = {
    "ape": lambda _: each(BarrageGrab()),
    "wushuaihua": lambda _: each(BarrageGrab()),
    "douyinlive": lambda _: each(DouyinLive()),
    "oba": lambda _: each(ObaLive()),
    "bilibili": lambda _: bilibili,
    "twitch": lambda _: each(Twitch()),
    "youtube": lambda currency: lambda message: YouTube(currency).read(b'{"items": [' + message + b"]}"),
}


def read(reader: Read, frame: Frame) -> Any:
    """The one event that the adapter makes of a frame, as JSON has it."""
    [message] = reader(frame.encode() if isinstance(frame, str) else frame)
    assert isinstance(message.came_to, list), message
    [told] = message.came_to
    return msgspec.json.decode(msgspec.json.encode(told))


@pytest.mark.parametrize("currency", ["CNY", "JPY", "KWD"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_adapter_hears_what_the_ledger_notes(dialect: str, currency: str) -> None:
    voice, adapter = DIALECTS[dialect].voice(currency), ADAPTERS[dialect](currency)
    carried: set[str] = set()
    for fact in FACTS:
        if not voice.carries(fact):
            continue
        carried.add(fact.kind)
        frame = voice.frame(fact)
        assert voice.frame(fact) == frame
        expected = {key: value for key, value in voice.heard(fact).items() if (key, value) != ("count", 1)}
        assert read(adapter, frame) == expected
    assert carried == DIALECTS[dialect].relayed


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_end_is_told_where_the_relay_tells_it(dialect: str) -> None:
    frame = DIALECTS[dialect].voice("CNY").end()
    if dialect == "oba":
        assert frame == ""
    else:
        assert read(ADAPTERS[dialect]("CNY"), frame)["state"] == "ended"


def test_oba_tells_neither_an_order_without_a_product_nor_what_follows_the_payment() -> None:
    voice = DIALECTS["oba"].voice("CNY")
    steps: list[tuple[dict[str, Any], bool]] = [
        ({"status": "created", "amount_minor": 5}, False),
        ({"status": "paid", "lines": [{"sku": "cream"}]}, True),
        ({"status": "refunded", "refund": "r"}, False),
    ]
    for number, (fields, told) in enumerate(steps):
        assert voice.carries(Fact("order", f"o{number}", AT, {"order": "o-1", **fields})) is told


def test_every_way_has_its_dialect_and_says_something() -> None:
    assert set(VIA.values()) <= set(DIALECTS)
    for dialect in DIALECTS.values():
        assert dialect.voice("CNY").frame(FACTS[0])
