"""How a comment changes the state: shown, counted by its class, gathered with the questions that ask the same.

Owns: what a comment is to the room, by its class.
Law: staff's comments are shown and nothing else; a late one is shown and counted, and in no window. Spam is counted,
waits folded, and is not shown.
Must not know: how the class was told, commands.
"""

from __future__ import annotations

from controlroom.domain import events as ev
from controlroom.domain.complaints import FRESH_S, USUAL
from controlroom.domain.queues import Said
from controlroom.domain.units import SECOND_MS
from controlroom.room.state import RoomState


def heard(s: RoomState, fact: ev.Comment, at_ms: int, second: int | None, heard_ms: int, seq: int) -> None:
    """Take a comment of the audience.

    Args:
        at_ms: When it was written. `second`: its second, None: late. `heard_ms`: when it counts for what is on air.
        seq: Its record.
    """
    kind, comments = fact.kind or "other", s.comments
    if fact.kind is not None:
        s.kinds.add(kind, second)
    if comments.keywords.taking:
        comments.keywords.said(fact.user, fact.text)
    if fact.watched:
        comments.flag(fact.watched)
        if second is not None:
            s.heard.banned.add(second)
    if kind == "negative" and second is not None:
        s.heard.negative.add(second)
        fresh = s.tally.came_within(fact.user, FRESH_S, second)
        comments.complaints.add(fact.user, fact.text, heard_ms, fresh=fresh, usual=s.tally.came_lately(USUAL))
    group = None
    if kind == "question" and second is not None:
        on_air = s.program.sku if s.program is not None else None
        pinned = comments.pinned.question if comments.pinned is not None else None
        group = comments.questions.ask(f"question-{seq}", fact.user, fact.text, heard_ms, on_air, pinned).id
    told = Said(fact.id or f"r{seq}", at_ms, fact.user, fact.text, fact.kind, question=group, watched=fact.watched)
    comments.wait(told)
    if kind != "spam":
        comments.add(told)


def said(s: RoomState, fact: ev.Comment, at_ms: int, seq: int) -> None:
    """Show a comment of our own staff."""
    s.comments.add(Said(fact.id or f"r{seq}", at_ms, fact.user, fact.text, fact.kind))


def slide(s: RoomState) -> bool:
    """Let the windows end at the last whole second; return whether anything left them."""
    slid = s.comments.slide(s.as_of_ms)
    return s.kinds.slide(s.as_of_ms // SECOND_MS) or slid
