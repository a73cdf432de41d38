"""Every reason for a refusal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal, RefusalCode
from controlroom.domain.roles import Role
from controlroom.room.room import AlreadyDone, Room
from controlroom.room.snapshot import freeze
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Story, play

NOW = STARTED_MS + 10_000


class Desk:
    """A room that is given commands, one a second."""

    def __init__(self, room: Room) -> None:
        self.room, self.now_ms = room, NOW

    def give(
        self, command: cmd.AnyCommand, by: Role = Role.CONTROLLER, wait_ms: int = 1000
    ) -> int | RefusalCode | AlreadyDone:
        """Give a command; return its seq, or why not."""
        self.now_ms += wait_ms
        self.room.advance(self.now_ms - self.now_ms % 1000)
        before = freeze(self.room.state)
        decided = self.room.decide(command, by, None, self.now_ms)
        assert freeze(self.room.state) == before
        if isinstance(decided, Refusal):
            return decided.code
        if isinstance(decided, AlreadyDone):
            return decided
        seq = self.room.state.seq + 1
        self.room.apply(seq, self.now_ms, decided)
        return seq


@pytest.fixture
def desk() -> Desk:
    return Desk(play(Story((), STARTED_MS - 5)))


@pytest.fixture
def planned() -> Desk:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    return Desk(room)


def take(id_: str, segment: str, from_: str | None) -> cmd.Take:
    return cmd.Take(id=id_, segment=segment, from_=from_)


def test_the_same_id_again_is_answered_as_before_whatever_it_asks(desk: Desk) -> None:
    seq = desk.give(take("t", "cream", None))
    assert desk.give(take("t", "cream", None)) == AlreadyDone(seq)  # type: ignore[arg-type]
    assert desk.give(cmd.ShowEnd(id="t", expires_ms=1)) == AlreadyDone(seq)  # type: ignore[arg-type]


def test_a_refusal_is_not_remembered(desk: Desk) -> None:
    assert desk.give(take("t", "cream", "serum")) == "stale"
    assert desk.give(take("t", "cream", None)) == 3


@pytest.mark.parametrize("expires", [NOW + 999, datetime.fromtimestamp((NOW + 999) / 1000, UTC)])
def test_a_command_past_its_expiry_is_refused(desk: Desk, expires: int | datetime) -> None:
    assert desk.give(cmd.CueShow(id="c", text="x", expires_ms=expires)) == "expired"


def test_a_command_at_its_very_expiry_is_accepted(desk: Desk) -> None:
    assert desk.give(cmd.CueShow(id="c", text="x", expires_ms=NOW + 1000)) == 3


def test_of_two_nexts_at_once_one_is_stale(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    assert desk.give(cmd.Next(id="n1", from_="opening")) == 4
    assert desk.give(cmd.Next(id="n2", from_="opening"), wait_ms=0) == "stale"
    assert desk.give(cmd.Next(id="n3", expected_seq=3)) == "stale"
    assert desk.room.state.rundown.on_air == "cream"


def test_a_move_must_say_where_it_believes_the_show_to_be(desk: Desk) -> None:
    assert desk.give(cmd.Next(id="n")) == "needs_place"
    assert desk.give(cmd.Next(id="n", expected_seq=2)) == 3


def test_only_a_command_on_the_same_subject_makes_stale(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.StockAdd(id="s", sku="mask", by=1))
    assert desk.give(cmd.StockAdd(id="s2", sku="cream", by=1, expected_seq=2)) == 5
    assert desk.give(cmd.StockAdd(id="s3", sku="mask", by=1, expected_seq=2)) == "stale"


def test_a_take_makes_an_older_view_of_the_program_stale(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    assert desk.give(cmd.ProductSwitch(id="p", sku="mask", expected_seq=2)) == "stale"


def test_an_undo_makes_nothing_stale_that_it_did_not_change(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.Undo(id="u", command="c"))
    assert desk.give(cmd.TimerStart(id="t", title="x", duration_for_ms=1000, expected_seq=2)) == 5
    assert desk.give(cmd.CueShow(id="c2", text="x", expected_seq=3)) == "stale"


def test_an_undone_move_makes_an_older_view_of_the_program_stale(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    desk.give(cmd.Undo(id="u", command="t"))
    assert desk.give(cmd.ProductSwitch(id="p", sku="mask", expected_seq=3)) == "stale"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (cmd.ShowStart(id="x"), "already_live"),
        (cmd.ShowOpen(id="x"), "show_running"),
        (cmd.Take(id="x", segment="nowhere", from_=None), "unknown_segment"),
        (cmd.Back(id="x", from_=None), "no_back"),
        (cmd.ProductSwitch(id="x", sku="nothing"), "unknown_product"),
        (cmd.ProductClear(id="x"), "nothing_on_air"),
        (cmd.StockSet(id="x", sku="cream"), "nothing_told"),
        (cmd.CueAck(id="x", cue="cue-9"), "unknown_cue"),
        (cmd.CueClear(id="x", cue="cue-9"), "unknown_cue"),
        (cmd.TimerStop(id="x", timer="timer-9"), "unknown_timer"),
        (cmd.Undo(id="x", command="never"), "unknown_command"),
    ],
)
def test_what_makes_no_sense_in_a_live_show_is_refused(desk: Desk, command: cmd.AnyCommand, code: str) -> None:
    assert desk.give(command) == code


@pytest.mark.parametrize(
    "command",
    [cmd.ShowEnd(id="x"), cmd.Next(id="x", from_=None), cmd.ProductSwitch(id="x", sku="cream")],
)
def test_what_needs_a_live_show_says_whether_it_has_not_begun_or_has_ended(
    planned: Desk, desk: Desk, command: cmd.AnyCommand
) -> None:
    assert planned.give(command) == "not_live"
    desk.give(cmd.ShowEnd(id="end"))
    assert desk.give(command) == "show_ended"
    assert desk.give(cmd.ShowStart(id="again")) == "show_ended"


def test_a_planless_show_has_no_rundown_to_move(planned: Desk) -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    desk = Desk(room)
    desk.give(cmd.ShowStart(id="s"))
    assert desk.give(cmd.Next(id="n", from_=None)) == "no_plan"


def test_a_segment_on_air_is_not_taken_again_and_the_last_has_no_next(desk: Desk) -> None:
    desk.give(take("t", "closing", None))
    assert desk.give(take("t2", "closing", "closing")) == "already_on_air"
    assert desk.give(cmd.Next(id="n", from_="closing")) == "no_next"


def test_a_plan_is_for_its_own_room(planned: Desk) -> None:
    other = rec.ShowOpened(room="elsewhere", show="e-1", mode="live")
    room = Room()
    room.apply(1, OPENED_MS, other)
    assert Desk(room).give(cmd.ShowOpen(id="o", plan=PLAN)) == "plan_of_other_room"
    assert isinstance(planned.room.decide(cmd.ShowOpen(id="o", plan=PLAN), Role.CONTROLLER, None, NOW), rec.Accepted)


def test_a_card_is_acknowledged_or_taken_back_once(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.CueShow(id="d", text="y"))
    desk.give(cmd.CueAck(id="a", cue="cue-3"), Role.HOST)
    desk.give(cmd.CueClear(id="b", cue="cue-4"))
    assert desk.give(cmd.CueAck(id="a2", cue="cue-3"), Role.HOST) == "already_acked"
    assert desk.give(cmd.CueClear(id="b2", cue="cue-4")) == "already_cleared"


def test_a_timer_that_is_not_running_is_not_stopped(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", title="x", duration_for_ms=1000))
    assert desk.give(cmd.TimerStop(id="s", timer="timer-3"), wait_ms=5000) == "already_stopped"


def test_undo_is_the_givers_or_a_controllers(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.CueAck(id="a", cue="cue-3"), Role.HOST)
    assert desk.give(cmd.Undo(id="u", command="c"), Role.HOST) == "not_yours"
    assert desk.give(cmd.Undo(id="v", command="a"), Role.HOST) == 5


def test_undo_comes_too_late_after_a_minute(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    assert desk.give(cmd.Undo(id="u", command="c"), wait_ms=62_000) == "cannot_undo"
    assert desk.room.state.undo == []


def test_undo_happens_once(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.Undo(id="u", command="c"))
    assert desk.give(cmd.Undo(id="v", command="c")) == "already_undone"
    assert desk.give(cmd.Undo(id="w", command="u")) == "cannot_undo"


def test_a_later_command_on_the_same_subject_supersedes_an_undo(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    desk.give(cmd.Next(id="n", from_="cream"))
    assert desk.give(cmd.Undo(id="u", command="t")) == "undo_superseded"


def test_an_ended_show_is_not_brought_on_air_by_undoing_a_take(desk: Desk) -> None:
    desk.give(take("t", "cream", None))
    desk.give(cmd.ShowEnd(id="end"))
    assert desk.give(cmd.Undo(id="u", command="t")) == "undo_superseded"
    assert (desk.room.state.status, desk.room.state.rundown.on_air) == ("ended", None)


def test_a_forgotten_card_or_timer_cannot_be_brought_back(desk: Desk) -> None:
    for i in range(8):
        desk.give(cmd.CueShow(id=f"c{i}", text="x"), wait_ms=10)
        desk.give(cmd.CueClear(id=f"x{i}", cue=f"cue-{3 + 2 * i}"), wait_ms=10)
    assert desk.give(cmd.Undo(id="u", command="x0")) == "cannot_undo"
    assert isinstance(desk.give(cmd.Undo(id="v", command="x7")), int)
    for i in range(13):
        desk.give(cmd.TimerStart(id=f"t{i}", title="x", duration_for_ms=1000), wait_ms=2500)
    first = next(u for u in desk.room.state.undo if u.command == "t0")
    assert first.ref not in desk.room.state.timers.by_id
    assert desk.give(cmd.Undo(id="w", command="t0")) == "cannot_undo"


def test_what_is_told_of_the_future_or_not_at_all_is_refused(desk: Desk) -> None:
    later = NOW + 3_600_000
    assert desk.give(cmd.TotalsTell(id="a", board="compass")) == "nothing_told"
    assert desk.give(cmd.TotalsTell(id="b", orders=5, at_ms=later), Role.ANALYST) == "not_yet"
    assert desk.give(cmd.NoteAdd(id="c", text="soon", at_ms=later), Role.ANALYST) == "not_yet"
    assert isinstance(desk.give(cmd.TotalsTell(id="d", orders=0), Role.ANALYST), int)


def test_costs_totals_and_notes_are_taken_before_and_after_the_show_too(planned: Desk) -> None:
    told = (
        cmd.SpendAdd(id="s", kind="host", amount_minor=1), cmd.TotalsTell(id="t", clicks=1), cmd.NoteAdd(id="n", text="x")
    )  # fmt: skip
    assert [isinstance(planned.give(one), int) for one in told] == [True] * 3
    planned.give(cmd.ShowStart(id="go"))
    planned.give(cmd.ShowEnd(id="end"))
    again = [type(one)(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "id": one.id + "2"}) for one in told]
    assert [isinstance(planned.give(one), int) for one in again] == [True] * 3
