"""Cards for the host."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.plan import CuePlan, Person
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from tests.stories import STARTED_MS
from tests.unit.room.desk import Desk, give
from tests.unit.room.prompted import below, on_air, plan, tell, until

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


DROP = CuePlan(id="drop", text="原价 {list_price},今天 {price}", priority="urgent", target="wei", expires_for_ms=30_000)
LADDER = [below("l300", 300, priority="push"), below("l80", 80)]
TEAM = tuple(
    Person(id=id_, name=id_.title(), role=role) for id_, role in (("wei", "host"), ("li", "host"), ("wu", "controller"))
)
QUOTA = CuePlan(id="quota", text={"zh-CN": "还剩 {quota_left} 个", "en": "{quota_left} left"})


@pytest.fixture
def prepared() -> Desk:
    of = plan([DROP, *LADDER], anywhere=[QUOTA])
    return on_air(replace(of, show=replace(of.show, team=TEAM)))


def test_a_prepared_card_says_what_is_true_when_it_is_shown(prepared: Desk) -> None:
    tell(prepared, ev.Price(sku="cream", unit_minor=89_00))
    seq = prepared.give(cmd.CueShow(id="c", cue="drop"))
    [card] = prepared.room.state.cues.waiting()
    assert (card.id, card.text) == (f"cue-{seq}", "原价 \N{YEN SIGN}199,今天 \N{YEN SIGN}89")
    assert (card.priority, card.target, card.expires_ms) == ("urgent", "wei", card.shown_ms + 30_000)
    assert (card.numbers, card.by_itself) == ({"list_price": 199_00, "price": 89_00}, False)


def test_free_text_is_filled_for_the_product_being_sold_and_priority_and_target_can_be_chosen(prepared: Desk) -> None:
    prepared.give(cmd.CueShow(id="a", text="先报 {stock} 件"))
    prepared.give(cmd.CueShow(id="b", cue="l80", priority="urgent", target="li"))
    shown = [(card.text, card.priority, card.target) for card in prepared.room.state.cues.waiting()]
    assert shown == [("还有 400 件", "urgent", "li"), ("先报 400 件", "push", None)]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (cmd.CueShow(id="x"), "nothing_told"),
        (cmd.CueShow(id="x", cue="drop", text="x"), "told_twice"),
        (cmd.CueShow(id="x", cue="none"), "unknown_cue"),
        (cmd.CueShow(id="x", text="x", target="wu"), "not_a_host"),
        (cmd.CueShow(id="x", text="x", target="analyst"), "not_a_host"),
        (cmd.CueShow(id="x", text="{prise}"), "unknown_placeholder"),
        (cmd.CueShow(id="x", cue="quota"), "unknown_number"),
        (cmd.CueShow(id="x", text="{buyers} 人买了"), "unknown_number"),
    ],
)
def test_what_cannot_be_said_is_refused(prepared: Desk, command: cmd.AnyCommand, why: str) -> None:
    assert prepared.give(command) == why


def test_a_card_shown_again_takes_the_place_of_the_former_and_undo_gives_it_back(prepared: Desk) -> None:
    prepared.give(cmd.CueShow(id="a", cue="l300"))
    first = prepared.room.state.cues.waiting()
    prepared.give(cmd.CueShow(id="b", cue="l80"))  # of the same ladder
    assert [card.cue for card in prepared.room.state.cues.waiting()] == ["l80"]
    prepared.give(cmd.Undo(id="u", command="b"))
    assert prepared.room.state.cues.waiting() == first


def test_a_closed_card_does_not_open_beside_one_that_took_its_place(prepared: Desk) -> None:
    prepared.give(cmd.CueShow(id="a", cue="drop"))
    [card] = prepared.room.state.cues.waiting()
    prepared.give(cmd.CueClear(id="x", cue=card.id))
    prepared.give(cmd.CueShow(id="b", cue="drop"))
    assert prepared.give(cmd.Undo(id="u", command="x")) == "cannot_undo"


def test_an_expired_card_is_neither_acknowledged_nor_taken_back(prepared: Desk) -> None:
    prepared.give(cmd.CueShow(id="a", cue="drop"))
    [card] = prepared.room.state.cues.waiting()
    assert prepared.give(cmd.CueAck(id="k", cue=card.id), Role.HOST, wait_ms=31_000) == "cue_expired"


def test_undoing_an_acknowledgement_remembers_how_often_the_card_was_let_pass(prepared: Desk) -> None:
    prepared.give(cmd.CueShow(id="a", cue="drop"))
    until(prepared, 40_000)
    prepared.give(cmd.CueShow(id="b", cue="drop"))
    [card] = prepared.room.state.cues.waiting()
    prepared.give(cmd.CueAck(id="k", cue=card.id), Role.HOST)
    assert prepared.room.state.cues.fades("drop") == 0
    prepared.give(cmd.Undo(id="u", command="k"), Role.HOST)
    assert prepared.room.state.cues.fades("drop") == 1
