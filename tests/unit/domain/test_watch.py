"""The half minutes that the detector takes: what was on air, payments that come later, what it says."""

from __future__ import annotations

import pytest
from msgspec.msgpack import decode, encode

from controlroom.domain.bins import BIN_S
from controlroom.domain.dip import Bin, DipPrior, Key
from controlroom.domain.watch import GRACE_S, MOST, SETTLES_S, Watch

T = 60_000
FIRST = T // BIN_S
Paid = dict[int, list[int]]


def begun(sku: str | None = "cream") -> Watch:
    watch = Watch()
    watch.begin(T - 3)
    watch.show(sku, "traffic", T - SETTLES_S)
    return watch


def taken(watch: Watch, paid: Paid, n: int = 1, exposed: int = 300) -> list[Bin]:
    for _ in range(n):
        watch.take(True, exposed, paid.get)
    return watch.bins


def test_it_begins_with_the_first_whole_half_minute_and_waits_for_payments() -> None:
    watch = begun()
    assert (watch.first, watch.next) == (FIRST, FIRST)
    assert [watch.due(T + BIN_S + GRACE_S - 1), watch.due(T + BIN_S + GRACE_S)] == [False, True]
    taken(watch, {})
    assert watch.next == FIRST + 1
    assert not Watch().due(T)


def test_a_half_minute_holds_what_was_on_air_for_all_of_it_and_for_half_a_minute_before() -> None:
    watch = begun()
    watch.show("serum", "profit", T + 40)
    watch.show(None, "", T + 120)
    watch.show("cream", "traffic", T + 150)
    assert [watch.on_air(FIRST + i) for i in range(7)] == [0, -1, -1, 1, -1, -1, 0]
    paid = {FIRST + i: [i + 1, 0, 0] for i in range(7)}
    assert [(b.key, b.exposed, b.paid) for b in taken(watch, paid, 7)] == [
        (0, 300, 1), (-1, 0, 0), (-1, 0, 0), (1, 300, 4), (-1, 0, 0), (-1, 0, 0), (0, 300, 7),
    ]  # fmt: skip
    assert watch.air == [watch.air[-1]]


def test_who_pays_late_after_a_switch_makes_no_dip() -> None:
    """A show of two products by turns, whose first half minute brings a fifth: viewers need a while to pay."""
    watch, said = begun(), set()
    paid: Paid = {}
    for i in range(240):
        if i % 12 == 0:
            watch.show("serum" if i % 24 else "cream", "traffic", watch.next * BIN_S)
        paid[watch.next] = [(6, 18, 24)[i % 12] if i % 12 < 3 else 30, 0, 0]
        taken(watch, paid)
        told = watch.judge()
        said.add(told.state if told is not None else None)
    assert "dip" not in said


def test_payments_that_come_after_it_was_taken_are_taken_with_the_next_of_the_same_product() -> None:
    watch, paid = begun(), {FIRST: [2, 0, 0]}
    taken(watch, paid)
    paid[FIRST] = [5, 0, 0]
    paid[FIRST + 1] = [4, 0, 0]
    taken(watch, paid)
    assert [b.paid for b in watch.bins] == [2, 3 + 4]
    watch.show("serum", "profit", T + 2 * BIN_S)
    taken(watch, {})
    taken(watch, {FIRST + 3: [1, 0, 0]})
    assert watch.bins[-1].paid == 1


def test_payments_that_are_taken_back_never_make_a_half_minute_negative() -> None:
    watch, paid = begun(), {FIRST: [3, 0, 0]}
    taken(watch, paid)
    paid[FIRST] = [0, 0, 0]
    assert [b.paid for b in taken(watch, paid)] == [3, 0]


@pytest.mark.parametrize(("known", "exposed"), [(False, 300), (True, 0)])
def test_a_gap_or_an_empty_room_is_no_half_minute(known: bool, exposed: int) -> None:
    watch = begun()
    watch.take(known, exposed, {FIRST: [4, 0, 0]}.get)
    assert watch.bins == [Bin(-1, 0, 0)]


def test_a_changed_price_makes_it_another_key() -> None:
    watch = begun()
    assert watch.shows("cream")
    watch.turn("cream")
    assert not watch.shows("cream")
    watch.show("cream", "traffic", T + 30)
    assert (watch.shows("cream"), watch.shows(None), watch.shows("serum")) == (True, False, False)
    assert watch.keys == [Key("cream", "traffic", 0), Key("cream", "traffic", 1)]
    watch.show(None, "", T + 60)
    assert (watch.shows(None), watch.shows("cream")) == (True, False)


def half_sold(watch: Watch) -> Paid:
    paid: Paid = {}
    for i in range(100):
        paid[watch.next] = [9 if i < 80 else 4, 0, 0]
        taken(watch, paid)
    return paid


def test_it_says_since_when_and_how_sure() -> None:
    watch = begun()
    half_sold(watch)
    told = watch.judge()
    assert told is not None
    assert (told.state, told.since_s, told.seen) == ("dip", T + 80 * BIN_S, 80)
    assert told.expected == pytest.approx(180, rel=0.1)
    assert told.odds > 100


def test_what_it_says_is_made_anew_from_what_was_taken() -> None:
    watch, paid = begun(), {}
    watch.prior = DipPrior(threshold=1800)
    for i in range(60):
        paid[watch.next] = [9 if i < 50 else 3, 0, 0]
        taken(watch, paid)
        bytes_ = encode(watch)
        again = decode(bytes_, type=Watch)
        assert again.judge() == watch.judge()  # step by step here, all at once there
        assert encode(again) == bytes_
    assert again == watch


def test_a_dip_that_is_over_is_quiet_again() -> None:
    watch = begun()
    paid = half_sold(watch)
    for _ in range(40):
        paid[watch.next] = [9, 0, 0]
        taken(watch, paid)
    told = watch.judge()
    assert told is not None
    assert told.state == "quiet"


def test_what_is_missing_of_five_minutes_is_nothing_before_a_dip_and_half_after_it() -> None:
    watch = begun()
    half_sold(watch)
    assert watch.missing(FIRST + 80) == pytest.approx(0, abs=5)
    assert watch.missing(FIRST + 95) == pytest.approx(50, rel=0.2)
    again = decode(encode(watch), type=Watch)
    assert again.missing(FIRST + 95) == watch.missing(FIRST + 95)


def test_what_is_missing_is_unknown_where_less_than_half_of_five_minutes_is_known() -> None:
    watch = begun()
    paid: Paid = {}
    for i in range(60):
        paid[watch.next] = [9, 0, 0]
        watch.take(i % 2 == 0 or i < 40, 300, paid.get)
    for _ in range(6):
        watch.take(False, 300, paid.get)
    assert watch.missing(FIRST + 60) == pytest.approx(0, abs=9)
    assert (watch.missing(FIRST + 66), watch.missing(FIRST + 5), watch.missing(FIRST)) == (None, None, None)
    assert Watch().missing(FIRST) is None


def test_nothing_is_said_where_nothing_was_ever_paid_or_too_little_is_known() -> None:
    watch = begun()
    taken(watch, {}, 60)
    assert watch.judge() is None
    short = begun()
    taken(short, {FIRST: [9, 0, 0]}, 5)
    assert short.judge() is None


def test_after_a_day_the_watch_begins_anew() -> None:
    watch = begun()
    taken(watch, {}, MOST)
    assert (watch.bins, watch.first, watch.next) == ([], FIRST + MOST, FIRST + MOST)
    assert watch.past() == []
