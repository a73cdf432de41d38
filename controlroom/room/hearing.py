"""What we say in a show ourselves, as far as rules count it: words that may not be said.

Owns: how the watched words of speech, and those of our own cards and answers enter the state.
Law: the words stand in the record; a record without them (of an older time) counts for nothing here. What is late is in no
window.
Must not know: lists of words, rules.
"""

from __future__ import annotations

from controlroom.domain import events as ev
from controlroom.domain.units import SECOND_MS
from controlroom.room.state import RoomState


def speech(s: RoomState, fact: ev.Speech, second: int | None) -> None:
    """Take what was said on air."""
    if fact.watched and second is not None:
        s.heard.utter(second, fact.watched)


def ourselves(s: RoomState, watched: tuple[str, ...], at_ms: int) -> None:
    """Take the watched words of a card or an answer that has just gone out."""
    if watched:
        s.heard.utter(at_ms // SECOND_MS, watched)
