"""The list of what happened: spans, bounds, what touches a span of time."""

from __future__ import annotations

from itertools import pairwise

import pytest

from controlroom.domain.marks import KEPT, OPEN_KEPT, Mark, Marks, about


def cue(at_ms: int) -> Mark:
    return Mark(at_ms, "cue", "look up")


def test_an_instant_touches_the_span_that_holds_it() -> None:
    marks = Marks()
    for at_ms in (1000, 2000, 3000):
        marks.add(cue(at_ms))
    assert [m.at_ms for m in marks.between(1000, 3000)] == [1000, 2000]
    assert [m.at_ms for m in marks.between(None, None)] == [1000, 2000, 3000]


@pytest.mark.parametrize(("span", "touches"), [
    ((0, 1000), False), ((0, 1001), True), ((1500, 1600), True), ((1999, 5000), True), ((2000, 5000), False),
])  # fmt: skip
def test_a_span_that_has_ended_touches_what_it_overlaps(span: tuple[int, int], touches: bool) -> None:
    marks = Marks()
    marks.begin("promo", Mark(1000, "promo", "Bag"))
    marks.finish("promo", 2000)
    assert [m.until_ms for m in marks.between(*span)] == ([2000] if touches else [])


def test_a_span_that_still_lasts_touches_everything_after_its_beginning() -> None:
    marks = Marks()
    marks.begin("air", Mark(1000, "take", "Cream", segment="cream"))
    assert [m.until_ms for m in marks.between(9000, 9001)] == [None]
    assert marks.between(0, 1000) == []


def test_turning_ends_one_span_where_the_next_begins() -> None:
    marks = Marks()
    marks.turn("air", Mark(1000, "take", "Cream"))
    marks.turn("air", Mark(2000, "take", "Serum"))
    assert [(m.text, m.at_ms, m.until_ms) for m in marks.between(None, None)] == [
        ("Cream", 1000, 2000),
        ("Serum", 2000, None),
    ]


def test_a_span_told_again_goes_on_and_one_never_begun_does_not_end() -> None:
    marks = Marks()
    marks.begin("stream", Mark(1000, "stream", "down"))
    marks.begin("stream", Mark(1500, "stream", "down"))
    marks.finish("feed", 1700)
    assert [(m.at_ms, m.until_ms) for m in marks.between(None, None)] == [(1000, None)]


def test_a_span_never_ends_before_it_began() -> None:
    marks = Marks()
    marks.begin("promo", Mark(1000, "promo", "Bag"))
    marks.finish("promo", 900)
    assert marks.between(None, None)[0].until_ms == 1000


def test_of_each_kind_only_the_newest_are_kept_and_the_others_counted() -> None:
    marks = Marks()
    marks.add(Mark(5, "start", "go"))
    for at_ms in range(KEPT + 3):
        marks.add(cue(at_ms))
    assert (len(marks.between(None, None)), marks.past["cue"][0].at_ms) == (KEPT + 1, 3)
    assert marks.dropped == {"cue": 3}


def test_spans_that_still_last_are_bounded_too() -> None:
    marks = Marks()
    for n in range(OPEN_KEPT + KEPT + 2):
        marks.begin(f"promo:{n}", Mark(n, "promo", "Bag"))
    assert (len(marks.open), len(marks.past["promo"]), marks.dropped) == (OPEN_KEPT, KEPT, {"promo": 2})


def test_a_sentence_takes_the_title_in_its_language_and_cuts_it() -> None:
    assert about({"zh-CN": "面霜", "en": "Cream"}, "开讲:{}", "On air: {}") == {
        "zh-CN": "开讲:面霜",
        "en": "On air: Cream",
    }
    long = about("x" * 500, "{}", "{}")
    assert isinstance(long, dict)
    assert {len(text) for text in long.values()} == {200}


def test_count_grows_with_every_mark_that_is_added_begun_ended_or_forgotten() -> None:
    marks = Marks()
    seen = [marks.count()]
    for at_ms in range(KEPT + 2):
        marks.add(cue(at_ms))
        seen.append(marks.count())
    marks.begin("promo", Mark(9_000, "promo", "Bag"))
    seen.append(marks.count())
    marks.finish("promo", 9_500)
    seen.append(marks.count())
    assert all(later > earlier for earlier, later in pairwise(seen))
