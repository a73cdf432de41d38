"""Signals, messages, the red light and draws as each role sees them."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views import between_shapes as b
from controlroom.views import shapes as v
from controlroom.views.beside import Beside
from controlroom.views.between import draws_view, messages_view, red_light_view, signals_view
from controlroom.views.project import project
from tests.stories import STARTED_MS, Story, play

NOW = STARTED_MS + 1995


def room() -> Room:
    return play(Story((), STARTED_MS - 5))


def give(room: Room, command: cmd.AnyCommand, by: Role = Role.CONTROLLER, sealed: str | None = None) -> str:
    accepted = room.decide(command, by, None, NOW)
    assert isinstance(accepted, rec.Accepted), accepted
    seq = room.state.seq + 1
    room.apply(seq, NOW, rec.Accepted(by=by, command=command, sealed=sealed))
    return f"{type(command).__struct_config__.tag}".partition(".")[0] + f"-{seq}"


def test_a_message_shows_to_those_it_is_for_and_to_those_who_can_send() -> None:
    made = room()
    give(made, cmd.MessageSend(id="a", text="to host", target="host"), Role.ANALYST)
    give(made, cmd.MessageSend(id="b", text="to all", target="all", flash=True))
    seen = {role: [(m.text, m.mine) for m in messages_view(made.state, role).messages] for role in Role}
    assert seen[Role.HOST] == seen[Role.REMOTE] == [("to all", True), ("to host", True)]
    assert seen[Role.CONTROLLER] == [("to all", True), ("to host", False)]
    assert seen[Role.ASSISTANT] == [("to all", True)]


def test_what_waits_comes_before_what_was_seen() -> None:
    made = room()
    slower = give(made, cmd.SignalSend(id="a", kind="slower"), Role.HOST)
    give(made, cmd.SignalSend(id="b", kind="stock"), Role.HOST)
    give(made, cmd.SignalSeen(id="c", signal=slower))
    assert [(s.kind, s.seen_ms) for s in signals_view(made.state).signals] == [("stock", None), ("slower", NOW)]


def test_the_red_light_stands_in_the_show_until_it_is_lifted_or_the_show_ends() -> None:
    made = room()
    assert red_light_view(made.state) is None
    give(made, cmd.RedLightOn(id="a", reason="price", say="one moment"))
    show = project(Topic.SHOW, made.state, Beside(), Role.HOST)
    assert isinstance(show, v.ShowView)
    assert show.red_light == b.RedLightView(reason="price", say="one moment", since_ms=NOW)
    give(made, cmd.ShowEnd(id="e"))
    assert red_light_view(made.state) is None


def test_a_draw_tells_how_many_take_part_and_its_seed_and_winners_only_once_drawn() -> None:
    made = room()
    id_ = give(made, cmd.DrawOpen(id="o", title="cream", keyword="1", prize="eye cream"), sealed="c" * 64)
    made.apply(made.state.seq + 1, NOW, ev.Comment(user="u1", text="1"))
    (before,) = draws_view(made.state, {}).draws
    assert (before.id, before.state, before.commitment, before.entries) == (id_, "open", "c" * 64, 1)
    assert (before.seed, before.winners) == (None, ())
    give(made, cmd.DrawClose(id="x", draw=id_), sealed="5" * 64)
    (after,) = draws_view(made.state, {"u1": "小李"}).draws
    assert (after.state, after.seed) == ("drawn", "5" * 64)
    assert after.winners == (b.WinnerView(user="u1", name="小李"),)


def test_a_winners_nickname_shows_only_to_roles_that_may_see_names() -> None:
    made = room()
    id_ = give(made, cmd.DrawOpen(id="o", title="cream"), sealed="c" * 64)
    made.apply(made.state.seq + 1, NOW, ev.Comment(user="u1", text="hi"))
    give(made, cmd.DrawClose(id="x", draw=id_), sealed="5" * 64)
    beside = Beside(names={"u1": "小李"})
    names = {}
    for role in (Role.CONTROLLER, Role.HOST, Role.WALL, Role.ASSISTANT):
        view = project(Topic.DRAWS, made.state, beside, role)
        assert isinstance(view, b.DrawsView)
        names[role] = view.draws[0].winners[0].name
    assert names == {Role.CONTROLLER: "小李", Role.HOST: "小李", Role.WALL: None, Role.ASSISTANT: None}
