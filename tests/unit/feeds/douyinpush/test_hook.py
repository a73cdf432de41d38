"""The official live data's door: the signed headers, the room."""

from __future__ import annotations

import json

import pytest

from controlroom.feeds.base import Forged
from controlroom.feeds.fields import Ignored, Refused
from tests.hook_platforms import PLATFORMS

PUSH = PLATFORMS["douyinpush"]


@pytest.mark.parametrize("header", ["x_msg_type", "x_nonce_str", "x_roomid", "x_timestamp"])
@pytest.mark.parametrize("value", [None, "another"])
def test_the_four_headers_are_signed_too(header: str, value: str | None) -> None:
    with pytest.raises(Forged):
        PUSH.hook().check(PUSH.delivery("live_comment", **{header: value}))


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
