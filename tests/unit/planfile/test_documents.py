"""A plan's text is read in either form; a past show comes back as a plan with its real lengths."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.plan import SegmentPlan
from controlroom.planfile.demo import demo_text
from controlroom.planfile.documents import as_it_was, check_as_it_runs, check_document, read_document

TEXT = """
# the evening
show: {title: T, room: demo, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-22T20:00:00+08:00}
segments:
  - id: open  # first
    title: Hello
    minutes: 5
    kind: opening
  - {id: close, title: Bye, minutes: 3, kind: closing}
"""
JSON = (
    '{"show":{"title":"T","room":"demo","timezone":"Asia/Shanghai","currency":"CNY",'
    '"starts":"2026-11-22T20:00:00+08:00"},"segments":[{"id":"open","title":"Hello","minutes":5,"kind":"opening"}]}'
)


def segments(text: str = TEXT) -> tuple[SegmentPlan, ...]:
    plan = read_document(text).plan
    assert plan is not None, read_document(text).told()
    return plan.segments


def test_a_text_is_read_as_yaml_or_json() -> None:
    assert [segment.id for segment in segments()] == ["open", "close"]
    assert [segment.id for segment in segments(JSON)] == ["open"]
    assert read_document("show: [").plan is None
    assert check_document(TEXT).findings


def test_real_lengths_are_written_in_place_and_comments_stay() -> None:
    was = as_it_was(TEXT, segments(), {"open": 333_400})
    assert "# the evening" in was
    assert "minutes: 5.55\n" in was
    assert [segment.planned_for_ms for segment in segments(was)] == [333_000, 180_000]


def test_a_text_is_checked_with_its_segments_as_they_are_now() -> None:
    first, last = segments()
    now = (replace(last, script="全网最低价"), first)
    found = [f for f in check_as_it_runs(TEXT, now).findings if f.word is not None]
    assert [(f.path, f.line, f.column) for f in found] == [("segments[0].script", None, None)]
    assert all(f.word is None for f in check_document(TEXT).findings)


def test_what_was_edited_while_the_show_ran_comes_along() -> None:
    first, last = segments()
    was = segments(
        as_it_was(TEXT, (replace(first, title="Hi", script="a\n\nb"), replace(last, planned_for_ms=60_000)), {})
    )
    assert [(s.title, s.script, s.planned_for_ms) for s in was] == [("Hi", "a\n\nb", 300_000), ("Bye", None, 60_000)]


@pytest.mark.parametrize("turned", [False, True])
def test_every_edit_of_the_show_comes_along_and_what_was_taken_away_is_gone(*, turned: bool) -> None:
    text = TEXT.replace("kind: opening", "kind: opening\n    script: |\n      Hello all\n    host: li").replace(
        "+08:00}", "+08:00, team: [{id: li, name: L, role: host}, {id: wu, name: W, role: host}]}"
    ).replace("segments:", "products:\n  - {sku: cream, title: Cream, price: 99}\nsegments:")  # fmt: skip
    first, last = segments(text)
    edited = (
        replace(first, script=None, sku="cream", kind="product", host="wu"),
        replace(last, starts_ms=1_763_818_200_500, host="li"),
    )
    order = edited[::-1] if turned else edited
    was = as_it_was(text, order, {})
    assert segments(was) == order
    assert ("# the evening" in was) is not turned
    again = [replace(one, script="Hi", sku=None, starts_ms=None, host=None) for one in order]
    assert list(segments(as_it_was(was, again, {}))) == again


def test_a_show_that_was_rearranged_is_written_in_its_last_order() -> None:
    first, last = segments()
    put_in = SegmentPlan(id="segment-9", title={"zh-CN": "加场", "en": "More"}, planned_for_ms=60_000, kind="product")
    was = segments(
        as_it_was(TEXT, (last, replace(put_in, script="Hi [wave]"), first), {"close": 20_000, "segment-9": 90_000})
    )
    assert [(s.id, s.planned_for_ms, s.script) for s in was] == [
        ("close", 19_980, None),
        ("segment-9", 90_000, "Hi [wave]"),
        ("open", 300_000, None),
    ]
    assert was[1].title == put_in.title


def test_a_plan_that_came_as_json_is_written_as_yaml() -> None:
    assert segments(as_it_was(JSON, segments(JSON), {"open": 60_000}))[0].planned_for_ms == 60_000


def test_a_whole_show_is_copied_with_everything_else_as_it_was() -> None:
    plan = read_document(demo_text()).plan
    assert plan is not None
    took = {segment.id: segment.planned_for_ms + 12_000 for segment in plan.segments}
    again = read_document(as_it_was(demo_text(), plan.segments, took)).plan
    assert again is not None
    longer = tuple(replace(s, planned_for_ms=s.planned_for_ms + 12_000) for s in plan.segments)
    assert again == replace(plan, segments=longer)


def test_a_text_that_is_no_plan_is_told() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        as_it_was("show: [", (), {})
