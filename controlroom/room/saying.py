"""What a command lets the host or the room say: words typed in, and those that a plan has prepared.

Owns: which commands bring words before the audience, and which words these are now.
Law: what is written to one viewer is said too: it is our word. A message among the team is not: it is how one warns another
of a word. What nobody can say now (a card that is not there, a suggestion without words) is nothing. Numbers are left as
placeholders where that is nearer: no number is a watched word.
Must not know: lists of words, what becomes of a find.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Never

from msgspec import UNSET

from controlroom.domain import commands as cmd
from controlroom.domain.alerts import commands as ask
from controlroom.domain.commenting import CommentAnswer, CommentPin
from controlroom.domain.plan import Text
from controlroom.room.acts.commenting import words_of_answer
from controlroom.room.acts.suggested import given
from controlroom.room.acts.timing import of_plan
from controlroom.room.acts.trouble import words_of_stream
from controlroom.room.showing import found
from controlroom.room.state import RoomState


def said(s: RoomState, command: cmd.AnyCommand) -> tuple[Text, ...]:
    """Return what a command says before the audience, next after all that `s` has folded."""
    tells = _SAYS.get(type(command))
    return tuple(text for text in tells(s, command) if text) if tells is not None else ()  # type: ignore[arg-type]


_Texts = tuple[Text | None, ...]


def _card(s: RoomState, id_: str | None) -> _Texts:
    known = found(s, id_) if id_ is not None else None
    return (known[1].text, known[1].announce) if known is not None else ()


def _scene(s: RoomState, c: cmd.SceneApply) -> _Texts:
    scene = s.plan.scene(c.scene) if s.plan is not None else None
    return (*_card(s, scene.cue), scene.announce) if scene is not None else ()


def _answer(s: RoomState, c: CommentAnswer | CommentPin) -> _Texts:
    words, _ = words_of_answer(s, c, s.as_of_ms)
    return (words.text,) if words is not None else ()


def _act(s: RoomState, c: ask.AlertAct) -> _Texts:
    cue, words = given(s, c, s.as_of_ms)
    return _card(s, cue) if cue is not None else (words,)


def _stream(s: RoomState, c: ask.StreamTell) -> _Texts:
    cue, words = words_of_stream(s, c)
    return _card(s, cue) if cue is not None else (words,)


def _shown(s: RoomState, c: cmd.CueShow) -> _Texts:
    return _card(s, c.cue) if c.cue is not None else (c.text,)


def _say(s: RoomState, c: cmd.RedLightOn | cmd.SignalSeen) -> _Texts:
    return (c.say,)


def _drawn(s: RoomState, c: cmd.DrawOpen) -> _Texts:
    return c.title, c.prize, c.keyword


def _edited(s: RoomState, c: cmd.SegmentEdit) -> _Texts:
    title = c.title if c.title is not UNSET else None
    return title, c.script if c.script is not UNSET else None


def _inserted(s: RoomState, c: cmd.RundownInsert) -> _Texts:
    return c.segment.title, c.segment.script


def _timed(s: RoomState, c: cmd.TimerStart) -> _Texts:
    planned = of_plan(s, c.timer) if c.timer is not None else None
    return (planned.title if planned is not None else c.title,)


_SAYS: Final[dict[type[cmd.Command], Callable[[RoomState, Never], _Texts]]] = {
    cmd.CueShow: _shown,
    cmd.SceneApply: _scene,
    CommentAnswer: _answer,
    CommentPin: _answer,
    ask.AlertAct: _act,
    ask.StreamTell: _stream,
    cmd.RedLightOn: _say,
    cmd.SignalSeen: _say,
    cmd.DrawOpen: _drawn,
    cmd.SegmentEdit: _edited,
    cmd.RundownInsert: _inserted,
    cmd.TimerStart: _timed,
}
