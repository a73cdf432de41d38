"""The watched words in what we say ourselves: cards, answers, scripts and draws, typed in or prepared.

Owns: which phrases a plan lets stand.
Law: what is found is written into the record, so that the fold never reads a list. A plan's own wording was read when the
plan was checked, and is read again: who checked it is not who stands before the audience with it.
Must not know: which command says what, how words are found, what becomes of them.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.domain.plan import Plan
from controlroom.room.saying import said
from controlroom.room.state import RoomState
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


def overheard(accepted: rec.Accepted, s: RoomState, words: Reader) -> rec.Accepted:
    """Return an accepted command with the watched words that it says; what the plan allows is none."""
    texts = said(s, accepted.command)
    if not texts:
        return accepted
    stands = allowed(s.plan)
    read = (part for text in texts for part in ((text,) if isinstance(text, str) else text.values()))
    found = tuple(dict.fromkeys(word for part in read for word in words.watched(part, stands)))
    return replace(accepted, watched=found) if found else accepted
