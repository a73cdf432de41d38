"""What each command does, and that taking it back gives back what was there."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.rundown import Aired
from controlroom.domain.topics import Topic
from controlroom.domain.windows import Reading
from controlroom.room import acts
from controlroom.room.room import Room
from controlroom.room.state import Program
from controlroom.views.beside import Beside
from controlroom.views.kpi import kpi_view
from controlroom.views.project import project
from tests.stories import STARTED_MS, Story, play

NOW = STARTED_MS + 9995


def give(room: Room, command: cmd.AnyCommand, at_ms: int, by: Role = Role.CONTROLLER) -> int:
    """Give a command that must be accepted; return its seq."""
    room.advance(at_ms - at_ms % 1000)
    accepted = room.decide(command, by, None, at_ms)
    assert isinstance(accepted, rec.Accepted), accepted
    room.apply(room.state.seq + 1, at_ms, accepted)
    return room.state.seq


@pytest.fixture
def room() -> Room:
    made = play(Story((), STARTED_MS - 5))
    give(made, cmd.Take(id="open", segment="opening", from_=None), NOW)
    give(made, cmd.ProductSwitch(id="sell", sku="mask"), NOW + 1000)
    give(made, cmd.CueShow(id="card", text="slower"), NOW + 2000)
    give(made, cmd.TimerStart(id="timer", title="Flash", duration_for_ms=600_000), NOW + 3000)
    return made


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
    (cmd.NoteAdd(id="x", text="loud here", sku="cream"), Role.ANALYST),
    (cmd.SpendAdd(id="x", kind="ads", amount_minor=300_00), Role.ANALYST),
    (cmd.TotalsTell(id="x", gmv_minor=5), Role.ANALYST),
    (cmd.TimerStart(id="x", title="Draw", duration_for_ms=5000), Role.CONTROLLER),
    (cmd.TimerStop(id="x", timer="timer-6"), Role.CONTROLLER),
    (cmd.ShowEnd(id="x"), Role.CONTROLLER),
]


@pytest.mark.parametrize(("command", "by"), UNDOABLE, ids=[type(c).__name__ for c, _ in UNDOABLE])
def test_undo_gives_back_what_screens_showed(room: Room, command: cmd.AnyCommand, by: Role) -> None:
    before, status = drawn(room), room.state.status
    give(room, command, NOW + 5000, by)
    assert drawn(room) != before
    give(room, cmd.Undo(id="undo", command="x"), NOW + 8000, by)
    assert (drawn(room), room.state.status, room.state.ended_ms) == (before, status, None)


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


@pytest.mark.parametrize("again", [cmd.Take(id="x", segment="opening", from_="cream"), cmd.Back(id="x", from_="cream")])
def test_undo_of_a_return_gives_both_segments_their_times_back(room: Room, again: cmd.AnyCommand) -> None:
    give(room, cmd.Next(id="n", from_="opening"), NOW + 10_000)
    give(room, again, NOW + 20_000)
    give(room, cmd.Undo(id="u", command="x"), NOW + 21_000)
    assert room.state.rundown.aired == {
        "opening": Aired(NOW, NOW + 10_000), "cream": Aired(NOW + 10_000, None)
    }  # fmt: skip
    assert room.state.rundown.on_air == "cream"


def test_facts_of_the_mistaken_minute_stay_where_they_fell(room: Room) -> None:
    give(room, cmd.Next(id="n", from_="opening"), NOW + 10_000)
    give(room, cmd.Undo(id="u", command="n"), NOW + 20_000)
    line = room.state.rundown
    assert [line.at(NOW + ms) for ms in (5_000, 15_000, 25_000)] == ["opening", "cream", "opening"]


def test_undo_of_added_stock_moves_it_back_at_its_own_instant(room: Room) -> None:
    give(room, cmd.StockAdd(id="x", sku="cream", by=20), NOW + 5000)
    room.apply(room.state.seq + 1, NOW + 7000, ev.StockLevel(sku="cream", on_hand=70, at=NOW + 6000))
    give(room, cmd.Undo(id="u", command="x"), NOW + 8000)
    assert room.state.shelves["cream"].available == 70


def test_a_product_segment_brings_its_product_and_another_keeps_what_is_sold(room: Room) -> None:
    give(room, cmd.Next(id="n", from_="opening"), NOW + 5000)
    assert room.state.program == Program("cream", NOW + 5000)
    give(room, cmd.Take(id="c", segment="closing", from_="cream"), NOW + 6000)
    assert room.state.program == Program("cream", NOW + 5000)


def test_a_segments_audience_begins_with_the_newest_level_before_it() -> None:
    room = play(Story((), STARTED_MS - 5))
    for seq, (at_ms, online) in enumerate(((NOW - 3000, 10), (NOW - 10, 20)), 10):
        room.apply(seq, NOW - 5, ev.Audience(online=online, at=at_ms, id="a", source="s"))
    give(room, cmd.Take(id="t", segment="cream", from_=None), NOW)
    assert room.state.rundown.aired["cream"].online == Reading(NOW - 10, "s", "a", 20)


def test_told_stock_is_a_level_of_that_instant(room: Room) -> None:
    give(room, cmd.StockSet(id="x", sku="cream", on_hand=8, listed=5), NOW + 5000)
    shelf = room.state.shelves["cream"]
    assert (shelf.available, shelf.listed_now, shelf.state) == (8, 5, "ok")


def test_an_ended_show_has_nothing_on_air_and_sells_nothing(room: Room) -> None:
    give(room, cmd.ShowEnd(id="x"), NOW + 5000)
    s = room.state
    assert (s.status, s.ended_ms, s.rundown.on_air, s.program) == ("ended", NOW + 5000, None, None)
    assert s.rundown.aired["opening"].ended_ms == NOW + 5000


def test_every_command_that_is_carried_out_names_its_topics_and_every_undo_is_of_a_command() -> None:
    assert set(acts.CARRIES) == set(acts.TOUCHES) == set(cmd.COMMAND_TYPES) - {cmd.ShowOpen}
    assert set(acts.INVERSES) <= {str(t.__struct_config__.tag) for t in acts.CARRIES}
    assert [t for t, topics in acts.TOUCHES.items() if Topic.SHOW not in topics] == []


@pytest.mark.parametrize(
    ("command", "subjects"),
    [
        (cmd.Next(id="x"), ("rundown", "program")),
        (cmd.ProductClear(id="x"), ("program",)),
        (cmd.CueShow(id="x", text="t"), ("cue", "cue:cue-9")),
        (cmd.CueAck(id="x", cue="cue-3"), ("cue", "cue:cue-3")),
        (cmd.TimerStop(id="x", timer="timer-3"), ("timer", "timer:timer-3")),
        (cmd.StockAdd(id="x", sku="s", by=1), ("stock", "stock:s")),
        (cmd.ShowEnd(id="x"), ("show", "rundown", "program")),
        (cmd.Undo(id="x", command="y"), ()),
    ],
)
def test_a_command_changes_its_subject_and_what_goes_with_it(
    command: cmd.AnyCommand, subjects: tuple[str, ...]
) -> None:
    assert acts.subjects_changed(command, 9) == subjects
