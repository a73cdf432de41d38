"""Spans in which facts of a type are no longer told."""

from __future__ import annotations

from controlroom.domain.lulls import KEPT, Lulls, within


def test_a_span_is_the_whole_seconds_that_know_neither_what_was_told_last_nor_what_is_told_next() -> None:
    lulls = Lulls()
    lulls.begin("audience", 10_300)
    lulls.begin("audience", 12_000)
    assert lulls.of(["audience", "order"]) == [(11_000, None)]
    lulls.finish("audience", 20_000)
    lulls.finish("audience", 30_000)
    spans = lulls.of(["audience"])
    assert spans == [(11_000, 20_000)]
    assert [at for at in range(9_000, 22_000, 1_000) if within(spans, at)] == list(range(12_000, 20_000, 1_000))


def test_one_that_lasts_has_no_end_and_all_end_together() -> None:
    lulls = Lulls()
    for kind in ("audience", "order"):
        lulls.begin(kind, 4_000)
    assert within(lulls.of(["order"]), 9_000_000)
    lulls.stop(7_400)
    assert (lulls.of(["order"]), lulls.of(["audience"])) == ([(5_000, 8_000)], [(5_000, 8_000)])


def test_one_that_ends_with_the_second_in_which_it_began_was_none() -> None:
    lulls = Lulls()
    lulls.begin("order", 5_200)
    lulls.finish("order", 6_000)
    assert lulls.of(["order"]) == []


def test_of_very_many_the_nearest_become_one_and_nothing_that_was_unknown_becomes_known() -> None:
    lulls = Lulls()
    for i in range(KEPT):
        lulls.begin("order", i * 10_000 + 300)
        lulls.finish("order", i * 10_000 + 4_000)
    lulls.begin("order", KEPT * 10_000 - 2_000)
    lulls.finish("order", KEPT * 10_000 + 4_000)
    spans = lulls.of(["order"])
    assert (len(spans), spans[-1]) == (KEPT, ((KEPT - 1) * 10_000 + 1_000, KEPT * 10_000 + 4_000))
