"""EventSub's frames (their samples and damaged ones: tests/unit/feeds/test_suite_adapters.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Club, Comment, Follow, Gift, Stream
from controlroom.feeds.fields import Decoding, Ignored
from controlroom.feeds.twitch.decode import Decoder, Turn, turn_of

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "twitch"


def told(about: str, **event: Any) -> Decoding:
    frame = json.loads((GOLDEN / "eventsub_chat_message.json").read_bytes())
    frame["metadata"]["subscription_type"] = about
    frame["payload"]["event"] |= event
    return Decoder().feed(json.dumps(frame))


def test_a_cheer_is_words_and_a_gift_of_unknown_worth() -> None:
    result = told("channel.chat.message", cheer={"bits": 100})
    assert isinstance(result, list)
    comment, gift = result
    assert isinstance(comment, Comment)
    assert isinstance(gift, Gift)
    assert (gift.id, gift.name, gift.count, gift.amount_minor) == (f"{comment.id}/cheer", "bits", 100, None)


@pytest.mark.parametrize(
    ("about", "event", "kind"),
    [
        ("channel.follow", {"user_id": "7"}, Follow),
        ("channel.subscribe", {"user_id": "7", "is_gift": False}, Club),
        ("channel.subscription.gift", {"user_id": "7", "total": 5}, Gift),
        ("stream.online", {}, Stream),
        ("stream.offline", {}, Stream),
    ],
)
def test_other_notifications(about: str, event: dict[str, Any], kind: type) -> None:
    result = told(about, **event)
    assert isinstance(result, list)
    assert [type(fact) for fact in result] == [kind]


def test_what_is_no_fact_is_said() -> None:
    assert told("channel.subscribe", user_id="7", is_gift=True) == Ignored("gifted subscription")
    assert told("channel.subscription.gift", is_anonymous=True) == Ignored("anonymous gift")
    assert told("channel.novel") == Ignored("channel.novel", unknown=True)


def test_turns_are_read_and_broken_ones_are_none() -> None:
    def turn(name: str) -> Turn | None:
        return turn_of((GOLDEN / f"{name}.json").read_bytes())

    assert turn("eventsub_session_welcome") == Turn("welcome", "AQoQILE98gtqShGmLD7AM6yJThAB")
    assert turn("eventsub_session_reconnect") == Turn("move", "wss://eventsub.wss.twitch.tv?...")
    assert turn("eventsub_keepalive") is None
    assert turn("irc_privmsg") is None
    ended = {"metadata": {"message_type": "revocation"}, "payload": {"subscription": {"type": "t", "status": "s"}}}
    assert turn_of(json.dumps(ended).encode()) == Turn("revoked", "t: s")


@given(st.binary(max_size=300))
def test_arbitrary_frames_raise_nothing(frame: bytes) -> None:
    Decoder().feed(frame)
    turn_of(frame)
