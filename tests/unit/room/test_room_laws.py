"""The laws of METRICS.md section 1, over shows that Hypothesis makes up, against a second opinion."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.tally import Flow
from controlroom.domain.topics import Topic
from controlroom.live.seen import Seen
from controlroom.room.room import Room
from controlroom.room.snapshot import digest, freeze, thaw
from controlroom.views.beside import Beside
from controlroom.views.kpi import kpi_view
from controlroom.views.project import project
from controlroom.views.shapes import KpiView, RunsOut, StockView
from tests.oracle import UNTOLD, WINDOWS_S, Delivery, Oracle
from tests.stories import (
    ANY_AGE,
    LAW,
    OPENED_MS,
    PLAN,
    PUNCTUAL,
    SKUS,
    STARTED_MS,
    Arrival,
    Story,
    figures,
    oracle,
    play,
    records,
    stories,
)  # fmt: skip
from tests.timewise import interactors, on_air_ms, online_over_time, refunded

ROOT = Path(__file__).resolve().parents[3]
SPANS = {"": None, **{f"_{name}": name for name in WINDOWS_S}}
PER_AUDIENCE = ("conversion", "gpm", "interaction_rate", "orders_per_viewer")
"""Windows' rates whose denominator becomes known with the first who leaves, whenever that is."""

ADDED = ("gmv_created_minor", "gmv_minor", "units", "refunds_minor", "net_minor")


UNKNOWN = (
    "aov_minor", "gpm_minor", "uv_value_minor", "gmv_per_min_minor", "watch_s", "online_avg",  # their denominator is
    "spend_minor", "ads_minor", "profit_minor",  # nobody tells costs in these stories
)  # fmt: skip
SKU_OF = {segment.id: segment.sku for segment in PLAN.segments}


def on_air_s(second: Oracle, story: Story, scope: str, key: str | None) -> int | None:
    if scope == "show":
        return (story.end_ms - STARTED_MS) // 1000
    segments, products = on_air_ms(second, story.end_ms, SKU_OF)
    if scope == "products":
        return products.get(key or "", 0) // 1000
    return segments[key or ""] // 1000 if key in segments else None


def seen_by_screens(room: Room) -> tuple[KpiView, StockView]:
    stock = project(Topic.STOCK, room.state, Beside(), Role.CONTROLLER)
    assert isinstance(stock, StockView)
    return kpi_view(room.state), stock


# ------------------------------------------------------------- against the oracle


class Told(Struct, frozen=True):
    """A story as it ended: what screens show of it, and the second opinion. Folded once, it is put to each law below."""

    story: Story
    kpi: KpiView
    stock: StockView
    second: Oracle

    @property
    def as_of_s(self) -> int:
        return self.story.end_ms // 1000


def every_count_equals_the_brute_force_sum(told: Told) -> None:
    story, view, second, as_of_s = told.story, told.kpi, told.second, told.as_of_s
    scopes = [("show", None, view.tiles)]
    for name, tiles in (("products", view.products), ("segments", view.segments), ("traffic", view.traffic)):
        scopes += [(name, key, found) for key, found in tiles.items()]
    for scope, key, tiles in scopes:
        for suffix, window in SPANS.items():
            sums = second.sums(scope, key, as_of_s=as_of_s, window=window)
            wanted = dict(sums.counts)
            wanted["likes"] = max(sums["likes"], sums["likes_rise"])
            wanted["net_minor"] = sums["gmv_minor"] - sums["refunds_minor"]
            wanted["buyers"] = len(sums.buyers)
            wanted["commenters"] = second.commenters(as_of_s, window)
            wanted |= {"viewers": second.viewers(), "online": second.online()} if not window else {}
            counted = {
                code.removesuffix(suffix): tile.value
                for code, tile in tiles.items()
                if tile.unit != "ratio" and tile.num is None and tile.den is None
                and tile.window_for_ms == (WINDOWS_S[window] * 1000 if window else None)
            }  # fmt: skip
            wanted |= dict.fromkeys(UNKNOWN) | dict.fromkeys(second.untold(sums))
            wanted["on_air_s"] = on_air_s(second, story, scope, key)
            wanted["online_peak"] = online_over_time(second, story.end_ms)[2]
            assert counted == {code: wanted.get(code, 0) for code in counted}, (scope, key, window)


def a_windows_conversion_is_paid_orders_over_online_at_its_start_and_entered_in_it(told: Told) -> None:
    for suffix, window in SPANS.items():
        tile = told.kpi.tiles["conversion_rate" + suffix]
        sums = told.second.sums("show", as_of_s=told.as_of_s, window=window)
        if window is None:
            buyers = None if "buyers" in told.second.untold(sums) else len(sums.buyers)
            assert (tile.num, tile.den) == (buyers, told.second.viewers())
        else:
            assert (tile.num, tile.den) == (sums["paid_orders"], told.second.audience(told.as_of_s, window))


def stock_equals_the_brute_force_sum(told: Told) -> None:
    second = told.second
    for sku in SKUS:
        item = told.stock.products.get(sku)
        got = (item.available, item.listed, item.rate_per_min) if item is not None else (None, None, 0.0)
        assert got == (second.left(sku, "on_hand"), second.left(sku, "listed"), second.held(sku, told.as_of_s) / 5), sku


def products_segments_and_sources_add_up_to_the_show(told: Told) -> None:
    view = told.kpi
    for scope in (view.products, view.segments, view.traffic):
        for code in ADDED:
            for suffix in SPANS:
                parts = [tiles[code + suffix].value for tiles in scope.values() if code + suffix in tiles]
                if parts:  # an unknown part, and a whole of such parts, is of nothing that is known
                    whole = view.tiles[code + suffix].value
                    assert code in UNTOLD or None not in (*parts, whole), (code, suffix)
                    assert sum(part or 0 for part in parts) == (whole or 0), (code, suffix)


def no_count_is_ever_below_zero(told: Told) -> None:
    for code, tile in told.kpi.tiles.items():
        if tile.value is not None:
            assert tile.value >= 0, code


def rates_of_people_and_time_equal_the_second_opinion(told: Told) -> None:
    view, second, as_of_s, viewers = told.kpi, told.second, told.as_of_s, told.second.viewers()
    for suffix, window in SPANS.items():
        tile = view.tiles["interaction_rate" + suffix]
        assert tile.num == interactors(second, as_of_s, window), suffix
        assert tile.den == (second.audience(as_of_s, window) if window else viewers)
    rate = view.tiles["refund_rate"]
    paid = second.sums("show", as_of_s=as_of_s)["paid_orders"]
    assert (rate.num, rate.den) == (refunded(second), paid)
    area, known_ms, _ = online_over_time(second, told.story.end_ms)
    average, stay = view.tiles["online_avg"], view.tiles["watch_s"]
    assert (average.num, average.den) == (area, known_ms)
    assert average.value == (area / known_ms if known_ms else None)
    assert stay.value == (area / (viewers * 1000) if known_ms and viewers else None)


def a_quotient_by_time_on_air_is_the_gmv_of_a_minute(told: Told) -> None:
    segments, products = on_air_ms(told.second, told.story.end_ms, SKU_OF)
    for tiles, aired in ((told.kpi.products, products), (told.kpi.segments, segments)):
        for key, ms in aired.items():
            tile, gmv = tiles[key]["gmv_per_min_minor"], tiles[key]["gmv_minor"].value
            assert (tile.num, tile.den) == (None if gmv is None else gmv * 60_000, ms)


LAWS_OF_A_STORY = (
    every_count_equals_the_brute_force_sum,
    a_windows_conversion_is_paid_orders_over_online_at_its_start_and_entered_in_it,
    stock_equals_the_brute_force_sum,
    products_segments_and_sources_add_up_to_the_show,
    no_count_is_ever_below_zero,
    rates_of_people_and_time_equal_the_second_opinion,
    a_quotient_by_time_on_air_is_the_gmv_of_a_minute,
)


@LAW
@given(stories(ANY_AGE))
def test_every_number_of_a_story_is_right(story: Story) -> None:
    told = Told(story, *seen_by_screens(play(story)), oracle(story))
    for law in LAWS_OF_A_STORY:
        law(told)


def test_an_absence_longer_than_facts_may_be_late_is_no_known_time() -> None:
    came_ms = STARTED_MS + 5
    for fact in (ev.Leave(id="e1", source="erp", user="u0"), ev.Audience(id="e1", source="relay", online=40)):
        told = (msgspec.structs.replace(fact, at=came_ms),)
        story = Story((Arrival(came_ms, told), Arrival(came_ms + 400_000, away_ms=came_ms)), came_ms + 401_990)
        rates_of_people_and_time_equal_the_second_opinion(Told(story, *seen_by_screens(play(story)), oracle(story)))


# ---------------------------------------------------------------- order of arrival


@LAW
@given(stories(ANY_AGE), st.randoms(use_true_random=False), st.data(), st.sampled_from([1, 59, 3600, 86_400 * 400]))
def test_neither_order_within_pages_nor_repeats_nor_the_date_change_a_figure(
    story: Story, chance: st.DrawFn, data: st.DataObject, shift_s: int
) -> None:
    """Three laws against the same plain run, which is half of what each costs."""
    plain = play(story)
    any_order_within_pages_gives_the_same_kpi_and_stock(plain, story, chance)
    a_duplicate_changes_nothing(plain, story, data)
    shifting_all_times_changes_only_times(plain, story, shift_s * 1000)


def any_order_within_pages_gives_the_same_kpi_and_stock(plain: Room, story: Story, chance: st.DrawFn) -> None:
    def shuffled(arrival: Arrival) -> list[Arrival]:
        facts = list(arrival.facts)
        chance.shuffle(facts)  # type: ignore[attr-defined]
        return [replace(arrival, facts=tuple(facts))]

    kpi, stock = seen_by_screens(plain)
    shuffled_kpi, shuffled_stock = seen_by_screens(play(story.map(shuffled)))
    assert (by_key(shuffled_kpi), shuffled_stock) == (by_key(kpi), stock)


def by_key(view: KpiView) -> dict[str, object]:
    return msgspec.to_builtins(view)  # type: ignore[no-any-return]


@given(stories(ANY_AGE), st.data())
def test_any_split_into_pages_gives_the_same_bytes(story: Story, data: st.DataObject) -> None:
    def split(arrival: Arrival) -> list[Arrival]:
        if arrival.take is not None or not arrival.facts:
            return [arrival]
        at = data.draw(st.integers(0, len(arrival.facts)))
        halves = (arrival.facts[:at], arrival.facts[at:])
        return [Arrival(arrival.received_ms, half) for half in halves if half]

    # A page's split moves the numbers that takes carry in their ids, so they are compared without takes' ids.
    untaken = Story(tuple(a for a in story.arrivals if a.take is None), story.end_ms)
    assert freeze(play(untaken.map(split)).state) == freeze(play(untaken).state)


@LAW
@given(stories(PUNCTUAL), st.data())
def test_any_delay_that_is_not_late_gives_the_same_kpi_and_stock(story: Story, data: st.DataObject) -> None:
    live = [a for a in story.arrivals if a.received_ms > STARTED_MS]
    told = [f for a in live for f in a.facts if isinstance(f.at, int) and f.at > STARTED_MS]
    takes = [a for a in live if a.take is not None]
    end_ms = story.end_ms + 120_000

    def delivered(delays: list[int]) -> Story:
        facts = [Arrival(f.at + d, (f,)) for f, d in zip(told, delays, strict=True)]  # type: ignore[operator]
        return Story(tuple(sorted([*takes, *facts], key=lambda a: a.received_ms)), end_ms)

    lists = st.lists(PUNCTUAL, min_size=len(told), max_size=len(told))
    one, other = play(delivered(data.draw(lists))), play(delivered(data.draw(lists)))
    assert figures(one) == figures(other)
    assert seen_by_screens(one)[1].products == seen_by_screens(other)[1].products


def _as_nothing(tiles: dict[str, tuple[object, ...]]) -> dict[str, tuple[object, ...]]:
    """Money that nobody told as no money: whether an amount is known is asked of the whole order, which a late step may tell."""
    money = {code + suffix for code in UNTOLD for suffix in SPANS}
    return {code: (*(one or 0 for one in found),) if code in money else found for code, found in tiles.items()}


@given(stories(PUNCTUAL), stories(ANY_AGE))
def test_late_facts_never_change_a_window(story: Story, other: Story) -> None:
    late = {}
    for arrival in story.arrivals:
        extra = [
            msgspec.structs.replace(f, id=f"late-{f.id}", at=arrival.received_ms - 120_010 - n * 10)
            for n, f in enumerate(f for a in other.arrivals for f in a.facts)
        ]
        late[arrival.received_ms] = tuple(extra[:4])

    def with_late(arrival: Arrival) -> list[Arrival]:
        if not arrival.facts or arrival.received_ms < STARTED_MS:
            return [arrival]
        return [Arrival(arrival.received_ms, arrival.facts + late[arrival.received_ms])]

    plain, told = figures(play(story), windows_only=True), figures(play(story.map(with_late)), windows_only=True)
    assert _as_nothing(told["show"][""]) == _as_nothing(plain["show"][""])
    nothing = dict.fromkeys(("orders_5m", "gmv_minor_5m", "units_5m", "clicks_5m"), (0, None, None))
    for scope in ("products", "segments", "traffic"):
        for key, tiles in told[scope].items():
            wanted = plain[scope].get(key)
            if wanted is not None:
                assert _as_nothing(tiles) == _as_nothing(wanted)
            else:
                assert {c: tiles[c] for c in nothing if c in tiles} == {c: nothing[c] for c in nothing if c in tiles}


# --------------------------------------------------------------------- repeats


def a_duplicate_changes_nothing(plain: Room, story: Story, data: st.DataObject) -> None:
    def repeated(arrival: Arrival) -> list[Arrival]:
        again = data.draw(st.lists(st.sampled_from(arrival.facts), max_size=4)) if arrival.facts else []
        return [replace(arrival, facts=(*arrival.facts, *again))]

    def taken(story: Story) -> Story:
        seen = Seen()
        return story.map(lambda a: [replace(a, facts=tuple(f for f in a.facts if not seen.take([f], a.received_ms)))])

    assert freeze(play(taken(story.map(repeated))).state) == freeze(plain.state)


# ------------------------------------------------------------------- snapshots


@LAW
@given(stories(ANY_AGE), st.data())
def test_a_snapshot_at_any_record_and_the_tail_give_the_straight_runs_bytes(story: Story, data: st.DataObject) -> None:
    journal = [(received, record) for received, page in records(story) for record in page]
    cut = data.draw(st.integers(1, len(journal)))
    room = Room()
    for seq, (received, record) in enumerate(journal[:cut], 1):
        room.apply(seq, received, record)
    ahead_ms = data.draw(st.sampled_from([0, 3000]))
    following, after = journal[cut] if cut < len(journal) else (story.end_ms, None)
    if isinstance(after, rec.RoomResumed):  # a room is never ahead of when it went away
        following = after.from_ms
    room.advance(min(room.state.as_of_ms + ahead_ms, following - following % 1000))
    room = Room(thaw(freeze(room.state)))
    for seq, (received, record) in enumerate(journal[cut:], cut + 1):
        room.apply(seq, received, record)
    room.advance(story.end_ms)
    assert digest(room.state) == digest(play(story).state)


@given(stories(ANY_AGE))
def test_a_thawed_state_freezes_to_the_same_bytes(story: Story) -> None:
    body = freeze(play(story).state)
    assert freeze(thaw(body)) == body


def test_two_hash_seeds_give_the_same_digest() -> None:
    code = (
        "from tests.bench.bench_fold import *\n"
        "from controlroom.room.snapshot import digest\n"
        "room = live_room()\n"
        "fold(room, pages(seconds=1, pages_a_second=4))\n"
        "room.advance(START_MS + 60_000)\n"
        "print(digest(room.state))\n"
    )

    def run(seed: str) -> str:
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, check=True)
        return done.stdout.decode().strip()

    one = run("1")
    assert len(one) == 32
    assert run("4242") == one


# ------------------------------------------------------------------------ time


def shifting_all_times_changes_only_times(plain: Room, story: Story, shift_ms: int) -> None:
    room, seq = Room(), 1
    for received, page in records(story):
        moved = [shifted(record, shift_ms) for record in page]
        room.apply_page(seq, received + shift_ms, moved)
        seq += len(page)
    room.advance(story.end_ms + shift_ms)
    assert back(seen_by_screens(room), shift_ms) == back(seen_by_screens(plain), 0)


def shifted(record: rec.Record, by_ms: int) -> rec.Record:
    if isinstance(record, rec.RoomResumed):
        return rec.RoomResumed(from_ms=record.from_ms + by_ms, to_ms=record.to_ms + by_ms)
    if isinstance(record, ev.Fact) and isinstance(record.at, int):
        return msgspec.structs.replace(record, at=record.at + by_ms)
    return record


def back(seen: tuple[KpiView, StockView], by_ms: int) -> tuple[KpiView, StockView]:
    """The views with their instants moved back. (The dip detector's half minutes lie on the clock's grid: it is left out.)"""
    replaced = msgspec.structs.replace

    def moved(r: RunsOut) -> RunsOut:
        return RunsOut(lo_ms=r.lo_ms - by_ms, mid_ms=r.mid_ms - by_ms, hi_ms=r.hi_ms - by_ms)

    kpi, stock = seen
    items = {
        sku: replaced(item, runs_out=moved(item.runs_out)) if item.runs_out is not None else item
        for sku, item in stock.products.items()
    }
    return replaced(kpi, dip=None), StockView(products=items)


@settings(max_examples=40)
@given(stories(ANY_AGE, pages=3), st.lists(st.sampled_from([0, 300, 4_000, 4_500, 4_502, 4_900, 9_000]), max_size=2))
def test_a_jump_of_hours_equals_every_second_stepped(story: Story, idle_s: list[int]) -> None:
    jumped, stepped = play(story), play(story)
    now_ms = story.end_ms
    for seconds in idle_s:
        now_ms += seconds * 1000
        jumped.advance(now_ms)
        for instant in range(stepped.state.as_of_ms + 1000, now_ms + 1, 1000):
            stepped.advance(instant)
        for room in (jumped, stepped):
            room.apply(room.state.seq + 1, now_ms + 10, ev.Like(at=now_ms - 500, count=2))
    assert freeze(jumped.state) == freeze(stepped.state)


@given(stories(ANY_AGE))
def test_windows_move_only_at_whole_seconds(story: Story) -> None:
    room, seq = Room(), 1
    for received, page in records(story):
        room.advance(received - received % 1000)
        before = figures(room, windows_only=True)["show"] if room.state.seq else None
        room.apply_page(seq, received, page)
        seq += len(page)
        if before is not None and isinstance(page[0], ev.Fact):
            now = figures(room, windows_only=True)["show"]
            moved = {
                code: (was, tile[:2])
                for code, tile in now[""].items()
                if not code.startswith(PER_AUDIENCE) and (was := before[""][code][:2]) != tile[:2]
            }
            # An amount that nobody told makes what rests on it unknown at once, whichever second it is of.
            excused = {code + suffix for code in UNTOLD for suffix in SPANS}
            assert not {
                code for code, (was, tile) in moved.items() if code not in excused or None not in (was[0], tile[0])
            }, moved


def test_an_instant_takes_what_was_received_before_it() -> None:
    room = play(Story((), STARTED_MS - 5 + 1000))
    now_ms = room.state.as_of_ms
    room.apply(10, now_ms + 300, ev.Like(at=now_ms - 200, count=3))
    assert room.state.tally.show.sums[0][Flow.LIKES] == 0
    assert room.state.tally.show.total[Flow.LIKES] == 3
    room.advance(now_ms + 1000)
    assert room.state.tally.show.sums[0][Flow.LIKES] == 3
    room.advance(now_ms + 59_000)
    assert room.state.tally.show.sums[0][Flow.LIKES] == 3
    room.advance(now_ms + 60_000)
    assert room.state.tally.show.sums[0][Flow.LIKES] == 0


def test_digests_differ_when_one_count_differs() -> None:
    def told(count: int) -> str:
        like = Arrival(STARTED_MS + 1005, (ev.Like(at=STARTED_MS + 995, count=count),))
        return digest(play(Story((like,), STARTED_MS - 5 + 5000)).state)

    assert told(1) != told(2)


def test_the_oracle_can_say_no() -> None:
    like = Delivery(STARTED_MS + 1000, ev.Like(at=STARTED_MS + 500, count=2))
    second = Oracle([like], opened_ms=OPENED_MS, started_ms=STARTED_MS, on_air=[], prices={}, stock={})
    later_s = STARTED_MS // 1000 + 60
    assert second.sums("show", as_of_s=later_s, window="1m")["likes"] == 2
    assert second.sums("show", as_of_s=later_s + 1, window="1m")["likes"] == 0


def test_a_taken_segment_gets_what_happened_while_it_was_on_air() -> None:
    take = rec.Accepted(by=Role.CONTROLLER, command=cmd.Take(id="t", segment="cream"))
    room = play(Story((), STARTED_MS - 5))
    room.apply(3, STARTED_MS + 10_000, take)
    room.apply(4, STARTED_MS + 10_500, ev.Comment(at=STARTED_MS + 9_990, user="u", text="早"))
    room.apply(5, STARTED_MS + 10_600, ev.Comment(at=STARTED_MS + 10_000, user="u", text="买"))
    segments = {id_: flows.total[Flow.COMMENTS] for id_, flows in room.state.tally.segments.items()}
    assert segments == {"none": 1, "cream": 1}
