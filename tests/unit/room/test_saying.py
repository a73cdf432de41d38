"""What a command lets the host or the room say."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.commenting import CommentAnswer, CommentPin
from controlroom.domain.plan import CuePlan, FaqPlan, Playbook, ScenePlan, Text, TimerPlan
from controlroom.room.saying import said
from tests.unit.room.alarm import Alarm, alarm

READY = CuePlan(id="ready", text={"zh-CN": "准备好", "en": "Ready"}, announce="Now")
BACK = CuePlan(id="back", text="We are back")
SCENES = (ScenePlan(id="show", title="Show", cue="ready", announce="Live"), ScenePlan(id="bare", title="Bare"))
SAY = {"en": "Back in a moment", "zh-CN": "马上回来"}
BOOKS = {"network": Playbook(say=SAY, cue="back"), "sold_out": Playbook(say="It is gone")}
FLASH = TimerPlan(id="flash", title="Flash", kind="countdown", duration_for_ms=60_000)
INSERTED = cmd.NewSegment(title="面霜", planned_for_ms=60_000, script="a script")


def room(**changes: object) -> Alarm:
    faq = (FaqPlan(ask=("包邮吗",), answer="包邮"),)
    plan = {"cues": (READY, BACK), "scenes": SCENES, "playbooks": BOOKS, "faq": faq} | changes
    return alarm(**plan)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("command", "texts"),
    [
        (cmd.CueShow(id="1", text="typed"), ("typed",)),
        (cmd.CueShow(id="1", cue="ready"), (READY.text, "Now")),
        (cmd.CueShow(id="1", cue="back"), ("We are back",)),
        (cmd.SceneApply(id="1", scene="show"), (READY.text, "Now", "Live")),
        (cmd.SceneApply(id="1", scene="bare"), ()),
        (cmd.RedLightOn(id="1", reason="x", say="stop"), ("stop",)),
        (cmd.SignalSeen(id="1", signal="s", say="yes"), ("yes",)),
        (cmd.SignalSeen(id="1", signal="s"), ()),
        (CommentAnswer(id="1", question="q", text="typed"), ("typed",)),
        (CommentAnswer(id="1", question="q", text="typed", private=True), ("typed",)),
        (CommentPin(id="1", question="q"), ()),
        (cmd.MessageSend(id="1", text="typed", target="host"), ()),
        (cmd.TimerStart(id="1", title="typed", duration_for_ms=1000), ("typed",)),
        (cmd.TimerStart(id="1", timer="no such"), ()),
        (cmd.DrawOpen(id="1", title="t", prize="p", keyword="k"), ("t", "p", "k")),
        (cmd.DrawOpen(id="1", title="t"), ("t",)),
        (cmd.SegmentEdit(id="1", segment="cream", script="new"), ("new",)),
        (cmd.SegmentEdit(id="1", segment="cream", script=None), ()),
        (cmd.SegmentEdit(id="1", segment="cream", title="new"), ("new",)),
        (cmd.RundownInsert(id="1", segment=INSERTED, after=None), ("面霜", "a script")),
        (ask.StreamTell(id="1", state="interrupted"), (SAY,)),
        (ask.StreamTell(id="1", state="live"), ("We are back",)),
        (cmd.NoteAdd(id="1", text="typed"), ()),
        (ask.SlipTell(id="1", text="typed"), ()),
    ],
)
def test_what_is_typed_or_prepared_is_said(command: cmd.AnyCommand, texts: tuple[Text, ...]) -> None:
    assert said(room().room.state, command) == texts


def test_the_title_of_a_planned_timer_is_said() -> None:
    show = room()
    first, *others = show.room.state.rundown.segments
    show.room.state.rundown.segments = (replace(first, timers=(FLASH,)), *others)
    assert said(show.room.state, cmd.TimerStart(id="1", timer="flash")) == ("Flash",)


def test_what_an_alert_suggests_is_said() -> None:
    show = room()
    incident = show.fire("sold_out")
    assert said(show.room.state, ask.AlertAct(id="1", alert=incident.id)) == ("It is gone",)
    show.give(cmd.ProductSwitch(id="on", sku="serum"))
    assert said(show.room.state, ask.AlertAct(id="2", alert=incident.id)) == ()  # it switches to another product
    low = show.fire("low_stock")
    assert said(show.room.state, ask.AlertAct(id="3", alert=low.id, do="act")) == ()


def test_the_prepared_card_of_an_alert_is_said() -> None:
    show = room(playbooks={"sold_out": Playbook(cue="ready")})
    incident = show.fire("sold_out")
    assert said(show.room.state, ask.AlertAct(id="1", alert=incident.id)) == (READY.text, "Now")


def test_a_scene_for_a_broken_stream_says_its_card_instead() -> None:
    show = room(scenes=(ScenePlan(id="network", title="Down", cue="ready"),))
    assert said(show.room.state, ask.StreamTell(id="1", state="interrupted")) == (READY.text, "Now")
    assert said(alarm(live=False).room.state, ask.StreamTell(id="1", state="interrupted")) == ()


def test_the_plans_answer_is_said() -> None:
    show = room()
    show.now_ms += 1000
    fact = ev.Comment(id="c1", source="s", user="u1", text="包邮吗", kind="question")
    show.room.apply_page(show.room.state.seq + 1, show.now_ms, [fact])
    assert said(show.room.state, CommentAnswer(id="1", comment="c1")) == ("包邮",)
    assert said(show.room.state, CommentAnswer(id="1", comment="c1", private=True)) == ("包邮",)
    assert said(show.room.state, CommentPin(id="1", comment="c1")) == ("包邮",)
    (question,) = show.room.state.comments.questions.by_id
    assert said(show.room.state, CommentPin(id="1", question=question)) == ("包邮",)
