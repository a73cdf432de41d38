"""bilibili's messages (their samples and damaged ones: tests/unit/feeds/test_suite_adapters.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Comment, Gift
from controlroom.feeds.bilibili.decode import again, read
from controlroom.feeds.bilibili.packets import AUTH_REPLY, HEADER, HEARTBEAT_REPLY, MESSAGE, packed
from controlroom.feeds.fields import Decoding, Ignored, Refused

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "bilibili"


def fed(which: str, command: str | None = None, **changes: Any) -> Decoding:
    told = json.loads((GOLDEN / f"{which}.json").read_bytes())
    told["data"] |= changes
    told["cmd"] = command or told["cmd"]
    [message] = read(packed(MESSAGE, json.dumps(told).encode(), 0))
    return message.came_to


@pytest.mark.parametrize(
    ("changes", "amount"),
    [
        ({}, 20),
        ({"r_price": 60}, 12),
        ({"r_price": 7, "gift_num": 1}, None),
        ({"paid": False}, 0),
        ({"paid": None}, None),
        ({"r_price": "?"}, None),
    ],
)
def test_a_gifts_worth_is_exact_or_unknown(changes: dict[str, Any], amount: int | None) -> None:
    result = fed("open_gift", **changes)
    assert isinstance(result, list)
    assert isinstance(result[0], Gift)
    assert result[0].amount_minor == amount


def test_a_paid_message_is_words_and_a_gift_under_ids_of_their_own() -> None:
    result = fed("open_dm", "LIVE_OPEN_PLATFORM_SUPER_CHAT", rmb=30, message="冲")
    assert isinstance(result, list)
    comment, gift = result
    assert isinstance(comment, Comment)
    assert isinstance(gift, Gift)
    assert (comment.text, comment.id, gift.id, gift.amount_minor) == (
        "冲",
        "msgid-demo-1/text",
        "msgid-demo-1/gift",
        3000,
    )


def test_a_guard_is_a_gift_of_unknown_worth() -> None:
    result = fed("open_dm", "LIVE_OPEN_PLATFORM_GUARD", user_info={"open_id": "o"}, guard_level=3, guard_num=2, price=9)
    assert isinstance(result, list)
    assert isinstance(result[0], Gift)
    assert (result[0].user, result[0].count, result[0].amount_minor) == ("o", 2, None)


def test_commands_are_known_or_said_to_be_unknown() -> None:
    assert fed("open_dm", "LIVE_OPEN_PLATFORM_SUPER_CHAT_DEL") == Ignored("LIVE_OPEN_PLATFORM_SUPER_CHAT_DEL")
    assert fed("open_dm", "LIVE_OPEN_PLATFORM_NOVEL:1:2") == Ignored("LIVE_OPEN_PLATFORM_NOVEL", unknown=True)
    assert isinstance(fed("open_dm", "LIVE_OPEN_PLATFORM_DM:4"), list)


def test_the_platforms_answers() -> None:
    refused = read(packed(AUTH_REPLY, b'{"code":-101}'))[0].came_to
    assert isinstance(refused, Refused)
    assert "code -101" in refused.message
    assert read(packed(AUTH_REPLY, b'{"code":0}'))[0].came_to == Ignored("auth")
    assert read(HEADER.pack(20, 16, 1, HEARTBEAT_REPLY, 0) + b"\0\0\0\7{}")[0].came_to == Ignored("heartbeat")
    assert read(packed(99, b""))[0].came_to == Ignored("operation 99", unknown=True)
    assert read(b"")[0].came_to == Ignored("empty frame")


def test_a_kept_message_is_read_again_as_it_was_and_half_a_frame_is_not() -> None:
    frame = packed(MESSAGE, (GOLDEN / "open_dm.json").read_bytes())
    [told] = read(frame)
    assert again(told.line)[0].came_to == told.came_to
    [broken] = read(frame[:40])
    for line in (broken.line, b'{"code": -101}', b'{"cmd": 5}'):
        assert isinstance(again(line)[0].came_to, Refused)


@given(st.binary(max_size=300))
def test_arbitrary_frames_raise_nothing(frame: bytes) -> None:
    assert read(frame)
    assert read(packed(MESSAGE, frame, 2))
    assert again(frame)
