"""What is said in a show, as far as rules and screens count it: complaints, and words that may not be said.

Owns: how a comment's class, the watched words of comments and speech, and those of our own cards and answers enter the state.
Law: class and words stand in the record; a record without them (of an older time) counts for nothing here. What is late
is in no window. Staff's comments are nobody's complaint.
Must not know: lists of words, rules.
"""

from __future__ import annotations

from controlroom.domain import events as ev
from controlroom.domain.units import SECOND_MS
from controlroom.room.state import RoomState


def comment(s: RoomState, fact: ev.Comment, second: int | None) -> None:
    """Take a comment of the audience."""
    if second is None:
        return
    if fact.kind is not None:
        s.kinds.add(fact.kind, second)
        if fact.kind == "negative":
            s.heard.negative.add(second)
    if fact.watched:
        s.heard.banned.add(second)


def speech(s: RoomState, fact: ev.Speech, second: int | None) -> None:
    """Take what was said on air."""
    if fact.watched and second is not None:
        s.heard.utter(second, fact.watched)


def ourselves(s: RoomState, watched: tuple[str, ...], at_ms: int) -> None:
    """Take the watched words of a card or an answer that has just gone out."""
    if watched:
        s.heard.utter(at_ms // SECOND_MS, watched)
