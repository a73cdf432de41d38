"""YouTube's pages (their samples and damaged ones: tests/unit/feeds/test_suite_adapters.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Club, Comment, Fact, Gift, Stream
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.youtube.decode import Decoder

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "youtube_livechat" / "list_response.json"


def page(*snippets: dict[str, Any], **fields: Any) -> bytes:
    told = json.loads(GOLDEN.read_bytes())
    pattern = told["items"][0]
    items = [{**pattern, "id": f"m{i}", "snippet": pattern["snippet"] | snippet} for i, snippet in enumerate(snippets)]
    return json.dumps(told | {"items": items} | fields).encode()


def facts(*snippets: dict[str, Any], currency: str | None = None) -> list[Fact]:
    return [
        fact
        for message in Decoder(currency).read(page(*snippets))
        if isinstance(message.came_to, list)
        for fact in message.came_to
    ]


def test_a_page_says_where_the_next_begins_and_when() -> None:
    found = Decoder().page(GOLDEN.read_bytes())
    assert (found.next, found.wait_ms, found.ended) == ("GI_demo", 5000, False)
    over = Decoder().page(page(offlineAt="2025-11-22T12:00:00Z"))
    assert over.ended
    assert over.messages[-1].came_to == [Stream(id="offline/1763812800000", at=1763812800000, state="ended")]
    assert Decoder().page(page()).messages[0].came_to == Ignored("empty page")


@pytest.mark.parametrize(
    ("ours", "micros", "theirs", "amount"),
    [
        ("JPY", "500000000", "JPY", 500),
        ("USD", "1990000", "USD", 199),
        ("USD", "1995500", "USD", None),
        ("USD", "500000000", "JPY", None),
        (None, "500000000", "JPY", None),
    ],
)
def test_money_is_exact_and_of_the_shows_currency_or_unknown(
    ours: str | None, micros: str, theirs: str, amount: int | None
) -> None:
    details = {"amountMicros": micros, "currency": theirs}
    [gift] = facts({"type": "superChatEvent", "superChatDetails": details}, currency=ours)
    assert isinstance(gift, Gift)
    assert gift.amount_minor == amount


def test_other_messages() -> None:
    found = facts(
        {"type": "newSponsorEvent"},
        {"type": "memberMilestoneChatEvent", "memberMilestoneChatDetails": {"userComment": "a year"}},
        {"type": "membershipGiftingEvent", "membershipGiftingDetails": {"giftMembershipsCount": 5}},
        {"type": "superStickerEvent", "superStickerDetails": {}},
        {"type": "chatEndedEvent"},
    )
    assert [type(fact) for fact in found] == [Club, Comment, Gift, Gift, Stream]


def test_a_bad_message_costs_itself_and_unknown_ones_are_said() -> None:
    messages = Decoder().read(page({"type": 5}, {"type": "novelEvent"}, {"type": "tombstone"}, {}))
    outcomes = [message.came_to for message in messages]
    assert isinstance(outcomes[0], Refused)
    assert outcomes[0].path == "items[0].snippet.type"
    assert outcomes[1:3] == [Ignored("novelEvent", unknown=True), Ignored("tombstone")]
    assert isinstance(outcomes[3], list)


def test_a_kept_message_is_read_again_as_it_was_and_a_kept_page_too() -> None:
    body = page({}, {"type": 5})
    good, bad = Decoder().read(body)
    assert Decoder().again(good.line)[0].came_to == good.came_to
    assert isinstance(Decoder().again(bad.line)[0].came_to, Refused)
    assert [message.came_to for message in Decoder().again(body)] == [good.came_to, bad.came_to]


@given(st.binary(max_size=300))
def test_arbitrary_bodies_raise_nothing(body: bytes) -> None:
    assert Decoder().read(body)
    assert Decoder().again(body)
