"""What the form of a segment holds."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.room.room import Room
from controlroom.views.segmenting import Behind, new_segment_form, segment_form
from tests.stories import STARTED_MS
from tests.unit.room.desk import give, in_swing, planned

NOW = STARTED_MS + 60_000


def test_a_segment_ahead_can_be_stepped_up_to_what_is_on_air_and_down_to_the_end() -> None:
    s = in_swing().state
    forms = [segment_form(s, id_) for id_ in ("opening", "cream", "serum", "closing")]
    assert [(f.on_air, f.ahead, f.up, f.down, f.earlier, f.later) for f in forms if f is not None] == [
        (True, False, False, False, None, None),
        (False, True, False, True, None, "serum"),
        (False, True, True, True, "opening", "closing"),
        (False, True, True, False, "cream", None),
    ]


def test_a_step_brings_a_segment_where_the_form_says() -> None:
    room = in_swing()
    form = segment_form(room.state, "serum")
    assert form is not None
    give(room, cmd.RundownMove(id="up", segment="serum", after=form.earlier), NOW)
    assert [segment.id for segment in room.state.rundown.segments] == ["opening", "serum", "cream", "closing"]


def test_what_lies_behind_or_is_unknown_has_no_form() -> None:
    room = in_swing()
    give(room, cmd.Take(id="t", segment="serum", from_="opening"), NOW)
    assert [segment_form(room.state, id_) for id_ in ("opening", "cream", "nothing")] == [None] * 3
    give(room, cmd.ShowEnd(id="e"), NOW + 1000)
    assert (segment_form(room.state, "closing"), new_segment_form(room.state, None)) == (None, None)


def test_a_new_segment_stands_behind_what_is_asked_for_or_as_the_next() -> None:
    room = in_swing()
    behind, wrong, free = (new_segment_form(room.state, after) for after in ("cream", "opening", None))
    assert [form.after for form in (behind, wrong, free) if form is not None] == ["cream", None, None]
    assert free is not None
    ends = {one.id: one.ends_ms - STARTED_MS for one in free.places}
    assert free.places == tuple(Behind(id_, id_, STARTED_MS + ends[id_]) for id_ in ("cream", "serum", "closing"))
    assert [choice.id for choice in free.products][:1] == ["cream"]


MINUTE = 60_000


def test_a_time_of_day_is_meant_near_where_a_segment_is_expected() -> None:
    room = in_swing()
    give(room, cmd.RundownHold(id="h", on=True), NOW)
    give(room, cmd.RundownHold(id="r", on=False), NOW + MINUTE)
    give(room, cmd.Skip(id="s", segment="cream"), NOW + MINUTE + 1000)
    due_ms = room.state.rundown.due_ms()
    assert due_ms is not None
    forms = [segment_form(room.state, id_) for id_ in ("cream", "serum", "closing")]
    assert [f.near_ms - due_ms for f in forms if f is not None] == [0, 0, 10 * MINUTE]
    new = new_segment_form(room.state, None)
    assert new is not None
    assert new.near_ms == due_ms
    assert [one.ends_ms - due_ms for one in new.places] == [0, 10 * MINUTE, 20 * MINUTE]


def test_before_the_start_a_time_of_day_is_meant_near_the_planned_start() -> None:
    s = planned().room.state
    assert s.plan is not None
    new, first = new_segment_form(s, None), segment_form(s, "opening")
    assert new is not None
    assert first is not None
    assert new.near_ms == first.near_ms == s.plan.show.starts_ms
    assert new.places[0].ends_ms == s.plan.show.starts_ms + s.rundown.segments[0].planned_for_ms


def test_skipped_and_locked_are_told() -> None:
    room = in_swing()
    give(room, cmd.Skip(id="s", segment="cream"), NOW)
    give(room, cmd.ShowLock(id="l", on=True), NOW + 1000)
    form = segment_form(room.state, "cream")
    assert form is not None
    assert (form.skipped, form.locked) == (True, True)


def test_without_a_plan_nothing_is_put_in() -> None:
    assert new_segment_form(Room().state, None) is None
