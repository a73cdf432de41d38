"""The state's shape: one tree that a snapshot can hold."""

from __future__ import annotations

from typing import get_type_hints

from controlroom.room.state import RoomState, Undoable


def test_a_new_state_is_a_planned_show_without_records() -> None:
    state = RoomState()
    assert (state.status, state.seq, state.plan, state.started_ms) == ("planned", 0, None, None)


def test_no_two_states_share_what_they_hold() -> None:
    one, other = RoomState(), RoomState()
    one.commands["c"] = 1
    one.tally.show.total[0] = 5
    assert other == RoomState()


def test_the_state_holds_no_float_and_no_set() -> None:
    shapes = [str(hint) for struct in (RoomState, Undoable) for hint in get_type_hints(struct).values()]
    assert [shape for shape in shapes if "float" in shape or "set[" in shape] == []
