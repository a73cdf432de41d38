"""The watched words in what we say ourselves."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.alerts import commands as ask
from controlroom.domain.commenting import CommentAnswer
from controlroom.domain.plan import CuePlan, OfferPlan, Playbook, WhenPlan
from controlroom.domain.roles import Role
from controlroom.live.overhearing import allowed, by_card, foreseen, overheard
from controlroom.words.reader import reader
from tests.stories import PLAN
from tests.unit.room.alarm import alarm

BOTH = CuePlan(id="both", text={"zh-CN": "国家级面霜", "en": "The best cream, guaranteed results"})
READY = CuePlan(id="ready", text="今天 199")
PLANNED: dict[str, Any] = {"cues": (BOTH, READY), "playbooks": {"network": Playbook(say="国家级")}}
ALLOWED = {"allowed": '[{"phrase":"国家级非遗","by":"wang","why":"certificate 12"}]'}


def heard(command: cmd.AnyCommand, **changes: Any) -> tuple[str, ...]:
    state = alarm(**PLANNED | changes).room.state
    return overheard(rec.Accepted(by=Role.CONTROLLER, command=command), state, reader()).watched


@pytest.mark.parametrize(
    ("command", "watched"),
    [
        (cmd.CueShow(id="1", text="国家级面霜"), ("国家级",)),
        (cmd.CueShow(id="1", text="今天 199"), ()),
        (cmd.CueShow(id="1", cue="ready"), ()),
        (CommentAnswer(id="1", question="q", text="国家级的"), ("国家级",)),
        (CommentAnswer(id="1", question="q", text="国家级的", private=True), ("国家级",)),
        (cmd.MessageSend(id="1", text="国家级", target="host"), ()),
        (cmd.TimerStart(id="1", title="国家级", duration_for_ms=1000), ("国家级",)),
        (cmd.SegmentEdit(id="1", segment="cream", title={"zh-CN": "国家级"}), ("国家级",)),
        (ask.StreamTell(id="1", state="interrupted"), ("国家级",)),
        (cmd.DrawOpen(id="1", title="国家级抽奖", prize="国家级面霜"), ("国家级",)),
        (cmd.NoteAdd(id="1", text="国家级"), ()),
    ],
)
def test_what_goes_before_the_audience_is_read_typed_or_prepared(
    command: cmd.AnyCommand, watched: tuple[str, ...]
) -> None:
    assert heard(command) == watched


def coming(id_: str, text: str, **more: Any) -> CuePlan:
    return CuePlan(id=id_, text=text, when=WhenPlan(stock_below=5), **more)


def test_what_may_come_by_itself_is_read_at_the_start_and_with_another_plan() -> None:
    cards = (coming("a", "国家级"), coming("b", "今天", announce="国家级"), coming("c", "今天"), BOTH)
    offer = OfferPlan(id="o", sku="cream", title="1", price_minor=1, announce="国家级")
    room = alarm(cues=cards, offers=(offer,))
    found = {"a": ("国家级",), "b": ("国家级",), "offer:o": ("国家级",)}
    another = structs.replace(PLAN, cues=(coming("d", "国家级非遗"), coming("e", "国家级")), kept=ALLOWED)
    told = [
        foreseen(rec.Accepted(by=Role.CONTROLLER, command=command), room.room.state, reader()).prepared
        for command in (cmd.ShowStart(id="1"), cmd.PlanApply(id="2", plan=another), cmd.CueShow(id="3", text="国家级"))
    ]
    assert told == [found, {"e": ("国家级",)}, {}]
    assert by_card(PLAN, (), reader()) == {}


def test_each_language_of_what_is_prepared_is_read() -> None:
    found = heard(cmd.CueShow(id="1", cue="both"))
    assert found[0] == "国家级"
    assert len(found) > 1


def test_what_the_plan_lets_stand_is_no_find() -> None:
    assert [allowed(plan) for plan in (structs.replace(PLAN, kept=ALLOWED), PLAN, None)] == [("国家级非遗",), (), ()]
    assert allowed(structs.replace(PLAN, kept={"allowed": "[3]"})) == ()
    card = CuePlan(id="card", text="国家级非遗")
    told = [
        heard(command, kept=ALLOWED, cues=(card,))
        for command in (
            cmd.CueShow(id="1", text="这是 国家级 非遗"),
            cmd.CueShow(id="1", text="国家级非遗，国家级的"),
            cmd.CueShow(id="1", cue="card"),
        )
    ]
    assert told == [(), ("国家级",), ()]


def test_the_card_for_when_the_stream_is_back_may_come_by_itself() -> None:
    back = CuePlan(id="back", text="国家级，我们接着讲", priority="push")
    made = structs.replace(PLAN, cues=(back,), playbooks={"network": Playbook(cue="back")})
    assert list(by_card(made, (), reader())) == ["back"]
    assert by_card(structs.replace(made, playbooks={}), (), reader()) == {}
