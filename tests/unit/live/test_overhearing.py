"""The watched words in what we say ourselves."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.commenting import CommentAnswer
from controlroom.domain.roles import Role
from controlroom.live.overhearing import overheard
from controlroom.words.reader import reader


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
    ],
)
def test_what_goes_before_the_audience_and_is_new_is_read(command: cmd.AnyCommand, watched: tuple[str, ...]) -> None:
    assert said(command) == watched
