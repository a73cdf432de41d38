"""The watched words in what we say ourselves: cards, answers, scripts and draws, typed in, prepared, or coming by itself.

Owns: which phrases a plan lets stand.
Law: what is found is written into the record, so that the fold never reads a list. A plan's own wording was read when the
plan was checked, and is read again: who checked it is not who stands before the audience with it.
Must not know: which command says what, how words are found, what becomes of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.plan import Plan, SegmentPlan, Text
from controlroom.room.breaking import NETWORK
from controlroom.room.planning import merged_with
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
    found = _read(texts, allowed(s.plan), words)
    return replace(accepted, watched=found) if found else accepted


def foreseen(accepted: rec.Accepted, s: RoomState, words: Reader) -> rec.Accepted:
    """Return an accepted start, or another plan, with the watched words of what may come by itself."""
    match accepted.command:
        case cmd.ShowStart() if s.plan is not None:
            found = by_card(s.plan, s.rundown.segments, words)
        case cmd.PlanApply(plan=plan):
            found = by_card(plan, merged_with(s, plan), words)
        case _:
            return accepted
    return replace(accepted, prepared=found) if found else accepted


def by_card(plan: Plan, segments: Iterable[SegmentPlan], words: Reader) -> dict[str, tuple[str, ...]]:
    """Return the watched words of a plan's cards that may come by themselves, and of its offers (`offer:ID`)."""
    stands, network = allowed(plan), plan.playbooks.get(NETWORK)
    back = network.cue if network is not None else None
    cards = (*plan.cues, *(cue for segment in segments for cue in segment.cues))
    says: dict[str, tuple[Text | None, ...]] = {
        cue.id: (cue.text, cue.announce)
        for cue in cards
        if cue.at_ms is not None or cue.when is not None or cue.id == back
    }
    says |= {f"offer:{offer.id}": (offer.announce,) for offer in plan.offers}
    read = {id_: _read([text for text in texts if text is not None], stands, words) for id_, texts in says.items()}
    return {id_: found for id_, found in read.items() if found}


def _read(texts: Iterable[Text], stands: tuple[str, ...], words: Reader) -> tuple[str, ...]:
    """Return the watched words in texts, of every language, each once."""
    parts = (part for text in texts for part in ((text,) if isinstance(text, str) else text.values()))
    return tuple(dict.fromkeys(word for part in parts for word in words.watched(part, stands)))
