"""The watched words in what we say ourselves: cards, answers and scripts typed in mid-show.

Owns: which commands bring words before the audience that nobody has checked before; which phrases a plan lets stand.
Law: what is found is written into the record, so that the fold never reads a list; a plan's own wording was read when the
plan was checked. A reply in private is before nobody.
Must not know: how words are found, what becomes of them.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.commenting import CommentAnswer
from controlroom.domain.plan import Plan
from controlroom.words.reader import Reader


class _Allowed(Struct, frozen=True):
    phrase: str


def allowed(plan: Plan | None) -> tuple[str, ...]:
    """Return the phrases that a plan lets stand."""
    try:
        found = msgspec.json.decode(plan.kept.get("allowed", "[]") if plan is not None else "[]", type=list[_Allowed])
    except msgspec.MsgspecError:
        return ()  # no plan file says it so
    return tuple(one.phrase for one in found)


def overheard(accepted: rec.Accepted, words: Reader, plan: Plan | None = None) -> rec.Accepted:
    """Return an accepted command with the watched words that it says; what the plan allows is none."""
    text = said(accepted.command)
    found = words.watched(text, allowed(plan)) if text else ()
    return replace(accepted, watched=found) if found else accepted


def said(command: cmd.AnyCommand) -> str | None:
    """Return what a command lets the host or the room say; None: nothing that is new."""
    match command:
        case CommentAnswer(private=True):
            return None
        case cmd.CueShow(text=text) | CommentAnswer(text=text):
            return text
        case cmd.RedLightOn(say=say) | cmd.SignalSeen(say=say):
            return say
        case cmd.SegmentEdit(script=str(script)) | cmd.RundownInsert(segment=cmd.NewSegment(script=script)):
            return script
        case _:
            return None
