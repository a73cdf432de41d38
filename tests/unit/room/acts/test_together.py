from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain.roles import Role
from controlroom.room.acts import air, cards
from controlroom.room.acts.act import Place
from controlroom.room.acts.together import Together, tag_of
from tests.unit.room.desk import live

ALL = Together({**air.ACTS, **cards.ACTS})


def parts() -> list[cmd.Command]:
    return [cmd.ProductSwitch(id="c", sku="mask"), cmd.CueShow(id="c", text="slower")]


def test_the_parts_are_done_at_one_place_and_taken_back_the_last_first() -> None:
    desk = live()
    s, at = desk.room.state, Place(9, desk.now_ms, Role.CONTROLLER)
    kept = ALL.keep(s, parts(), at)
    ALL.carry(s, parts(), at)
    assert s.program is not None
    assert (s.program.sku, list(s.cues.cards), s.subjects["program"], s.subjects["cue:cue-9"]) == (
        "mask",
        ["cue-9"],
        9,
        9,
    )
    assert not ALL.gone(s, kept, 9)
    ALL.restore(s, kept, Place(12, desk.now_ms, Role.CONTROLLER))
    assert (s.program, s.cues.cards["cue-9"].open, s.subjects["program"]) == (None, False, 12)


def test_a_part_that_somebody_changed_since_is_gone() -> None:
    desk = live()
    s, at = desk.room.state, Place(9, desk.now_ms, Role.CONTROLLER)
    kept = ALL.keep(s, parts(), at)
    ALL.carry(s, parts(), at)
    s.subjects["program"] = 10
    assert ALL.gone(s, kept, 9)
    s.subjects["program"] = 9
    del s.cues.cards["cue-9"]
    assert ALL.gone(s, kept, 9)


def test_a_part_is_refused_by_its_own_row() -> None:
    desk = live()
    refusal = ALL.refuse(desk.room.state, cmd.ProductSwitch(id="c", sku="nothing"), Role.CONTROLLER, desk.now_ms)
    assert refusal is not None
    assert refusal.code == "unknown_product"
    assert tag_of(cmd.ProductSwitch) == "product.switch"
