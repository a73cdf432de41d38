from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.plan import CuePlan, Playbook, ScenePlan
from controlroom.domain.roles import Role
from controlroom.room.breaking import BACK
from tests.unit.room.alarm import Alarm, alarm
from tests.unit.room.shop import told

SAY = {"en": "Back in a moment", "zh-CN": "马上回来"}
BACK_CARD = CuePlan(id="back", text="We are back", priority="push")


def stream(id_: str, state: str) -> ask.StreamTell:
    return ask.StreamTell(id=id_, state=state)  # type: ignore[arg-type]


def cards(room: Alarm) -> list[object]:
    return [card.text for card in room.room.state.cues.cards.values() if card.open]


def marks(room: Alarm, kind: str) -> list[object]:
    return [mark.text for mark in room.room.state.marks.between(None, None) if mark.kind == kind]


def test_a_broken_stream_counts_as_told_and_gives_the_host_words() -> None:
    room = alarm()
    room.give(stream("down", "interrupted"))
    assert "stream" in room.room.state.marks.open
    assert cards(room) == [SAY]
    assert room.give(stream("again", "interrupted")) == "already_so"
    room.give(cmd.Undo(id="u", command="down"))
    assert ("stream" in room.room.state.marks.open, cards(room)) == (False, [])


def test_an_older_word_of_a_feed_that_comes_late_breaks_nothing() -> None:
    room = alarm()
    told(room, ev.Stream(state="live"))
    told(room, ev.Stream(state="interrupted", at=room.now_ms - 5000))
    assert room.room.state.observed.interrupted is False
    assert isinstance(room.give(stream("down", "interrupted")), int)
    assert room.room.state.observed.interrupted is True


def test_its_end_gives_the_prepared_card() -> None:
    room = alarm(cues=(BACK_CARD,), playbooks={"network": Playbook(say=SAY, cue="back")})
    room.give(stream("down", "interrupted"))
    room.give(stream("up", "live"))
    assert cards(room) == ["We are back"]
    room.give(cmd.Undo(id="u", command="up"))
    assert ("stream" in room.room.state.marks.open, cards(room)) == (True, [SAY])
    assert room.give(stream("down again", "interrupted")) == "already_so"


def test_without_a_prepared_card_the_host_still_reads_that_it_is_over() -> None:
    room = alarm()
    room.give(stream("down", "interrupted"))
    room.give(stream("up", "live"))
    assert cards(room) == [BACK]
    room.later(121_000)
    assert cards(room) == []


def test_each_turn_takes_away_what_was_said_of_the_one_before() -> None:
    room = alarm(cues=(BACK_CARD,), playbooks={"network": Playbook(say=SAY, cue="back")})
    for number in range(3):
        room.give(stream(f"down {number}", "interrupted"))
        assert cards(room) == [SAY]
        room.give(stream(f"up {number}", "live"))
        assert cards(room) == ["We are back"]
    room.give(stream("down", "interrupted"))
    room.give(cmd.Undo(id="u", command="down"))
    assert cards(room) == ["We are back"]


def test_a_card_that_the_host_has_read_does_not_come_back_with_an_undo() -> None:
    room = alarm()
    room.give(stream("down", "interrupted"))
    card = next(iter(room.room.state.cues.cards))
    room.give(cmd.CueAck(id="ack", cue=card), Role.HOST)
    room.give(stream("up", "live"))
    room.give(cmd.Undo(id="u", command="up"))
    assert cards(room) == []


def test_the_scene_for_it_is_applied_in_the_same_act() -> None:
    scene = ScenePlan(id="network", title="Network down", sku="mask", cue="back")
    room = alarm(cues=(BACK_CARD,), scenes=(scene,))
    room.give(cmd.ProductSwitch(id="on", sku="serum"))
    room.give(stream("down", "interrupted"))
    s = room.room.state
    assert s.program is not None
    assert (s.program.sku, s.scene, cards(room)) == ("mask", "network", ["We are back"])
    room.give(cmd.Undo(id="u", command="down"))
    assert s.program is not None
    assert (s.program.sku, s.scene, cards(room)) == ("serum", None, [])


def test_the_card_of_the_scene_goes_with_the_break() -> None:
    wait = CuePlan(id="wait", text="One moment", priority="urgent")
    scene = ScenePlan(id="network", title="Network down", cue="wait")
    room = alarm(cues=(wait, BACK_CARD), scenes=(scene,), playbooks={"network": Playbook(say=SAY, cue="back")})
    room.give(stream("down", "interrupted"))
    assert cards(room) == ["One moment"]
    room.give(stream("up", "live"))
    assert cards(room) == ["We are back"]
    room.give(cmd.Undo(id="u", command="up"))
    assert cards(room) == ["One moment"]


def test_what_a_feed_told_since_is_not_taken_back() -> None:
    room = alarm()
    room.give(stream("down", "interrupted"))
    told(room, ev.Stream(state="live"))
    assert room.give(cmd.Undo(id="u", command="down")) == "cannot_undo"


def test_before_the_show_nobody_is_given_words() -> None:
    room = alarm(live=False)
    room.give(stream("down", "interrupted"))
    assert cards(room) == []


def test_the_platforms_warning_counts_as_a_feeds() -> None:
    room = alarm()
    room.give(ask.ViolationTell(id="v", level="warning", text="absolute wording"))
    told(room, ev.Violation(level="warning", text="absolute wording"))
    by_hand, by_feed = marks(room, "violation")
    assert by_hand == by_feed == {"en": "Platform warning: absolute wording", "zh-CN": "平台警告：absolute wording"}


def test_a_warning_and_a_slip_are_taken_back() -> None:
    room = alarm()
    room.give(ask.ViolationTell(id="v", level="notice"))
    room.give(ask.SlipTell(id="s", text="the best"))
    s = room.room.state
    assert (len(marks(room, "violation")), marks(room, "slip")) == (
        1,
        [{"en": "Slip: the best", "zh-CN": "口误：the best"}],
    )
    assert s.heard.promised.within(room.now_ms // 1000 + 1, 300) == 1
    assert list(s.heard.words) == ["the best"]
    room.give(cmd.Undo(id="u", command="s"))
    room.give(cmd.Undo(id="w", command="v"))
    assert (marks(room, "violation"), marks(room, "slip")) == ([], [])
    assert (s.heard.promised.within(room.now_ms // 1000 + 1, 300), s.heard.words) == (0, {})
    assert s.observed.warnings.within(room.now_ms // 1000 + 1, 300) == 0


def test_after_the_show_nothing_is_told() -> None:
    room = alarm()
    room.give(cmd.ShowEnd(id="end"))
    commands = (ask.ViolationTell(id="v", level="cut"), ask.SlipTell(id="s"), stream("d", "interrupted"))
    assert [room.give(command) for command in commands] == ["show_ended"] * 3


def test_a_slip_that_is_taken_back_gives_its_place_back() -> None:
    room = alarm()
    for word in "abcdef":
        room.give(ask.SlipTell(id=word, text=word))
    heard = room.room.state.heard
    assert list(heard.words) == list("bcdef")
    room.give(cmd.Undo(id="u", command="f"))
    assert list(heard.words) == list("abcde")


def test_of_a_word_told_twice_the_first_telling_stands_when_the_second_is_taken_back() -> None:
    room = alarm()
    room.give(ask.SlipTell(id="a", text="the best"))
    first = dict(room.room.state.heard.words)
    room.give(ask.SlipTell(id="b", text="the best"))
    assert room.room.state.heard.words != first
    room.give(cmd.Undo(id="u", command="b"))
    assert room.room.state.heard.words == first
