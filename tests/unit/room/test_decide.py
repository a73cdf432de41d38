"""What holds for every command, whatever it asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from controlroom.domain import commands as cmd
from controlroom.room.room import AlreadyDone
from tests.unit.room.desk import NOW, Desk, live, take


@pytest.fixture
def desk() -> Desk:
    return live()


def test_the_same_id_again_is_answered_as_before_whatever_it_asks(desk: Desk) -> None:
    seq = desk.give(take("t", "cream", None))
    assert desk.give(take("t", "cream", None)) == AlreadyDone(seq)  # type: ignore[arg-type]
    assert desk.give(cmd.ShowEnd(id="t", expires_ms=1)) == AlreadyDone(seq)  # type: ignore[arg-type]


def test_a_refusal_is_not_remembered(desk: Desk) -> None:
    assert desk.give(take("t", "cream", "serum")) == "stale"
    assert desk.give(take("t", "cream", None)) == 3


@pytest.mark.parametrize("expires", [NOW + 999, datetime.fromtimestamp((NOW + 999) / 1000, UTC)])
def test_a_command_past_its_expiry_is_refused(desk: Desk, expires: int | datetime) -> None:
    assert desk.give(cmd.CueShow(id="c", text="x", expires_ms=expires)) == "expired"


def test_a_command_at_its_very_expiry_is_accepted(desk: Desk) -> None:
    assert desk.give(cmd.CueShow(id="c", text="x", expires_ms=NOW + 1000)) == 3


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (cmd.ShowStart(id="x"), "already_live"),
        (cmd.ShowOpen(id="x"), "show_running"),
        (cmd.Take(id="x", segment="nowhere", from_=None), "unknown_segment"),
        (cmd.Back(id="x", from_=None), "no_back"),
        (cmd.ProductSwitch(id="x", sku="nothing"), "unknown_product"),
        (cmd.ProductClear(id="x"), "nothing_on_air"),
        (cmd.StockSet(id="x", sku="cream"), "nothing_told"),
        (cmd.CueAck(id="x", cue="cue-9"), "unknown_cue"),
        (cmd.CueClear(id="x", cue="cue-9"), "unknown_cue"),
        (cmd.TimerStop(id="x", timer="timer-9"), "unknown_timer"),
        (cmd.Undo(id="x", command="never"), "unknown_command"),
    ],
)
def test_what_makes_no_sense_in_a_live_show_is_refused(desk: Desk, command: cmd.AnyCommand, code: str) -> None:
    assert desk.give(command) == code
