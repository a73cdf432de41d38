"""The official live data's door: the signed headers, the room."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from controlroom.feeds.base import Forged
from controlroom.feeds.douyinpush.hook import SIGNATURE, SIGNED
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.signing import AHEAD_MS, FRESH_MS, md5_base64
from controlroom.live.seen import RECENT_MS
from tests.hook_platforms import PLATFORMS

PUSH = PLATFORMS["douyinpush"]


@pytest.mark.parametrize("header", ["x_msg_type", "x_nonce_str", "x_roomid", "x_timestamp"])
@pytest.mark.parametrize("value", [None, "another"])
def test_the_four_headers_are_signed_too(header: str, value: str | None) -> None:
    with pytest.raises(Forged):
        PUSH.hook().check(PUSH.delivery("live_comment", **{header: value}))


def test_who_kept_a_push_cannot_bring_it_again_when_its_ids_are_forgotten() -> None:
    hook, push = PUSH.hook(), PUSH.delivery("live_like")
    for after_ms in (-AHEAD_MS, 0, FRESH_MS):
        hook.check(replace(push, at_ms=push.at_ms + after_ms))
    for after_ms in (-AHEAD_MS - 1, FRESH_MS + 1):
        with pytest.raises(Forged, match="x-timestamp"):
            hook.check(replace(push, at_ms=push.at_ms + after_ms))
    assert FRESH_MS + AHEAD_MS < RECENT_MS, "one that came at its earliest is remembered until it is refused"


@pytest.mark.parametrize("stamp", ["now", "-5", "1e12", "9" * 40, "\u0661"])
def test_an_instant_that_is_none_is_refused(stamp: str) -> None:
    push = PUSH.delivery("live_like", x_timestamp=stamp)
    told = "&".join(f"{name}={push.headers[name]}" for name in SIGNED)
    right = md5_base64(told.encode(), push.body, PUSH.options["secret"].encode())
    with pytest.raises(Forged, match="x-timestamp"):
        PUSH.hook().check(replace(push, headers={**push.headers, SIGNATURE: right}))


def test_only_the_named_live_room_counts() -> None:
    delivery = PUSH.delivery("live_comment")
    (message,) = PUSH.hook(room="5").read(delivery)
    assert message.came_to == Ignored("other room")
    (message,) = PUSH.hook(room="7574990000000000001").read(delivery)
    assert isinstance(message.came_to, list)


def test_a_bad_message_costs_itself_and_no_other() -> None:
    (comment,) = json.loads(PUSH.delivery("live_comment").body)
    messages = PUSH.hook().read(PUSH.delivery("live_comment", json.dumps([5, comment]).encode()))
    assert [type(message.came_to) for message in messages] == [Refused, list]
