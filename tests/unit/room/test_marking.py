"""Which records leave which marks."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.marks import Mark
from controlroom.domain.plan import plain
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze, thaw
from tests.stories import OPENED_MS, PLAN, STARTED_MS

NOW = STARTED_MS + 60_000


class Show:
    """A live show to which things happen, one record at a time."""

    def __init__(self) -> None:
        self.room = Room()
        self.tell(OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
        self.give(STARTED_MS, cmd.ShowStart(id="start"))

    def tell(self, at_ms: int, *records: rec.Record) -> None:
        self.room.apply_page(self.room.state.seq + 1, at_ms, records)

    def give(self, at_ms: int, command: cmd.AnyCommand) -> None:
        self.tell(at_ms, rec.Accepted(by=Role.CONTROLLER, command=command))

    def marks(self, *kinds: str) -> list[Mark]:
        every = self.room.state.marks.between(None, None)
        return [m for m in every if m.kind in kinds] if kinds else every

    def told(self, *kinds: str) -> list[tuple[str, int, int | None]]:
        return [
            (plain(m.text, "en"), m.at_ms - STARTED_MS, m.until_ms and m.until_ms - STARTED_MS)
            for m in self.marks(*kinds)
        ]


def test_a_show_begins_takes_switches_and_ends() -> None:
    show = Show()
    show.give(STARTED_MS + 1000, cmd.Take(id="t1", segment="cream"))
    show.give(STARTED_MS + 2000, cmd.ProductSwitch(id="s1", sku="mask"))
    show.give(STARTED_MS + 3000, cmd.Next(id="t2"))
    show.give(STARTED_MS + 4000, cmd.ProductSwitch(id="s2", sku="cream"))
    show.give(STARTED_MS + 5000, cmd.ProductClear(id="s3"))
    show.give(STARTED_MS + 6000, cmd.ShowEnd(id="e"))
    assert show.told("start", "end") == [("The show started", 0, None), ("The show ended", 6000, None)]
    assert show.told("take") == [("On air: cream", 1000, 3000), ("On air: serum", 3000, 6000)]
    assert show.told("switch") == [
        ("Product: Mask", 2000, 3000), ("Product: Cream", 4000, 5000), ("No product on air", 5000, 5000),
    ]  # fmt: skip
    assert [(m.sku, m.segment) for m in show.marks("take")] == [("cream", "cream"), ("serum", "serum")]


def test_a_take_back_says_what_was_undone_and_what_is_on_air_after_it() -> None:
    show = Show()
    show.give(STARTED_MS + 1000, cmd.Take(id="t1", segment="cream"))
    show.give(STARTED_MS + 2000, cmd.Take(id="t2", segment="serum"))
    show.give(STARTED_MS + 3000, cmd.Undo(id="u1", command="t2"))
    show.give(STARTED_MS + 4000, cmd.ProductSwitch(id="s1", sku="mask"))
    show.give(STARTED_MS + 5000, cmd.Undo(id="u2", command="s1"))
    assert show.told("take", "undo", "switch") == [
        ("On air: cream", 1000, 2000), ("On air: serum", 2000, 3000), ("On air: cream", 3000, None),
        ("Taken back: serum", 3000, None), ("Product: Mask", 4000, 5000), ("Product: Cream", 5000, None),
        ("Taken back: Mask", 5000, None),
    ]  # fmt: skip


def test_an_undone_end_puts_the_segment_back() -> None:
    show = Show()
    show.give(STARTED_MS + 1000, cmd.Take(id="t1", segment="cream"))
    show.give(STARTED_MS + 2000, cmd.ShowEnd(id="e"))
    show.give(STARTED_MS + 3000, cmd.Undo(id="u", command="e"))
    assert show.told("take") == [("On air: cream", 1000, 2000), ("On air: cream", 3000, None)]


def test_a_changed_price_is_marked_and_the_first_or_the_same_is_not() -> None:
    show = Show()
    show.tell(
        NOW,
        ev.Price(sku="cream", unit_minor=9900, at=NOW - 1000),  # the plan's own
        ev.Price(sku="cream", unit_minor=7900, at=NOW),
        ev.Price(sku="cream", unit_minor=9900, at=NOW - 5000),  # told late: it is not the newest
        ev.Price(sku="stranger", unit_minor=100),
    )
    assert show.told("price") == [("Cream: price 99.00 → 79.00", 60_000, None)]


def test_the_last_piece_is_marked_until_there_are_more() -> None:
    show = Show()
    bought = ev.OrderStep(order="o1", status="created", lines=(ev.Line(sku="serum", qty=3),))
    show.tell(NOW, bought)
    show.tell(NOW + 500, ev.OrderStep(order="o1", status="paid"))
    show.give(NOW + 1000, cmd.StockAdd(id="a", sku="serum", by=5))
    show.give(NOW + 2000, cmd.StockSet(id="b", sku="serum", on_hand=0))
    show.tell(NOW + 3000, ev.StockLevel(sku="serum", on_hand=4))
    show.tell(NOW + 4000, ev.StockChange(sku="serum", by=-4))
    assert show.told("sold_out") == [
        ("Serum sold out", 60_000, 61_000), ("Serum sold out", 62_000, 63_000), ("Serum sold out", 64_000, None),
    ]  # fmt: skip
    assert show.told("stock") == [("Serum: stock +5", 61_000, None), ("Serum: stock = 0", 62_000, None)]


def test_what_the_platform_shows_as_sold_out_is_marked_once() -> None:
    show = Show()
    show.tell(NOW, ev.Product(sku="cream", state="sold_out"), ev.StockLevel(sku="cream", on_hand=0))
    show.tell(NOW + 1000, ev.Product(sku="cream", state="on_shelf", at=NOW + 1000))  # but nothing is left
    show.tell(NOW + 2000, ev.StockLevel(sku="cream", on_hand=5))
    assert show.told("sold_out") == [("Cream sold out on the platform", 60_000, 62_000)]


def test_promotions_last_until_they_close() -> None:
    show = Show()
    bag = ev.Promo(kind="bag", state="open", title="Evening bag")
    show.tell(NOW, bag, ev.Promo(kind="coupon", state="open", sku="cream"))
    show.tell(NOW + 1000, bag)  # told again
    show.tell(NOW + 2000, ev.Promo(kind="bag", state="closed"), ev.Promo(kind="draw", state="closed"))
    show.tell(NOW + 3000, ev.Promo(kind="coupon", state="closed", sku="mask"))
    assert show.told("promo") == [("Lucky bag: Evening bag", 60_000, 62_000), ("Coupon", 60_000, None)]


def test_warnings_cues_and_a_broken_stream_are_marked() -> None:
    show = Show()
    show.tell(NOW, ev.Violation(level="warning", text="no brand names"), ev.Stream(state="interrupted"))
    show.tell(NOW + 1000, ev.Stream(state="interrupted"))
    show.tell(NOW + 2000, ev.Stream(state="live"))
    show.give(NOW + 3000, cmd.CueShow(id="c", text="slower"))
    show.tell(NOW + 4000, ev.Stream(state="ended"))
    assert show.told("violation", "cue", "stream") == [
        ("Stream interrupted", 60_000, 62_000), ("Platform warning: no brand names", 60_000, None),
        ("Cue: slower", 63_000, None), ("Stream ended", 64_000, 64_000),
    ]  # fmt: skip


def test_absences_and_feeds_that_went_are_gaps() -> None:
    show = Show()
    show.tell(NOW, rec.RoomResumed(from_ms=NOW - 40_000, to_ms=NOW))
    show.tell(NOW + 1000, rec.FeedChanged(feed="relay", kind="relay", state="down", why="refused"))
    show.tell(NOW + 9000, rec.FeedChanged(feed="relay", kind="relay", state="live"))
    show.tell(NOW + 11_000, rec.FeedChanged(feed="relay", kind="relay", state="down", why="refused"))
    show.tell(NOW + 12_000, rec.FeedChanged(feed="relay", kind="relay", state="gone"))
    assert show.told("gap") == [
        ("The server was away: nothing is known of this span", 20_000, 60_000), ("Feed relay down", 61_000, 69_000),
        ("Feed relay down", 71_000, 72_000),
    ]  # fmt: skip


def test_marks_survive_a_snapshot() -> None:
    show = Show()
    show.give(STARTED_MS + 1000, cmd.Take(id="t1", segment="cream"))
    thawed = Room(thaw(freeze(show.room.state)))
    thawed.apply(thawed.state.seq + 1, NOW, rec.Accepted(by=Role.CONTROLLER, command=cmd.Next(id="t2")))
    show.give(NOW, cmd.Next(id="t2"))
    assert thawed.state.marks == show.room.state.marks
