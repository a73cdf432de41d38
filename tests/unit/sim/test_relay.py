from __future__ import annotations

import asyncio
import json
from typing import Any, get_args

import pytest
from websockets.asyncio.client import connect

from sim.carriers import Relay
from sim.driver import Driver, Options
from sim.facts import Fact
from sim.pace import Pace
from sim.relay import RELAYED, TYPES, Dialect, Speaker
from sim.wire import Wire
from tests.unit.sim.fake_room import CONTROLLER, KEY, FakeRoom
from tests.unit.sim.playing import no_sleep, planned

FACTS = {
    "comment": Fact("comment", "c1", 5, {"user": "u-000003", "text": "多少钱"}),
    "like": Fact("like", "t1", 5, {"user": "u-000003", "count": 5}, likes_so_far=41_806),
    "enter": Fact("enter", "a1", 5, {"user": "u-000003", "traffic": "share"}),
    "follow": Fact("follow", "t2", 5, {"user": "u-000003"}),
    "share": Fact("share", "t3", 5, {"user": "u-000003"}),
    "club": Fact("club", "t4", 5, {"user": "u-000003"}),
    "gift": Fact("gift", "t5", 5, {"user": "u-000003", "name": "小心心", "count": 2, "amount_minor": 20}),
    "audience": Fact("audience", "a2", 5, {"online": 1380, "total": 26_012, "likes": 41_900}),
}


def inner(frame: str) -> dict[str, Any]:
    data = json.loads(frame)["Data"]
    return json.loads(data) if isinstance(data, str) else data


@pytest.mark.parametrize("kind", sorted(RELAYED))
@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_frame_has_the_dialects_number_and_shape(dialect: Dialect, kind: str) -> None:
    outer = json.loads(Speaker(dialect).frame(FACTS[kind]))
    assert outer["Type"] == TYPES[dialect][kind]
    assert isinstance(outer["Data"], str) is (dialect == "ape")
    assert ("ProcessName" in outer) is (dialect == "ape")
    data = inner(json.dumps(outer))
    assert data["MsgId"] > 2**53
    assert isinstance(data["RoomId"], str) is (dialect == "ape")
    assert ("Onwer" in data) is (dialect == "ape")
    assert (data["User"] is None) is (kind == "audience")
    assert not [key for key in data if key.lower() in {"at", "time", "timestamp"}]


@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_frames_tell_what_happened(dialect: Dialect) -> None:
    speaker = Speaker(dialect)
    told = {kind: inner(speaker.frame(fact)) for kind, fact in FACTS.items()}
    assert told["comment"]["Content"] == "多少钱"
    assert (told["like"]["Count"], told["like"]["Total"]) == (5, 41_806)
    assert (told["audience"]["OnlineUserCount"], told["audience"]["TotalUserCount"]) == (1380, 26_012)
    assert told["audience"]["TotalUserCountStr"] == "2.6万"
    assert (told["club"]["Type"], told["gift"]["DiamondCount"]) == (2, 1)
    assert told["gift"]["GiftCount" if dialect == "ape" else "TotalCount"] == 2
    assert told["follow"]["User"]["SecUid"] == "u-000003"


def test_same_fact_again_has_the_same_message_number_and_another_has_not() -> None:
    speaker = Speaker("ape")
    first, other, again = (inner(speaker.frame(FACTS[kind]))["MsgId"] for kind in ("like", "comment", "like"))
    assert first == again != other


@pytest.mark.parametrize(("dialect", "traffic"), [("ape", "share"), ("wushuaihua", None)])
def test_listener_hears_no_instant_and_hardly_a_source(dialect: Dialect, traffic: str | None) -> None:
    heard = Speaker(dialect).heard(FACTS["enter"])
    assert "at" not in heard
    assert heard.get("traffic") == traffic
    search = Fact("enter", "a9", 5, {"user": "u-000003", "traffic": "search"})
    assert "traffic" not in Speaker(dialect).heard(search)


def test_listener_knows_the_like_counter_from_the_likes_only() -> None:
    speaker = Speaker("ape")
    assert "likes" not in speaker.heard(FACTS["audience"])
    speaker.heard(FACTS["like"])
    assert speaker.heard(FACTS["audience"])["likes"] == 41_806


def test_end_is_told_in_either_dialect() -> None:
    assert [json.loads(Speaker(dialect).end())["Type"] for dialect in get_args(Dialect)] == [9, 8]


def hear(room: FakeRoom, frame: str) -> None:
    """What a room's own adapter would make of a frame of the ape dialect."""
    outer, data = json.loads(frame), inner(frame)
    kind = next(kind for kind, number in TYPES["ape"].items() if number == outer["Type"])
    event: dict[str, Any] = {"type": kind, "id": str(data["MsgId"])}
    if data["User"]:
        event["user"] = data["User"]["SecUid"]
    if kind == "audience":
        event |= {"online": data["OnlineUserCount"], "total": data["TotalUserCount"]}
        event |= {"likes": room.likes} if room.likes is not None else {}
    if kind == "like":
        event["count"], room.likes = data["Count"], data["Total"]
    if kind == "gift":
        event |= {"count": data["GiftCount"], "amount_minor": data["GiftCount"] * data["DiamondCount"] * 10}
    if kind == "enter" and data["EnterTipType"] == 6:
        event["traffic"] = "share"
    room.hear(event, source="relay")


async def test_driver_through_a_relay_agrees_with_a_room_that_listens() -> None:
    room, relay = planned(), Relay(0)
    await relay.open()
    options = Options(
        url="http://room",
        room="demo",
        key=KEY,
        scenario="evening",
        speed=60,
        minutes=3,
        stand_in=CONTROLLER,
        relay_port=0,
    )
    driver = Driver(
        options, Wire("http://room", "demo", KEY, transport=room.transport), Pace(60, sleep=no_sleep), relay
    )

    async def listen() -> None:
        async with connect(f"ws://127.0.0.1:{relay.port}") as line:
            async for frame in line:
                hear(room, str(frame))

    listening = asyncio.create_task(listen())
    await driver.play()
    truth = driver.ledger.truth(driver.frame(await driver.settle()))
    await relay.close()
    await listening
    assert driver.tally.unheard == 0
    assert truth == room.truth()
    posted = {json.loads(line)["type"] for body in room.bodies for line in body.splitlines()}
    assert posted <= {"order", "click", "impression", "stock", "stock_change", "spend", "totals", "product", "price"}
    assert truth["tiles"]["comments"] > 0
    assert truth["tiles"]["likes"] > 0
