"""What people tell the room."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain.roles import Role
from tests.unit.room.desk import NOW, Desk


def test_what_is_told_of_the_future_or_not_at_all_is_refused(desk: Desk) -> None:
    later = NOW + 3_600_000
    assert desk.give(cmd.TotalsTell(id="a", board="compass")) == "nothing_told"
    assert desk.give(cmd.TotalsTell(id="b", orders=5, at_ms=later), Role.ANALYST) == "not_yet"
    assert desk.give(cmd.NoteAdd(id="c", text="soon", at_ms=later), Role.ANALYST) == "not_yet"
    assert isinstance(desk.give(cmd.TotalsTell(id="d", orders=0), Role.ANALYST), int)


def test_costs_totals_and_notes_are_taken_before_and_after_the_show_too(planned: Desk) -> None:
    told = (
        cmd.SpendAdd(id="s", kind="host", amount_minor=1), cmd.TotalsTell(id="t", clicks=1), cmd.NoteAdd(id="n", text="x")
    )  # fmt: skip
    assert [isinstance(planned.give(one), int) for one in told] == [True] * 3
    planned.give(cmd.ShowStart(id="go"))
    planned.give(cmd.ShowEnd(id="end"))
    again = [type(one)(**{**{f: getattr(one, f) for f in one.__struct_fields__}, "id": one.id + "2"}) for one in told]
    assert [isinstance(planned.give(one), int) for one in again] == [True] * 3
