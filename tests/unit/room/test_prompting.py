"""What comes by itself: at its time, once, with numbers that are true then."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import CuePlan, TimerPlan, WhenPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.room.snapshot import digest, freeze, thaw
from tests.unit.room.prompted import NOW, at, below, on_air, plan, said, tell, until

FLASH = TimerPlan(id="flash", title="限时价", kind="countdown", duration_for_ms=300_000, start_ms=120_000)


def test_a_card_comes_at_its_time_with_the_numbers_of_then_and_once() -> None:
    desk = on_air(plan([at("drop", 60_000, "今天 {price}", priority="urgent")]))
    until(desk, 59_000)
    assert said(desk) == []
    tell(desk, ev.Price(sku="cream", unit_minor=89_00))
    changes = desk.room.advance(NOW + 60_000)
    assert (changes.transition, Topic.CUE in changes.topics) == (True, True)
    [card] = desk.room.state.cues.waiting()
    assert (card.text, card.shown_ms, card.by_itself, card.cue) == ("今天 \N{YEN SIGN}89", NOW + 60_000, True, "drop")
    desk.give(cmd.CueAck(id="a", cue=card.id), Role.HOST)
    until(desk, 300_000)
    assert said(desk) == []


def test_a_segment_taken_again_prompts_again_but_an_undone_take_does_not() -> None:
    desk = on_air(plan([at("hi", 2000)]))
    until(desk, 3000)
    [card] = desk.room.state.cues.waiting()
    desk.give(cmd.CueAck(id="a", cue=card.id), Role.HOST)
    desk.give(cmd.Take(id="away", segment="closing", from_="cream"))
    desk.give(cmd.Undo(id="u", command="away"))
    until(desk, 20_000)
    assert said(desk) == []
    desk.give(cmd.Take(id="away2", segment="closing", from_="cream"))
    desk.give(cmd.Back(id="back", from_="closing"))
    until(desk, 60_000)
    assert said(desk) == ["hi"]


def test_before_a_segments_begin_counts_from_when_it_is_expected() -> None:
    desk = on_air(plan([at("soon", -30_000)]), "opening")
    until(desk, 269_000)
    assert said(desk) == []
    until(desk, 270_000)
    assert said(desk) == ["soon"]
    desk.give(cmd.Next(id="n", from_="opening"))
    until(desk, 400_000)
    assert [c.cue for c in desk.room.state.cues.cards.values()] == ["soon"]


def test_a_phrase_nobody_knows_the_number_of_is_left_out_and_a_card_of_nothing_else_is_not_shown() -> None:
    desk = on_air(plan([at("a", 1000, "{buyers} 人买了,还有 {stock} 件"), at("b", 1000, "{quota_left} 个名额")]))
    until(desk, 2000)
    assert said(desk) == ["还有 400 件"]


def test_time_left_of_the_segment_and_of_a_timer_prompt() -> None:
    cues = [
        CuePlan(id="end", text="收一收", when=WhenPlan(left_ms=60_000)),
        CuePlan(id="one", text="还剩 {left}", when=WhenPlan(left_ms=60_000, timer="flash"), expires_for_ms=10_000),
    ]
    desk = on_air(plan(cues, [FLASH]))
    until(desk, 359_000)
    assert said(desk) == []
    until(desk, 360_000)
    assert said(desk) == ["还剩 1:00"]
    until(desk, 540_000)
    assert said(desk) == ["收一收"]


def test_time_added_to_a_timer_prompts_anew_when_as_much_is_left_again() -> None:
    cue = CuePlan(id="one", text="1", when=WhenPlan(left_ms=60_000, timer="flash"), expires_for_ms=5_000)
    desk = on_air(plan([cue], [FLASH]))
    until(desk, 370_000)
    assert desk.give(cmd.TimerAdd(id="add", timer="flash", by_for_ms=60_000)) > 0  # type: ignore[operator]
    until(desk, 419_000)
    assert said(desk) == []
    until(desk, 420_000)
    assert said(desk) == ["1"]


def test_a_timer_starts_by_itself_unless_it_was_started_by_hand_in_this_segment() -> None:
    desk = on_air(plan(timers=[FLASH]))
    until(desk, 120_000)
    [timer] = desk.room.state.timers.by_id.values()
    assert (timer.id, timer.started_ms, timer.ends_ms) == ("flash", NOW + 120_000, NOW + 420_000)
    desk = on_air(plan(timers=[FLASH]))
    desk.give(cmd.TimerStart(id="t", timer="flash"))
    until(desk, 200_000)
    assert [t.started_ms for t in desk.room.state.timers.by_id.values()] == [NOW + 1000]


def test_of_a_stock_ladder_the_lowest_rung_speaks_and_each_once_until_the_stock_is_back() -> None:
    desk = on_air(plan([below("l300", 300), below("l80", 80), below("l30", 30)]))
    until(desk, 5000)
    assert said(desk) == []
    tell(desk, ev.StockLevel(sku="cream", on_hand=60))
    until(desk, 6000)
    assert said(desk) == ["还有 60 件"]
    tell(desk, ev.StockLevel(sku="cream", on_hand=20))
    until(desk, 8000)
    assert said(desk) == ["还有 20 件"]
    tell(desk, ev.StockLevel(sku="cream", on_hand=290))
    until(desk, 9000)
    assert said(desk) == ["还有 20 件"]
    tell(desk, ev.StockLevel(sku="cream", on_hand=79))
    until(desk, 11_000)
    assert said(desk) == ["还有 79 件"]


def test_a_stock_ladder_goes_by_what_the_platform_offers_where_that_is_known() -> None:
    desk = on_air(plan([below("l80", 80)]))
    tell(desk, ev.StockLevel(sku="cream", listed=60))
    until(desk, 5000)
    assert said(desk) == ["还有 60 件"]


def test_a_ladder_of_the_whole_show_follows_the_product_being_sold() -> None:
    desk = on_air(plan(anywhere=[below("few", 500)]), "opening")
    until(desk, 3000)
    assert said(desk) == []
    desk.give(cmd.ProductSwitch(id="p", sku="cream"))
    until(desk, 6000)
    assert said(desk) == ["还有 400 件"]


def test_a_higher_rung_that_comes_on_air_is_silent_when_a_lower_one_has_spoken() -> None:
    desk = on_air(plan([below("l300", 300)], anywhere=[below("low", 80)]), "opening")
    tell(desk, ev.StockLevel(sku="cream", on_hand=60))
    desk.give(cmd.ProductSwitch(id="p", sku="cream"))
    until(desk, 3000)
    desk.give(cmd.Take(id="t", segment="cream", from_="opening"))
    until(desk, 6000)
    assert [card.cue for card in desk.room.state.cues.cards.values()] == ["low"]


def test_a_kpis_threshold_prompts_when_it_is_passed_and_rests_longer_each_time_it_is_let_pass() -> None:
    cue = CuePlan(id="hot", text="hot", when=WhenPlan(kpi="online", above_millionths=50_000_000), expires_for_ms=1000)
    desk = on_air(plan([cue]))

    def online(level: int, after_ms: int) -> int:
        until(desk, after_ms)
        tell(desk, ev.Audience(online=level))
        until(desk, after_ms + 2000)
        return sum(card.cue == "hot" for card in desk.room.state.cues.cards.values())

    assert [online(50, 2000), online(51, 5000), online(52, 8000)] == [0, 1, 1]
    assert [online(40, 20_000), online(60, 30_000)] == [1, 1]  # it rests five minutes, ten after being let pass
    assert [online(40, 310_000), online(60, 320_000)] == [1, 1]
    assert [online(40, 610_000), online(60, 620_000)] == [1, 2]


def test_a_ratio_decides_only_with_enough_samples() -> None:
    cue = CuePlan(id="low", text="low", when=WhenPlan(kpi="conversion_rate_5m", below_millionths=900_000))
    desk = on_air(plan([cue]))
    tell(desk, ev.Audience(online=30))
    until(desk, 5000)
    assert said(desk) == []
    for i in range(60):
        tell(desk, ev.Enter(user=f"u{i}"))
    until(desk, 400_000)
    assert said(desk) == []  # nobody enters any more: the window's audience is 30 again
    tell(desk, ev.Audience(online=80))
    until(desk, 800_000)
    assert [card.cue for card in desk.room.state.cues.cards.values()] == ["low"]


def test_a_card_that_is_let_pass_three_times_comes_by_itself_no_more() -> None:
    desk = on_air(plan([at("hi", 1000)]))
    for n in range(5):
        until(desk, n * 200_000 + 100_000)
        desk.give(cmd.Take(id=f"a{n}", segment="opening", from_="cream"))
        desk.give(cmd.Take(id=f"b{n}", segment="cream", from_="opening"))
    until(desk, 1_200_000)
    assert [card.cue for card in desk.room.state.cues.cards.values()] == ["hi"] * 3
    assert desk.room.state.cues.fades("hi") == 3


def test_what_falls_due_while_the_server_is_away_comes_when_it_is_back() -> None:
    desk = on_air(plan([at("hi", 10_000)], [FLASH]))
    desk.now_ms = NOW + 130_500
    tell(desk, rec.RoomResumed(from_ms=NOW + 5000, to_ms=NOW + 130_500))  # type: ignore[arg-type]
    until(desk, 132_000)
    assert [c.shown_ms for c in desk.room.state.cues.waiting()] == [NOW + 130_500]
    assert [t.started_ms for t in desk.room.state.timers.by_id.values()] == [NOW + 130_500]


def test_while_the_segments_clock_is_held_nothing_of_it_comes_and_what_came_does_not_come_again() -> None:
    late = TimerPlan(id="late", title="L", kind="countup", start_ms=60_000)
    cues = [at("early", 5000), at("later", 30_000), CuePlan(id="end", text="end", when=WhenPlan(left_ms=60_000))]
    desk = on_air(plan(cues, [late]))
    until(desk, 10_000)
    desk.give(cmd.RundownHold(id="h", on=True), wait_ms=0)
    until(desk, 100_000)
    assert [c.cue for c in desk.room.state.cues.cards.values()] == ["early"]
    assert desk.room.state.timers.by_id == {}
    desk.give(cmd.RundownHold(id="g", on=False), wait_ms=0)
    until(desk, 120_000)
    assert [(c.cue, c.shown_ms) for c in desk.room.state.cues.waiting()] == [("later", NOW + 120_000)]
    until(desk, 640_000)
    assert [c.cue for c in desk.room.state.cues.cards.values()] == ["early", "later", "end"]
    assert [t.started_ms for t in desk.room.state.timers.by_id.values()] == [NOW + 150_000]


def test_nothing_comes_by_itself_before_the_start_and_after_the_end() -> None:
    desk = on_air(plan([at("hi", 5000)]))
    desk.give(cmd.ShowEnd(id="e"))
    until(desk, 60_000)
    assert said(desk) == []


@pytest.mark.parametrize("hours", [1, 2])
def test_jumping_over_idle_hours_gives_what_stepping_gives(hours: int) -> None:
    cues = [
        at("late", 3_000_000, "现在 {price}", priority="urgent"), at("gone", 3_100_000),
        CuePlan(id="one", text="1", when=WhenPlan(left_ms=60_000, timer="long"), priority="push"),
        below("few", 500), CuePlan(id="k", text="k", when=WhenPlan(kpi="target_pace", below_millionths=10**6)),
    ]  # fmt: skip
    timers = [TimerPlan(id="long", title="L", kind="countdown", duration_for_ms=600_000, start_ms=2_900_000)]
    jumped, stepped = on_air(plan(cues, timers)), on_air(plan(cues, timers))
    jumped.room.advance(NOW + hours * 3_600_000)
    until(stepped, hours * 3_600_000)
    assert [c.cue for c in stepped.room.state.cues.cards.values()] == ["few", "late", "gone", "one"]
    assert jumped.room.state.cues == stepped.room.state.cues
    assert jumped.room.state.timers == stepped.room.state.timers
    assert digest(jumped.room.state) == digest(stepped.room.state)


def test_a_show_thawed_in_mid_segment_goes_on_as_it_was() -> None:
    whole = on_air(plan([at("hi", 10_000)], [FLASH]))
    until(whole, 8000)
    split = on_air(plan([at("hi", 10_000)], [FLASH]))
    until(split, 8000)
    split.room = Room(thaw(freeze(split.room.state)))
    until(whole, 300_000)
    until(split, 300_000)
    assert digest(split.room.state) == digest(whole.room.state)
