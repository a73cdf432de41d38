"""What we say in a show ourselves, as far as rules count it: words that may not be said.

Owns: how the watched words of speech, and those of our own cards and answers enter the state; the sentence around them.
Law: the words stand in the record; a record without them (of an older time) counts for nothing here. What is late is in no
window.
Must not know: lists of words, rules.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.marks import both
from controlroom.domain.plan import Text
from controlroom.domain.units import SECOND_MS
from controlroom.room import marking
from controlroom.room.state import RoomState

QUOTED: Final = 120
"""So many characters of what was said are kept, around its first watched word."""

_NAME: Final = 40


def speech(s: RoomState, fact: ev.Speech, at_ms: int, second: int | None) -> None:
    """Take what was said on air."""
    if fact.watched and second is not None:
        said = quoted(fact)
        s.heard.utter(second, fact.watched, said)
        marking.uttered(s, said, at_ms)


def quoted(fact: ev.Speech) -> Text:
    """Return the sentence with its watched word in sight, and who said it."""
    told = " ".join(fact.text.split())
    begin = max(0, min(told.find(fact.watched[0]) - QUOTED // 3, len(told) - QUOTED))
    end = begin + QUOTED
    words = f"“{'…' if begin else ''}{told[begin:end]}{'…' if end < len(told) else ''}”"
    who = (fact.speaker or "").strip()[:_NAME]
    return both(f"{who}：{words}", f"{who}: {words}") if who else words


def ourselves(s: RoomState, watched: tuple[str, ...], at_ms: int) -> None:
    """Take the watched words of a card or an answer that has just gone out."""
    if watched:
        s.heard.utter(at_ms // SECOND_MS, watched)


def prepared(s: RoomState, record: rec.Accepted) -> None:
    """Take the watched words of what may come by itself, when the show starts and when it has another plan."""
    if isinstance(record.command, cmd.ShowStart | cmd.PlanApply):
        s.cues.forbidden = record.prepared
