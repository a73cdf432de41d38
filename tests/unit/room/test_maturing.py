"""What becomes visible by time alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import CuePlan, OfferPlan, Plan, TaskPlan, TimerPlan, WhenPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.maturing import KINDS, mature, next_ms
from controlroom.room.room import Room
from controlroom.room.snapshot import digest
from tests.unit.room.alarm import alarm
from tests.unit.room.desk import NOW as NOW_LIVE
from tests.unit.room.desk import Desk, live
from tests.unit.room.prompted import NOW, at, on_air, plan, said, until

SECOND_MS = 1000
DEAL = OfferPlan(id="deal", sku="cream", title="Deal", gift="cup", price_minor=79_00, lasts_for_ms=10_300)
LONG = OfferPlan(id="long", sku="cream", title="Long", price_minor=69_00, lasts_for_ms=5_000_700)


def test_a_timer_is_over_at_its_end_and_is_seen_once() -> None:
    desk = live()
    desk.give(cmd.TimerStart(id="t", title="Flash", duration_for_ms=5000), wait_ms=0)
    s = desk.room.state
    assert mature(s) == frozenset()
    changes = desk.room.advance((NOW_LIVE + 5999) // 1000 * 1000)
    assert changes.transition
    assert Topic.TIMERS in changes.topics
    assert [t.state for t in s.timers.by_id.values()] == ["over"]
    assert mature(s) == frozenset()


@pytest.mark.parametrize(
    ("due_ms", "price"), [(10_200, "¥79"), (10_300, "¥99"), (10_900, "¥99")], ids=["before", "at", "after"]
)
def test_a_card_due_in_the_second_in_which_an_offer_ends_says_the_price_of_its_own_instant(
    due_ms: int, price: str
) -> None:
    desk = on_air(replace(plan([at("now", due_ms, "只要 {price}")]), offers=(DEAL,)))
    desk.give(cmd.OfferOpen(id="o", offer="deal"), wait_ms=0)
    until(desk, 12_000)
    assert said(desk) == [f"只要 {price}"]


def test_a_timer_that_starts_as_the_offer_before_ends_opens_its_own() -> None:
    after = TimerPlan(id="t", title="T", kind="countdown", duration_for_ms=60_000, start_ms=10_300, offer="long")
    desk = on_air(replace(plan(timers=[after]), offers=(DEAL, LONG)))
    desk.give(cmd.OfferOpen(id="o", offer="deal"), wait_ms=0)
    until(desk, 12_000)
    assert [(one.offer, one.state) for one in desk.room.state.offers.rounds] == [("deal", "over"), ("long", "open")]


def test_what_was_due_while_the_server_was_away_is_shown_as_of_its_return() -> None:
    desk = on_air(replace(plan([at("now", 5_000, "只要 {price}")]), offers=(DEAL,)))
    desk.give(cmd.OfferOpen(id="o", offer="deal"), wait_ms=0)
    away = rec.RoomResumed(from_ms=NOW + 2_000, to_ms=NOW + 40_500)
    desk.room.apply(desk.room.state.seq + 1, NOW + 40_500, away)
    until(desk, 42_000)
    assert said(desk) == ["只要 ¥99"]
    assert [card.shown_ms for card in desk.room.state.cues.cards.values()] == [NOW + 40_500]


def test_nothing_in_sight_costs_a_look_and_nothing_else() -> None:
    desk = alarm(rules=())
    assert next_ms(desk.room.state) is None
    assert [kind.due(desk.room.state) for kind in KINDS] == [None] * len(KINDS)


# ------------------------------------------------------- leaping and stepping

instant = st.integers(0, 12_000).map(lambda n: n * 10 + 3) | st.integers(0, 600).map(lambda n: n * 10_000 + 7)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    cues = [
        CuePlan(
            id=f"at{n}", text="{price} {left} {quota_left}" if draw(st.booleans()) else "{price}", at_ms=draw(instant),
            expires_for_ms=draw(st.none() | st.integers(1_000, 200_000)), priority=draw(st.sampled_from(["info", "urgent"])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]  # fmt: skip
    cues += [
        CuePlan(id="left", text="还有 {left}", when=WhenPlan(left_ms=draw(st.integers(1_000, 90_000)), timer="flash")),
        CuePlan(id="few", text="{stock}", when=WhenPlan(stock_below=500)),
    ]
    start = draw(st.none() | instant)
    timers = [
        TimerPlan(id="flash", title="F", kind="countdown", duration_for_ms=draw(st.integers(1_000, 900_000)),
                  start_ms=start, offer=draw(st.sampled_from([None, "deal", "long"]))),
        TimerPlan(id="free", title="T", kind="countup", start_ms=draw(st.none() | instant)),
    ]  # fmt: skip
    made = plan(cues, timers)
    first, second, *rest = made.segments
    tasks = tuple(TaskPlan(id=f"t{n}", title="x", offset_for_ms=draw(instant), owner="wang") for n in range(2))
    return replace(made, segments=(first, replace(second, tasks=tasks), *rest), offers=(DEAL, LONG))


commands = st.lists(
    st.sampled_from(
        [
            cmd.OfferOpen(id="", offer="deal"),
            cmd.OfferOpen(id="", offer="long"),
            cmd.OfferClose(id="", offer="long"),
            cmd.TimerStart(id="", timer="flash"),
            cmd.TimerPause(id="", timer="flash"),
            cmd.TimerAdd(id="", timer="flash", by_for_ms=30_000),
            cmd.TimerStart(id="", title="mine", duration_for_ms=77_000),
            cmd.PriceSet(id="", sku="cream", unit_minor=88_00),
            cmd.ProductSwitch(id="", sku="cream"),
            cmd.ProductClear(id=""),
            cmd.RundownHold(id="", on=True),
            cmd.CueShow(id="", text="now {price}", priority="info"),
        ]
    ),
    max_size=5,
)


spans = st.sampled_from([31, 650, 1_900, 4_400, 8_000])
"""Seconds; beyond 4,200 whole spans are leapt over."""


def give_all(desk: Desk, given_: list[cmd.AnyCommand], waits: list[int]) -> None:
    for n, (command, wait_ms) in enumerate(zip(given_, waits, strict=False)):
        desk.now_ms += wait_ms
        desk.room.advance(desk.now_ms - desk.now_ms % 1000)
        decided = desk.room.decide(replace(command, id=f"c{n}"), Role.CONTROLLER, None, desk.now_ms)
        if not isinstance(decided, Refusal):
            desk.room.apply(desk.room.state.seq + 1, desk.now_ms, decided)  # type: ignore[arg-type]


def stepped(room: Room, to_ms: int) -> None:
    for second in range(room.state.as_of_ms + 1000, to_ms + 1, 1000):
        room.advance(second)


@settings(max_examples=30)
@given(
    plans(),
    commands,
    st.lists(st.integers(1, 9_999), min_size=5, max_size=5),
    st.sampled_from([31, 650, 1_900, 4_400, 8_000]),
)
def test_one_leap_gives_what_stepping_every_second_gives(
    of: Plan, given_: list[cmd.AnyCommand], waits: list[int], seconds: int
) -> None:
    leaping, stepping = on_air(of), on_air(of)
    for desk in (leaping, stepping):
        give_all(desk, given_, waits)
    end_ms = leaping.room.state.as_of_ms + seconds * SECOND_MS
    leaping.room.advance(end_ms)
    stepped(stepping.room, end_ms)
    assert digest(leaping.room.state) == digest(stepping.room.state)
    assert (next_ms(leaping.room.state) or end_ms + 1) > end_ms


def test_what_happens_in_the_middle_of_hours_leapt_over_is_noted_when_it_happened() -> None:
    leaping, stepping = (on_air(replace(plan(), offers=(LONG,))) for _ in range(2))
    for desk in (leaping, stepping):
        desk.give(cmd.OfferOpen(id="o", offer="long"), wait_ms=0)
    leaping.room.advance(NOW + 8_000_000)
    stepped(stepping.room, NOW + 8_000_000)
    assert digest(leaping.room.state) == digest(stepping.room.state)
