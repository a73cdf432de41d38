"""The state as bytes: what goes in comes out, and the digest is of the bytes."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import events as ev
from controlroom.room.snapshot import digest, digest_of, freeze, thaw
from controlroom.room.state import RoomState
from tests.stories import STARTED_MS, Arrival, Story, play

TOLD = Story((Arrival(STARTED_MS + 1005, (ev.Enter(user="u"), ev.Audience(online=5, likes=3))),), STARTED_MS + 2995)


def test_a_thawed_state_equals_the_frozen_one() -> None:
    state = play(TOLD).state
    assert thaw(freeze(state)) == state


def test_the_digest_is_that_of_the_bytes() -> None:
    state = play(TOLD).state
    assert digest(state) == digest_of(freeze(state))
    assert len(digest(state)) == 32
    assert digest(RoomState()) != digest(state)


def test_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        thaw(msgspec.msgpack.encode({"status": "asleep"}))
