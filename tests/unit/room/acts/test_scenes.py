"""Several things at one key."""

from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain.plan import CuePlan, TimerPlan, WhenPlan
from controlroom.room.selling import price
from controlroom.room.snapshot import freeze
from tests.unit.room.desk import Desk
from tests.unit.room.shop import SCENE, later, open_shop


def test_a_scene_does_all_its_parts_at_one_place_of_the_journal() -> None:
    desk = open_shop()
    seq = desk.give(cmd.SceneApply(id="s", scene="flash"))
    s = desk.room.state
    assert s.program is not None
    assert (s.program.sku, price(s, "cream"), s.scene) == ("cream", 7900, "flash")
    assert {s.subjects[about] for about in ("program", "offer:five-min", "price:cream", "scene")} == {seq}


def test_one_undo_takes_all_of_it_back() -> None:
    desk = open_shop()
    before = freeze(desk.room.state)
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    desk.give(cmd.Undo(id="u", command="s"))
    s = desk.room.state
    assert s.program is not None
    assert (s.program.sku, price(s, "cream"), s.scene, s.offers.rounds, s.asked) == ("mask", 9900, None, [], {})
    assert freeze(s) != before  # the journal's place, subjects and marks have moved on


def test_what_holds_already_is_left_alone() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="five-min"))
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    assert len(desk.room.state.offers.rounds) == 1
    desk.give(cmd.Undo(id="u", command="s"))
    assert len(desk.room.state.offers.rounds) == 1
    assert price(desk.room.state, "cream") == 7900


def test_a_scene_that_would_change_nothing_or_is_not_there_is_refused() -> None:
    desk = open_shop()
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    assert desk.give(cmd.SceneApply(id="s2", scene="flash")) == "nothing_to_do"
    assert desk.give(cmd.SceneApply(id="s3", scene="dream")) == "unknown_scene"


def test_a_scene_of_which_one_part_would_be_refused_does_nothing() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="lasting"))
    assert desk.give(cmd.SceneApply(id="s", scene="flash")) == "other_offer_open"
    assert desk.room.state.program is not None
    assert desk.room.state.program.sku == "mask"


def test_a_scene_one_part_of_which_was_changed_since_is_not_taken_back() -> None:
    desk = open_shop()
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    desk.give(cmd.ProductSwitch(id="p", sku="serum"))
    assert desk.give(cmd.Undo(id="u", command="s")) == "cannot_undo"


def test_a_scene_whose_offer_is_over_is_not_taken_back() -> None:
    desk = open_shop()
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    desk.give(cmd.OfferClose(id="c", offer="five-min"))
    later(desk, 1000)
    assert desk.give(cmd.Undo(id="u", command="s")) == "cannot_undo"


def full_show() -> Desk:
    """Return a live show with a scene that has a product, an offer, a timer and a card with numbers of all of them."""
    desk = open_shop()
    assert desk.room.state.plan is not None
    cue = CuePlan(
        id="now", text="{list_price} before, {price} now, {left} to go", when=WhenPlan(timer="clock", left_ms=1)
    )
    timers = (TimerPlan(id="clock", title="Clock", kind="countdown", duration_for_ms=300_000),)
    products = tuple(
        msgspec.structs.replace(p, list_price_minor=12_900) if p.sku == "cream" else p
        for p in desk.room.state.plan.products
    )
    scene = msgspec.structs.replace(SCENE, cue="now", timer="clock")
    plan = msgspec.structs.replace(desk.room.state.plan, products=products, cues=(cue,), scenes=(scene,))
    desk.room.state.plan = plan
    first, *others = desk.room.state.rundown.segments
    desk.room.state.rundown.segments = (msgspec.structs.replace(first, timers=timers), *others)
    return desk


def test_the_card_of_a_scene_has_the_numbers_that_the_scene_brings() -> None:
    desk = full_show()
    assert isinstance(desk.give(cmd.SceneApply(id="s", scene="flash")), int)
    s = desk.room.state
    [card] = s.cues.cards.values()
    assert "79" in str(card.text)
    assert "129" in str(card.text)
    assert s.timers.by_id["clock"].state == "running"


def test_one_undo_takes_card_timer_offer_and_product_back() -> None:
    desk = full_show()
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    assert isinstance(desk.give(cmd.Undo(id="u", command="s")), int)
    s = desk.room.state
    assert s.program is not None
    assert (s.program.sku, s.offers.rounds, s.timers.by_id) == ("mask", [], {})
    assert [card.cleared_ms for card in s.cues.cards.values()] == [desk.now_ms]


def test_a_timer_that_runs_already_runs_on() -> None:
    desk = full_show()
    desk.give(cmd.TimerStart(id="t", timer="clock"))
    began = desk.room.state.timers.by_id["clock"].started_ms
    assert isinstance(desk.give(cmd.SceneApply(id="s", scene="flash")), int)
    assert desk.room.state.timers.by_id["clock"].started_ms == began
