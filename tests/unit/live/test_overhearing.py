"""The watched words in what we say ourselves."""

from __future__ import annotations

import pytest
from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.commenting import CommentAnswer
from controlroom.domain.roles import Role
from controlroom.live.overhearing import allowed, overheard
from controlroom.words.reader import reader
from tests.stories import PLAN

INSERTED = cmd.NewSegment(title="面霜", planned_for_ms=60_000, script="国家级面霜")


def said(command: cmd.AnyCommand) -> tuple[str, ...]:
    return overheard(rec.Accepted(by=Role.CONTROLLER, command=command), reader()).watched


@pytest.mark.parametrize(
    ("command", "watched"),
    [
        (cmd.CueShow(id="1", text="国家级面霜"), ("国家级",)),
        (cmd.CueShow(id="1", text="今天 199"), ()),
        (cmd.CueShow(id="1", cue="ready"), ()),
        (cmd.RedLightOn(id="1", reason="x", say="国家级"), ("国家级",)),
        (CommentAnswer(id="1", question="q", text="国家级的"), ("国家级",)),
        (CommentAnswer(id="1", question="q"), ()),
        (CommentAnswer(id="1", question="q", text="国家级的", private=True), ()),
        (cmd.SignalSeen(id="1", signal="s", say="国家级"), ("国家级",)),
        (cmd.SignalSeen(id="1", signal="s"), ()),
        (cmd.NoteAdd(id="1", text="国家级"), ()),
        (cmd.SegmentEdit(id="1", segment="cream", script="国家级面霜"), ("国家级",)),
        (cmd.SegmentEdit(id="1", segment="cream", script=None), ()),
        (cmd.SegmentEdit(id="1", segment="cream", title="面霜"), ()),
        (cmd.RundownInsert(id="1", segment=INSERTED, after=None), ("国家级",)),
    ],
)
def test_what_goes_before_the_audience_and_is_new_is_read(command: cmd.AnyCommand, watched: tuple[str, ...]) -> None:
    assert said(command) == watched


def test_what_the_plan_lets_stand_is_no_find() -> None:
    kept = {"allowed": '[{"phrase":"国家级非遗","by":"wang","why":"certificate 12"}]'}
    plan = structs.replace(PLAN, kept=kept)
    assert (allowed(plan), allowed(PLAN), allowed(None)) == (("国家级非遗",), (), ())
    assert allowed(structs.replace(PLAN, kept={"allowed": "[3]"})) == ()
    told = [
        overheard(rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="1", text=text)), reader(), plan).watched
        for text in ("这是 国家级 非遗", "国家级非遗，国家级的")
    ]
    assert told == [(), ("国家级",)]
