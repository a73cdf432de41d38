"""When rules are evaluated: at once for levels, at whole seconds for the rest, the same however time was woken."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.instances import Transition
from controlroom.domain.alerts.readings import METRICS
from controlroom.domain.alerts.ready import READY, resolved
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.alerting import AT_ONCE, DAY_MS, IDLE_MS, Beside, due, dues, look_on
from controlroom.room.room import Room
from controlroom.room.snapshot import digest, freeze, thaw
from controlroom.room.state import RoomState
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.ruled import START_S, Show, order, stock

STOCK = tuple(rule for rule in READY if rule.id in ("low_stock", "sold_out", "oversold"))
HOT = Rule(id="hot", metric="online", above=Limit(value_millionths=50_000_000), for_ms=2000, keep_ms=2000, no_data="ok")


def test_a_level_is_looked_at_with_the_record_that_changes_it() -> None:
    show = Show(STOCK)
    show.tell(10.4, order("a", qty=46))
    assert [(one.rule, one.labels, one.at_ms - STARTED_MS) for one in show.told if one.labels == "cream"] == [
        ("low_stock", "cream", 10_400)
    ]
    show.tell(10.6, order("b", qty=4))
    assert show.became("sold_out") == [(10, "sold_out{cream}", "firing")]


def test_a_level_beside_what_is_none_is_looked_at_at_whole_seconds() -> None:
    rule = Rule(
        id="cover", metric="stock.available", by="sku", below=Limit(field="units_5m", times_millionths=2_000_000),
        for_ms=10_000,
    )  # fmt: skip
    show = Show((rule,))
    show.tell(1, stock("cream", 12))
    for second in range(2, 20):
        show.tell(second + 0.5, order(str(second), "paid") if second < 8 else stock("cream", 6))
    assert show.became("cover") == [(7, "cover{cream}", "pending"), (17, "cover{cream}", "firing")]


def test_within_one_page_every_record_counts() -> None:
    show = Show(STOCK)
    show.tell(10.4, order("a", qty=50), ev.StockChange(sku="cream", by=30))
    assert [name for _, name, _ in show.became("sold_out")] == ["sold_out{cream}"] * 2


def test_a_window_is_looked_at_at_whole_seconds() -> None:
    show = Show((HOT,))
    show.tell(10.4, ev.Audience(online=60))
    assert show.became() == []
    show.wait(20)
    assert show.became() == [(11, "hot", "pending"), (13, "hot", "firing")]


def test_what_time_alone_brings_is_a_transition_that_must_be_journaled() -> None:
    show = Show((HOT,))
    show.tell(10.4, ev.Audience(online=60))
    assert [show.wait(second).transition for second in (11, 12, 13, 14)] == [True, False, True, False]


def test_a_rule_of_a_show_that_ends_is_over_with_it() -> None:
    show = Show(STOCK)
    show.tell(10, order("a", qty=48))
    show.give(20, cmd.ShowEnd(id="end"))
    assert show.told[-1].reason == "ended"
    assert show.room.state.alerts.instances == {}
    show.tell(30, stock("cream", 0))
    show.wait(40)
    assert show.told[-1].reason == "ended"


def test_stock_is_watched_before_the_start() -> None:
    show = Show(STOCK, live=False)
    show.tell(-20, stock("cream", 4))
    assert [(one.rule, one.labels) for one in show.told] == [("low_stock", "serum"), ("low_stock", "cream")]


def test_a_command_moves_a_level_at_once() -> None:
    show = Show(STOCK)
    show.give(10.4, cmd.StockSet(id="set", sku="cream", on_hand=0))
    assert show.became("sold_out") == [(10, "sold_out{cream}", "firing")]


def test_nothing_is_evaluated_and_nothing_matures_while_the_room_is_away() -> None:
    show = Show((HOT,))
    show.tell(10.4, ev.Audience(online=60))
    show.wait(11)
    show.tell(40, rec.RoomResumed(from_ms=STARTED_MS + 11_500, to_ms=STARTED_MS + 40_000))
    show.wait(60)
    assert show.became()[:2] == [(11, "hot", "pending"), (43, "hot", "firing")]


def test_the_rules_of_the_first_record_count_and_not_those_of_this_version() -> None:
    assert list(Show((HOT,)).room.state.alerts.rules) == ["hot"]
    assert Show().room.state.alerts.rules == resolved()


def test_another_plans_rules_are_taken_and_given_back() -> None:
    show = Show(STOCK)
    show.tell(10, order("a", qty=48))
    off = replace(STOCK[0], enabled=False)
    show.give(20, cmd.PlanApply(id="apply", plan=replace(PLAN, rules=(off, HOT))))
    rules = show.room.state.alerts.rules
    assert (rules["low_stock"], rules["hot"], show.told[-1].reason) == (off, HOT, "updated")
    show.give(21, cmd.Undo(id="undo", command="apply"))
    assert (rules["low_stock"], "hot" in rules) == (STOCK[0], False)


WITHOUT_SERUM = replace(
    PLAN, products=tuple(one for one in PLAN.products if one.sku != "serum"),
    segments=tuple(one for one in PLAN.segments if one.sku != "serum"),
)  # fmt: skip


def test_what_a_shop_tells_of_products_that_are_not_in_the_show_is_nobodys_business() -> None:
    show = Show(STOCK)
    show.tell(10, *(stock(f"other-{n}", 0) for n in range(3)))
    show.give(20, cmd.StockAdd(id="more", sku="cream", by=1))
    show.wait(40)
    assert not any("other" in instance for _, instance, _ in show.became())
    show.tell(50, order("a", sku="other-1"))
    show.give(60, cmd.ProductSwitch(id="on", sku="other-2"))
    show.give(70, cmd.ProductClear(id="off"))
    show.wait(80)
    assert [one for one in show.became("sold_out") if "other" in one[1]] == [
        (50, "sold_out{other-1}", "firing"), (60, "sold_out{other-2}", "firing"),
    ]  # fmt: skip
    bare = Show(STOCK, plan=None)
    bare.tell(10, stock("other-1", 0))
    assert bare.became("sold_out") == [(10, "sold_out{other-1}", "firing")]


def test_of_a_product_that_is_taken_out_of_the_plan_nothing_is_true_any_more() -> None:
    show = Show(STOCK)
    show.give(10, cmd.ProductSwitch(id="sold", sku="serum"))
    show.give(20, cmd.ProductSwitch(id="on", sku="cream"))
    show.give(30, cmd.PlanApply(id="apply", plan=WITHOUT_SERUM))
    show.wait(40)
    assert (show.became("low_stock")[-1], show.told[-1].reason) == ((32, "low_stock{serum}", "inactive"), "missing")
    show.tell(45, stock("serum", 0), order("a", sku="serum"))
    assert show.told[-1].at_ms < STARTED_MS + 45_000
    show.give(50, cmd.Undo(id="undo", command="apply"))
    assert show.became("sold_out")[-1] == (50, "sold_out{serum}", "firing")


def test_one_that_is_on_air_counts_until_it_is_off() -> None:
    show = Show(STOCK)
    show.give(20, cmd.ProductSwitch(id="on", sku="serum"))
    show.give(30, cmd.PlanApply(id="apply", plan=WITHOUT_SERUM))
    show.wait(40)
    assert [state for _, _, state in show.became("low_stock")] == ["firing"]
    show.give(50, cmd.ProductSwitch(id="off", sku="cream"))
    show.wait(60)
    assert show.became("low_stock")[-1] == (52, "low_stock{serum}", "inactive")


def test_a_snapshot_goes_on_as_the_room_would() -> None:
    straight, cut = Show(), Show()
    for second in range(1, 40, 3):
        for show in (straight, cut):
            show.tell(second, order(f"o{second}", qty=4), ev.Audience(online=second * 10))
        cut.room = Room(thaw(freeze(cut.room.state)))
    assert digest(cut.room.state) == digest(straight.room.state)


def test_jumping_over_idle_hours_gives_what_stepping_gives() -> None:
    rules = (HOT, *READY, Rule(id="paced", metric="target_pace", below=Limit(value_millionths=10), for_ms=90_000))
    made = [Show(rules) for _ in range(2)]
    for show in made:
        show.give(5, cmd.Take(id="take", segment="opening"))
        show.tell(
            10, ev.Audience(online=60), order("a", qty=46), ev.Heartbeat(), rec.ScreenCame(screen="h", role=Role.HOST)
        )
        show.tell(11, rec.ScreenLeft(screen="h"))
    for second in range(12, 20_001):
        made[0].wait(second)
    made[1].wait(20_000)
    assert made[0].became() == made[1].became()
    assert digest(made[0].room.state) == digest(made[1].room.state)


# ---------------------------------------------------------------- whatever wakes it, whatever cuts the pages


def journal(rng: random.Random) -> list[tuple[int, rec.Record]]:
    """Return nearly two minutes in which nearly every ready-made rule has something to say, as (received_ms, record)."""
    rules = tuple(
        replace(rule, for_ms=min(rule.for_ms, 5000), keep_ms=min(rule.keep_ms, 5000)) for rule in (*READY, HOT)
    )
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN, rules=rules)
    start, take = cmd.ShowStart(id="start"), cmd.Take(id="take", segment="cream")
    found: list[tuple[int, rec.Record]] = [(OPENED_MS, opened)]
    found += [(STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=one)) for one in (start, take)]
    at_ms = STARTED_MS
    for n in range(110):
        at_ms += rng.choice((0, 0, 300, 900, 1500, 2600))
        if n == 60:
            found.append((at_ms + 9000, rec.RoomResumed(from_ms=at_ms, to_ms=at_ms + 9000)))
            at_ms += 9000
        found.append((at_ms, _record(rng, n, at_ms)))
    return found


def _record(rng: random.Random, n: int, at_ms: int) -> rec.Record:
    facts: list[ev.Fact] = [
        order(f"o{n}", rng.choice(("created", "paid", "refunded")), qty=rng.randrange(1, 9)), ev.Comment(user="a", text="好"),
        stock("serum", rng.randrange(-1, 9)), ev.StockChange(sku="cream", by=rng.randrange(20)),
        ev.Audience(online=rng.randrange(120)),
        ev.Stream(state=rng.choice(("live", "interrupted"))), ev.Violation(level="warning", text="!"), ev.Heartbeat(),
        ev.Product(sku=rng.choice(("cream", "serum")), state="explaining"), ev.Price(sku="cream", unit_minor=9000),
    ]  # fmt: skip
    seen: list[rec.Record] = [
        rec.ScreenCame(screen="h", role=Role.HOST), rec.ScreenLeft(screen="h"),
        rec.FeedChanged(feed="shop", kind="native", state=rng.choice(("live", "down"))),
    ]  # fmt: skip
    if rng.random() < 0.2:
        return rng.choice(seen)
    return replace(rng.choice(facts), id=f"f{n}", at=at_ms - rng.choice((0, 0, 0, 12_000)), source="shop")  # type: ignore[return-value]


def folded(records: list[tuple[int, rec.Record]], rng: random.Random, beside: Beside | None = None) -> Room:
    """Fold a journal: records of one instant in pages cut anywhere, the clock woken whenever."""
    room, seq, first = Room(), 1, 0
    if beside is not None:
        room.apply(1, *records[0])
        look_on(room.state, beside)
        records, seq = records[1:], 2
    ends = [
        i for i, (now, after) in enumerate(pairwise(at for at, _ in records), 1) if now != after or rng.random() < 0.5
    ]
    for end in (*ends, len(records)):
        at_ms = records[first][0]
        last_ms = room.state.as_of_ms
        away = isinstance(records[first][1], rec.RoomResumed)
        while not away and rng.random() < 0.6 and last_ms < at_ms - 1000:
            last_ms += rng.randrange(1000, at_ms - last_ms + 1000, 1000)
            room.advance(min(last_ms, at_ms - at_ms % 1000))
        room.apply_page(seq, at_ms, [record for _, record in records[first:end]])
        seq, first = seq + end - first, end
    room.advance((START_S + 160) * 1000)
    return room


def test_two_hundred_runs_give_one_digest() -> None:
    records = journal(random.Random(3))
    straight = folded(records, random.Random(0))
    told = {one.rule for one in straight.state.alerts.recent}
    assert len(told) >= 12, told
    wanted = digest(straight.state)
    assert {digest(folded(records, random.Random(run)).state) for run in range(1, 200)} == {wanted}


def test_rules_that_look_on_become_what_the_shows_own_become_to_its_end_and_after() -> None:
    rng = random.Random(5)
    records = journal(rng)
    gone = rec.FeedChanged(feed="shop", kind="native", state="gone")
    at_ms = records[-1][0] + 31_000  # long enough for the feed to be missed
    records.append((at_ms, gone))
    records += [(at_ms + 700 * n, _record(rng, 1000 + n, at_ms + 700 * n)) for n in range(30)]
    end_ms = records[-1][0] + 400
    records.append((end_ms, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end"))))
    records += [(end_ms + 700 * n, _record(rng, 2000 + n, end_ms + 700 * n)) for n in range(1, 20)]
    opened = records[0][1]
    assert isinstance(opened, rec.ShowOpened)
    looking = tuple(replace(rule, id=f"{rule.id} tried") for rule in opened.rules or ())
    runs = []
    for run in range(20):
        told: list[Transition] = []
        room = folded(records, random.Random(run), Beside(looking, told.append))
        own = [one for one in room.state.alerts.recent if not one.rule.endswith(" tried")]
        assert [replace(one, rule=one.rule.removesuffix(" tried")) for one in told][-len(own) :] == own
        runs.append(told)
    assert all(told == runs[0] for told in runs)
    ended = [one for one in runs[0] if one.reason == "ended"]
    assert {one.at_ms for one in ended} == {end_ms} == {runs[0][-1].at_ms}
    assert any(one.at_ms == at_ms and one.reason == "missing" for one in runs[0])


@pytest.mark.parametrize("family", sorted({*AT_ONCE.values(), "screen"}))
def test_every_family_that_is_looked_at_at_once_has_a_level(family: str) -> None:
    assert any(one.level and one.name.partition(".")[0] == family for one in METRICS)


@pytest.mark.parametrize("received_ms", [0, 1, 999, 59_999, 3_600_000 * 7 + 1234])
def test_jumping_looks_at_exactly_the_seconds_that_stepping_looks_at(received_ms: int) -> None:
    s = RoomState(received_ms=received_ms)
    from_s, to_s = (received_ms + IDLE_MS) // 1000, (received_ms + 3 * DAY_MS) // 1000 + 61
    stepped = [second for second in range(from_s + 1, to_s + 1) if due(s, second * 1000)]
    assert list(dues(s, from_s, to_s)) == stepped
    assert len(stepped) < 1500


def test_a_feed_that_is_heard_again_is_so_at_once_and_by_the_kind_that_was_missed() -> None:
    show = Show((resolved()["feed_silent"],))
    for second in range(0, 31, 5):
        show.tell(second, ev.Heartbeat(), *([ev.Audience(online=9)] if second < 10 else []))
    show.wait(31)
    assert [now for _, _, now in show.became()] == ["firing"]
    show.tell(31.4, ev.Like(user="a"))
    assert len(show.told) == 1
    show.tell(31.6, ev.Audience(online=9))
    assert (show.told[-1].now, show.told[-1].at_ms) == ("recovering", STARTED_MS + 31_600)


def test_a_hosts_screen_that_is_back_is_so_at_once() -> None:
    show = Show((resolved()["host_screen_lost"],))
    show.tell(1, rec.ScreenCame(screen="a", role=Role.HOST))
    show.tell(2, rec.ScreenLeft(screen="a"))
    show.wait(9)
    show.tell(9.4, rec.ScreenCame(screen="b", role=Role.HOST))
    assert [one.now for one in show.told] == ["firing", "recovering"]
    assert show.told[-1].at_ms == STARTED_MS + 9400


def test_a_feed_that_was_taken_out_is_not_missed() -> None:
    show, gone = Show((resolved()["feed_silent"],)), rec.FeedChanged(feed="shop", kind="native", state="gone")
    show.tell(1, ev.Audience(online=9), gone)
    show.wait(60)
    assert show.became() == []
    show.tell(61, ev.Audience(online=9))
    show.wait(90)
    assert show.became()[-1][1:] == ("feed_silent{shop}", "firing")
    show.tell(90.5, gone)
    assert show.became()[-1] == (90, "feed_silent{shop}", "inactive")
    assert (show.room.state.alerts.instances, show.room.state.casebook.of("feed_silent{shop}")) == ({}, None)
    assert Topic.ALERTS in show.changes.topics
