"""docs/feeds.md names every kind that is fetched with its options, and its example of a bridge is taken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from controlroom.domain.events import Audience, Comment, Enter, Follow, Gift, Like, Product, Share, Stream
from controlroom.feeds.native.cloudevents import decode_cloudevents
from controlroom.feeds.registry import find, names

TEXT = (Path(__file__).parents[3] / "docs" / "feeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in names() if find(name).make is not None])
def test_a_kind_and_its_options_are_in_the_table(name: str) -> None:
    [row] = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")]
    assert re.findall(r"`(\w+)`", row.split("|")[5]) == [option.name for option in find(name).options]


SAMPLES = sorted((Path(__file__).parents[2] / "golden" / "feeds" / "tiktok_live").glob("*.json"))
Data = Mapping[str, Any]


def of_user(data: Data, **more: Any) -> dict[str, Any]:
    return {"user": data["user"]["id"], **more}


BRIDGE: dict[str, tuple[str, Callable[[Data], dict[str, Any]]]] = {
    "CommentEvent": ("comment", lambda d: of_user(d, name=d["user"]["nickname"], text=d["content"])),
    "LikeEvent": ("like", lambda d: of_user(d, count=d["count"])),
    "JoinEvent": ("enter", of_user),
    "FollowEvent": ("follow", of_user),
    "ShareEvent": ("share", of_user),
    "GiftEvent": ("gift", lambda d: of_user(d, name=d["gift"]["name"], count=d["repeatCount"])),
    "RoomUserSeqEvent": ("audience", lambda d: {"online": int(d["total"]), "total": int(d["totalUser"])}),
    "LiveEndEvent": ("stream", lambda _: {"state": "ended"}),
    "OecLiveShoppingEvent": ("product", lambda d: {"sku": d["popProduct"]["productId"], "state": "explaining"}),
}
"""What docs/feeds.md asks of a bridge, by the library's event; of any other it makes nothing."""


def bridged(event: str, data: Data) -> list[dict[str, Any]]:
    """What a bridge makes of one of the library's events; the likes so far, which it has from `LikeEvent`, apart."""
    if event not in BRIDGE or (event == "GiftEvent" and not data["repeatEnd"]):
        return []
    kind, read = BRIDGE[event]
    common = data["common"]
    time = datetime.fromtimestamp(int(common["createTime"]) / 1000, UTC)
    return [
        {
            "specversion": "1.0", "id": common["msgId"], "source": "tiktok/demo", "type": f"controlroom.{kind}",
            "time": f"{time:%Y-%m-%dT%H:%M:%SZ}", "data": read(data),
        }
    ]  # fmt: skip


def test_the_example_of_a_bridge_is_what_comes_of_the_librarys_samples() -> None:
    samples = [json.loads(path.read_bytes()) for path in SAMPLES]
    assert len(samples) == 10
    made = [one for sample in samples for one in bridged(sample["event"], sample["data"])]
    likes = [int(sample["data"]["total"]) for sample in samples if sample["event"] == "LikeEvent"]
    for one in made:
        one["data"] |= {"likes": likes[-1]} if one["type"] == "controlroom.audience" else {}
    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert json.loads(example) == sorted(made, key=lambda one: str(one["time"]))
    assert [sample["event"] for sample in samples if sample["event"] not in BRIDGE] == ["RoomPinEvent"]


def test_the_cloudevents_door_takes_what_the_bridge_of_the_example_sends() -> None:
    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    decoded = decode_cloudevents(example.encode(), batch=True)
    assert decoded.refused == []
    assert [type(fact) for fact in decoded.facts] == [
        Comment,
        Like,
        Enter,
        Follow,
        Share,
        Gift,
        Audience,
        Stream,
        Product,
    ]
    assert {fact.source for fact in decoded.facts} == {"tiktok/demo"}
