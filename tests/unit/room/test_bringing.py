"""Which types of facts a show's feeds brought."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room

NOW = 1_764_000_000_000


@pytest.fixture
def room() -> Room:
    made = Room()
    made.apply(1, NOW, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    return made


def bring(room: Room, *types: str) -> tuple[str, ...] | None:
    room.apply(room.state.seq + 1, room.state.received_ms + 1, rec.FeedsBring(types=types))
    return room.state.brought


def give(room: Room, command: cmd.AnyCommand) -> None:
    record = rec.Accepted(by=Role.CONTROLLER, command=command)
    room.apply(room.state.seq + 1, room.state.received_ms + 1, record)


def test_before_the_start_those_count_that_there_are_and_in_the_show_each_that_there_was(room: Room) -> None:
    assert room.state.brought is None
    assert bring(room, "order", "comment") == ("comment", "order")
    assert bring(room, "comment") == ("comment",)
    give(room, cmd.ShowStart(id="start"))
    assert bring(room, "order") == ("comment", "order")
    assert bring(room, "click") == ("click", "comment", "order")


def test_what_comes_or_goes_after_the_end_changes_nothing(room: Room) -> None:
    give(room, cmd.ShowStart(id="start"))
    bring(room, "comment")
    give(room, cmd.ShowEnd(id="end"))
    assert bring(room, "order") == ("comment",)


def test_who_watches_the_numbers_is_told(room: Room) -> None:
    changes = room.apply(2, NOW + 1, rec.FeedsBring(types=("comment",)))
    assert changes.topics >= {Topic.SHOW, Topic.KPI, Topic.PULSE}
