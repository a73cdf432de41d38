"""Segments put in, moved and taken out while the show runs."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.errors import RefusalCode
from controlroom.domain.plan import SegmentPlan
from controlroom.room.state import RoomState
from tests.stories import OPENED_MS
from tests.unit.room.desk import NOW, Desk, take


def ids(desk: Desk) -> list[str]:
    return [segment.id for segment in desk.room.state.rundown.segments]


def move(segment: str, after: str | None, id_: str = "m") -> cmd.RundownMove:
    return cmd.RundownMove(id=id_, segment=segment, after=after)


def new(title: str = "Q&A", *, after: str | None = None, id_: str = "i", **told: object) -> cmd.RundownInsert:
    segment = cmd.NewSegment(title=title, planned_for_ms=90_000, **told)  # type: ignore[arg-type]
    return cmd.RundownInsert(id=id_, segment=segment, after=after)


def test_a_segment_put_in_gets_an_id_and_a_kind(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    seq = desk.give(new(after="cream", sku="mask", host=None))
    made = desk.room.state.rundown.segment(f"segment-{seq}")
    assert made == SegmentPlan(id=f"segment-{seq}", title="Q&A", planned_for_ms=90_000, kind="product", sku="mask")
    assert ids(desk).index(f"segment-{seq}") == ids(desk).index("cream") + 1
    desk.give(new(after="opening", id_="j", id="talk"))
    assert desk.room.state.rundown.neighbour(1) == "talk"
    assert desk.room.state.rundown.segment("talk") == SegmentPlan(
        id="talk", title="Q&A", planned_for_ms=90_000, kind="interaction"
    )


def test_before_the_show_anything_may_stand_first(planned: Desk) -> None:
    planned.now_ms = OPENED_MS
    first, last = ids(planned)[0], ids(planned)[-1]
    planned.give(move(last, None))
    assert ids(planned)[:2] == [last, first]


def test_without_a_place_it_is_the_next(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(move("closing", None))
    desk.give(new(id="talk"))
    assert ids(desk) == ["opening", "talk", "closing", "cream", "serum"]


def test_moving_a_segment_where_it_stands_changes_nothing(desk: Desk) -> None:
    before = ids(desk)
    assert isinstance(desk.give(move("cream", "opening")), int)
    assert ids(desk) == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (move("opening", "cream"), "already_passed"),
        (move("cream", "serum"), "already_passed"),
        (move("serum", "opening"), "already_passed"),
        (move("serum", "serum"), "already_so"),
        (move("nothing", "serum"), "unknown_segment"),
        (move("serum", "nothing"), "unknown_segment"),
        (cmd.RundownRemove(id="r", segment="cream"), "already_passed"),
        (cmd.RundownRemove(id="r", segment="opening"), "already_passed"),
        (cmd.RundownRemove(id="r", segment="nothing"), "unknown_segment"),
        (new(after="opening"), "already_passed"),
        (new(after="cream", sku="nothing"), "unknown_product"),
        (new(after="cream", starts_ms=NOW), "start_passed"),
        (new(after="cream", id="serum"), "segment_exists"),
        (new(after="cream", id="none"), "segment_exists"),
    ],
)
def test_what_would_change_history_or_makes_no_sense_is_refused(
    desk: Desk, command: cmd.AnyCommand, code: RefusalCode
) -> None:
    desk.give(take("t1", "opening", None))
    desk.give(take("t2", "cream", "opening"))
    assert desk.give(command) == code


def test_a_host_must_be_one_of_the_team_where_there_is_a_team(desk: Desk) -> None:
    assert isinstance(desk.give(new(host="wei")), int)  # this plan names nobody


def test_a_locked_rundown_takes_no_edit_and_goes_on(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(cmd.ShowLock(id="l", on=True))
    for command in (new(after="cream"), move("closing", "opening"), cmd.RundownRemove(id="r", segment="cream")):
        assert desk.give(command) == "locked"
    assert isinstance(desk.give(cmd.Next(id="n", from_="opening")), int)


def test_an_ended_show_takes_no_edit(desk: Desk) -> None:
    desk.give(cmd.ShowEnd(id="e"))
    assert desk.give(new()) == "show_ended"


def test_an_undo_brings_back_what_was_taken_out_whole(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(cmd.Skip(id="s", segment="cream"))
    before = list(desk.room.state.rundown.segments)
    desk.give(cmd.RundownRemove(id="r", segment="cream"))
    assert "cream" not in ids(desk)
    desk.give(cmd.Undo(id="u", command="r"))
    assert (list(desk.room.state.rundown.segments), desk.room.state.rundown.skipped) == (before, {"cream": None})


def test_an_undo_keeps_what_was_edited_meanwhile(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(move("closing", "opening"))
    desk.give(cmd.RundownSetDuration(id="d", segment="serum", planned_for_ms=5000))
    desk.give(cmd.Undo(id="u", command="m"))
    segment = desk.room.state.rundown.segment("serum")
    assert (segment.planned_for_ms if segment else None, ids(desk)[-1]) == (5000, "closing")


def test_an_order_of_which_something_has_been_on_air_is_not_put_back(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(move("closing", "opening"))
    desk.give(cmd.Next(id="n", from_="opening"))
    assert desk.give(cmd.Undo(id="u", command="m")) == "cannot_undo"
    desk.give(new(after="closing", id_="i", id="talk"))
    desk.give(cmd.Next(id="n2", from_="closing"))
    assert desk.give(cmd.Undo(id="u2", command="i")) == "cannot_undo"


def test_a_later_change_of_the_order_supersedes_an_earlier_one(desk: Desk) -> None:
    desk.give(move("closing", "opening", "m1"))
    desk.give(move("serum", "opening", "m2"))
    assert desk.give(cmd.Undo(id="u", command="m1")) == "undo_superseded"


def test_an_edit_of_the_order_does_not_stand_in_the_way_of_taking_a_move_back(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(cmd.Next(id="n", from_="opening"))
    desk.give(move("closing", "cream"))
    assert isinstance(desk.give(cmd.Undo(id="u", command="n")), int)


def test_next_by_an_older_view_of_the_order_is_stale(desk: Desk) -> None:
    seq = desk.give(take("t", "opening", None))
    assert isinstance(seq, int)
    desk.give(move("closing", "opening"))
    assert desk.give(cmd.Next(id="n", expected_seq=seq)) == "stale"
    assert isinstance(desk.give(cmd.Take(id="t2", segment="cream", expected_seq=seq)), int)  # it says which


def test_a_rundown_has_an_end(desk: Desk) -> None:
    state: RoomState = desk.room.state
    state.rundown.segments += tuple(
        SegmentPlan(id=f"s{i}", title="s", planned_for_ms=1000, kind="break")
        for i in range(500 - len(state.rundown.segments))
    )
    assert desk.give(new()) == "rundown_full"
