"""What goes between people: signals, messages, the red light."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import prompting as ask
from controlroom.domain import records as rec
from controlroom.domain.plan import CuePlan
from controlroom.domain.redlight import WORDS
from controlroom.domain.roles import Role
from controlroom.domain.signals import BRIDGE, KINDS, SignalKind
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.room.snapshot import digest, freeze
from tests.unit.room.desk import Desk, scripted


def send(desk: Desk, kind: SignalKind, id_: str = "s") -> str:
    seq = desk.give(cmd.SignalSend(id=id_, kind=kind), Role.HOST)
    assert isinstance(seq, int)
    return f"signal-{seq}"


def undo(desk: Desk, command: str, by: Role = Role.CONTROLLER) -> object:
    return desk.give(cmd.Undo(id=f"undo {command}", command=command), by)


def state_but_for_commands(room: Room) -> tuple[object, ...]:
    s = room.state
    return freeze(s.signals), freeze(s.messages), s.red_light, freeze(s.cues), list(s.marks.open)


@pytest.mark.parametrize("kind", KINDS)
def test_a_signal_waits_until_the_controller_has_seen_it(desk: Desk, kind: SignalKind) -> None:
    signal = send(desk, kind)
    assert [s.id for s in desk.room.state.signals.waiting()] == [signal]
    assert isinstance(desk.give(cmd.SignalSeen(id="x", signal=signal)), int)
    assert desk.room.state.signals.waiting() == []
    assert desk.give(cmd.SignalSeen(id="y", signal=signal)) == "already_seen"
    assert desk.give(cmd.SignalSeen(id="z", signal="signal-99")) == "unknown_signal"


def test_a_rescue_gives_the_bridging_line_in_the_same_act(desk: Desk) -> None:
    send(desk, "rescue")
    (signal,) = desk.room.state.signals.waiting()
    assert signal.line == BRIDGE


def test_a_rescue_reads_the_plans_own_line_with_its_numbers_where_there_is_one(desk: Desk) -> None:
    plan = desk.room.state.plan
    assert plan is not None
    lines = (CuePlan(id="a", text="{price} only", rescue=True), CuePlan(id="b", text="one moment", rescue=True))
    desk.room.state.plan = replace(plan, cues=lines)
    send(desk, "rescue", "a")
    assert [s.line for s in desk.room.state.signals.waiting()] == ["one moment"]  # nothing is sold: no price is known
    desk.give(cmd.ProductSwitch(id="p", sku="mask"))
    send(desk, "rescue", "b")
    assert [str(s.line).endswith(" only") for s in desk.room.state.signals.waiting()] == [True]


def test_an_answer_is_filled_with_the_number_of_that_moment_or_refused(desk: Desk) -> None:
    signal = send(desk, "stock")
    assert desk.give(cmd.SignalSeen(id="w", signal=signal, say="{stock} left")) == "unknown_number"
    desk.give(cmd.ProductSwitch(id="p", sku="mask"))
    desk.give(cmd.StockSet(id="t", sku="mask", on_hand=83))
    desk.give(cmd.SignalSeen(id="x", signal=signal, say="{stock} left"))
    (card,) = desk.room.state.cues.waiting()
    assert (card.text, card.numbers, desk.room.state.signals.by_id[signal].answer) == (
        "83 left",
        {"stock": 83},
        "83 left",
    )


def test_an_answer_is_a_card_for_the_host_and_taken_back_with_the_seeing(desk: Desk) -> None:
    signal = send(desk, "stock")
    desk.give(cmd.SignalSeen(id="x", signal=signal, say="83 left"))
    (card,) = desk.room.state.cues.waiting()
    assert (card.text, desk.room.state.signals.by_id[signal].answer) == ("83 left", "83 left")
    undo(desk, "x")
    assert desk.room.state.cues.waiting() == []
    assert [s.answer for s in desk.room.state.signals.waiting()] == [None]


def test_a_card_that_the_host_has_read_stays_read_when_the_answer_is_taken_back(desk: Desk) -> None:
    signal = send(desk, "stock")
    seq = desk.give(cmd.SignalSeen(id="x", signal=signal, say="83 left"))
    desk.give(cmd.CueAck(id="a", cue=f"cue-{seq}"), Role.HOST)
    undo(desk, "x")
    card = desk.room.state.cues.cards[f"cue-{seq}"]
    assert (card.acked_ms is not None, card.cleared_ms) == (True, None)


def test_a_signal_is_taken_back_by_the_host_who_sent_it_and_not_once_it_was_seen(desk: Desk) -> None:
    send(desk, "slower", "a")
    assert isinstance(undo(desk, "a", Role.HOST), int)
    assert desk.room.state.signals.by_id == {}
    signal = send(desk, "slower", "b")
    desk.give(cmd.SignalSeen(id="x", signal=signal))
    assert undo(desk, "b", Role.HOST) == "undo_superseded"


def test_a_repeat_taken_back_leaves_the_first_as_it_was(desk: Desk) -> None:
    send(desk, "unclear", "a")
    before = freeze(desk.room.state.signals)
    send(desk, "unclear", "b")
    assert [s.times for s in desk.room.state.signals.waiting()] == [2]
    undo(desk, "b", Role.HOST)
    assert freeze(desk.room.state.signals) == before


def test_a_seeing_cannot_be_taken_back_when_the_host_has_sent_the_same_again(desk: Desk) -> None:
    signal = send(desk, "next", "a")
    desk.give(cmd.SignalSeen(id="x", signal=signal))
    send(desk, "next", "b")
    assert undo(desk, "x") == "cannot_undo"


def test_a_message_is_read_by_those_it_is_for_or_put_away_by_its_giver(desk: Desk) -> None:
    seq = desk.give(cmd.MessageSend(id="m", text="sound is low", target="host"), Role.ANALYST)
    message = f"message-{seq}"
    assert desk.give(cmd.MessageSeen(id="a", message=message), Role.ASSISTANT) == "not_yours"
    assert isinstance(desk.give(cmd.MessageSeen(id="b", message=message), Role.HOST), int)
    assert desk.room.state.messages.by_id[message].seen_by is Role.HOST
    assert desk.give(cmd.MessageSeen(id="c", message=message), Role.HOST) == "already_seen"
    assert desk.give(cmd.MessageSeen(id="d", message="message-99"), Role.HOST) == "unknown_message"
    assert undo(desk, "m", Role.ANALYST) == "undo_superseded"
    assert isinstance(undo(desk, "b", Role.HOST), int)
    assert desk.room.state.messages.by_id[message].seen_ms is None


def test_a_message_to_one_screen_is_for_its_role_and_names_it_alone(desk: Desk) -> None:
    here = rec.ScreenCame(screen="s-1", role=Role.HOST, name="left", tab="0123456789abcdef")
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, here)
    assert desk.give(cmd.MessageSend(id="x", text="?", target="s-2")) == "unknown_screen"
    seqs = [desk.give(cmd.MessageSend(id=t, text="look up", target=t)) for t in ("s-1", "0123456789abcdef")]
    for seq in seqs:
        message = desk.room.state.messages.by_id[f"message-{seq}"]
        assert (message.target, message.screen, message.name) == ("host", "0123456789abcdef", "left")
    assert desk.give(cmd.MessageSeen(id="a", message=f"message-{seqs[0]}"), Role.ASSISTANT) == "not_yours"
    assert isinstance(desk.give(cmd.MessageSeen(id="b", message=f"message-{seqs[0]}"), Role.HOST), int)
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, rec.ScreenLeft(screen="s-1"))
    assert desk.give(cmd.MessageSend(id="y", text="?", target="0123456789abcdef")) == "unknown_screen"


def test_a_ready_reason_brings_its_words_and_own_words_are_told_as_given(desk: Desk) -> None:
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    light = desk.room.state.red_light
    assert light is not None
    assert (light.reason, light.say) == ("price", WORDS["price"])
    desk.give(cmd.RedLightOn(id="b", reason="the lamp fell", say="one moment"))
    changed = desk.room.state.red_light
    assert changed is not None
    assert (changed.reason, changed.say, changed.since_ms) == ("the lamp fell", "one moment", light.since_ms)
    assert desk.give(cmd.RedLightOn(id="c", reason="the lamp fell", say="one moment")) == "already_red"


def test_the_red_light_goes_off_once_and_each_step_is_taken_back(desk: Desk) -> None:
    assert desk.give(cmd.RedLightOff(id="x")) == "not_red"
    desk.give(cmd.RedLightOn(id="a", reason="stream"))
    lit = desk.room.state.red_light
    desk.give(cmd.RedLightOff(id="b"))
    assert desk.room.state.red_light is None
    undo(desk, "b")
    assert desk.room.state.red_light == lit
    assert undo(desk, "a") == "undo_superseded"


def test_the_script_stands_under_the_red_light_and_goes_on_if_it_ran() -> None:
    desk = Desk(scripted("好" * 2000))
    desk.now_ms = desk.room.state.received_ms
    desk.give(cmd.Take(id="t", segment="opening", from_=None))
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    desk.give(cmd.RedLightOff(id="b"))
    prompter = desk.room.state.prompter
    assert not prompter.running
    desk.give(ask.PrompterRun(id="r"))
    desk.give(cmd.RedLightOn(id="c", reason="price"), wait_ms=10_000)
    place = prompter.at(desk.now_ms)
    desk.give(cmd.RedLightOn(id="c2", reason="stock"))
    assert desk.give(ask.PrompterRun(id="r2"), Role.HOST, wait_ms=30_000) == "red_light_on"
    assert (prompter.running, prompter.at(desk.now_ms)) == (False, place)
    desk.give(cmd.RedLightOff(id="d"))
    assert prompter.running
    assert desk.give(cmd.Undo(id="r3", command="r")) == "undo_superseded"
    desk.give(cmd.Undo(id="u", command="d"))
    assert (prompter.running, desk.room.state.red_light is not None) == (False, True)
    desk.give(cmd.RedLightOff(id="e"))
    assert prompter.running


def test_a_red_light_taken_back_lets_the_script_run_as_it_did() -> None:
    desk = Desk(scripted("好" * 2000))
    desk.now_ms = desk.room.state.received_ms
    desk.give(cmd.Take(id="t", segment="opening", from_=None))
    desk.give(ask.PrompterRun(id="r"))
    desk.give(cmd.RedLightOn(id="c", reason="price"))
    desk.give(cmd.Undo(id="u", command="c"))
    assert desk.room.state.prompter.running


def two_scripts() -> Desk:
    """A show whose first script runs; the next segment has one, too."""
    desk = Desk(scripted("好" * 2000, cream="二" * 2000))
    desk.now_ms = desk.room.state.received_ms
    desk.give(cmd.Take(id="t", segment="opening", from_=None))
    desk.give(ask.PrompterRun(id="r"))
    return desk


def goes_on(desk: Desk) -> bool:
    """Tell whether the script, which must stand, moves when the light is lifted."""
    light, prompter = desk.room.state.red_light, desk.room.state.prompter
    assert light is not None
    assert not prompter.running
    place = prompter.at(desk.now_ms)
    desk.give(cmd.RedLightOff(id="off"), wait_ms=30_000)
    assert prompter.at(desk.now_ms) == place
    return prompter.running


def test_a_move_taken_back_under_the_red_light_lets_no_script_run() -> None:
    desk = two_scripts()
    desk.give(cmd.Next(id="n", from_="opening"))
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    assert isinstance(undo(desk, "n"), int)
    assert desk.room.state.prompter.segment == "opening"
    assert goes_on(desk)


def test_a_segment_that_stood_stands_after_the_red_light_too() -> None:
    desk = two_scripts()
    desk.give(ask.PrompterPause(id="p"))
    desk.give(cmd.Next(id="n", from_="opening"))
    desk.give(ask.PrompterRun(id="r2"))
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    assert isinstance(undo(desk, "n"), int)
    assert not goes_on(desk)


def test_a_pause_taken_back_under_the_red_light_holds_when_it_is_lifted() -> None:
    desk = two_scripts()
    desk.give(ask.PrompterPause(id="p"), Role.HOST)
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    assert isinstance(undo(desk, "p"), int)
    assert goes_on(desk)


def test_a_red_light_taken_back_lets_run_what_was_to_run_by_then() -> None:
    desk = two_scripts()
    desk.give(ask.PrompterPause(id="p"), Role.HOST)
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    undo(desk, "p")
    assert isinstance(undo(desk, "a"), int)
    assert desk.room.state.prompter.running


def test_a_move_under_the_red_light_goes_on_after_it_and_taken_back_as_it_was() -> None:
    desk = two_scripts()
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    desk.give(cmd.Next(id="n", from_="opening"))
    assert goes_on(desk)
    assert isinstance(undo(desk, "n"), int)
    assert (desk.room.state.prompter.segment, desk.room.state.prompter.running) == ("opening", True)


def test_the_red_light_is_a_mark_as_long_as_it_is_on(desk: Desk) -> None:
    desk.give(cmd.RedLightOn(id="a", reason="price"))
    desk.give(cmd.RedLightOff(id="b"))
    (mark,) = (m for m in desk.room.state.marks.between(None, None) if m.kind == "red_light")
    assert (mark.text, mark.until_ms) == ({"zh-CN": "红灯：价格有问题", "en": "Red light: price"}, desk.now_ms)


def test_after_the_end_nobody_signals_and_nobody_is_stopped(desk: Desk) -> None:
    desk.give(cmd.ShowEnd(id="e"))
    assert desk.give(cmd.SignalSend(id="s", kind="slower"), Role.HOST) == "show_ended"
    assert desk.give(cmd.RedLightOn(id="r", reason="price")) == "show_ended"


def test_before_the_start_they_can_be_tried(planned: Desk) -> None:
    assert isinstance(planned.give(cmd.SignalSend(id="s", kind="slower"), Role.HOST), int)
    assert isinstance(planned.give(cmd.RedLightOn(id="r", reason="price")), int)


@pytest.mark.parametrize(
    "command",
    [
        cmd.SignalSend(id="c", kind="rescue"),
        cmd.MessageSend(id="c", text="x", target="all", flash=True),
        cmd.RedLightOn(id="c", reason="wording"),
    ],
)
def test_what_is_taken_back_at_once_leaves_everything_as_it_was(desk: Desk, command: cmd.AnyCommand) -> None:
    before = state_but_for_commands(desk.room)
    desk.give(command, Role.ADMIN)
    assert state_but_for_commands(desk.room) != before
    undo(desk, "c", Role.ADMIN)
    assert state_but_for_commands(desk.room) == before


def test_an_answer_touches_the_hosts_cards(desk: Desk) -> None:
    signal = send(desk, "stock")
    decided = desk.room.decide(cmd.SignalSeen(id="x", signal=signal, say="3"), Role.CONTROLLER, None, desk.now_ms)
    changes = desk.room.apply(desk.room.state.seq + 1, desk.now_ms, decided)  # type: ignore[arg-type]
    assert {Topic.SIGNALS, Topic.CUE} <= changes.topics
    assert digest(desk.room.state)
