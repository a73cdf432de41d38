"""A room's feeds from its page: entered, tested, changed, taken out; rejected events once more; for those with the right."""

from __future__ import annotations

import asyncio
from html import unescape
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from controlroom.domain.roles import Role
from controlroom.feeds import registry
from controlroom.live import feeding
from controlroom.server import hooking
from controlroom.server.tokens import key_hash, link_path, new_feed_key
from tests.contract.conftest import START_MS, Begun, Front, open_front
from tests.hook_platforms import PLATFORMS

SHOPIFY = PLATFORMS["shopify"]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.02)
    monkeypatch.setattr(hooking, "KNOWN_S", 0.0)


async def sign_in(front: Front, role: Role = Role.CONTROLLER, room: str = "demo") -> str:
    path = link_path(room, role, front.token(role, room))
    assert (await front.http.get(path)).status_code == 200
    return path.partition("?")[0]


async def enter(front: Front, page: str, **fields: str) -> httpx.Response:
    data = {name.replace("option_", "option."): value for name, value in fields.items()}
    return await front.http.post(f"{page}/feeds?lang=en", data=data)


async def feeds(front: Front, room: str = "demo") -> dict[str, Any]:
    state = (await front.get("state?topics=feeds", room=room)).json()
    return {feed["name"]: feed for feed in state["topics"]["feeds"]}


async def until_known(front: Front, name: str, room: str = "demo") -> dict[str, Any]:
    async with asyncio.timeout(10):
        while name not in (found := await feeds(front, room)):  # noqa: ASYNC110 - followed by the clock
            await asyncio.sleep(0.02)
    return dict(found[name])


async def test_a_platform_is_to_be_given_the_address_that_it_can_reach(begun: Begun, tmp_path: Path) -> None:
    async with open_front(begun, tmp_path, public_url="https://room.example") as front:
        front.http.headers["Host"] = "localhost"
        page = await sign_in(front)
        entered = await enter(front, page, new="yes", feed="store", kind="shopify", option_secret="s" * 32)
        assert entered.status_code == 204, entered.text
        await until_known(front, "store")
        pane = (await front.http.get(f"{page}/feeds/store")).text
        assert "https://room.example/api/v1/rooms/demo/hooks/store" in pane


async def test_a_kind_that_does_not_load_is_named_beside_those_that_can_be_chosen(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await sign_in(front)
    broken = EntryPoint("torn", "no_such_package:KIND", registry.GROUP)
    monkeypatch.setattr(registry, "_offered", lambda: {"torn": broken})
    kinds = await front.http.get(f"{page}/feed-new?lang=en")
    assert (kinds.status_code, "feed-new/shopify" in kinds.text, "feed-new/torn" in kinds.text) == (200, True, False)
    assert "(no_such_package:KIND) does not load: No module named" in unescape(kinds.text)
    assert "装载失败" in (await front.http.get(f"{page}/feed-new?lang=zh-CN")).text


async def test_a_webhooks_feed_is_entered_tested_and_its_secret_is_never_shown(front: Front) -> None:
    page = await sign_in(front)
    kinds = (await front.http.get(f"{page}/feed-new?lang=en")).text
    assert "feed-new/shopify" in kinds
    assert 'type="password"' in (await front.http.get(f"{page}/feed-new/shopify?lang=en")).text
    secret = SHOPIFY.options["secret"]
    answer = await enter(
        front, page, new="yes", feed="store", kind="shopify", option_secret=secret, id="x", expires_ms="9"
    )
    assert answer.status_code == 204, answer.text
    known = await until_known(front, "store")
    assert (known["kind"], known["way"], known["origin"]) == ("shopify", "hook", "page")
    waiting = (await front.http.get(f"{page}/feeds/store?lang=en")).text
    assert 'data-verdict="waiting"' in waiting
    assert "http://control.localhost/api/v1/rooms/demo/hooks/store" in waiting
    delivery = SHOPIFY.delivery("orders_paid")
    body, headers = delivery.body, dict(delivery.headers)
    post = front.http.post
    assert (await post("/api/v1/rooms/demo/hooks/store", content=body, headers=headers)).status_code == 200
    signed = (await front.http.get(f"{page}/feeds/store?lang=en")).text
    assert 'data-verdict="signed"' in signed
    assert (await post("/api/v1/rooms/demo/hooks/store", content=b" " + body, headers=headers)).status_code == 401
    forged = (await front.http.get(f"{page}/feeds/store?lang=zh-CN")).text
    assert 'data-verdict="forged"' in forged
    form = (await front.http.get(f"{page}/feed-edit/store?lang=en")).text
    everything = [waiting, signed, forged, form, (await front.get("state")).text, (await front.http.get(page)).text]
    assert not any(secret in text for text in everything)
    assert "set; leave empty to keep it" in form


async def test_an_unsigned_ping_is_answered_and_no_proof_that_the_secret_is_right(front: Front) -> None:
    page = await sign_in(front)
    entered = await enter(front, page, new="yes", feed="store", kind="woocommerce", option_secret="x" * 20)
    assert entered.status_code == 204, entered.text
    await until_known(front, "store")
    ping = await front.http.post("/api/v1/rooms/demo/hooks/store", content=b"webhook_id=1")
    assert (ping.status_code, ping.content) == (200, b"")
    assert 'data-verdict="waiting"' in (await front.http.get(f"{page}/feeds/store?lang=en")).text


async def test_a_clients_feed_says_what_it_waits_for_and_goes_again(front: Front) -> None:
    page = await sign_in(front)
    answer = await enter(front, page, new="yes", feed="relay", kind="barragegrab", option_url="ws://127.0.0.1:9")
    assert answer.status_code == 204
    async with asyncio.timeout(10):
        while (await until_known(front, "relay"))["link"] != "down":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    pane = (await front.http.get(f"{page}/feeds/relay?lang=en")).text
    assert 'data-verdict="down"' in pane
    assert "ws://127.0.0.1:9 does not answer (" in pane
    in_chinese = (await front.http.get(f"{page}/feeds/relay?lang=zh-CN")).text
    assert ("ws://127.0.0.1:9 连不上（" in in_chinese, "does not answer" in in_chinese) == (True, False)
    assert "Does not bring (unknown):" in pane
    kpi = (await front.get("state?topics=kpi")).json()["topics"]["kpi"]
    assert (kpi["tiles"]["gmv_minor"]["value"], kpi["tiles"]["comments"]["value"]) == (None, 0)
    curves = [(await front.get(f"series?kpi={code}")).json().get("unfed") for code in ("gmv_minor_5m", "online")]
    assert ("order" in kpi["unfed"], curves) == (True, ["order", None])
    assert (await front.http.post(f"{page}/feeds/relay/remove")).status_code == 204
    async with asyncio.timeout(10):
        while "relay" in await feeds(front):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert (await front.http.get(f"{page}/feeds/relay")).status_code == 404


async def test_a_past_show_is_judged_by_the_feeds_that_it_had(front: Front) -> None:
    async def drive(seconds: int) -> None:
        headers = front.as_(Role.FEED, "drill")
        to_ms = START_MS + seconds * 1000
        await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": to_ms}, headers=headers)

    async def told(more: str = "") -> tuple[object, ...]:
        windows = "&".join(f"{n}_ms={START_MS + s * 1000}" for n, s in zip(names, (0, 60, 60, 120), strict=True))
        changed = (await front.get(f"changed?{windows}{more}", room="drill")).json()
        curve = (await front.get(f"series?kpi=gmv_minor{more}", room="drill")).json()
        return changed["unfed"], changed["change_minor"], changed["b"]["gmv_minor"], curve.get("unfed"), curve["v"][-1]

    names = ("a_from", "a_to", "b_from", "b_to")
    page = await sign_in(front, room="drill")
    await enter(front, page, new="yes", feed="relay", kind="barragegrab", option_url="ws://127.0.0.1:9")
    await until_known(front, "relay", "drill")
    await front.command("show.start", room="drill")
    await drive(120)
    nothing = ("order", None, None, "order", None)
    assert await told() == nothing
    await front.command("show.end", room="drill")
    await enter(front, page, new="yes", feed="store", kind="shopify", option_secret="s" * 32)
    await until_known(front, "store", "drill")
    assert await told() == nothing
    await front.command("show.open", room="drill")
    assert await told("&show=drill-1") == nothing


async def test_a_feed_that_is_first_heard_right_before_the_end_counts_too(front: Front) -> None:
    page = await sign_in(front, room="drill")
    await enter(front, page, new="yes", feed="relay", kind="barragegrab", option_url="ws://127.0.0.1:9")
    await until_known(front, "relay", "drill")
    await front.command("show.start", room="drill")
    headers = front.as_(Role.FEED, "drill")
    await front.http.post("/api/v1/rooms/drill/events", json=[{"type": "comment", "text": "hi"}], headers=headers)
    await front.command("show.end", room="drill")
    kpi = (await front.get("state?topics=kpi", Role.ANALYST, room="drill")).json()["topics"]["kpi"]
    assert (kpi["unfed"], kpi["tiles"]["gmv_minor"]["value"]) == ([], 0)


async def test_what_cannot_be_is_refused_in_the_pages_words(front: Front) -> None:
    page = await sign_in(front)
    for lang, *said in (
        ("en", "An option cannot be used", "shopify needs secret: without it"),
        ("zh-CN", "选项不能用", "shopify 要有 secret：没有它"),
    ):
        data = {"new": "yes", "feed": "a", "kind": "shopify"}
        answer = await front.http.post(f"{page}/feeds?lang={lang}", data=data)
        assert (answer.status_code, [words in answer.text for words in said]) == (409, [True, True])
    assert (await enter(front, page, new="yes", feed="a", kind="shopify", option_secret="env:HOME")).status_code == 409
    other = await front.http.post(f"{page}/feeds", data={"feed": "a"}, headers={"Origin": "http://elsewhere.test"})
    assert other.status_code == 403


async def test_rejected_events_are_taken_after_a_fix_and_count_once(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    from controlroom.feeds.shopify import hook as shopify

    page = await sign_in(front)
    secret = SHOPIFY.options["secret"]
    await enter(front, page, new="yes", feed="store", kind="shopify", option_secret=secret)
    delivery = SHOPIFY.delivery("orders_paid")
    body, headers = delivery.body, dict(delivery.headers)
    good = shopify.decode
    with monkeypatch.context() as broken:
        broken.setattr(shopify, "decode", lambda *_: [shopify_refuses()])
        answer = await front.http.post("/api/v1/rooms/demo/hooks/store", content=body, headers=headers)
        assert answer.status_code == 200
    assert shopify.decode is good
    await front.post([{"type": "comment", "text": "no user"}])
    again = await front.http.post("/api/v1/rooms/demo/rejects/retry", headers=front.as_(Role.ADMIN), json={})
    assert again.json() == {"taken": 1, "accepted": 2, "duplicates": 0, "refused": 1, "unreadable": 0, "made_up": 0}
    kept = (await front.get("rejects")).json()["rejects"]
    assert [row["code"] for row in kept] == ["missing_field"]
    await front.http.post("/api/v1/rooms/demo/hooks/store", content=body, headers=headers)
    state = (await front.get("state?topics=kpi", Role.ADMIN)).json()
    assert state["topics"]["kpi"]["tiles"]["orders"]["value"] == 1
    said = await front.http.post(f"{page}/feeds/shop/retry?lang=en")
    assert "0 taken, 1 still refused" in said.text


def shopify_refuses() -> Any:
    from controlroom.feeds.fields import Refused

    return Refused("bad_field", "total_price", "total_price is odd.")


async def test_who_enters_changes_and_takes_out_a_feed_is_in_the_audit_without_a_secret_and_who_looks_is_not(
    front: Front,
) -> None:
    page = await sign_in(front)
    for new, kind, status in (("yes", "shopify", 204), ("no", "shopify", 204), ("no", "nonsense", 409)):
        entered = await enter(front, page, new=new, feed="store", kind=kind, option_secret="hush-hush")
        assert entered.status_code == status
    await until_known(front, "store")
    for _ in range(3):  # the pane follows the feeds while it is open
        assert (await front.http.get(f"{page}/feeds/store")).status_code == 200
    assert (await front.http.post(f"{page}/feeds/store/retry")).status_code == 200
    assert (await front.http.post(f"{page}/feeds/store/remove")).status_code == 204
    (live,) = front.house.running()
    told = (await front.get(f"shows/{live.show}/audit")).json()["asides"]
    assert [(one["role"], one["what"], one["about"]) for one in told] == [
        ("controller", "feed.new", "store · shopify"), ("controller", "feed.set", "store · shopify"),
        ("controller", "rejects.retry", "store"), ("controller", "feed.end", "store"),
    ]  # fmt: skip
    sheet = (await front.get(f"shows/{live.show}/audit?format=csv&lang=en")).text
    assert "Feed changed" in sheet
    assert "hush" not in sheet


async def test_a_key_is_made_shown_once_used_seen_and_ended_on_the_page(front: Front) -> None:
    page = await sign_in(front)
    assert "feed-keys" in (await front.http.get(f"{page}/feed-new?lang=en")).text
    made = await front.http.post(f"{page}/keys?lang=en", data={"feed": " till "})
    assert made.status_code == 200, made.text
    key = made.text.split('data-copy="')[2].split('"')[0]
    assert "http://control.localhost/api/v1/rooms/demo/events" in made.text
    events = {"url": "/api/v1/rooms/demo/events", "json": {"type": "like", "id": "1"}}
    bearer = {"Authorization": f"Bearer {key}"}
    assert (await front.http.post(**events, headers=bearer)).status_code == 200  # type: ignore[arg-type]
    seen = (await front.http.get(f"{page}/feed-keys?lang=en")).text
    assert key not in seen
    assert [name in seen for name in ("till", "shop", "other")] == [True, True, False]
    assert key not in (await front.http.post(f"{page}/keys/till/end")).text
    assert ">till<" not in (await front.http.get(f"{page}/feed-keys?lang=en")).text
    (live,) = front.house.running()
    audit = (await front.get(f"shows/{live.show}/audit")).text
    assert key not in audit
    told = [(one["what"], one["about"]) for one in (await front.get(f"shows/{live.show}/audit")).json()["asides"]]
    assert told == [("key.new", "till"), ("key.end", "till")]


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "a\nb", "a/b", "50%"])
async def test_a_key_is_made_for_a_name_only_and_by_those_with_the_right(front: Front, name: str) -> None:
    page = await sign_in(front)
    for lang, said in (("en", "cannot be a feed's name: use"), ("zh-CN", "不能作数据源的名称")):
        answer = await front.http.post(f"{page}/keys?lang={lang}", data={"feed": name})
        assert (answer.status_code, said in answer.text) == (409, True), answer.text
        entered = await front.http.post(
            f"{page}/feeds?lang={lang}", data={"feed": name, "kind": "native", "new": "yes"}
        )
        assert (entered.status_code, said in entered.text) == (409, True), entered.text
    host = await sign_in(front, Role.HOST)
    for answer in (
        await front.http.get(f"{host}/feed-keys"),
        await front.http.post(f"{host}/keys", data={"feed": "till"}),
        await front.http.post(f"{host}/keys/shop/end"),
    ):
        assert answer.status_code == 403


async def test_the_feed_of_an_old_key_with_an_odd_name_has_its_panel_and_the_key_can_be_ended(front: Front) -> None:
    page, name = await sign_in(front), "till/1?a=b"
    front.keys["old"] = new_feed_key()
    await front.house.book.add_key("demo", name, key_hash(front.keys["old"]), START_MS)
    bearer = {"Authorization": f"Bearer {front.keys['old']}"}
    await front.http.post("/api/v1/rooms/demo/events", json={"type": "like", "id": "1"}, headers=bearer)
    assert name in (await front.http.get(f"{page}/feeds/{quote(name)}?lang=en")).text
    assert (await front.http.get(f"{page}/feeds/not/there")).json()["code"] == "no_feed"
    assert (await front.http.post("/api/v1/rooms/demo/hooks/a%2Fb")).json()["code"] == "no_hook"
    assert (await front.http.post(f"{page}/keys/{quote(name)}/end")).status_code == 200
    assert name not in {row.feed for row in await front.house.book.keys("demo")}
