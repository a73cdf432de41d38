"""Prices, offers, scenes and the desk over the wire; the door to who is owed what was promised."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from controlroom.domain.plan import OfferPlan, ProductPlan, ScenePlan, SegmentPlan
from controlroom.domain.roles import RIGHTS, Right, Role
from controlroom.live.opening import make_room
from controlroom.server.tokens import key_hash, new_feed_key
from tests.contract.conftest import PLAN, START_MS, Front, frame
from tests.contract.test_stream import cookie

SHOP = msgspec.structs.replace(
    PLAN,
    show=msgspec.structs.replace(PLAN.show, room="shop"),
    products=(
        *PLAN.products,
        ProductPlan(
            sku="K-2", title="Cup", price_minor=5900, list_price_minor=9900, link=2, stock=500, points=("light",),
            gifts=("spoon",),
        ),
    ),
    segments=(*PLAN.segments, SegmentPlan(id="cup", title="Cup", planned_for_ms=60_000, kind="product", sku="K-2")),
    offers=(
        OfferPlan(id="first2", sku="K-2", title={"zh-CN": "前两名", "en": "First two"}, gift="=lid", quota=2),
        OfferPlan(id="flash", sku="K-2", title="Flash", price_minor=4900, lasts_for_ms=300_000),
    ),
    scenes=(ScenePlan(id="cups", title="Cups", key="F1", sku="K-2", offer="flash"),),
)  # fmt: skip


async def open_shop(front: Front) -> None:
    await make_room(front.house.book, "shop", SHOP, now_ms=START_MS, rehearsal=True, seed=3)
    front.keys["shop"] = new_feed_key()
    await front.house.book.add_key("shop", "till", key_hash(front.keys["shop"]), START_MS)
    await front.command("show.start", room="shop")


def bought(id_: str, at_s: int, sku: str = "K-2") -> list[dict[str, Any]]:
    step = {"type": "order", "order": id_, "lines": [{"sku": sku, "unit_minor": 5900}], "at": START_MS + at_s * 1000}
    return [step | {"id": f"{id_}-c", "status": "created"}, step | {"id": f"{id_}-p", "status": "paid"}]


async def drive(front: Front, to_s: int) -> None:
    clock = {"to_ms": START_MS + to_s * 1000}
    await front.http.post("/api/v1/rooms/shop/clock", json=clock, headers=front.as_(Role.FEED, "shop"))


async def sold(front: Front) -> None:
    await open_shop(front)
    await front.command("offer.open", room="shop", offer="first2")
    await drive(front, 10)
    await front.post([*bought("b", 3), *bought("a", 2), *bought("other", 1, "K-1")], room="shop")
    await front.post(bought("late", 9), room="shop")


async def test_who_is_owed_is_told_by_payment(front: Front) -> None:
    await sold(front)
    [offer, _] = (await front.get("state?topics=offers", room="shop")).json()["topics"]["offers"]
    assert (offer["state"], offer["taken"], offer["left"]) == ("full", 2, 0)
    told = (await front.get("offers/first2/owed", room="shop")).json()
    [opening] = told["rounds"]
    assert [(o["order"], o["owed"], o["pieces"]) for o in opening["orders"]] == [("a", True, 1), ("b", True, 1)]
    assert (opening["quota"], opening["opened_ms"]) == (2, START_MS)


async def test_the_sheet_opens_in_a_spreadsheet_and_runs_no_formula(front: Front) -> None:
    await sold(front)
    answer = await front.get("offers/first2/owed?format=csv&lang=zh-CN", room="shop")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="owed-shop-1-first2.csv"'
    head, first, _ = answer.text.removeprefix("\ufeff").splitlines()
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert head.startswith("show,offer,title,gift,price,currency,sku,opening")
    assert first == "shop-1,first2,前两名,'=lid,,CNY,K-2,1,2026-01-01T00:00:00Z,a,2026-01-01T00:00:02Z,1,yes"


async def test_an_offer_of_a_past_show_is_still_owed(front: Front) -> None:
    await sold(front)
    await front.command("show.end", room="shop")
    await front.command("show.open", room="shop", id="again")
    assert (await front.get("offers/first2/owed", room="shop")).status_code == 404
    told = (await front.get("offers/first2/owed?show=shop-1", room="shop")).json()
    assert [o["order"] for o in told["rounds"][0]["orders"]] == ["a", "b"]


@pytest.mark.parametrize("role", list(Role))
async def test_what_is_owed_is_for_those_with_the_right(front: Front, role: Role) -> None:
    await open_shop(front)
    answer = await front.get("offers/first2/owed", role, room="shop")
    assert answer.status_code == (200 if Right.READ_OWED in RIGHTS[role] else 403)


async def test_an_offer_that_is_not_there_is_404_and_a_wrong_question_400(front: Front) -> None:
    await open_shop(front)
    assert (await front.get("offers/none/owed", room="shop")).status_code == 404
    assert (await front.get("offers/first2/owed?format=pdf", room="shop")).status_code == 400


async def update_with(socket: Any, slot: str) -> dict[str, str]:
    """Return the slots of the first update that writes `slot`."""
    while True:
        found = await frame(socket, "update")
        await socket.send(f'{{"ack":{found["pos"]}}}')
        slots: dict[str, str] = found["slots"]
        if slot in slots:
            return slots


async def sold_each_minute(front: Front, minutes: range) -> None:
    for until_s in minutes:
        await drive(front, until_s)
        await front.post([step for n in range(14) for step in bought(f"o{until_s}-{n}", until_s - 4 * n)], room="shop")


async def test_a_switch_reaches_every_screen_whole_and_in_one_frame(served: Front) -> None:
    """Price, list price, points, gifts, link, stock and the forecast, on a program's stream and on pages of four roles."""
    await open_shop(served)
    await served.command("take", room="shop", segment="cup", from_=None)
    await sold_each_minute(served, range(60, 301, 60))
    await served.command("take", room="shop", segment="lamp", from_="cup", id="lamp")
    await drive(served, 301)
    stock = (await served.get("state?topics=stock", room="shop")).json()["topics"]["stock"]
    assert stock["K-2"]["runs_out"] is not None
    controller, host, analyst, remote = (
        served.connect(f"/rooms/shop/{role}/live?lang=en", cookie(served, role, "shop"))
        for role in (Role.CONTROLLER, Role.HOST, Role.ANALYST, Role.REMOTE)
    )
    async with (
        served.stream("topics=program,stock,desk", room="shop") as stream, controller as driving, host as reading,
        analyst as watching, remote as holding,
    ):  # fmt: skip
        for socket in (stream, driving, reading, watching, holding):
            await frame(socket, "hello")
        assert (await served.command("product.switch", room="shop", sku="K-2")).status_code == 200
        topics = (await frame(stream, "update"))["topics"]
        panes, sheet = await update_with(driving, "air"), await update_with(reading, "product")
        line, hand = await update_with(watching, "onair"), await update_with(holding, "segment")
    program = topics["program"]
    shown = (program["price_minor"], program["list_price_minor"], program["points"], program["gifts"], program["link"])
    assert shown == (5900, 9900, ["light"], ["spoon"], 2)
    assert program["available"] == 430
    assert topics["stock"]["K-2"]["runs_out"] is None  # it is reckoned anew from what sells now
    assert [act["act"] for act in topics["desk"]] == ["explain"]
    assert {"air", "products", "desk", "undo"} <= set(panes)
    assert {"product", "left"} <= set(sheet)
    sold = ("<b>2</b>", "Cup", "¥59", "¥99", "light", "spoon")
    for words in (panes["air"], line["onair"], hand["segment"]):
        assert [said for said in sold if said not in words] == []
    assert [said for said in (">2<", *sold[1:]) if said not in sheet["product"]] == []
    assert ("430" in panes["air"], "430" in sheet["left"]) == (True, True)
    assert program["runs_out_ms"] is None
    assert ("time left unknown" in panes["air"], "time left unknown" in sheet["left"]) == (True, True)
    await sold_each_minute(served, range(360, 601, 60))
    told = (await served.get("state?topics=program,stock", room="shop")).json()["topics"]
    assert told["stock"]["K-2"]["runs_out"] is not None
    assert told["program"]["runs_out_ms"] is not None


async def test_a_scene_reaches_a_screen_in_one_frame_and_one_undo_takes_it_back(served: Front) -> None:
    await open_shop(served)
    async with served.stream("topics=program,offers,scenes,show,desk", room="shop") as socket:
        await frame(socket, "hello")
        await served.command("scene.apply", room="shop", scene="cups")
        topics = (await frame(socket, "update"))["topics"]
        assert (topics["program"]["sku"], topics["program"]["price_minor"]) == ("K-2", 4900)
        assert [(o["id"], o["state"]) for o in topics["offers"]] == [("first2", "ready"), ("flash", "open")]
        assert (topics["scenes"][0]["applied"], topics["show"]["scene"]) == (True, "cups")
        assert {act["act"] for act in topics["desk"]} == {"explain", "price"}
        await served.command("undo", room="shop", command="c-scene.apply")
        topics = (await frame(socket, "update"))["topics"]
        assert (topics["program"], topics["desk"], topics["show"]["scene"]) == (None, [], None)
        assert [o["state"] for o in topics["offers"]] == ["ready", "ready"]


async def test_the_desk_is_hidden_from_the_host_and_the_feed(front: Front) -> None:
    await open_shop(front)
    for role in (Role.HOST, Role.FEED, Role.ASSISTANT):
        topics = (await front.get("state", role, room="shop")).json()["topics"]
        assert "desk" not in topics
        assert "offers" in topics
