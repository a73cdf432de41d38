"""Asking Doudian for an order: the signed question, the answer's envelope."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256

import pytest

from controlroom.domain.events import OrderStep
from controlroom.feeds.base import BadOption, Elsewhere, NotTold
from controlroom.feeds.doudian.details import DoudianDetails, details, whose
from tests.asked import asked
from tests.hook_platforms import GOLDEN

ORDER = "4984000000000000001"
DETAIL = json.loads((GOLDEN / "doudian" / "api_order_detail_result.json").read_bytes())


def test_a_question_is_signed_over_its_sorted_parameters() -> None:
    question = DoudianDetails("https://x.example", "key", "hush", "token", lambda: 1_763_805_600.9).question(ORDER)
    text = f'hushapp_keykeymethodorder.orderDetailparam_json{{"shop_order_id":"{ORDER}"}}timestamp1763805600v2hush'
    assert question == {
        "app_key": "key", "method": "order.orderDetail", "param_json": f'{{"shop_order_id":"{ORDER}"}}',
        "timestamp": "1763805600", "v": "2", "sign_method": "hmac-sha256", "access_token": "token",
        "sign": hmac.new(b"hush", text.encode(), sha256).hexdigest(),
    }  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        {"err_no": 0, "message": "success", "data": {"shop_order_detail": DETAIL}},
        {"code": 10000, "msg": "success", "data": {"shop_order_detail": DETAIL}},
        {"err_no": 0, "data": DETAIL},
        DETAIL,
    ],
)
async def test_a_detail_is_found_in_every_envelope(answer: object) -> None:
    async with asked(lambda *_: (200, json.dumps(answer).encode())) as host:
        asks = details({"app_key": "k", "app_secret": "s", "access_token": "t", "details_url": host.url})
        assert asks is not None
        facts = await asks.of(ORDER)
        await asks.close()
    assert [(f.status, f.amount_minor) for f in facts if isinstance(f, OrderStep)] == [
        ("created", 9900),
        ("paid", 9900),
    ]
    assert host.questions[0][1]["param_json"] == f'{{"shop_order_id":"{ORDER}"}}'


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        (b'{"err_no": 30001, "message": "token expired"}', True),
        (b'{"code": 50002, "msg": "busy"}', True),
        (b"<html>", True),
        (b"[]", False),
        (b'{"data": {}}', False),
        (json.dumps(DETAIL | {"sku_order_list": [{"parent_order_id": "5"}]}).encode(), True),
    ],
)
async def test_what_is_no_detail_is_not_told(answer: bytes, again: bool) -> None:
    async with asked(lambda *_: (200, answer)) as host:
        asks = DoudianDetails(host.url, "k", "hush", "token")
        with pytest.raises(NotTold) as failed:
            await asks.of(ORDER)
        await asks.close()
    assert failed.value.again is again
    assert "hush" not in str(failed.value)


@pytest.mark.parametrize(("author", "ours"), [("90000000001", True), ("1", False)])
async def test_another_rooms_order_is_said_to_be_elsewhere(author: str, ours: bool) -> None:
    async with asked(lambda *_: (200, json.dumps(DETAIL).encode())) as host:
        options = {"app_key": "k", "app_secret": "s", "access_token": "t", "details_url": host.url, "author": author}
        asks = details(options)
        assert asks is not None
        if ours:
            assert len(await asks.of(ORDER)) == 2
        else:
            with pytest.raises(Elsewhere):
                await asks.of(ORDER)
        await asks.close()
    assert whose(options).all is False
    assert whose({"author": author}).all, "without a token nobody can tell"


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadOption, match="details_url is 'x'"):
        details({"app_key": "k", "app_secret": "s", "access_token": "t", "details_url": "x"})
