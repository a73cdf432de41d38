"""A rule tried on a show that was played: it fires there exactly when it would have fired live."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Level, Limit, Rule
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from controlroom.views.backtest import Firing, Kept, firings, gather, readable
from tests.stories import PLAN

T_MS = 1_764_000_000_000
MINUTE = 60_000
CROWD = Rule(
    id="crowd", metric="online", above=Limit(value_millionths=100_000_000), clear=Limit(value_millionths=30_000_000),
    for_ms=10_000, keep_ms=20_000,
)  # fmt: skip


def played(levels: dict[int, int], until_s: int, facts: dict[int, list[ev.Fact]] | None = None) -> Room:
    """A show with so many online from each second on."""
    room = Room()
    room.apply(1, T_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    room.apply(2, T_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s")))
    for second in range(1, until_s + 1):
        room.advance(T_MS + second * 1000)
        told: list[ev.Fact] = list((facts or {}).get(second, []))
        if second in levels:
            told.append(ev.Audience(online=levels[second], at=T_MS + second * 1000 + 10))
        if told:
            room.apply_page(room.state.seq + 1, T_MS + second * 1000 + 10, told)
    return room


def kept(room: Room, rule: Rule, last_ms: int | None = None, step_ms: int = 1000) -> Kept:
    found = gather(room.state, rule, last_ms, step_ms)
    assert found is not None
    return found


def at(second: int) -> int:
    return T_MS + second * 1000


def test_it_fires_after_its_time_stays_through_short_dips_and_clears_below_its_line() -> None:
    room = played({10: 150, 40: 20, 50: 150, 100: 31, 140: 30}, 200)
    assert firings(CROWD, kept(room, CROWD)) == (Firing(at(21), "", "warning", at(161)),)  # 31 goes on, 30 clears
    lower = replace(CROWD, clear=Limit(value_millionths=31_000_000))
    assert firings(lower, kept(room, lower)) == (Firing(at(21), "", "warning", at(121)),)


def test_a_changed_line_or_time_changes_how_often() -> None:
    room = played({10: 150, 30: 20, 60: 150, 64: 20, 100: 150, 140: 20}, 200)
    assert len(firings(CROWD, kept(room, CROWD))) == 2
    assert len(firings(replace(CROWD, for_ms=0), kept(room, CROWD))) == 3
    assert firings(replace(CROWD, above=Limit(value_millionths=150_000_000)), kept(room, CROWD)) == ()


def test_only_what_began_in_the_stretch_counts_and_the_minutes_before_warm_up() -> None:
    room = played({10: 150, 700: 20, 1000: 150}, 1300)
    whole, last = kept(room, CROWD), kept(room, CROWD, 5 * MINUTE)
    assert [one.at_ms for one in firings(CROWD, whole)] == [at(21), at(1011)]
    assert [one.at_ms for one in firings(CROWD, last)] == [at(1011)]
    assert firings(CROWD, kept(room, CROWD, MINUTE)) == ()
    assert (last.from_ms, last.to_ms, last.instants[0].at_ms) == (at(1000), at(1300), at(400))


def test_nothing_matures_while_the_server_was_away() -> None:
    room = played({10: 150}, 60)
    state = room.state
    state.gaps.append((at(14), at(40)))
    assert [one.at_ms for one in firings(CROWD, kept(room, CROWD))] == [at(50)]


def test_a_fall_is_measured_against_what_was_usual() -> None:
    drop = resolved()["viewer_drop"]
    room = played({1: 200, 900: 120}, 1300)
    assert readable(drop)
    assert [one.at_ms for one in firings(drop, kept(room, drop))] == [at(931)]
    assert firings(drop, kept(played({1: 200, 900: 150}, 1300), drop)) == ()


def test_stock_is_read_by_the_minute_and_by_product() -> None:
    low = Rule(
        id="low", metric="stock.available", by="sku", below=Limit(field="safety"),
        critical=Level(below=Limit(field="safety", times_millionths=400_000)),
    )  # fmt: skip
    order = ev.OrderStep(order="o", status="paid", lines=(ev.Line(sku="cream", qty=47),), at=at(130))
    first = ev.OrderStep(order="p", status="paid", lines=(ev.Line(sku="cream", qty=1),), at=at(5))
    room = played({}, 400, {5: [first], 130: [order]})
    assert readable(low)
    told = firings(low, kept(room, low))
    assert [(one.labels, one.at_ms % MINUTE, one.severity) for one in told if one.labels == "cream"] == [
        ("cream", 0, "warning")
    ]
    assert 130 <= (told[0].at_ms - T_MS) // 1000 <= 190


def test_what_was_not_kept_cannot_be_tried() -> None:
    rules = resolved()
    known = {id_ for id_, rule in rules.items() if readable(rule)}
    assert {
        "low_stock",
        "sold_out",
        "viewer_drop",
        "online_surge",
        "gmv_behind",
        "pay_rate_drop",
        "refund_spike",
        "negative_wave",
    } <= known
    assert not known & {"conversion_dip", "feed_silent", "stream_interrupted", "task_late"}


def test_a_wave_of_complaints_is_read_from_the_stored_steps() -> None:
    rule = resolved()["negative_wave"]
    facts: dict[int, list[ev.Fact]] = {
        second: [ev.Comment(user=f"u{second}", text=f"差{second}", kind="negative", at=at(second), source="s")]
        for second in (*range(20, 620, 60), *range(700, 760, 2))
    }
    room = played({}, 900, facts)
    (live,) = [one for one in room.state.alerts.recent if one.rule == "negative_wave" and one.now == "firing"]
    (told,) = firings(rule, kept(room, rule))
    assert 0 <= told.at_ms - live.at_ms <= 11_000
    near = firings(rule, kept(room, rule, last_ms=300_000))
    assert [one.at_ms for one in near] == [told.at_ms]
    assert firings(replace(rule, above=Limit(value_millionths=40_000_000)), kept(room, rule)) == ()


def test_in_a_full_room_so_many_complaints_are_no_wave_before_its_usual_is_known() -> None:
    rule = resolved()["negative_wave"]

    def written(others: int) -> Room:
        facts: dict[int, list[ev.Fact]] = {
            second: [
                ev.Comment(
                    user=f"u{second}.{n}",
                    text=f"{second} {n}",
                    kind=None if n else "negative",
                    at=at(second),
                    source="s",
                )
                for n in range(others + 1)
            ]
            for second in range(100, 180, 5)
        }
        return played({}, 300, facts)

    for others, fires in ((9, 0), (0, 1)):
        room = written(others)
        live = [one for one in room.state.alerts.recent if one.rule == "negative_wave" and one.now == "firing"]
        assert (len(live), len(firings(rule, kept(room, rule)))) == (fires, fires)


def test_a_show_that_never_was_live_has_nothing_to_be_tried_on() -> None:
    room = Room()
    room.apply(1, T_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    assert gather(room.state, CROWD, None, 1000) is None


@pytest.mark.parametrize("step_ms", [1000, 5000, 10_000])
def test_a_coarser_look_finds_the_same_firings_a_step_later_at_most(step_ms: int) -> None:
    room = played({10: 150, 200: 20, 400: 150}, 600)
    fine = firings(CROWD, kept(room, CROWD))
    coarse = firings(CROWD, kept(room, CROWD, step_ms=step_ms))
    assert [a.at_ms // 1000 for a in coarse] == pytest.approx([a.at_ms // 1000 for a in fine], abs=2 * step_ms // 1000)


@pytest.mark.parametrize("name", ["refund_spike", "pay_rate_drop"])
def test_a_past_hour_is_judged_as_it_was_live(name: str) -> None:
    rule, facts = resolved()[name], dict[int, list[ev.Fact]]()
    for n in range(1, 600, 2):
        facts[n] = [ev.OrderStep(order=f"o{n}", status="created", at=at(n), amount_minor=100, source="shop")]
        if n < 420:
            facts[n].append(ev.OrderStep(order=f"o{n}", status="paid", at=at(n), amount_minor=100, source="shop"))
    facts[500] = [ev.OrderStep(order=f"o{n}", status="refunded", at=at(500), source="shop") for n in range(1, 24, 2)]
    room = played({1: 100}, 700, facts)
    live = [
        one.at_ms
        for one in room.state.alerts.recent
        if one.rule == name and one.was != "firing" and one.now == "firing"
    ]
    assert live
    assert [one.at_ms for one in firings(rule, kept(room, rule))] == live
