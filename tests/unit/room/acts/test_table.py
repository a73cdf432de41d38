"""Every command has its row, and taking one back gives back what was there."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Given, Refusal
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.acts.table import ACTS, WHY, subjects
from controlroom.room.decide import refuse
from controlroom.room.room import Room, opened
from controlroom.views.beside import Beside
from controlroom.views.kpi import kpi_view
from controlroom.views.project import project
from tests.stories import STARTED_MS
from tests.unit.room.desk import Desk, give, take

NOW = STARTED_MS + 9995


def drawn(room: Room) -> dict[Topic, object]:
    """What screens show that commands change, but for what can be undone."""
    topics = (Topic.RUNDOWN, Topic.PROGRAM, Topic.TIMERS, Topic.STOCK, Topic.NOTES)
    shown: dict[Topic, object] = {topic: project(topic, room.state, Beside(), Role.CONTROLLER) for topic in topics}
    return {**shown, Topic.KPI: (room.state.tally.costs.total, kpi_view(room.state).totals)}


UNDOABLE: list[tuple[cmd.AnyCommand, Role]] = [
    (cmd.Take(id="x", segment="serum", from_="opening"), Role.CONTROLLER),
    (cmd.Next(id="x", from_="opening"), Role.CONTROLLER),
    (cmd.ProductSwitch(id="x", sku="cream"), Role.CONTROLLER),
    (cmd.ProductClear(id="x"), Role.CONTROLLER),
    (cmd.StockAdd(id="x", sku="cream", by=-7), Role.CONTROLLER),
    (cmd.StockSet(id="x", sku="cream", on_hand=8), Role.CONTROLLER),
    (cmd.StockSet(id="x", sku="cream", listed=4), Role.CONTROLLER),
    (cmd.NoteAdd(id="x", text="loud here", sku="cream"), Role.ANALYST),
    (cmd.SpendAdd(id="x", kind="ads", amount_minor=300_00), Role.ANALYST),
    (cmd.TotalsTell(id="x", gmv_minor=5), Role.ANALYST),
    (cmd.TimerStart(id="x", title="Draw", duration_for_ms=5000), Role.CONTROLLER),
    (cmd.TimerStop(id="x", timer="timer-6"), Role.CONTROLLER),
    (cmd.ShowEnd(id="x"), Role.CONTROLLER),
    (cmd.Skip(id="x", segment="serum"), Role.CONTROLLER),
    (
        cmd.RundownInsert(id="x", segment=cmd.NewSegment(title="Q&A", planned_for_ms=90_000), after="opening"),
        Role.CONTROLLER,
    ),
    (cmd.RundownMove(id="x", segment="closing", after="opening"), Role.CONTROLLER),
    (cmd.RundownRemove(id="x", segment="serum"), Role.CONTROLLER),
    (cmd.RundownSetDuration(id="x", segment="opening", planned_for_ms=90_000), Role.CONTROLLER),
    (cmd.RundownFit(id="x", cuts={"cream": 60_000, "serum": 0}), Role.CONTROLLER),
    (cmd.SegmentEdit(id="x", segment="cream", title="Night cream", script="Look"), Role.CONTROLLER),
]


@pytest.mark.parametrize(("command", "by"), UNDOABLE, ids=[type(c).__name__ for c, _ in UNDOABLE])
def test_undo_gives_back_what_screens_showed(room: Room, command: cmd.AnyCommand, by: Role) -> None:
    before, status = drawn(room), room.state.status
    give(room, command, NOW + 5000, by)
    assert drawn(room) != before
    give(room, cmd.Undo(id="undo", command="x"), NOW + 8000, by)
    assert (drawn(room), room.state.status, room.state.ended_ms) == (before, status, None)


def test_an_undo_makes_nothing_stale_that_it_did_not_change(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.Undo(id="u", command="c"))
    assert desk.give(cmd.TimerStart(id="t", title="x", duration_for_ms=1000, expected_seq=2)) == 5
    assert desk.give(cmd.CueShow(id="c2", text="x", expected_seq=3)) == "stale"


def test_undo_is_the_givers_or_a_controllers(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    desk.give(cmd.CueAck(id="a", cue="cue-3"), Role.HOST)
    assert desk.give(cmd.Undo(id="u", command="c"), Role.HOST) == "not_yours"
    assert desk.give(cmd.Undo(id="v", command="a"), Role.HOST) == 5


def test_undo_comes_too_late_after_a_minute(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="c", text="x"))
    assert desk.give(cmd.Undo(id="u", command="c"), wait_ms=62_000) == "too_late_to_undo"
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
    refusal = refuse(desk.room.state, cmd.Undo(id="u", command="t"), Role.CONTROLLER, NOW + 9000)
    assert isinstance(refusal, Refusal)
    assert (refusal.undo, refusal.since) == (Given(type="take", what="cream"), Given(type="next", what="serum"))


def test_a_refused_undo_says_of_what_and_what_has_happened_to_it(desk: Desk) -> None:
    desk.give(cmd.SignalSend(id="s", kind="slower"), Role.HOST)
    desk.room.state.signals.by_id["signal-3"].seen_ms = NOW
    refusal = refuse(desk.room.state, cmd.Undo(id="u", command="s"), Role.HOST, NOW + 100)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.why, refusal.message) == ("cannot_undo", "seen", WHY["seen"])
    assert refusal.undo is not None
    assert refusal.undo.type == "signal.send"


def test_a_forgotten_card_or_timer_cannot_be_brought_back(desk: Desk) -> None:
    for i in range(8):
        desk.give(cmd.CueShow(id=f"c{i}", text="x"), wait_ms=10)
        desk.give(cmd.CueClear(id=f"x{i}", cue=f"cue-{3 + 2 * i}"), wait_ms=10)
    assert desk.give(cmd.Undo(id="u", command="x0")) == "cannot_undo"
    assert isinstance(desk.give(cmd.Undo(id="v", command="x7")), int)
    for i in range(13):
        desk.give(cmd.TimerStart(id=f"t{i}", title="x", duration_for_ms=1000), wait_ms=2500)
    assert len(desk.room.state.timers.by_id) < 13
    assert desk.give(cmd.Undo(id="w", command="t0")) == "cannot_undo"


def test_the_opening_of_a_show_is_no_unknown_command_but_cannot_be_taken_back() -> None:
    by_person = rec.ShowOpened(room="demo", show="demo-2", mode="live", command="opens", by=Role.CONTROLLER)
    refusal = refuse(opened(by_person, 1, NOW), cmd.Undo(id="u", command="opens"), Role.CONTROLLER, NOW + 100)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "cannot_undo"


def test_every_command_has_its_row_and_only_the_opening_of_another_show_is_carried_out_elsewhere() -> None:
    assert set(ACTS) == set(cmd.COMMAND_TYPES)
    assert [kind for kind, act in ACTS.items() if act.carry is None] == [cmd.ShowOpen]


@pytest.mark.parametrize(
    ("command", "changed"),
    [
        (cmd.Next(id="x"), ("rundown", "program")),
        (cmd.ProductClear(id="x"), ("program",)),
        (cmd.CueShow(id="x", text="t"), ("cue", "cue:cue-9")),
        (cmd.CueAck(id="x", cue="cue-3"), ("cue", "cue:cue-3")),
        (cmd.TimerStart(id="x", title="t", duration_for_ms=1000), ("timer", "timer:timer-9")),
        (cmd.TimerStop(id="x", timer="timer-3"), ("timer", "timer:timer-3")),
        (cmd.StockAdd(id="x", sku="s", by=1), ("stock", "stock:s")),
        (cmd.ShowEnd(id="x"), ("show", "rundown", "program")),
        (cmd.Undo(id="x", command="y"), ()),
    ],
)
def test_a_command_changes_its_subject_and_what_goes_with_it(command: cmd.AnyCommand, changed: tuple[str, ...]) -> None:
    assert subjects(ACTS[type(command)].changes(command, 9)) == changed
