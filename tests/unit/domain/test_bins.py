"""The show in half minutes."""

from __future__ import annotations

from controlroom.domain.bins import BIN_S, ENTERED, GMV, KEPT, PAID, SETTLED_S, Bins, came, online_at
from controlroom.domain.spans import Triples
from controlroom.domain.windows import Flows, Levels, Reading

START = 60_000  # a whole half minute
FIRST = START // BIN_S


def test_a_payment_counts_in_its_half_minute_and_can_be_taken_back() -> None:
    bins = Bins.of(START)
    bins.pay(START + 29, "search", "opening", 300, [("cream", 100), ("serum", 200)], 1)
    bins.pay(START + 30, "search", "cream", 50, [("cream", 50)], 1)
    bins.pay(START + 30, "search", "cream", 50, [("cream", 50)], -1)
    assert dict(bins.traffic["search"].items()) == {FIRST: (1, 300, 0), FIRST + 1: (0, 0, 0)}
    assert dict(bins.products["cream"].items()) == {FIRST: (1, 100, 0), FIRST + 1: (0, 0, 0)}
    assert {key: dict(row.items()) for key, row in bins.segments.items()} == {
        "opening": {FIRST: (1, 300, 0)}, "cream": {FIRST + 1: (0, 0, 0)},
    }  # fmt: skip
    assert (PAID, GMV, ENTERED) == (0, 1, 2)


def test_entrances_and_levels_are_taken_over_when_they_are_settled() -> None:
    bins, flows, online = Bins.of(START), Flows.of(1, START), Levels(START)
    for second in (START, START + 29, START + 30):
        flows.add(0, 2, second)
    online.add(Reading(START * 1000 - 1, "s", "i", 70), False)
    online.add(Reading(START * 1000 + 5, "s", "j", 90), False)
    settled = START + BIN_S + SETTLED_S
    assert [bins.due(settled - 1), bins.due(settled)] == [False, True]
    flows.advance(settled)
    online.advance(settled)
    assert (came(flows, 0, FIRST), came(flows, 0, FIRST + 1)) == (4, 2)
    bins.close(settled, {"search": flows}, 0, online)
    assert (bins.closed, dict(bins.traffic["search"].items()), bins.online) == (
        FIRST + 1,
        {FIRST: (0, 0, 4)},
        {FIRST: 70},
    )
    assert not bins.due(settled)


def test_what_still_waits_for_its_instant_has_come_too() -> None:
    flows = Flows.of(1, START)
    flows.add(0, 3, START + 1)
    assert came(flows, 0, FIRST) == 3


def test_viewers_at_a_start_are_the_newest_level_before_it() -> None:
    online = Levels(START)
    assert online_at(online, FIRST) is None
    online.add(Reading(START * 1000 - 400_000, "s", "a", 5), False)
    assert online_at(online, FIRST) == 5  # nothing newer was ever told
    online.add(Reading(START * 1000 + 1000, "s", "b", 6), False)
    assert online_at(online, FIRST) is None
    assert online_at(online, FIRST + 1) == 6


def test_only_so_many_half_minutes_are_kept() -> None:
    bins, flows, online = Bins.of(START), Flows.of(1, START), Levels(START)
    bins.pay(START, "search", "opening", 5, [("cream", 5)], 1)
    online.add(Reading(START * 1000 - 1, "s", "i", 70), False)
    bins.close(START + KEPT * BIN_S + SETTLED_S, {"search": flows}, 0, online)
    assert (len(bins.online), set(bins.traffic["search"])) == (KEPT, {FIRST})
    span = Triples.WIDTH
    bins.close(START + (KEPT + span) * BIN_S + SETTLED_S, {"search": flows}, 0, online)
    assert (bins.first, len(bins.online)) == (FIRST + span, KEPT)
    assert not any((bins.traffic["search"], bins.products["cream"], bins.segments["opening"]))
