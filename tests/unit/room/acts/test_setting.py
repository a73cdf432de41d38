"""What is set of a room during its show: it stands through another plan, and can be taken back."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.snapshot import freeze, thaw
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.shapes import ShowView
from tests.stories import PLAN
from tests.unit.room.desk import Desk


def shown(desk: Desk) -> tuple[str, ...]:
    view = project(Topic.SHOW, desk.room.state, Beside(), Role.HOST)
    assert isinstance(view, ShowView)
    return view.host_numbers


def test_the_hosts_figures_are_those_chosen_each_once_until_it_is_taken_back(desk: Desk) -> None:
    usual = shown(desk)
    desk.give(cmd.RoomSet(id="a", host_numbers=("likes", "online", "likes")))
    assert shown(desk) == ("likes", "online")
    desk.give(cmd.PlanApply(id="p", plan=replace(PLAN, show=replace(PLAN.show, host_numbers=("viewers",)))))
    assert shown(desk) == ("likes", "online")
    assert thaw(freeze(desk.room.state)).host_numbers == ("likes", "online")
    desk.give(cmd.RoomSet(id="b"))
    assert shown(desk) == ("viewers",)
    assert desk.give(cmd.Undo(id="u", command="a")) == "undo_superseded"
    desk.give(cmd.Undo(id="v", command="b"))
    assert shown(desk) == ("likes", "online")
    desk.give(cmd.Undo(id="w", command="p"))
    desk.give(cmd.RoomSet(id="c"))
    assert shown(desk) == usual


def test_it_is_set_before_and_during_a_show_and_not_after(planned: Desk, desk: Desk) -> None:
    likes = cmd.RoomSet(id="a", host_numbers=("likes",))
    assert isinstance(planned.give(likes), int)
    assert desk.give(cmd.RoomSet(id="n")) == "already_so"
    desk.give(likes)
    assert desk.give(cmd.RoomSet(id="b", host_numbers=("likes", "likes"))) == "already_so"
    desk.give(cmd.ShowEnd(id="e"))
    assert desk.give(cmd.RoomSet(id="c")) == "show_ended"
