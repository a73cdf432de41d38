"""What a formula is given."""

from __future__ import annotations

from controlroom.domain.moment import Moment, Standing
from controlroom.domain.scopes import (
    Part,
    PartRow,
    part_of,
    part_row_of,
    product_numbers,
    segment_numbers,
    show_numbers,
    source_numbers,
)
from controlroom.domain.tally import FLOWS, Flow
from controlroom.domain.windows import Flows

MOMENT = Moment(
    total=[9] * FLOWS, sums=[[1] * FLOWS, [2] * FLOWS, [3] * FLOWS], online=50, online_estimated=False, viewers=100,
    starts=[10, None, 30], commenters=[8, 5, 6, 7], buyers=[4, 1, 2, 3], interactors=[20, 11, 12, 13], peak=70,
    area=900, known_ms=30, goods_minor=5, spend_minor=6, ads_minor=2,
    standing=Standing(1, live_ms=60_000, left=3, sold=4, target_minor=1000, expected_minor=500),
)  # fmt: skip
FLOWS_OF_A_PART = Flows.of(FLOWS, 0)
FLOWS_OF_A_PART.total[Flow.ENTERED] = 7
FLOWS_OF_A_PART.total[Flow.UNITS] = 2


def test_show_numbers_take_totals_or_one_window() -> None:
    whole = show_numbers(MOMENT, None, sampled=False, estimated=False)
    assert (whole.audience, whole.buyers, whole.commenters, whole.interactors, whole.windowed) == (100, 4, 8, 20, False)
    assert (whole.on_air_ms, whole.left, whole.sold, whole.expected_minor, whole.goods_minor) == (60_000, 3, 4, 500, 5)
    minute = show_numbers(MOMENT, 0, sampled=False, estimated=False)
    assert (minute.audience, minute.buyers, minute.commenters, minute.interactors) == (11, 1, 5, 11)
    assert minute.flows == [1] * FLOWS
    assert show_numbers(MOMENT, 1, sampled=False, estimated=False).audience is None


def test_goods_whose_cost_the_plan_does_not_say_make_their_sum_unknown() -> None:
    moment = Moment(*[getattr(MOMENT, name) for name in Moment.__struct_fields__[:13]], True)
    assert show_numbers(moment, None, sampled=False, estimated=False).goods_minor is None


def test_a_product_divides_by_the_shows_viewers_and_its_windows_by_their_audience() -> None:
    row = PartRow(FLOWS_OF_A_PART.total, Part(on_air_ms=5, left=8), FLOWS_OF_A_PART.sums, 3)
    whole = product_numbers(row, MOMENT, None, estimated=False)
    assert (whole.audience, whole.buyers, whole.on_air_ms, whole.sold, whole.left) == (100, 3, 5, 2, 8)
    assert product_numbers(part_of(part_row_of(row)), MOMENT, 0, estimated=False).audience == 11


def test_a_segments_audience_is_who_was_there_and_who_came() -> None:
    assert segment_numbers(PartRow(FLOWS_OF_A_PART.total, online_at_start=40), estimated=False).audience == 47
    assert segment_numbers(PartRow(FLOWS_OF_A_PART.total), estimated=False).audience is None


def test_a_sources_audience_is_who_entered_from_it() -> None:
    numbers = source_numbers(PartRow(FLOWS_OF_A_PART.total), None, sampled=True, estimated=False)
    assert (numbers.audience, numbers.entered_sampled) == (7, True)
