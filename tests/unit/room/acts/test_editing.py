"""Segments edited, skipped, held and locked while the show runs."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.errors import RefusalCode
from controlroom.domain.plan import SegmentPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.shapes import RundownView, ShowView
from tests.unit.room.desk import NOW, Desk, take


def segment(desk: Desk, id_: str) -> SegmentPlan:
    found = desk.room.state.rundown.segment(id_)
    assert found is not None
    return found


def shown(desk: Desk) -> tuple[ShowView, RundownView]:
    show, rundown = (project(t, desk.room.state, Beside(), Role.CONTROLLER) for t in (Topic.SHOW, Topic.RUNDOWN))
    assert isinstance(show, ShowView)
    assert isinstance(rundown, RundownView)
    return show, rundown


def held(desk: Desk) -> int | None:
    return next(s.held_ms for s in shown(desk)[1].segments if s.state == "on_air")


def edit(segment: str, id_: str = "e", **told: object) -> cmd.SegmentEdit:
    return cmd.SegmentEdit(id=id_, segment=segment, **told)  # type: ignore[arg-type]


def test_what_is_skipped_is_passed_over_until_it_is_taken(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(cmd.Skip(id="s", segment="cream"))
    assert [s.state for s in shown(desk)[1].segments] == ["on_air", "skipped", "next", "upcoming"]
    desk.give(cmd.Next(id="n", from_="opening"))
    assert desk.room.state.rundown.on_air == "serum"
    desk.give(take("t2", "cream", "serum"))
    assert desk.room.state.rundown.skipped == {}
    desk.give(cmd.Undo(id="u", command="t2"))
    assert desk.room.state.rundown.skipped == {"cream": None}


def test_a_skip_can_be_taken_off(desk: Desk) -> None:
    desk.give(cmd.Skip(id="s", segment="cream"))
    desk.give(cmd.Skip(id="r", segment="cream", on=False))
    assert desk.room.state.rundown.skipped == {}
    desk.give(cmd.Undo(id="u", command="r"))
    assert desk.room.state.rundown.skipped == {"cream": None}


def test_a_changed_length_moves_later_times_at_once(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    began = desk.now_ms
    desk.give(cmd.RundownSetDuration(id="d", segment="opening", planned_for_ms=90_000))
    show, rundown = shown(desk)
    assert show.due_ms == began + 90_000
    assert [s.expected_start_ms for s in rundown.segments] == [began, *(began + 90_000 + i * 600_000 for i in range(3))]


def test_an_edit_changes_what_it_names_alone(desk: Desk) -> None:
    before = segment(desk, "cream")
    desk.give(edit("cream", title={"zh-CN": "面霜", "en": "Cream"}, script="先看质地"))
    desk.give(edit("cream", "e2", title={"en": "Night cream"}, sku=None, host="wei"))
    after = segment(desk, "cream")
    assert (after.title, after.script, after.sku, after.host) == (
        {"zh-CN": "面霜", "en": "Night cream"}, "先看质地", None, "wei"
    )  # fmt: skip
    assert (after.planned_for_ms, after.kind, after.id) == (before.planned_for_ms, before.kind, before.id)
    desk.give(
        edit("cream", "e3", title="霜", script="", planned_for_ms=1000, kind="draw", starts_ms=desk.now_ms + 9000)
    )
    assert segment(desk, "cream") == SegmentPlan(
        id="cream", title="霜", planned_for_ms=1000, kind="draw", host="wei", starts_ms=desk.now_ms + 8000
    )


def test_an_edit_that_changes_nothing_changes_nothing(desk: Desk) -> None:
    before = shown(desk)[1]
    desk.give(edit("cream", planned_for_ms=segment(desk, "cream").planned_for_ms, title=segment(desk, "cream").title))
    assert shown(desk)[1] == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (edit("opening", title="x"), "already_passed"),
        (edit("cream", starts_ms=5), "already_on_air"),
        (edit("serum", starts_ms=NOW), "start_passed"),
        (edit("cream"), "nothing_told"),
        (edit("cream", sku="nothing"), "unknown_product"),
        (edit("nothing", title="x"), "unknown_segment"),
        (cmd.RundownSetDuration(id="d", segment="opening", planned_for_ms=1000), "already_passed"),
        (cmd.RundownSetDuration(id="d", segment="nothing", planned_for_ms=1000), "unknown_segment"),
        (cmd.Skip(id="s", segment="opening"), "already_passed"),
        (cmd.Skip(id="s", segment="cream"), "already_on_air"),
        (cmd.Skip(id="s", segment="serum", on=False), "already_so"),
        (cmd.RundownHold(id="h", on=False), "already_so"),
        (cmd.RundownFit(id="f", cuts={"opening": 0}), "already_passed"),
        (cmd.RundownFit(id="f", cuts={"cream": 0}), "already_on_air"),
        (cmd.RundownFit(id="f", cuts={"serum": 0, "closing": 600_000}), "not_shorter"),
        (cmd.RundownFit(id="f", cuts={"serum": 1}), "not_shorter"),
        (cmd.RundownFit(id="f", cuts={"nothing": 0}), "unknown_segment"),
        (cmd.ShowLock(id="l", on=False), "already_so"),
    ],
)
def test_what_would_change_history_or_makes_no_sense_is_refused(
    desk: Desk, command: cmd.AnyCommand, code: RefusalCode
) -> None:
    desk.give(take("t1", "opening", None))
    desk.give(take("t2", "cream", "opening"))
    assert desk.give(command) == code


def test_cuts_are_made_and_taken_back_together(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    before = shown(desk)[1]
    desk.give(cmd.RundownFit(id="f", cuts={"serum": 0, "closing": 60_000}))
    assert desk.room.state.rundown.skipped == {"serum": None}
    assert segment(desk, "closing").planned_for_ms == 60_000
    desk.give(cmd.Undo(id="u", command="f"))
    assert shown(desk)[1] == before


def test_an_edit_that_somebody_changed_since_is_not_taken_back(desk: Desk) -> None:
    desk.give(edit("cream", title="x"))
    desk.give(cmd.RundownFit(id="f", cuts={"cream": 60_000}))
    assert desk.give(cmd.Undo(id="u", command="e")) == "cannot_undo"
    desk.give(edit("cream", "e2", title="y"))
    assert desk.give(cmd.Undo(id="u", command="f")) in ("cannot_undo", "undo_superseded")
    desk.give(take("t1", "cream", None))
    desk.give(take("t2", "closing", "cream"))
    assert desk.give(cmd.Undo(id="u", command="e2")) == "cannot_undo"


def test_held_the_segment_ends_later_and_a_take_lets_go(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    due = shown(desk)[0].due_ms or 0
    desk.give(cmd.RundownHold(id="h", on=True))
    show, _ = shown(desk)
    assert (held(desk), show.slips_ms, show.due_ms) == (desk.now_ms, desk.now_ms, due)
    desk.give(cmd.RundownHold(id="g", on=False), wait_ms=30_000)
    assert (held(desk), shown(desk)[0].due_ms) == (None, due + 30_000)
    desk.give(cmd.RundownHold(id="h2", on=True))
    assert desk.give(cmd.RundownHold(id="h3", on=True)) == "already_so"
    desk.give(cmd.Next(id="n", from_="opening"))
    assert held(desk) is None


def test_taking_a_hold_back_is_as_if_it_had_not_been(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    due = shown(desk)[0].due_ms
    desk.give(cmd.RundownHold(id="h", on=True))
    held_ms = desk.now_ms
    desk.give(cmd.RundownHold(id="g", on=False))
    desk.give(cmd.Undo(id="u1", command="g"))
    assert (held(desk), shown(desk)[0].due_ms) == (held_ms, due)
    desk.give(cmd.RundownHold(id="g2", on=False))
    desk.give(cmd.RundownHold(id="h2", on=True))
    desk.give(cmd.Undo(id="u2", command="h2"))
    assert held(desk) is None


def test_what_was_held_is_held_again_when_its_end_is_taken_back(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(cmd.RundownHold(id="h", on=True))
    since, due = desk.now_ms, shown(desk)[0].due_ms
    desk.give(cmd.Next(id="n", from_="opening"), wait_ms=5000)
    assert desk.give(cmd.Undo(id="u", command="h")) == "cannot_undo"
    desk.give(cmd.Undo(id="u2", command="n"))
    assert (held(desk), shown(desk)[0].due_ms) == (since, due)


def test_with_nothing_on_air_there_is_nothing_to_hold(desk: Desk, planned: Desk) -> None:
    assert desk.give(cmd.RundownHold(id="h", on=True)) == "nothing_on_air"
    assert planned.give(cmd.RundownHold(id="h", on=True)) == "not_live"


def test_a_locked_rundown_is_not_edited_until_it_is_unlocked(desk: Desk) -> None:
    desk.give(take("t", "opening", None))
    desk.give(cmd.ShowLock(id="l", on=True))
    assert shown(desk)[0].lock is True
    for command in (
        edit("cream", title="x"),
        cmd.Skip(id="s", segment="cream"),
        cmd.RundownFit(id="f", cuts={"cream": 0}),
    ):
        assert desk.give(command) == "locked"
    assert desk.give(cmd.ShowLock(id="l2", on=True)) == "already_so"
    desk.give(cmd.Undo(id="u", command="l"))
    assert isinstance(desk.give(edit("cream", title="x")), int)
    desk.give(cmd.ShowLock(id="l3", on=True))
    assert isinstance(desk.give(cmd.ShowLock(id="l4", on=False)), int)
