"""What the host reads of a broken stream: the card of the break, and the one that says that it is over.

Owns: which cards speak of the stream, that they go when it turns, and what a return that a feed tells puts up.
Law: no card outlives what it says: when the stream turns, whoever told it, those from before it go. A return that a feed
tells is said to the host only where the host was given words of that break.
Must not know: commands, rules, screens.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain import events as ev
from controlroom.domain.cues import STAYS_MS, Cue
from controlroom.domain.plan import Playbook, Text
from controlroom.domain.playbooks import playbook
from controlroom.room import marking, prompting
from controlroom.room.showing import found, plain_words, put_free, take_away
from controlroom.room.state import RoomState

NETWORK: Final = "network"
"""The name of the playbook, and of the scene, for a broken stream."""

BACK: Final[Text] = {"zh-CN": "网络恢复了，我们接着讲", "en": "The network is back; let us go on"}
"""What is said where the plan has no card for it."""


def broken(s: RoomState) -> bool:
    """Tell whether the broadcast has broken off, as far as anybody told."""
    return s.observed.interrupted is True


def book(s: RoomState) -> Playbook:
    """Return the playbook for a broken stream."""
    known = playbook(s.plan.playbooks if s.plan is not None else {}, NETWORK)
    assert known is not None  # it is ready-made
    return known


def _of_break(s: RoomState) -> str | None:
    """Return the plan's card that its scene shows."""
    scene = s.plan.scene(NETWORK) if s.plan is not None else None
    return scene.cue if scene is not None else None


def cards(s: RoomState) -> list[str]:
    """Return the ids of the open cards that speak of the stream: what they say is over when it turns."""
    prepared = {_of_break(s), book(s).cue} - {None}
    told = (card for card in s.cues.cards.values() if card.open)
    return [card.id for card in told if card.group == plain_words(NETWORK) or card.cue in prepared]


def put(s: RoomState, id_: str, words: Text, at_ms: int) -> None:
    """Give the host plain words of the stream: urgent while it is broken, then for a while."""
    group = plain_words(NETWORK)
    if broken(s):
        card = Cue(id_, "", "urgent", at_ms, group=group)
    else:
        card = Cue(id_, "", "push", at_ms, expires_ms=at_ms + (STAYS_MS["push"] or 0), group=group)
    put_free(s, card, words)


def note(s: RoomState, fact: ev.Stream, at_ms: int, on_air_ms: int) -> None:
    """Take what was told of the stream; no card changes."""
    s.observed.streamed(fact, at_ms)
    marking.streamed(s, fact, on_air_ms)


def heard(s: RoomState, fact: ev.Stream, at_ms: int, on_air_ms: int, id_: str) -> None:
    """Take what a feed told of the stream, and let the host's cards follow it.

    Args:
        id_: For the card of plain words.
    """
    was, before = broken(s), s.observed.stream
    note(s, fact, at_ms, on_air_ms)
    if broken(s) is was:
        return
    said, now_ms = was and before is not None and _given(s, before.since_ms), max(on_air_ms, s.as_of_ms)
    take_away(s, cards(s), now_ms)
    if said and fact.state == "live" and s.status == "live":
        cue = book(s).cue
        known = found(s, cue) if cue is not None else None
        if known is None or not prompting.put(s, *known, now_ms):
            put(s, id_, BACK, now_ms)


def _given(s: RoomState, since_ms: int) -> bool:
    """Tell whether the host was given words of the break that began at `since_ms`."""
    of_break, place = _of_break(s), plain_words(NETWORK)
    told = (card for card in s.cues.cards.values() if card.shown_ms >= since_ms)
    return any(card.group == place or (card.cue is not None and card.cue == of_break) for card in told)
