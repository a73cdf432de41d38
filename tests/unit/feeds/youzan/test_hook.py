"""Youzan's door: signed both ways, the answer, the options."""

from __future__ import annotations

import json
from hashlib import md5

import pytest

from controlroom.feeds.base import BadOption, Forged
from controlroom.feeds.youzan.hook import hook
from tests.hook_platforms import PLATFORMS

YOUZAN = PLATFORMS["youzan"]


def test_a_header_signs_the_whole_body_or_its_message() -> None:
    good = YOUZAN.delivery("trade_TradePaid")
    for signed in (good.body, json.loads(good.body)["msg"].encode()):
        sign = md5(b"test_client_id" + signed + b"test_client_secret", usedforsecurity=False).hexdigest()
        YOUZAN.hook().check(YOUZAN.delivery("trade_TradePaid", event_sign=sign))
    unsigned = json.loads(good.body)
    del unsigned["sign"]
    whole = json.dumps(unsigned).encode()
    sign = md5(b"test_client_id" + whole + b"test_client_secret", usedforsecurity=False).hexdigest()
    YOUZAN.hook().check(YOUZAN.delivery("trade_TradePaid", whole, event_sign=sign))


def test_a_wrong_header_is_not_made_good_by_the_body() -> None:
    for sign in ("", "0" * 32):
        with pytest.raises(Forged):
            YOUZAN.hook().check(YOUZAN.delivery("trade_TradePaid", event_sign=sign))


def test_another_apps_client_id_signs_nothing() -> None:
    with pytest.raises(Forged):
        YOUZAN.hook(client_id="another").check(YOUZAN.delivery("trade_TradePaid"))


def test_the_answer_is_what_the_platform_wants() -> None:
    reply = YOUZAN.hook().reply(YOUZAN.delivery("trade_TradePaid"))
    assert json.loads(reply.body) == {"code": 0, "msg": "success"}
    assert reply.media_type == "application/json"


def test_the_unit_of_amounts_is_yuan_or_fen() -> None:
    with pytest.raises(BadOption, match="amounts is 'dollars'"):
        hook({"client_id": "c", "client_secret": "s", "amounts": "dollars"})
