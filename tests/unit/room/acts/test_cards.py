"""Cards for the host."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from tests.stories import STARTED_MS
from tests.unit.room.desk import Desk, give

NOW = STARTED_MS + 9995


def test_undo_of_a_card_takes_it_back(room: Room) -> None:
    give(room, cmd.Undo(id="u", command="card"), NOW + 5000)
    assert room.state.cues.waiting() == []


@pytest.mark.parametrize("command", [cmd.CueAck(id="x", cue="cue-5"), cmd.CueClear(id="x", cue="cue-5")])
def test_undo_of_a_closed_card_opens_it_again(room: Room, command: cmd.AnyCommand) -> None:
    before = room.state.cues.waiting()
    give(room, command, NOW + 5000)
    assert room.state.cues.waiting() == []
    give(room, cmd.Undo(id="u", command="x"), NOW + 6000)
    assert room.state.cues.waiting() == before


def test_a_card_is_acknowledged_or_taken_back_once(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.CueShow(id="d", text="y"))
    desk.give(cmd.CueAck(id="a", cue="cue-3"), Role.HOST)
    desk.give(cmd.CueClear(id="b", cue="cue-4"))
    assert desk.give(cmd.CueAck(id="a2", cue="cue-3"), Role.HOST) == "already_acked"
    assert desk.give(cmd.CueClear(id="b2", cue="cue-4")) == "already_cleared"
