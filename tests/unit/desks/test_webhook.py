"""A desk behind an address, against a stand-in."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import msgspec
import pytest

from controlroom.desks.webhook import Webhook
from controlroom.ports import DeskAct, DeskRefused

ACT = DeskAct(
    id="desk-7-price", room="demo", show="demo-3", act="price", sku="cream", link=3, text="179.00", price_minor=17_900,
    currency="CNY", listed=None, again=False, off=False,
)  # fmt: skip


def webhook(answer: Callable[[httpx.Request], httpx.Response]) -> Webhook:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Webhook("http://127.0.0.1:9000/desk", client)


async def test_an_act_is_posted_whole_with_a_key_that_makes_it_be_done_once() -> None:
    heard: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(202)

    await webhook(take).do(ACT)
    [request] = heard
    assert (request.method, str(request.url)) == ("POST", "http://127.0.0.1:9000/desk")
    assert request.headers["idempotency-key"] == "demo-3/desk-7-price"
    assert request.headers["content-type"] == "application/json"
    assert msgspec.json.decode(request.content) == {
        "id": "desk-7-price", "room": "demo", "show": "demo-3", "act": "price", "sku": "cream", "link": 3,
        "text": "179.00", "price_minor": 17_900, "currency": "CNY", "listed": None, "again": False, "off": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(500, text="no session"), "answered 500: no session"),
        (httpx.Response(404), "answered 404"),
        (httpx.Response(302, headers={"location": "http://elsewhere/"}), "answered 302"),
    ],
)
async def test_everything_but_a_yes_is_a_refusal_with_its_reason(answer: httpx.Response, said: str) -> None:
    with pytest.raises(DeskRefused, match=f"^{said}$"):
        await webhook(lambda request: answer).do(ACT)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (httpx.ReadTimeout("slow"), "no answer within 5 s"),
        (httpx.ConnectError("nobody"), r"cannot be reached \(ConnectError\)"),
    ],
)
async def test_an_address_that_does_not_answer_is_a_refusal(error: httpx.HTTPError, said: str) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(DeskRefused, match=said):
        await webhook(fail).do(ACT)


async def test_a_closed_one_can_be_used_again() -> None:
    hook = webhook(lambda request: httpx.Response(200))
    await hook.do(ACT)
    await hook.close()
    await hook.close()
