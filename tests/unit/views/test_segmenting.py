"""What the form of a segment holds."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.room.room import Room
from controlroom.views.segmenting import Choice, new_segment_form, segment_form
from tests.stories import STARTED_MS
from tests.unit.room.desk import give, in_swing

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
    assert free.places == tuple(Choice(id_, id_) for id_ in ("cream", "serum", "closing"))
    assert [choice.id for choice in free.products][:1] == ["cream"]


def test_skipped_and_locked_are_told() -> None:
    room = in_swing()
    give(room, cmd.Skip(id="s", segment="cream"), NOW)
    give(room, cmd.ShowLock(id="l", on=True), NOW + 1000)
    form = segment_form(room.state, "cream")
    assert form is not None
    assert (form.skipped, form.locked) == (True, True)


def test_without_a_plan_nothing_is_put_in() -> None:
    assert new_segment_form(Room().state, None) is None
