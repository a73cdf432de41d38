"""A timer of the plan and its offer are one window."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.offers import Round
from controlroom.domain.plan import OfferPlan, Plan, ScenePlan, TimerPlan
from controlroom.domain.timers import Timer
from controlroom.room.pairing import timer_for
from controlroom.room.room import Room
from controlroom.room.selling import price
from controlroom.room.snapshot import digest
from tests.stories import OPENED_MS
from tests.unit.room.desk import Desk
from tests.unit.room.prompted import NOW, on_air, plan, until
from tests.unit.room.shop import paid

DEAL = OfferPlan(id="deal", sku="cream", title="Deal", price_minor=79_00, quota=2, lasts_for_ms=300_000)
LASTING = OfferPlan(id="lasting", sku="cream", title="Lasting", price_minor=69_00)
FLASH = TimerPlan(id="flash", title="Flash", kind="countdown", duration_for_ms=60_000, offer="deal")
SCENE = ScenePlan(id="sale", title="Sale", offer="deal", timer="flash")


def paired(timer: TimerPlan = FLASH) -> Plan:
    """Return a plan whose segment on air has an offer's timer."""
    return replace(plan(timers=[timer]), offers=(DEAL, LASTING), scenes=(SCENE,))


@pytest.fixture
def desk() -> Desk:
    return on_air(paired())


def the_round(desk: Desk) -> Round:
    return desk.room.state.offers.rounds[-1]


def clock(desk: Desk) -> Timer:
    return desk.room.state.timers.by_id["flash"]


def stands(desk: Desk) -> tuple[str, str, int | None]:
    """How the timer and the offer stand, and what the product costs."""
    return clock(desk).state, the_round(desk).state, price(desk.room.state, "cream")


@pytest.mark.parametrize(
    "command",
    [cmd.TimerStart(id="x", timer="flash"), cmd.OfferOpen(id="x", offer="deal"), cmd.SceneApply(id="x", scene="sale")],
    ids=["timer", "offer", "scene"],
)
def test_whichever_is_asked_for_both_begin_and_end_together_and_one_undo_takes_both_back(
    desk: Desk, command: cmd.AnyCommand
) -> None:
    before = desk.room.state.timers, desk.room.state.offers, price(desk.room.state, "cream")
    desk.give(command)
    assert stands(desk) == ("running", "open", 79_00)
    assert (the_round(desk).timer, the_round(desk).ends_ms) == ("flash", clock(desk).ends_ms)
    desk.give(cmd.Undo(id="u", command="x"))
    s = desk.room.state
    assert (s.timers.by_id, s.offers.rounds, price(s, "cream")) == ({}, [], before[2])
    desk.give(replace(command, id="y"))
    until(desk, 64_000)
    assert stands(desk) == ("over", "over", 99_00)
    assert the_round(desk).ended_ms == clock(desk).ends_ms == desk.room.state.offers.rounds[-1].opened_ms + 60_000


def test_a_timer_that_starts_by_itself_opens_its_offer_at_its_own_instant() -> None:
    desk = on_air(paired(replace(FLASH, start_ms=30_000)))
    until(desk, 31_000)
    assert stands(desk) == ("running", "open", 79_00)
    assert (clock(desk).started_ms, the_round(desk).opened_ms) == (NOW + 30_000, NOW + 30_000)
    until(desk, 91_000)
    assert stands(desk) == ("over", "over", 99_00)


def test_a_timer_whose_offer_cannot_be_opened_is_refused_and_does_not_start_by_itself() -> None:
    desk = on_air(paired(replace(FLASH, start_ms=30_000)))
    desk.give(cmd.OfferOpen(id="o", offer="lasting"))
    assert desk.give(cmd.TimerStart(id="t", timer="flash")) == "other_offer_open"
    until(desk, 200_000)
    assert desk.room.state.timers.by_id == {}
    assert price(desk.room.state, "cream") == 69_00


def test_before_the_start_a_timer_with_an_offer_waits_for_the_show() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=paired()))
    assert Desk(room).give(cmd.TimerStart(id="t", timer="flash")) == "not_live"


def test_the_offer_ends_when_its_timer_does_however_that_is_moved(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    desk.give(cmd.TimerAdd(id="a", timer="flash", by_for_ms=60_000))
    assert the_round(desk).ends_ms == the_round(desk).opened_ms + 120_000
    desk.give(cmd.TimerPause(id="p", timer="flash"))
    assert the_round(desk).ends_ms is None
    until(desk, 200_000)
    assert stands(desk) == ("paused", "open", 79_00)
    desk.give(cmd.TimerResume(id="r", timer="flash"))
    assert the_round(desk).ends_ms == clock(desk).ends_ms
    desk.give(cmd.Undo(id="u", command="r"))
    assert the_round(desk).ends_ms is None


def test_a_command_on_one_of_them_supersedes_an_undo_of_the_other(desk: Desk) -> None:
    desk.give(cmd.OfferOpen(id="o", offer="deal"))
    desk.give(cmd.TimerAdd(id="a", timer="flash", by_for_ms=60_000))
    assert desk.give(cmd.Undo(id="u", command="o")) == "undo_superseded"
    desk.give(cmd.TimerStop(id="s", timer="flash"))
    assert desk.give(cmd.OfferOpen(id="late", offer="deal", expected_seq=desk.room.state.seq - 1)) == "stale"


@pytest.mark.parametrize(
    "command", [cmd.TimerStop(id="x", timer="flash"), cmd.OfferClose(id="x", offer="deal")], ids=["timer", "offer"]
)
def test_ended_by_hand_both_end_and_one_undo_lets_both_go_on(desk: Desk, command: cmd.AnyCommand) -> None:
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    ends_ms = clock(desk).ends_ms
    desk.give(command)
    assert stands(desk) == ("stopped", "closed", 99_00)
    desk.give(cmd.Undo(id="u", command="x"))
    assert stands(desk) == ("running", "open", 79_00)
    assert the_round(desk).ends_ms == clock(desk).ends_ms == ends_ms


def test_an_offer_that_is_full_leaves_no_countdown_behind(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    paid(desk, "o1", "o2")
    assert stands(desk) == ("stopped", "full", 99_00)
    assert desk.give(cmd.Undo(id="u", command="t")) == "cannot_undo"


def test_a_minute_more_after_the_end_opens_the_offer_anew(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    until(desk, 70_000)
    desk.give(cmd.TimerAdd(id="a", timer="flash", by_for_ms=60_000))
    assert stands(desk) == ("running", "open", 79_00)
    assert (len(desk.room.state.offers.rounds), the_round(desk).ends_ms) == (2, clock(desk).ends_ms)
    desk.give(cmd.Undo(id="u", command="a"))
    assert stands(desk) == ("over", "over", 99_00)
    assert len(desk.room.state.offers.rounds) == 1


def test_a_timer_joins_its_offer_that_is_open_without_one(desk: Desk) -> None:
    desk.give(cmd.OfferOpen(id="o", offer="deal"))
    desk.give(cmd.Undo(id="u", command="o"))
    s = desk.room.state
    s.offers.open(Round("deal", "cream", desk.now_ms, ends_ms=desk.now_ms + 300_000))
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    assert (len(s.offers.rounds), the_round(desk).ends_ms) == (1, clock(desk).ends_ms)
    desk.give(cmd.Undo(id="v", command="t"))
    assert (the_round(desk).timer, the_round(desk).ends_ms, s.timers.by_id) == (
        None,
        the_round(desk).opened_ms + 300_000,
        {},
    )


def test_of_several_timers_the_offer_starts_that_of_the_segment_on_air_and_none_that_has_passed() -> None:
    past = replace(FLASH, id="past", kind="until", until_ms=NOW - 1)
    desk = on_air(replace(plan(timers=[past, FLASH]), offers=(DEAL,)))
    found = timer_for(desk.room.state, "deal", NOW)
    assert found is not None
    assert found.id == "flash"
    assert timer_for(desk.room.state, "lasting", NOW) is None


def test_the_shows_end_ends_both_and_its_undo_lets_both_go_on(desk: Desk) -> None:
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    desk.give(cmd.ShowEnd(id="e"))
    assert stands(desk) == ("stopped", "closed", 99_00)
    desk.give(cmd.Undo(id="u", command="e"))
    assert stands(desk) == ("running", "open", 79_00)


def test_stepping_and_leaping_over_the_window_give_the_same() -> None:
    leaping, stepping = (on_air(paired(replace(FLASH, start_ms=30_000))) for _ in range(2))
    leaping.room.advance(NOW + 300_000)
    until(stepping, 300_000)
    assert digest(leaping.room.state) == digest(stepping.room.state)


def test_forbidden_words_of_what_is_posted_of_an_offer_count_when_it_opens(desk: Desk) -> None:
    desk.room.state.cues.forbidden = {"offer:deal": ("全网最低",)}
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    assert list(desk.room.state.heard.words) == ["全网最低"]
