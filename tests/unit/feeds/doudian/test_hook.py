"""Doudian's door: several messages in one push, its answers."""

from __future__ import annotations

import json

from controlroom.domain.events import OrderStep
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.registry import details, door, find
from tests.hook_platforms import GOLDEN, PLATFORMS

DOUDIAN = PLATFORMS["doudian"]


def reply(name: str) -> object:
    return json.loads((GOLDEN / "doudian" / f"{name}.json").read_bytes())


def test_a_bad_message_costs_itself_and_no_other() -> None:
    (paid,) = json.loads(DOUDIAN.delivery("trade_paid_101").body)
    body = json.dumps(
        [paid, 5, {"tag": "0", "msg_id": "0", "data": "now"}, {"tag": "104", "msg_id": "9"}, paid]
    ).encode()
    messages = DOUDIAN.hook().read(DOUDIAN.delivery("trade_paid_101", body))
    first, bad, known, again = (message.came_to for message in messages)
    assert isinstance(first, list)
    assert isinstance(bad, Refused)
    assert known == Ignored("tag 104")
    assert first == again
    assert [message.line[:8] for message in messages] == [b'{"tag":"', b"5", b'{"tag":"', b'{"tag":"']


def test_the_probe_and_every_readable_push_hear_success() -> None:
    for name in ("probe_tag0", "trade_paid_101", "refund_created_200"):
        assert json.loads(DOUDIAN.hook().reply(DOUDIAN.delivery(name)).body) == reply("reply_ok")
    assert DOUDIAN.hook().read(DOUDIAN.delivery("probe_tag0")) == []


def test_a_push_that_cannot_be_read_hears_so() -> None:
    for body in (b"", b"{}", b'[{"tag"'):
        delivery = DOUDIAN.delivery("trade_paid_101", body)
        assert json.loads(DOUDIAN.hook().reply(delivery).body) == reply("reply_parse_error")
        (message,) = DOUDIAN.hook().read(delivery)
        assert isinstance(message.came_to, Refused)


def test_orders_are_looked_up_only_with_a_token() -> None:
    assert details("doudian", dict(DOUDIAN.options)) is None
    assert details("doudian", dict(DOUDIAN.options) | {"access_token": "t"}) is not None


def test_where_only_some_rooms_orders_count_pushes_are_held_and_the_page_says_what_counts() -> None:
    delivery, options = DOUDIAN.delivery("trade_paid_101"), dict(DOUDIAN.options)
    kind = find("doudian")

    def held(**more: str) -> set[bool]:
        (message,) = door("doudian", options | more).read(delivery)
        assert isinstance(message.came_to, list)
        return {fact.held for fact in message.came_to if isinstance(fact, OrderStep)}

    assert (held(), kind.notes(options)) == ({False}, ("whole_shop",))
    assert (held(author="9"), kind.notes(options | {"author": "9"})) == ({False}, ("rooms_untold",))
    assert (held(author="9", access_token="t"), kind.notes(options | {"author": "9", "access_token": "t"})) == (
        {True},
        (),
    )
