from __future__ import annotations

from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.plan import CuePlan, Playbook, ScenePlan
from controlroom.domain.roles import Role
from controlroom.room.breaking import BACK
from tests.unit.room.alarm import STREAM, Alarm, alarm
from tests.unit.room.shop import told

SAY = {"en": "Back in a moment", "zh-CN": "马上回来"}
BACK_CARD = CuePlan(id="back", text="We are back", priority="push", announce="Back on air")
BOOK = {"network": Playbook(say=SAY, cue="back")}


def breaks(room: Alarm) -> None:
    room.give(ask.StreamTell(id=f"down {room.now_ms}", state="interrupted"))


def cards(room: Alarm) -> list[object]:
    return [card.text for card in room.room.state.cues.waiting()]


def test_a_return_that_a_feed_tells_takes_the_card_of_the_break_away_and_says_so() -> None:
    room = alarm()
    breaks(room)
    told(room, ev.Stream(state="live"))
    assert cards(room) == [BACK]


def test_the_prepared_card_is_given_with_its_announcement() -> None:
    room = alarm(cues=(BACK_CARD,), playbooks=BOOK)
    breaks(room)
    told(room, ev.Stream(state="live"))
    assert cards(room) == ["We are back"]
    assert [chip.of for chip in room.room.state.desk.chips.values()] == ["cue:back"]


def test_of_a_break_of_which_the_host_was_told_nothing_no_end_is_told() -> None:
    room = alarm(cues=(BACK_CARD,), playbooks=BOOK)
    told(room, ev.Stream(state="interrupted"))
    told(room, ev.Stream(state="live"))
    assert cards(room) == []


def test_words_that_the_host_has_read_are_followed_by_their_end() -> None:
    room = alarm()
    breaks(room)
    room.give(cmd.CueAck(id="ack", cue=next(iter(room.room.state.cues.cards))), Role.HOST)
    told(room, ev.Stream(state="interrupted"))
    told(room, ev.Stream(state="live"))
    assert cards(room) == [BACK]
    told(room, ev.Stream(state="interrupted"))
    assert cards(room) == []
    told(room, ev.Stream(state="live"))
    assert cards(room) == []


def test_the_scene_applied_by_hand_goes_with_the_break_too() -> None:
    wait = CuePlan(id="wait", text="One moment", priority="urgent")
    room = alarm(cues=(wait,), scenes=(ScenePlan(id="network", title="Down", cue="wait"),))
    told(room, ev.Stream(state="interrupted"))
    room.give(cmd.SceneApply(id="scene", scene="network"))
    told(room, ev.Stream(state="live"))
    assert cards(room) == [BACK]


def test_a_stream_that_ended_is_not_back() -> None:
    room = alarm()
    breaks(room)
    told(room, ev.Stream(state="ended"))
    assert cards(room) == []


def test_the_key_of_its_alert_gives_no_second_copy() -> None:
    room = alarm(rules=(structs.replace(STREAM, playbook="network"),))
    breaks(room)
    room.fire("stream_interrupted")
    first = [card.id for card in room.room.state.cues.waiting()]
    room.give(ask.AlertAct(id="push", alert="alert-1", do="cue"))
    second = [card.id for card in room.room.state.cues.waiting()]
    assert (cards(room), len({*first, *second})) == ([SAY], 2)
    room.give(cmd.Undo(id="u", command="push"))
    assert [card.id for card in room.room.state.cues.waiting()] == first
    told(room, ev.Stream(state="live"))
    assert cards(room) == [BACK]
