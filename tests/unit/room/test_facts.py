"""What each fact changes, before, in and after a show."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import CuePlan, OfferPlan, TimerPlan
from controlroom.domain.roles import Role
from controlroom.domain.tally import Flow
from controlroom.domain.topics import Topic
from controlroom.room import facts
from controlroom.room.room import Room
from controlroom.room.standing import standing
from controlroom.views.beside import Beside
from controlroom.views.project import project
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Arrival, Story, play

NOW = STARTED_MS + 1995


def live(*told: ev.Fact) -> Room:
    return play(Story((Arrival(NOW, tuple(told)),) if told else (), STARTED_MS - 5))


def planned() -> Room:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    return room


def test_every_event_type_has_its_function_and_its_topics() -> None:
    assert set(facts.HANDLERS) == set(facts.TOUCHES) == set(ev.EVENT_TYPES)


@pytest.mark.parametrize(
    ("fact", "flow", "n"),
    [
        (ev.Enter(user="u"), Flow.ENTERED, 1),
        (ev.Leave(user="u"), Flow.WENT, 1),
        (ev.Comment(user="u", text="买"), Flow.COMMENTS, 1),
        (ev.Like(count=4), Flow.LIKES, 4),
        (ev.Follow(user="u"), Flow.FOLLOWS, 1),
        (ev.Share(user="u"), Flow.SHARES, 1),
        (ev.Club(user="u"), Flow.CLUBS, 1),
        (ev.Gift(user="u", name="rose", count=3), Flow.GIFTS, 3),
        (ev.Gift(user="u", name="rose", amount_minor=500), Flow.GIFT_MINOR, 500),
        (ev.Impression(sku="cream", count=6), Flow.IMPRESSIONS, 6),
        (ev.Click(sku="cream", count=2), Flow.CLICKS, 2),
    ],
)
def test_a_fact_counts_in_its_own_counter(fact: ev.Fact, flow: Flow, n: int) -> None:
    total = live(fact).state.tally.show.total
    both = {Flow.GIFTS, Flow.GIFT_MINOR} if isinstance(fact, ev.Gift) else {flow}
    assert total[flow] == n
    assert [f for f in Flow if total[f] and f not in both] == []


@pytest.mark.parametrize(
    "fact", [ev.Promo(kind="bag", state="open"), ev.Totals(orders=5),
             ev.Speech(text="好"), ev.Violation(level="notice", text="x"), ev.Stream(state="live"), ev.Heartbeat()],
)  # fmt: skip
def test_a_fact_for_the_journal_alone_changes_no_number(fact: ev.Fact) -> None:
    told, silent = live(fact), live()
    silent.advance(told.state.as_of_ms)
    assert told.state.tally == silent.state.tally


def test_before_the_start_facts_set_levels_only() -> None:
    room = planned()
    told = (
        ev.Audience(online=40, total=90), ev.Enter(user="u"), ev.Like(count=9), ev.StockLevel(sku="cream", on_hand=7),
        ev.OrderStep(order="o", status="paid", amount_minor=5), ev.Comment(user="u", text="早"),
    )  # fmt: skip
    room.apply_page(2, OPENED_MS + 500, told)
    s = room.state
    assert (s.status, s.shelves["cream"].available, s.tally.audience.online.newest.value) == ("planned", 7, 40)  # type: ignore[union-attr]
    assert {f for f in Flow if s.tally.show.total[f]} == {Flow.CAME_EARLY}
    assert (len(s.tally.viewers), s.tally.orders.rows, s.comments.tail) == (0, {}, [])


def test_those_who_came_before_the_start_are_there_when_somebody_leaves() -> None:
    room = planned()
    room.apply_page(2, OPENED_MS + 500, (ev.Enter(user="a"), ev.Enter(user="b")))
    room.apply(3, STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s")))
    room.apply_page(4, NOW, (ev.Enter(user="c"), ev.Leave(user="a")))
    assert room.state.tally.moment(standing(room.state)).online == 2


@pytest.mark.parametrize(
    ("fact", "status"),
    [
        (ev.Heartbeat(), "planned"), (ev.StockLevel(sku="s", on_hand=1), "planned"),
        (ev.Price(sku="s", unit_minor=1), "planned"), (ev.Product(sku="s", state="on_shelf"), "planned"),
        (ev.StockChange(sku="s", by=1), "live"), (ev.Enter(user="u"), "live"), (ev.Audience(online=3), "live"),
        (ev.OrderStep(order="o", status="paid"), "live"), (ev.OrderStep(order="o", status="paid", held=True), "planned"),
    ],
)  # fmt: skip
def test_a_planless_show_goes_live_with_its_first_telling_fact(fact: ev.Fact, status: str) -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    room.apply(2, OPENED_MS + 300, fact)  # type: ignore[arg-type]
    assert (room.state.status, room.state.started_ms) == (status, OPENED_MS + 300 if status == "live" else None)


def test_an_order_that_may_be_another_rooms_bars_no_undo_of_the_start() -> None:
    assert not live(ev.OrderStep(order="o", status="paid", held=True)).state.tally.has_counted
    assert live(ev.OrderStep(order="o", status="paid")).state.tally.has_counted


def test_the_fact_that_makes_a_planless_show_go_live_counts() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    room.apply(2, OPENED_MS + 300, ev.Enter(user="u"))
    assert room.state.tally.show.total[Flow.ENTERED] == 1


def test_after_the_end_only_steps_of_known_orders_count() -> None:
    room = live(ev.OrderStep(order="o", status="created", amount_minor=100))
    room.apply(9, NOW + 1000, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end")))
    room.apply_page(
        10, NOW + 2000,
        (
            ev.OrderStep(order="o", status="paid"), ev.OrderStep(order="new", status="paid", amount_minor=900),
            ev.Enter(user="u"), ev.Heartbeat(),
        ),
    )  # fmt: skip
    s = room.state
    assert (s.tally.show.total[Flow.GMV], list(s.tally.orders.rows), s.after_end) == (100, ["o"], 2)


def test_an_order_of_another_currency_is_counted_apart() -> None:
    room = live(ev.OrderStep(order="o", status="paid", amount_minor=5, currency="USD"))
    assert (room.state.other_currency, room.state.tally.orders.rows) == (1, {})


def test_without_a_plan_the_currency_is_that_of_the_first_order_naming_one() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    for seq, (order, currency) in enumerate((("a", None), ("b", "JPY"), ("c", "CNY")), 2):
        room.apply(seq, OPENED_MS, ev.OrderStep(order=order, status="paid", amount_minor=5, currency=currency))
    assert (room.state.currency, list(room.state.tally.orders.rows), room.state.other_currency) == (
        "JPY",
        ["a", "b"],
        1,
    )


def test_an_unpaid_orders_pieces_leave_the_shelf_and_come_back_when_it_is_cancelled() -> None:
    lines = (ev.Line(sku="cream", qty=4),)
    room = live(ev.OrderStep(order="o", status="created", lines=lines))
    assert room.state.shelves["cream"].available == 46
    room.apply(9, NOW + 10, ev.OrderStep(order="o", status="cancelled"))
    assert room.state.shelves["cream"].available == 50


def test_a_refund_returns_nothing_to_the_shelf() -> None:
    room = live(ev.OrderStep(order="o", status="paid", lines=(ev.Line(sku="cream", qty=4),)))
    room.apply(9, NOW + 10, ev.OrderStep(order="o", status="refunded", refund="r"))
    assert room.state.shelves["cream"].available == 46


def test_refunds_without_an_id_of_their_own_are_told_apart_by_the_events() -> None:
    paid = ev.OrderStep(order="o", status="paid", amount_minor=100)
    refunds = [ev.OrderStep(id=f"e{i}", order="o", status="refunded", amount_minor=30) for i in range(2)]
    assert live(paid, *refunds).state.tally.show.total[Flow.REFUNDS] == 60


def test_the_platforms_newest_price_and_state_stand() -> None:
    room = live(
        ev.Price(sku="cream", unit_minor=50, at=NOW - 10), ev.Price(sku="cream", unit_minor=70, at=NOW - 90),
        ev.Product(sku="cream", state="sold_out", at=NOW - 10), ev.Product(sku="cream", state="on_shelf", at=NOW - 90),
    )  # fmt: skip
    offered = room.state.offered["cream"]
    assert (offered.price_minor, offered.state) == (50, "sold_out")


def test_likes_dated_after_the_start_but_told_before_it_count_once_the_show_is_live() -> None:
    room = planned()
    room.apply_page(
        2, STARTED_MS - 1000,
        (ev.Audience(online=1, likes=100, at=STARTED_MS - 2000), ev.Audience(online=1, likes=160, at=STARTED_MS + 900)),
    )  # fmt: skip
    room.apply(3, STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s")))
    assert room.state.tally.audience.likes_rise(None) == 60
    room.apply(4, NOW, ev.Audience(online=1, likes=150, at=STARTED_MS - 500))
    assert room.state.tally.audience.likes_rise(None) == 10


def test_a_fact_says_which_topics_it_may_have_changed() -> None:
    room = live()
    slid = {Topic.KPI, Topic.PULSE, Topic.STOCK, Topic.PROGRAM}
    assert room.apply(3, NOW, ev.Comment(user="u", text="买")).topics == slid | {Topic.COMMENTS, Topic.DRAWS}
    price = {Topic.PROGRAM, Topic.STOCK, Topic.DESK, Topic.CUE, Topic.COMMENTS}
    assert room.apply(4, NOW, ev.Price(sku="s", unit_minor=1)).topics == price
    assert room.apply(5, NOW, ev.Heartbeat()).topics == frozenset()


def test_a_comments_class_stays_with_it_on_screens() -> None:
    room = live(ev.Comment(user="u", text="太贵了", kind="negative"), ev.Comment(user="u", text="旧的"))
    assert [said.kind for said in room.state.comments.tail] == ["negative", None]


CLOCK = TimerPlan(id="t", title="T", kind="countdown", duration_for_ms=60_000, offer="one")
OFFERED = msgspec.structs.replace(
    PLAN,
    offers=(OfferPlan(id="one", sku="cream", title="One", quota=1, gift="g"),),
    cues=(CuePlan(id="say", text="{stock} left"),),
    segments=(msgspec.structs.replace(PLAN.segments[0], timers=(CLOCK,)), *PLAN.segments[1:]),
)


def shown(room: Room) -> dict[Topic, object]:
    return {topic: project(topic, room.state, Beside(), Role.CONTROLLER) for topic in Topic}


@pytest.mark.parametrize(
    "last",
    [
        ev.OrderStep(order="o", status="paid", lines=(ev.Line(sku="cream", unit_minor=1),)),
        ev.StockChange(sku="cream", by=-1),
        ev.StockLevel(sku="cream", on_hand=3, listed=2),
        cmd.StockAdd(id="add", sku="cream", by=2),
        cmd.StockSet(id="set", sku="cream", on_hand=9, listed=9),
    ],
)
def test_what_a_page_shows_otherwise_is_among_the_topics_that_it_touches(last: ev.Fact | cmd.AnyCommand) -> None:
    """An order that fills an offer ends its countdown; a card that says how many are left says it wrongly then."""
    room = Room()
    before: list[rec.Record] = [
        rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=OFFERED, rules=()),
        rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")),
        rec.Accepted(by=Role.CONTROLLER, command=cmd.ProductSwitch(id="p", sku="cream")),
        rec.Accepted(by=Role.CONTROLLER, command=cmd.OfferOpen(id="o", offer="one")),
        rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="c", cue="say")),
        ev.StockLevel(sku="cream", on_hand=7),
    ]
    for seq, record in enumerate(before, 1):
        room.apply(seq, OPENED_MS + seq, record)
    old = shown(room)
    record = rec.Accepted(by=Role.CONTROLLER, command=last) if isinstance(last, cmd.Command) else last
    changes = room.apply(len(before) + 1, OPENED_MS + 500, record)
    new = shown(room)
    each_second = {Topic.SHOW, Topic.KPI}
    assert {topic for topic in Topic if new[topic] != old[topic]} - each_second <= changes.topics


def test_levels_of_places_are_one_level_when_all_that_count_have_told() -> None:
    def told(place: str, left: int, at_ms: int, *places: str) -> ev.StockLevel:
        return ev.StockLevel(sku="lamp", on_hand=left, at=at_ms, place=place, places=places)

    some = live(told("1", 40, NOW - 30), told("2", 0, NOW - 20))
    assert (some.state.shelves["lamp"].least, some.state.shelves["lamp"].state) == (40, "unknown")
    both = live(told("1", 40, NOW - 30, "1", "2"), told("2", 0, NOW - 20, "1", "2"))
    assert (both.state.shelves["lamp"].available, both.state.shelves["lamp"].state) == (40, "ok")
    gone = live(told("1", 0, NOW - 30, "1", "2"), told("2", 0, NOW - 20, "1", "2"))
    assert gone.state.shelves["lamp"].state == "out"


def test_a_held_order_comes_to_nothing_until_a_step_is_told_that_is_not_held() -> None:
    def step(status: ev.OrderStatus, at_ms: int, **more: object) -> ev.OrderStep:
        return ev.OrderStep(order="o", status=status, at=at_ms, **more)  # type: ignore[arg-type]

    pushed = (
        step("created", NOW - 40, held=True),
        step("paid", NOW - 30, held=True),
        step("cancelled", NOW - 10, held=True),
    )
    detail = step("paid", NOW - 30, amount_minor=900, lines=(ev.Line(sku="lamp", qty=2),))
    held = live(*pushed)
    assert (held.state.tally.show.total[Flow.ORDERS], list(held.state.tally.unpriced())) == (0, ["o"])
    assert "lamp" not in held.state.shelves
    for told in ((*pushed, detail), (detail, *pushed), (*pushed, detail, *pushed)):
        total = live(*told).state.tally.show.total
        assert (total[Flow.ORDERS], total[Flow.GMV], total[Flow.REFUNDS]) == (1, 900, 900)
    plain = live(step("paid", NOW - 30, held=True), step("paid", NOW - 30))
    assert plain.state.tally.show.total[Flow.ORDERS] == 1, "the same telling, held no more"
