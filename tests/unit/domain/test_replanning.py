"""A plan applied anew takes nothing back that somebody edited or that has been on air."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.domain.plan import SegmentPlan
from controlroom.domain.replanning import edited, merged, staying


def part(id_: str, minutes: int = 5, title: str | None = None) -> SegmentPlan:
    return SegmentPlan(id=id_, title=title or id_, planned_for_ms=minutes * 60_000, kind="product")


def parts(ids: str) -> tuple[SegmentPlan, ...]:
    return tuple(part(id_) for id_ in ids)


def ids(segments: tuple[SegmentPlan, ...]) -> str:
    return "".join(segment.id for segment in segments)


def test_an_unedited_rundown_becomes_the_new_plans() -> None:
    assert merged(parts("abc"), parts("abc"), new := (part("c", 9), part("x"), part("a")), ()) == new


def test_what_was_edited_stays_field_by_field() -> None:
    live = (part("a"), part("b", minutes=8), part("c"))
    new = (part("a", title="A2"), part("b", minutes=3, title="B2"), part("c"))
    assert merged(parts("abc"), live, new, ()) == (part("a", title="A2"), part("b", 8, "B2"), part("c"))


def test_what_does_not_stand_as_the_plan_says_is_named_by_its_fields() -> None:
    live = (part("a"), replace(part("b", minutes=8), script="Hi", host="li"), part("x"))
    assert edited(live, parts("abc")) == {"b": ("planned_for_ms", "host", "script"), "x": ()}
    assert edited(parts("ab"), parts("ba")) == {}
    found = staying(live, parts("abcd"))
    assert [(one.kind, one.segment) for one in found] == [("edited", "b"), ("in", "x"), ("out", "c"), ("out", "d")]


def test_what_was_put_in_stays_and_what_was_taken_out_stays_out() -> None:
    assert ids(merged(parts("abc"), parts("abxc"), parts("abcd"), ())) == "abxcd"
    assert ids(merged(parts("abc"), parts("ac"), parts("abcd"), ())) == "acd"
    assert ids(merged(parts("abc"), parts("xabc"), parts("abc"), ())) == "xabc"


def test_an_order_made_by_hand_stays_and_new_segments_find_their_place() -> None:
    assert ids(merged(parts("abcd"), parts("adbc"), parts("axbcd"), ())) == "axdbc"


def test_what_the_new_plan_drops_goes_unless_it_was_on_air_or_edited() -> None:
    assert ids(merged(parts("abc"), parts("abc"), parts("a"), ())) == "a"
    assert ids(merged(parts("abc"), parts("abc"), parts("ca"), ("a", "b"))) == "abc"
    assert merged(parts("ab"), (part("a"), part("b", 9)), parts("a"), ()) == (part("a"), part("b", 9))


def test_nothing_new_is_put_before_what_is_on_air() -> None:
    assert ids(merged(parts("abc"), parts("abc"), parts("xabc"), ("a", "b"))) == "abxc"
    assert ids(merged(parts("abc"), parts("abc"), parts("cba"), ("a",))) == "acb"


SEGMENTS = st.lists(
    st.builds(part, st.sampled_from("abcdefgh"), st.integers(1, 9)), unique_by=lambda s: s.id, max_size=8
)


@given(SEGMENTS, SEGMENTS)
def test_the_same_plan_again_changes_nothing(base: list[SegmentPlan], live: list[SegmentPlan]) -> None:
    assert merged(base, live, base, ()) == tuple(live)


@given(SEGMENTS, SEGMENTS, SEGMENTS, st.integers(0, 8))
def test_no_segment_is_doubled_and_what_has_passed_stays_in_front(
    base: list[SegmentPlan], live: list[SegmentPlan], new: list[SegmentPlan], place: int
) -> None:
    passed = [segment.id for segment in live[:place]]
    found = [segment.id for segment in merged(base, live, new, passed)]
    assert len(found) == len(set(found))
    assert found[: len(passed)] == passed
    once = merged(base, live, new, passed)
    assert merged(new, once, new, passed) == once
