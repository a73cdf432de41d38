"""What an adapter raises costs one message, and is shown by its type alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from controlroom.domain.events import Comment
from controlroom.feeds.base import Delivery, Forged, Message, Probe, Reply
from controlroom.feeds.fields import Refused
from controlroom.feeds.guarding import GuardedHook, guarded

DELIVERY = Delivery(headers={}, query={}, body=b"body", at_ms=1)


class Faulty:
    """A door that fails in everything."""

    def check(self, delivery: Delivery) -> None:
        """Fail, or find it forged."""
        if delivery.body == b"forged":
            raise Forged("x-sign is wrong")
        if delivery.body == b"ping":
            raise Probe
        raise KeyError("s3cret")

    def read(self, delivery: Delivery) -> list[Message]:
        """Fail."""
        raise RuntimeError("s3cret")

    def reply(self, delivery: Delivery) -> Reply:
        """Fail."""
        raise TypeError("s3cret")


def test_a_line_that_an_adapter_fails_in_is_refused_and_the_next_is_read(caplog: pytest.LogCaptureFixture) -> None:
    def lazy(line: bytes) -> Iterator[Message]:
        if line == b"bad":
            raise ZeroDivisionError("s3cret")
        yield Message([Comment(user="u", text="hi")], line)

    read = guarded(lazy)  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        outcomes = [read(line)[0] for line in (b"bad", b"good", b"bad")]
    refused = Refused("adapter_failed", "", "The feed's adapter failed (ZeroDivisionError).")
    assert [one.came_to for one in outcomes] == [refused, [Comment(user="u", text="hi")], refused]
    assert [one.line for one in outcomes] == [b"bad", b"good", b"bad"]
    assert [record.exc_info is not None for record in caplog.records] == [True, False]


def test_a_door_lets_nothing_out_but_that_a_delivery_is_forged_or_a_probe() -> None:
    hook = GuardedHook(Faulty())
    with pytest.raises(Forged, match=r"the check itself failed \(KeyError\)"):
        hook.check(DELIVERY)
    with pytest.raises(Forged, match="x-sign is wrong"):
        hook.check(Delivery(headers={}, query={}, body=b"forged", at_ms=1))
    with pytest.raises(Probe):
        hook.check(Delivery(headers={}, query={}, body=b"ping", at_ms=1))
    (message,) = hook.read(DELIVERY)
    assert isinstance(message.came_to, Refused)
    assert (message.came_to.message, message.line) == ("The feed's adapter failed (RuntimeError).", b"body")
    assert hook.reply(DELIVERY) == Reply()
