"""What is proposed to be cut so that the show ends in time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.domain.plan import SegmentKind
from controlroom.views.fitting import CUTTABLE, LEAST_MS, STEP_MS, Fit, fit, over_ms
from controlroom.views.shapes import RundownView, SegmentView, ShowView
from tests.unit.render import made

MIN, NOW = made.MINUTE, made.NOW
RATES = {"cheap": 100, "good": 900, "best": 5000}


def segment(
    id_: str, minutes: int, sku: str | None = None, kind: SegmentKind = "product", **told: object
) -> SegmentView:
    view = SegmentView(
        id=id_, title=id_, kind=kind, sku=sku, host=None, planned_start_ms=None, planned_for_ms=minutes * MIN,
        expected_start_ms=NOW, started_ms=None, ended_ms=None, state="upcoming", ahead=True,
    )  # fmt: skip
    return replace(view, **told)  # type: ignore[arg-type]


def late(by_ms: int) -> ShowView:
    return replace(made.show(), over_for_ms=by_ms, slips_ms=None)


def cuts(by_ms: int, *segments: SegmentView) -> dict[str, int]:
    found = fit(late(by_ms), RundownView(segments=segments), RATES, NOW)
    return {cut.segment: cut.to_ms // 1000 for cut in found.cuts}


LINE = (segment("a", 10, "cheap"), segment("b", 10, "best"), segment("c", 10, "good"))


def test_what_brings_least_a_minute_is_cut_first_and_by_whole_half_minutes() -> None:
    assert cuts(3 * MIN + 10_000, *LINE) == {"a": 390}
    assert cuts(7 * MIN, *LINE) == {"a": 300, "c": 480}


def test_when_halves_are_not_enough_the_least_is_skipped_and_the_best_gets_its_time_back() -> None:
    assert cuts(16 * MIN, *LINE) == {"a": 0, "b": 540, "c": 300}


def test_nothing_is_cut_when_the_show_ends_in_time() -> None:
    assert fit(late(0), RundownView(segments=LINE), RATES, NOW) == Fit(over_ms=0, left_ms=0, cuts=())
    assert fit(late(-MIN), RundownView(segments=LINE), RATES, NOW).cuts == ()


def test_what_was_promised_is_not_touched_and_what_is_still_late_is_said() -> None:
    kinds: tuple[SegmentKind, ...] = ("opening", "closing", "break", "draw")
    line = tuple(segment(kind, 10, None, kind) for kind in kinds)
    assert fit(late(MIN), RundownView(segments=line), RATES, NOW) == Fit(over_ms=MIN, left_ms=MIN, cuts=())
    assert fit(late(30 * MIN), RundownView(segments=(*line, segment("a", 10, "cheap"))), RATES, NOW).left_ms == 20 * MIN


def test_what_lies_behind_or_is_skipped_is_not_proposed() -> None:
    line = (
        segment("a", 10, "cheap", ahead=False),
        segment("b", 10, "cheap", state="skipped"),
        segment("c", 10, "best"),
    )
    assert cuts(MIN, *line) == {"c": 540}


def test_what_sells_nothing_by_itself_goes_first() -> None:
    assert cuts(2 * MIN, segment("a", 10, "cheap"), segment("talk", 10, None, "interaction")) == {"talk": 480}


def test_time_before_a_fixed_start_saves_only_what_that_start_is_late() -> None:
    fixed = segment("f", 10, "best", starts_ms=NOW, expected_start_ms=NOW + MIN)
    assert cuts(4 * MIN, segment("a", 10, "cheap"), fixed) == {"a": 540, "f": 420}
    on_time = replace(fixed, expected_start_ms=NOW)
    assert cuts(4 * MIN, segment("a", 10, "cheap"), on_time) == {"f": 360}


def test_what_runs_on_now_counts() -> None:
    show = replace(made.show(), over_for_ms=MIN, slips_ms=NOW - 5 * MIN, slack_for_ms=2 * MIN)
    assert (over_ms(show, NOW), over_ms(show, NOW - 4 * MIN)) == (4 * MIN, MIN)


LINES = st.lists(
    st.builds(
        lambda i, minutes, sku, kind: (i, minutes, sku, kind),
        st.just(0), st.integers(1, 30), st.sampled_from([None, *RATES]),
        st.sampled_from(["product", "interaction", "break", "flash_sale"]),
    ),
    max_size=8,
)  # fmt: skip


@given(LINES, st.integers(0, 90 * MIN))
def test_law_cuts_are_never_more_than_wanted_by_a_segment_and_sums_hold(
    line: list[tuple[int, int, str, SegmentKind]], by: int
) -> None:
    segments = tuple(segment(f"s{i}", minutes, sku, kind) for i, (_, minutes, sku, kind) in enumerate(line))
    found = fit(late(by), RundownView(segments=segments), RATES, NOW)
    saved = sum(cut.from_ms - cut.to_ms for cut in found.cuts)
    assert found.left_ms == max(0, by - saved)
    for cut in found.cuts:
        told = next(one for one in segments if one.id == cut.segment)
        assert told.kind in CUTTABLE
        assert cut.to_ms == 0 or cut.to_ms >= min(LEAST_MS, told.planned_for_ms)
        assert cut.from_ms == told.planned_for_ms > cut.to_ms >= 0
    if found.left_ms > STEP_MS:  # nothing is left that could be cut
        assert all(
            next((cut.to_ms for cut in found.cuts if cut.segment == one.id), 1) == 0
            for one in segments
            if one.kind in CUTTABLE
        )
