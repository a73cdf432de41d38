"""What the detector is given of the room, second by second."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.baselines import Baselines
from controlroom.domain.dip import DipPrior
from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, ShowPlan
from controlroom.domain.roles import Role
from controlroom.domain.watch import MOST
from controlroom.room.room import Room
from controlroom.room.snapshot import digest, freeze, thaw
from controlroom.views.kpi import host_kpi, kpi_view

T = 1_764_000_000_000  # a whole half minute
PLAN = Plan(
    show=ShowPlan(title="Night", room="demo", timezone="Asia/Shanghai", currency="CNY", starts_ms=T),
    products=(
        ProductPlan(sku="cream", title="Cream", price_minor=9900, role="traffic"),
        ProductPlan(sku="serum", title="Serum", price_minor=29_900),
    ),
    segments=(SegmentPlan(id="s1", title="Cream", planned_for_ms=600_000, kind="product", sku="cream"),),
)


class Show:
    """A show with 200 viewers, in which orders are paid in the middle of half minutes, from T on: what is on air has settled."""

    def __init__(self, baselines: Baselines | None = None) -> None:
        self.room, self.orders = Room(), 0
        self.tell(T - 60_000, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN, baselines=baselines))
        self.give(T - 30_000, cmd.ShowStart(id="start"))
        self.give(T - 30_000, cmd.Take(id="take", segment="s1"))

    def tell(self, at_ms: int, *records: rec.Record) -> None:
        self.room.apply_page(self.room.state.seq + 1, at_ms, records)

    def give(self, at_ms: int, command: cmd.AnyCommand) -> None:
        self.tell(at_ms, rec.Accepted(by=Role.CONTROLLER, command=command))

    def half(self, n: int, orders: int, sku: str = "cream", entered: int = 100) -> None:
        begin = T + n * 30_000
        told: list[rec.Record] = [ev.Audience(online=200, at=begin - 1)]
        told += [ev.Enter(user=f"u{n}-{i}", at=begin + 5000) for i in range(entered)]
        for _ in range(orders):
            self.orders += 1
            line = (ev.Line(sku=sku, unit_minor=9900),)
            told.append(ev.OrderStep(order=f"o{self.orders}", status="paid", lines=line, at=begin + 15_000))
        self.tell(begin + 16_000, *told)

    @property
    def taken(self) -> list[tuple[str | None, int, int]]:
        past = self.room.state.watch.past()[1:]
        return [(key.sku if key is not None else None, exposed, paid) for key, exposed, paid in past]


def test_half_minutes_hold_the_product_its_viewers_and_its_paid_orders() -> None:
    show = Show()
    show.half(0, 3)
    show.half(1, 4)
    show.give(T + 70_000, cmd.ProductSwitch(id="s", sku="serum"))
    show.half(2, 5)
    show.half(3, 2, "serum")
    show.half(4, 6, "serum")
    show.room.advance(T + 165_000)
    assert show.taken == [("cream", 300, 3), ("cream", 300, 4), (None, 0, 0), (None, 0, 0), ("serum", 300, 6)]
    assert [key.role for key in show.room.state.watch.keys] == ["traffic", "none"]


def test_only_the_product_on_air_counts_and_nothing_counts_off_air() -> None:
    show = Show()
    show.half(0, 3, "serum")
    show.give(T + 30_000, cmd.ProductClear(id="c"))
    show.half(1, 3)
    show.room.advance(T + 80_000)
    assert show.taken == [("cream", 300, 0), (None, 0, 0)]


def test_absence_and_a_feed_that_is_down_are_gaps() -> None:
    show = Show()
    show.half(0, 3)
    show.tell(T + 40_000, rec.RoomResumed(from_ms=T + 32_000, to_ms=T + 40_000))
    show.half(2, 3)
    show.tell(T + 91_000, rec.FeedChanged(feed="shop", kind="x", state="down"))
    show.room.advance(T + 140_000)
    assert show.taken == [("cream", 300, 3), (None, 0, 0), (None, 0, 0), (None, 0, 0)]


def test_a_feed_that_is_down_is_no_gap_while_another_brings_what_it_brought_or_nothing_of_it_is_needed() -> None:
    show = Show()
    down = {"kind": "x", "state": "down"}
    told = (ev.Comment(user="u", text="hi", source="relay"), ev.Audience(online=200, source="relay"))
    order = ev.OrderStep(order="a", status="paid", source="shop")
    show.tell(T + 1, *told, order, ev.Like(source="likes"))
    show.tell(T + 2, *(rec.FeedChanged(feed=feed, **down) for feed in ("relay", "likes", "spare")))  # type: ignore[arg-type]
    show.half(0, 3)
    show.tell(T + 40_000, ev.Audience(online=200, source="other"))
    show.room.advance(T + 45_000)
    assert show.taken == [("cream", 300, 3)]
    show.tell(T + 50_000, rec.FeedChanged(feed="shop", kind="x", state="down"))
    show.half(1, 3)
    show.room.advance(T + 75_000)
    assert show.taken == [("cream", 300, 3), (None, 0, 0)]


def test_a_new_price_and_an_offer_begin_anew_but_a_red_packet_does_not() -> None:
    show = Show()
    turns = show.room.state.watch.turns
    show.tell(
        T + 1000,
        ev.Price(sku="cream", unit_minor=9900, at=T + 500),
        ev.Price(sku="cream", unit_minor=7900, at=T + 1000),
    )
    assert turns == {"cream": 1}
    show.tell(T + 2000, ev.Promo(kind="red_packet", state="open"), ev.Promo(kind="coupon", state="closed"))
    assert turns == {"cream": 1}
    flash = ev.Promo(kind="flash", state="open")
    show.tell(T + 3000, flash, flash, ev.Promo(kind="coupon", state="open", sku="serum"))
    assert turns == {"cream": 2, "serum": 1}
    show.tell(T + 4000, ev.Promo(kind="flash", state="closed"))
    assert turns == {"cream": 3, "serum": 1}


def test_a_long_silence_is_a_gap_and_a_very_long_one_begins_anew() -> None:
    show = Show()
    show.half(0, 3)
    show.room.advance(T + 7_200_000)
    assert (show.taken[0], set(show.taken[12:])) == (("cream", 300, 3), {(None, 0, 0)})
    show.room.advance(T + 2 * MOST * 30_000)
    assert len(show.taken) < 3


def test_the_tile_says_what_the_detector_says_to_those_who_see_money() -> None:
    show = Show()
    for n in range(100):
        show.half(n, 9 if n < 81 else 4)
    show.room.advance(T + 100 * 30_000 + 15_000)
    view = kpi_view(show.room.state)
    assert view.dip is not None
    assert (view.dip.state, view.dip.since_ms, view.dip.seen) == ("dip", T + 81 * 30_000, 19 * 4)
    assert host_kpi(view).dip is None
    show.give(T + 101 * 30_000, cmd.ShowEnd(id="e"))
    assert kpi_view(show.room.state).dip is None


def test_a_thawed_room_says_the_same_and_goes_on_to_the_same_digest() -> None:
    show = Show()
    for n in range(30):
        show.half(n, 9)
    assert kpi_view(show.room.state).dip is not None
    thawed = Room(thaw(freeze(show.room.state)))
    assert kpi_view(thawed.state).dip == kpi_view(show.room.state).dip
    for room in (thawed, show.room):
        room.advance(T + 1_000_000)
    assert digest(thawed.state) == digest(show.room.state)
    assert kpi_view(thawed.state).dip == kpi_view(show.room.state).dip


def test_what_past_shows_taught_comes_with_the_shows_first_record() -> None:
    prior = DipPrior(threshold=2400)
    assert Show(Baselines(dip=prior)).room.state.watch.prior == prior
    assert Show(Baselines()).room.state.watch.prior is None
