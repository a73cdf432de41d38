"""What roles see of cards and timers."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.plan import CuePlan, Person, ProductPlan, TimerPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.shapes import wire
from controlroom.views.shapes_cards import CuesView, PreparedTimerView, TimersView
from tests.unit.room.prompted import NOW, at, below, on_air, plan, tell, until


def cues(room: Room, role: Role = Role.CONTROLLER) -> CuesView:
    view = project(Topic.CUE, room.state, Beside(), role)
    assert isinstance(view, CuesView)
    return view


def timers(room: Room, role: Role) -> TimersView:
    view = project(Topic.TIMERS, room.state, Beside(), role)
    assert isinstance(view, TimersView)
    return view


def test_the_palette_says_each_card_of_the_segment_and_of_the_show_as_it_would_be_said_now() -> None:
    desk = on_air(
        plan([at("a", 500_000, "{price}, {left}"), below("b", 5)], anywhere=[CuePlan(id="c", text="{quota_left}")])
    )
    desk.give(cmd.CueShow(id="s", cue="b"))
    palette = cues(desk.room).palette
    assert [(p.id, p.text, p.segment, p.unknown) for p in palette] == [
        ("a", "\N{YEN SIGN}99, -:--", "cream", ()),
        ("b", "还有 400 件", "cream", ()),
        ("c", "{quota_left}", None, ("quota_left",)),
    ]
    current = cues(desk.room).current
    assert current is not None
    assert [p.up for p in palette] == [None, current.id, None]
    desk.give(cmd.Take(id="t", segment="closing", from_="cream"))
    assert [p.id for p in cues(desk.room).palette] == ["c"]


def test_nothing_of_the_palette_changes_because_time_passes() -> None:
    desk = on_air(plan([at("a", 500_000, "{left} {price}")]))
    before = cues(desk.room)
    until(desk, 5000)
    assert cues(desk.room) == before


def test_a_host_sees_no_palette_and_no_closed_cards_and_no_timers_to_start() -> None:
    timer = TimerPlan(id="t", title="T", kind="countup")
    desk = on_air(plan([at("a", 0)], [timer]))
    until(desk, 1000)
    desk.give(cmd.CueClear(id="c", cue=desk.room.state.cues.waiting()[0].id))
    assert (cues(desk.room, Role.HOST).palette, cues(desk.room, Role.HOST).recent) == ((), ())
    assert timers(desk.room, Role.HOST).prepared == ()
    assert timers(desk.room, Role.CONTROLLER).prepared == (PreparedTimerView(id="t", title="T"),)
    desk.give(cmd.TimerStart(id="s", timer="t"))
    assert timers(desk.room, Role.CONTROLLER).prepared == ()


def test_a_card_is_stale_as_soon_as_a_number_in_it_has_changed_and_closed_ones_are_not() -> None:
    desk = on_air(plan())
    desk.give(cmd.CueShow(id="s", text="{stock} 件,{price}"))

    def stale() -> bool:
        current = cues(desk.room, Role.HOST).current
        assert current is not None
        return current.stale

    assert not stale()
    tell(desk, ev.StockLevel(sku="cream", on_hand=399))
    assert stale()
    tell(desk, ev.StockLevel(sku="cream", on_hand=400))
    assert not stale()


def test_a_paused_timer_says_since_when_and_has_no_end() -> None:
    desk = on_air(plan())
    desk.give(cmd.TimerStart(id="t", title="T", duration_for_ms=60_000), wait_ms=0)
    desk.give(cmd.TimerPause(id="p", timer="timer-4"), wait_ms=10_000)
    view = timers(desk.room, Role.HOST)
    assert wire(view) == view.timers
    [timer] = view.timers
    assert (timer.state, timer.ends_ms, timer.paused_ms, timer.paused_for_ms) == ("paused", None, NOW + 10_000, 0)
    assert (timer.started_ms, timer.duration_for_ms) == (NOW, 60_000)


def test_a_card_with_numbers_says_which_product_it_is_about_where_it_is_not_on_air() -> None:
    of = plan([at("a", 0, "{price}"), at("b", 0, "慢一点")])
    desk = on_air(replace(of, products=(*of.products, ProductPlan(sku="mask", title="Mask", price_minor=1))))
    desk.give(cmd.CueShow(id="s", cue="a"))
    desk.give(cmd.CueShow(id="s2", cue="b"))
    assert [one.about for one in (cues(desk.room).current, *cues(desk.room).queue) if one] == [None, None]
    desk.give(cmd.ProductSwitch(id="p", sku="mask"))
    assert [one.about for one in (cues(desk.room).current, *cues(desk.room).queue) if one] == [None, "Cream"]


def test_a_card_for_one_of_two_hosts_names_them() -> None:
    of = plan()
    desk = on_air(replace(of, show=replace(of.show, team=(Person(id="wei", name="小薇", role="host"),))))
    for reader in ("wei", "host", None):
        desk.give(cmd.CueShow(id=f"c-{reader}", text="看左边", target=reader))
    view = cues(desk.room, Role.HOST)
    assert view.current is not None
    assert [one.reader for one in (view.current, *view.queue)] == [None, None, "小薇"]


def test_the_time_left_in_a_card_runs_and_an_end_that_moved_is_told() -> None:
    desk = on_air(plan([CuePlan(id="a", text="{left} {price}")]))
    desk.give(cmd.TimerStart(id="t", title="T", duration_for_ms=300_000))
    desk.give(cmd.CueShow(id="s", cue="a"))

    def told() -> tuple[int | None, str | None, bool]:
        card = cues(desk.room).current
        assert card is not None
        return card.until_ms, card.left_said, card.stale

    ends_ms = desk.room.state.timers.soonest().ends_ms  # type: ignore[union-attr]
    shown = told()
    assert (shown[0], shown[2]) == (ends_ms, False)
    assert shown[1] is not None
    assert f"{shown[1]} " in str(cues(desk.room).current.text)  # type: ignore[union-attr]
    desk.give(cmd.CueShow(id="other", text="x"), wait_ms=60_000)
    desk.give(cmd.CueClear(id="c", cue=f"cue-{desk.room.state.seq}"))
    assert told() == shown  # it counts to the same end, and nothing is pushed for it
    seq = desk.give(cmd.TimerAdd(id="m", timer="timer-4", by_for_ms=60_000))
    assert isinstance(seq, int), seq
    assert told()[2]
    desk.give(cmd.Undo(id="u", command="m"))
    assert told() == shown
    desk.give(cmd.TimerStop(id="x", timer="timer-4"))
    assert told()[2]


def test_a_card_shown_while_its_clock_stands_does_not_run() -> None:
    desk = on_air(plan([CuePlan(id="a", text="{left}")]))
    desk.give(cmd.RundownHold(id="h", on=True))
    desk.give(cmd.CueShow(id="s", cue="a"))
    card = cues(desk.room).current
    assert card is not None
    assert (card.until_ms, card.left_said, card.stale) == (None, None, False)
    desk.give(cmd.RundownHold(id="r", on=False), wait_ms=30_000)
    card = cues(desk.room).current
    assert card is not None
    assert card.stale
