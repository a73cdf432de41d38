"""Cards for the host.

Owns: `cue.show`, `cue.clear`, `cue.ack`.
Law: a card is closed once, by the host's acknowledgement or by being taken back, and opens again only by an undo.
Must not know: screens, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.cues import Cue
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Text
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room import marking
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.state import RoomState


class Card(Struct):
    """Which card an act was about."""

    cue: str


def _gone(s: RoomState, kept: Card) -> bool:
    return kept.cue not in s.cues.cards


def _show(s: RoomState, c: cmd.CueShow, at: Place) -> None:
    s.cues.show(Cue(made("cue", at.seq), c.text, c.priority, at.received_ms, c.target))
    marking.cued(s, c.text, at.received_ms)


def _shown(s: RoomState, c: cmd.CueShow, at: Place) -> Card:
    return Card(made("cue", at.seq))


def _hide(s: RoomState, kept: Card, at: Place) -> None:
    s.cues.cards[kept.cue].cleared_ms = at.received_ms


def _clear(s: RoomState, c: cmd.CueClear, at: Place) -> None:
    s.cues.cards[c.cue].cleared_ms = at.received_ms


def _uncleared(s: RoomState, kept: Card, at: Place) -> None:
    s.cues.cards[kept.cue].cleared_ms = None


def _ack(s: RoomState, c: cmd.CueAck, at: Place) -> None:
    s.cues.cards[c.cue].acked_ms = at.received_ms


def _unacked(s: RoomState, kept: Card, at: Place) -> None:
    s.cues.cards[kept.cue].acked_ms = None


def _told(s: RoomState, c: cmd.CueClear | cmd.CueAck, at: Place) -> Card:
    return Card(c.cue)


def _part(c: cmd.CueClear | cmd.CueAck) -> str:
    return c.cue


def _text(s: RoomState, c: cmd.CueClear | cmd.CueAck) -> Text:
    return s.cues.cards[c.cue].text


def _refuse(s: RoomState, c: cmd.CueClear | cmd.CueAck, by: Role, now_ms: int) -> Refusal | None:
    cue = s.cues.cards.get(c.cue)
    if cue is None:
        return no("unknown_cue", f"there is no cue {c.cue!r} any more", c.cue)
    if cue.acked_ms is not None:
        return no("already_acked", "the host has acknowledged it already", c.cue)
    if cue.cleared_ms is not None:
        return no("already_cleared", "it was taken back already", c.cue)
    return None


_CUE: Final = frozenset({Topic.CUE})

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.CueShow: Act(
        carry=_show, touches=_CUE, subject="cue", makes="cue", what=lambda s, c: c.text,
        undo=Undoing(Card, _shown, _hide, _gone),
    ),
    cmd.CueClear: Act(
        carry=_clear, refuse=_refuse, touches=_CUE, subject="cue", part=_part, what=_text,
        undo=Undoing(Card, _told, _uncleared, _gone),
    ),
    cmd.CueAck: Act(
        carry=_ack, refuse=_refuse, touches=_CUE, subject="cue", part=_part, what=_text,
        undo=Undoing(Card, _told, _unacked, _gone),
    ),
}  # fmt: skip
