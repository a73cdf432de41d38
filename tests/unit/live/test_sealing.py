"""What the server adds to a draw's commands."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.lots import commitment_of
from controlroom.domain.roles import Role
from controlroom.live.sealing import sealed, seed_of
from controlroom.room.acts.draws import rules_of
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS

KEY = b"k" * 32


def live() -> Room:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    give(room, cmd.ShowStart(id="go"))
    return room


def give(room: Room, command: cmd.AnyCommand) -> rec.Accepted:
    accepted = room.decide(command, Role.CONTROLLER, None, STARTED_MS)
    assert isinstance(accepted, rec.Accepted), accepted
    record = sealed(accepted, room.state, KEY)
    room.apply(room.state.seq + 1, STARTED_MS, record)
    return record


def test_a_draw_opens_with_a_commitment_and_is_drawn_with_the_seed_it_stands_for() -> None:
    room = live()
    opening = cmd.DrawOpen(id="o", title="cream", keyword="1")
    announced = give(room, opening).sealed
    told = give(room, cmd.DrawClose(id="c", draw="draw-3")).sealed
    assert told == seed_of(KEY, "demo-1", "draw-3")
    assert announced == commitment_of(told, rules_of("draw-3", opening))
    assert room.state.draws.by_id["draw-3"].commitment == announced
    assert room.state.draws.by_id["draw-3"].proof() is not None


def test_nothing_is_added_to_other_commands_nor_to_the_platforms_draws() -> None:
    room = live()
    assert give(room, cmd.CueShow(id="q", text="hi")).sealed is None
    assert give(room, cmd.DrawOpen(id="o", title="bag", source="platform")).sealed is None
    assert give(room, cmd.DrawClose(id="c", draw="draw-4")).sealed is None


def test_seeds_differ_by_key_show_and_draw() -> None:
    seeds = {seed_of(k, s, d) for k in (KEY, b"l" * 32) for s in ("demo-1", "demo-2") for d in ("draw-3", "draw-4")}
    assert len(seeds) == 8
    assert {len(seed) for seed in seeds} == {64}
