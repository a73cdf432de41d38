"""A rule tried on a show's journal fires as often, and at the same instants, as it would have fired in it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.roles import Role
from controlroom.live.trying import Span, Told, tried
from controlroom.room import facts
from controlroom.room.alerting import Beside, look_on
from controlroom.room.room import Room
from controlroom.room.snapshot import digest
from tests.memory import MemoryJournal
from tests.stories import PLAN

T_MS = 1_764_000_000_000
CROWD = Rule(id="crowd", metric="online", above=Limit(value_millionths=100_000_000), for_ms=10_000)
READY = resolved()
WHOLE = Span(show="demo-1")


def at(second: float) -> int:
    return T_MS + int(second * 1000)


async def journal_of(told: dict[float, list[rec.Record]], *, live: bool = True) -> MemoryJournal:
    """The journal of a show that goes live at second 0, with these records from each second on."""
    journal = MemoryJournal()
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN)
    begin: dict[float, list[rec.Record]] = {-1.0: [opened]}
    if live:
        begin[0.0] = [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s"))]
    seq = 1
    for second, records in sorted((begin | told).items()):
        await journal.append("demo-1", rec.encode_page(records, seq, at(second)))
        seq += len(records)
    return journal


def crowd(until: int = 145, **levels: int) -> dict[float, list[rec.Record]]:
    """So many watch from each second (`s10`) on, told every five seconds and at these."""
    of = {int(name[1:]): online for name, online in levels.items()}
    told: dict[float, list[rec.Record]] = {}
    online = 0
    for second in range(1, until + 1):
        online = of.get(second, online)
        if second in of or second % 5 == 0:
            told[float(second)] = [ev.Audience(online=online, at=at(second), source="shop")]
    return told


def times(told: Told, n: int = 0) -> list[tuple[float, float | None]]:
    return [
        ((one.at_ms - T_MS) / 1000, None if one.until_ms is None else (one.until_ms - T_MS) / 1000)
        for one in told.firings[n]
    ]


async def test_it_fires_as_often_as_its_show_says_as_it_stands_and_as_changed() -> None:
    journal = await journal_of(crowd(s10=150, s30=20, s60=150, s64=20, s100=150, s140=20))
    told = await tried(journal, WHOLE, [CROWD, replace(CROWD, for_ms=0), replace(CROWD, enabled=False)])
    assert times(told) == [(21, 31), (111, 141)]
    assert times(told, 1) == [(11, 31), (61, 65), (101, 141)]
    assert times(told, 2) == times(told)  # what is off is tried as if it were on
    assert (told.from_ms, told.to_ms, told.lack) == (T_MS, at(146), None)


async def test_only_what_began_in_the_stretch_counts() -> None:
    journal = await journal_of(crowd(s10=150, s50=20, s60=150, s95=20))
    last = await tried(journal, Span(show="demo-1", last_ms=30_000, to_ms=at(90.4)), [CROWD])
    assert (last.from_ms, last.to_ms, times(last)) == (at(60), at(90), [(71, None)])
    assert times(await tried(journal, Span(show="demo-1", last_ms=10_000, to_ms=at(90)), [CROWD])) == []


async def test_what_no_series_keeps_is_told_too() -> None:
    def stream(state: str, second: float) -> list[rec.Record]:
        return [ev.Stream(state=state, at=at(second))]  # type: ignore[arg-type]

    beat: dict[float, list[rec.Record]] = {
        float(s): [ev.Heartbeat(source="shop", at=at(s))] for s in (1, 2, 60, 61, 70)
    }
    told = {10.25: stream("interrupted", 10.25), 12.5: stream("live", 12.5), 20.0: stream("interrupted", 20)}
    told |= {30.0: [ev.Violation(level="warning", text="careful", at=at(30))]}
    rules = [READY["stream_interrupted"], READY["platform_warning"], READY["feed_silent"]]
    found = await tried(await journal_of(beat | told), WHOLE, rules)
    assert times(found) == [(10.25, 12.5), (20, None)]  # at once, with the record itself
    assert times(found, 1) == [(30, None)]
    assert times(found, 2) == [(33, 65)]  # heartbeats: silent for more than 30 s; heard again, and that for 5 s
    later = replace(READY["feed_silent"], above=Limit(value_millionths=60_000_000), for_ms=0)
    assert times(await tried(await journal_of(beat), WHOLE, [later])) == []


async def test_oversold_fires_with_the_order_that_takes_too_much() -> None:
    order = ev.OrderStep(order="o", status="paid", lines=(ev.Line(sku="cream", qty=10_000),), at=at(7.5))
    off = replace(PLAN, rules=(replace(READY["oversold"], enabled=False),))
    journal = await journal_of({7.5: [order]})
    told = await tried(journal, WHOLE, [READY["oversold"]])
    assert [(one.labels, one.at_ms) for one in told.firings[0]] == [("cream", at(7.5))]
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=off, rules=off.rules)
    journal.shows["demo-1"][0] = rec.encode_page([opened], 1, at(-1))
    assert (await tried(journal, WHOLE, [READY["oversold"]])).firings == told.firings  # whatever ran in the show itself


async def test_each_firing_says_what_it_was_about_as_that_was_called_then() -> None:
    asked: list[rec.Record] = [
        ev.Comment(user=f"u{n}", text="敏感肌能用吗", kind="question", at=at(5)) for n in range(12)
    ]
    segments = (replace(PLAN.segments[0], title="Hello", planned_for_ms=60_000), *PLAN.segments[1:])
    told: dict[float, list[rec.Record]] = {
        1.0: [rec.Accepted(by=Role.CONTROLLER, command=cmd.Take(id="t", segment="opening", from_=None))],
        2.0: [ev.Heartbeat(source="shop", at=at(2)), ev.StockLevel(sku="cream", on_hand=0, at=at(2))],
        5.0: asked,
        150.0: [rec.Accepted(by=Role.CONTROLLER, command=cmd.PlanApply(id="p", plan=replace(PLAN, segments=segments)))],
        600.0: [ev.Heartbeat(source="shop", at=at(600))],
    }
    rules = [READY[id_] for id_ in ("unanswered", "sold_out", "segment_over", "feed_silent", "stream_interrupted")]
    found = await tried(await journal_of(told), WHOLE, rules)
    assert [[one.title for one in firings] for firings in found.firings] == [
        ["敏感肌能用吗"], [PLAN.products[0].title], ["Hello"], ["shop"], [],
    ]  # fmt: skip


async def test_nothing_matures_while_the_server_was_away_and_commands_are_carried() -> None:
    told = {second: records for second, records in crowd(60, s10=150, s12=150).items() if not 12 < second < 40}
    told[40.0] = [rec.RoomResumed(from_ms=at(12), to_ms=at(40)), *told[40.0]]
    told[52.0] = [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="e"))]
    found = await tried(await journal_of(told), WHOLE, [CROWD])
    assert (times(found), found.to_ms) == ([(50, 52)], at(52))


async def test_a_record_that_breaks_the_fold_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    like: type[object] = ev.Like
    monkeypatch.setitem(facts.HANDLERS, like, broken)
    told = crowd(s10=150, s30=20)
    told[15.0] = [ev.Like(count=1, at=at(15)), *told[15.0]]
    assert times(await tried(await journal_of(told), WHOLE, [CROWD])) == [(21, 31)]


async def test_what_never_was_live_or_is_too_long_tells_nothing() -> None:
    assert (await tried(await journal_of({}, live=False), WHOLE, [CROWD])).lack == "never_live"
    journal = await journal_of(crowd(1, s1=150))
    assert (await tried(journal, WHOLE, [CROWD], most=2)).lack == "too_long"
    assert (await tried(journal, WHOLE, [CROWD], most=3)).lack is None


def test_rules_that_look_on_change_nothing_in_the_show() -> None:
    def played(rules: tuple[Rule, ...]) -> Room:
        room = Room()
        room.apply(1, T_MS - 1000, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
        look_on(room.state, Beside(rules, told.append))
        room.apply(2, T_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s")))
        room.apply(3, at(5), ev.Audience(online=150, at=at(5), source="shop"))
        room.advance(at(18))
        return room

    told: list[object] = []
    alone, beside = played(()).state, played((replace(CROWD, id="0 tried"),)).state
    assert len(told) == 2
    assert (beside.casebook, beside.marks, beside.alerts.rules) == (alone.casebook, alone.marks, alone.alerts.rules)
    for state in (alone, beside):
        state.alerts.instances.clear()
        state.alerts.recent.clear()
    assert digest(beside) == digest(alone)
