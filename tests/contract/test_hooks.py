"""The door for platforms' webhooks, on a running app."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from typing import Any

import httpx
import pytest

from controlroom.feeds.base import Delivery, Message, Reply
from controlroom.live.answers import IntakeFull
from controlroom.live.feeding import FeedRow, add_feed, remove_feed
from controlroom.server import hooking
from tests.asked import asked
from tests.contract.conftest import Begun, Front, open_front
from tests.hook_platforms import GOLDEN, PLATFORMS, SAMPLES

SHOPIFY = PLATFORMS["shopify"]


async def subscribe(front: Front, kind: str = "shopify", room: str = "demo") -> None:
    await add_feed(front.house.book, room, FeedRow("store", kind, dict(PLATFORMS[kind].options)))


async def send(front: Front, delivery: Delivery, place: str = "demo/hooks/store") -> httpx.Response:
    return await front.http.post(f"/api/v1/rooms/{place}", content=delivery.body, headers=dict(delivery.headers))


async def health(front: Front, feed: str = "store") -> dict[str, Any]:
    feeds = (await front.get("state?topics=feeds")).json()["topics"]["feeds"]
    found: dict[str, Any] = next(row for row in feeds if row["name"] == feed)
    return found


async def gmv(front: Front) -> tuple[Any, Any, Any]:
    tiles = (await front.get("state?topics=kpi")).json()["topics"]["kpi"]["tiles"]
    return tuple(tiles[code]["value"] for code in ("gmv_created_minor", "gmv_minor", "refunds_minor"))  # type: ignore[return-value]


async def heard(front: Front, name: str) -> dict[str, Any]:
    feeds = (await front.get("state?topics=feeds")).json()["topics"]["feeds"]
    return next((one for one in feeds if one["name"] == name), {})


class Faulty:
    """A door of somebody else's that fails once it is in."""

    def check(self, delivery: Delivery) -> None:
        """Take all for signed."""

    def read(self, delivery: Delivery) -> list[Message]:
        """Fail."""
        raise RuntimeError("odd")

    def reply(self, delivery: Delivery) -> Reply:
        """Fail too."""
        raise RuntimeError("odd")


async def test_a_delivery_that_its_adapter_fails_in_is_kept_with_the_reason(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooking, "door", lambda kind, options: Faulty())
    await subscribe(front)
    assert (await send(front, SHOPIFY.delivery("orders_paid"))).status_code == 200
    live = await front.house.room("demo")
    assert live is not None
    await live.keep_aside()
    (kept,) = await front.house.book.rejects("demo", 9)
    assert (kept.feed, kept.code, kept.message) == (
        "store",
        "adapter_failed",
        "The feed's adapter failed (RuntimeError).",
    )
    assert kept.line.startswith("webhook\n")


async def test_an_order_goes_from_the_platform_to_the_tiles(front: Front) -> None:
    await subscribe(front)
    for name in ("refunds_create", "orders_paid", "orders_create", "orders_paid"):
        began = time.perf_counter()
        answer = await send(front, SHOPIFY.delivery(name))
        assert (answer.status_code, answer.content) == (200, b""), answer.text
        assert time.perf_counter() - began < 2
    assert await gmv(front) == (5998, 5998, 2999)
    told = await health(front)
    assert (told["kind"], told["state"], told["accepted"], told["duplicates"]) == ("shopify", "live", 4, 2)


@pytest.mark.parametrize(("kind", "name"), [sample for sample in SAMPLES if sample[1] != "probe_tag0"])
async def test_every_sample_is_taken_and_repeated_only_counts_duplicates(front: Front, kind: str, name: str) -> None:
    await subscribe(front, kind)
    delivery = PLATFORMS[kind].anew(PLATFORMS[kind].delivery(name), time.time_ns() // 1_000_000)
    assert (await send(front, delivery)).status_code == 200
    first, counted = await health(front), await gmv(front)
    assert (await send(front, delivery)).status_code == 200
    again = await health(front)
    assert await gmv(front) == counted
    assert (again["accepted"], again["duplicates"]) == (first["accepted"], first["accepted"])


async def test_what_was_signed_long_ago_is_401_and_counts_nothing(front: Front) -> None:
    await subscribe(front, "douyinpush")
    push, kept = PLATFORMS["douyinpush"], PLATFORMS["douyinpush"].delivery("live_like")
    answer = await send(front, kept)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed")
    assert (await send(front, push.anew(kept, time.time_ns() // 1_000_000))).status_code == 200
    assert (await health(front))["accepted"] == 1


async def test_a_redelivery_after_a_restart_is_a_duplicate(begun: Begun, tmp_path: Any) -> None:
    async with open_front(begun, tmp_path / "data") as front:
        await subscribe(front)
        await send(front, SHOPIFY.delivery("orders_paid"))
        seq = (await front.get("state")).json()["seq"]
    shutil.rmtree(tmp_path / "data" / "web")
    begun_again = Begun(tmp_path / "data", begun.keys)
    async with open_front(begun_again, tmp_path / "again") as front:
        assert (await send(front, SHOPIFY.delivery("orders_paid"))).status_code == 200
        told = await health(front)
        assert (told["accepted"], told["duplicates"]) == (0, 2)
        assert await gmv(front) == (5998, 5998, 0)
        assert (await front.get("state")).json()["seq"] <= seq + 2  # that the server was away, and what its feeds bring


async def test_a_forged_delivery_is_told_nothing_and_leaves_nothing(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    await subscribe(front)
    good = SHOPIFY.delivery("orders_paid")
    caplog.set_level(logging.WARNING)
    for bad in (
        SHOPIFY.delivery("orders_paid", good.body + b" "),
        SHOPIFY.delivery("orders_paid", x_shopify_hmac_sha256=None),
    ):
        answer = await send(front, bad)
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert answer.json()["code"] == "not_signed"
        assert "hmac" not in answer.text
        assert good.headers["x-shopify-hmac-sha256"] not in answer.text + caplog.text
    assert [room.row.slug for room in front.house.running()] == [], "a room was started for it"
    assert sum("was refused" in line for line in caplog.messages) == 1


async def test_a_session_is_neither_needed_nor_enough(front: Front) -> None:
    await subscribe(front)
    good = SHOPIFY.delivery("orders_paid", origin="https://elsewhere.example", sec_fetch_site="cross-site")
    assert (await send(front, good)).status_code == 200
    unsigned = SHOPIFY.delivery("orders_paid", x_shopify_hmac_sha256=None, authorization=front.as_()["Authorization"])
    assert (await send(front, unsigned)).status_code == 401


@pytest.mark.parametrize("place", ["nowhere/hooks/store", "demo/hooks/nobody", "drill/hooks/store", "demo/hooks/relay"])
async def test_what_is_not_there_is_404(front: Front, place: str) -> None:
    await subscribe(front)
    await add_feed(front.house.book, "demo", FeedRow("relay", "barragegrab", {"url": "ws://127.0.0.1:9"}))
    answer = await send(front, SHOPIFY.delivery("orders_paid"), place)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_other_methods_are_405_and_an_endless_body_413(front: Front) -> None:
    await subscribe(front)
    assert (await front.http.get("/api/v1/rooms/demo/hooks/store")).status_code == 405
    answer = await send(front, SHOPIFY.delivery("orders_paid", b" " * (8 * 1024 * 1024 + 1)))
    assert answer.status_code == 413


async def test_a_changed_feed_has_its_door_soon(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooking, "KNOWN_S", 0.0)
    good = SHOPIFY.delivery("orders_paid")
    assert (await send(front, good)).status_code == 404
    await add_feed(front.house.book, "demo", FeedRow("store", "shopify", {"secret": "old"}))
    assert (await send(front, good)).status_code == 401
    await subscribe(front)
    assert (await send(front, good)).status_code == 200
    await remove_feed(front.house.book, "demo", "store")
    assert (await send(front, good)).status_code == 404


async def test_a_store_that_cannot_write_is_503_and_the_redelivery_counts(front: Front) -> None:
    await subscribe(front)
    good = SHOPIFY.delivery("orders_paid")
    await front.get("state")
    front.store_fails()
    answer = await send(front, good)
    assert (answer.status_code, answer.json()["code"]) == (503, "store_full")
    assert int(answer.headers["retry-after"]) > 0
    front.store_fails(False)
    async with asyncio.timeout(10):
        while (await send(front, good)).status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert await gmv(front) == (5998, 5998, 0)


async def test_a_full_intake_is_503(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    await subscribe(front)
    live = await front.house.room("demo")
    assert live is not None

    async def full(*_: object) -> None:
        raise IntakeFull(3)

    monkeypatch.setattr(live, "post", full)
    answer = await send(front, SHOPIFY.delivery("orders_paid"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


async def test_the_answer_waits_for_the_commit(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    await subscribe(front)
    await front.get("state")
    append, gate = front.house.journal.append, asyncio.Event()

    async def slow(show: str, page: Any) -> None:
        await gate.wait()
        await append(show, page)

    monkeypatch.setattr(front.house.journal, "append", slow)
    waiting = asyncio.create_task(send(front, SHOPIFY.delivery("orders_paid")))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    gate.set()
    assert (await waiting).status_code == 200


async def test_unreadable_messages_are_kept_and_unknown_types_counted(front: Front) -> None:
    from controlroom.feeds.signing import hmac_base64

    await subscribe(front)

    def signed(body: bytes, topic: str) -> Delivery:
        sign = hmac_base64("test_shopify_secret", body)
        return SHOPIFY.delivery("orders_paid", body, x_shopify_hmac_sha256=sign, x_shopify_topic=topic)

    assert (await send(front, signed(b'{"id": []}', "orders/paid"))).status_code == 200
    for topic in ("carts/update", "carts/update", "orders/updated"):
        assert (await send(front, signed(b"{}", topic))).status_code == 200
    told = await health(front)
    assert (told["rejected"], told["unknown"], told["accepted"]) == (1, {"carts/update": 2}, 0)
    await asyncio.sleep(1.2)  # they are written aside once a second
    (kept,) = (await front.get("rejects")).json()["rejects"]
    assert (kept["feed"], kept["code"], kept["path"]) == ("store", "bad_field", "id")
    assert kept["line"].startswith(
        "webhook\nx-shopify-topic: orders/paid\n"
    )  # with what tells its kind, to be read again
    assert kept["line"].endswith('\n\n{"id": []}')


async def test_a_feed_that_only_takes_webhooks_is_not_down_before_its_first(front: Front) -> None:
    await subscribe(front)
    await front.get("state")
    async with asyncio.timeout(10):
        while not (feeds := (await front.get("state?topics=feeds")).json()["topics"]["feeds"]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    (told,) = feeds
    assert (told["kind"], told["state"], told["last_ms"]) == ("shopify", "unknown", None)


async def test_an_orders_amount_is_unknown_until_it_was_looked_up(front: Front) -> None:
    doudian, detail = PLATFORMS["doudian"], (GOLDEN / "doudian" / "api_order_detail_result.json").read_bytes()
    gate = asyncio.Event()

    def answer(*_: object) -> tuple[int, bytes]:
        return (200, detail) if gate.is_set() else (503, b"")

    async with asked(answer) as host:
        options = dict(doudian.options) | {"access_token": "t", "details_url": host.url}
        await add_feed(front.house.book, "demo", FeedRow("store", "doudian", options))
        for name in ("probe_tag0", "trade_paid_101", "trade_create_100", "trade_paid_101"):
            assert (await send(front, doudian.delivery(name))).json() == {"code": 0, "msg": "success"}
        tiles = (await front.get("state?topics=kpi")).json()["topics"]["kpi"]["tiles"]
        told = {
            code: (tiles[code]["value"], tiles[code]["state"]) for code in ("paid_orders", "gmv_minor", "aov_minor")
        }
        assert told == {"paid_orders": (1, "ok"), "gmv_minor": (None, "unknown"), "aov_minor": (None, "unknown")}
        gate.set()
        async with asyncio.timeout(10):
            while await gmv(front) != (9900, 9900, 0):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await send(front, doudian.delivery("refund_success_206"))
        assert await gmv(front) == (9900, 9900, 9900)
        tiles = (await front.get("state?topics=kpi")).json()["topics"]["kpi"]
        assert tiles["tiles"]["gmv_minor"]["state"] == "ok"
        assert tiles["products"]["KC-L"]["units"]["value"] == 1


async def test_another_rooms_order_is_left_out_and_counted_and_this_ones_counts(front: Front) -> None:
    doudian, detail = PLATFORMS["doudian"], (GOLDEN / "doudian" / "api_order_detail_result.json").read_bytes()

    async with asked(lambda *_: (200, detail)) as host:
        options = dict(doudian.options) | {"access_token": "t", "details_url": host.url}
        await add_feed(front.house.book, "demo", FeedRow("store", "doudian", options | {"author": "1"}))
        await send(front, doudian.delivery("trade_paid_101"))
        async with asyncio.timeout(10):
            while not (await heard(front, "store")).get("elsewhere"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert await gmv(front) == (0, 0, 0)
        await add_feed(front.house.book, "demo", FeedRow("store", "doudian", options | {"author": "90000000001"}))
        async with asyncio.timeout(10):
            while await gmv(front) != (9900, 9900, 0):  # noqa: ASYNC110 - what the fold lacks is asked for anew
                await asyncio.sleep(0.05)
        assert (await heard(front, "store"))["elsewhere"] == 0, "it is this one's now"


async def test_a_held_refund_alone_has_its_order_looked_up(front: Front) -> None:
    doudian, detail = PLATFORMS["doudian"], (GOLDEN / "doudian" / "api_order_detail_result.json").read_bytes()
    async with asked(lambda *_: (200, detail)) as host:
        options = dict(doudian.options) | {"access_token": "t", "details_url": host.url, "author": "90000000001"}
        await add_feed(front.house.book, "demo", FeedRow("store", "doudian", options))
        async with asyncio.timeout(10):
            while not await heard(front, "store"):  # noqa: ASYNC110 - else the start finds it by itself
                await asyncio.sleep(0.05)
        await send(front, doudian.delivery("refund_success_206"))
        async with asyncio.timeout(10):
            while await gmv(front) != (9900, 9900, 9900):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_a_delivery_has_two_mebibytes(front: Front) -> None:
    await subscribe(front)
    answer = await front.http.post("/api/v1/rooms/demo/hooks/store", content=b"x" * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 413
