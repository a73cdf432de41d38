"""Cards for the host.

Owns: `cue.show` (a prepared card, or free text), `cue.clear`, `cue.ack`.
Law: a card is closed once, by the host's acknowledgement, by being taken back or by its time, and opens again only by an
undo. Given by hand it says every number it names, or it is refused: nobody's words are cut without their knowing.
Must not know: screens, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.cues import Cue
from controlroom.domain.desk import Chip
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import CuePlan, SegmentPlan, Text
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.wordings import PLACEHOLDERS, placeholders, unknown
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.announcing import announce, unannounce, waiting
from controlroom.room.showing import found, group_of, numbers, product_of, put_free, put_prepared
from controlroom.room.state import RoomState


class Card(Struct):
    """Which card an act was about.

    Args:
        beaten: The one that gave way to it. `passed`: how often it had been let pass.
        of: The prepared one it was made of. `unsaid`: its announcement that waited on the desk before.
    """

    cue: str
    beaten: str | None = None
    passed: int = 0
    of: str | None = None
    unsaid: Chip | None = None


def _gone(s: RoomState, kept: Card) -> bool:
    return kept.cue not in s.cues.cards


def _cannot_open(s: RoomState, kept: Card) -> bool:
    card = s.cues.cards.get(kept.cue)
    return card is None or (card.group is not None and s.cues.up(card.group) is not None)


def _show(s: RoomState, c: cmd.CueShow, at: Place) -> None:
    id_ = made("cue", at.seq)
    known = found(s, c.cue) if c.cue is not None else None
    if known is not None:
        put_prepared(s, id_, *known, at.received_ms, by_itself=False)
        sku, cue = product_of(s, *known), known[1]
        announce(s, f"cue:{cue.id}", cue.announce, sku, at.received_ms, str(at.seq), cue.offer)
        if c.priority is not None:
            s.cues.cards[id_].priority = c.priority
        if c.target is not None:
            s.cues.cards[id_].target = c.target
    elif c.text is not None:
        put_free(s, Cue(id_, c.text, c.priority or "push", at.received_ms, c.target), c.text)


def _refuse_show(s: RoomState, c: cmd.CueShow, by: Role, now_ms: int) -> Refusal | None:
    if (c.cue is None) == (c.text is None):
        return no("told_twice" if c.cue is not None else "nothing_told", "give either cue (a prepared one) or text")
    known = found(s, c.cue) if c.cue is not None else None
    if c.cue is not None and known is None:
        return no("unknown_cue", f"the plan has no cue {c.cue!r}", c.cue)
    refused = refuse_words(s, known[1].text if known is not None else c.text or "", known, now_ms)
    return refused or _refuse_reader(s, c.target)


def _refuse_reader(s: RoomState, target: str | None) -> Refusal | None:
    """Refuse a card for somebody who does not read the host's screen: it would stand there, and mean nobody."""
    team = s.plan.show.team if s.plan is not None else ()
    hosts = [Role.HOST.value, *(person.id for person in team if person.role == Role.HOST)]
    if target is None or target in hosts:
        return None
    said = f"a card is for {' or '.join(hosts)}: message.send reaches other screens"
    return no("not_a_host", said, target)


def refuse_words(
    s: RoomState, text: Text, known: tuple[SegmentPlan | None, CuePlan] | None, now_ms: int
) -> Refusal | None:
    """Refuse words for a card whose placeholders do not exist, or whose numbers nobody knows now.

    Args:
        known: The prepared card and its segment, if it is one.
    """
    strange = next((name for name in placeholders(text) if name not in PLACEHOLDERS), None)
    if strange is not None:
        said = f"there is no {{{strange}}}: there are {', '.join(PLACEHOLDERS)}"
        return no("unknown_placeholder", said, strange)
    segment, cue = known if known is not None else (None, None)
    timer = cue.when.timer if cue is not None and cue.when is not None else None
    offer = cue.offer if cue is not None else None
    missing = unknown(text, numbers(s, product_of(s, segment, cue), now_ms, timer, offer))
    return no("unknown_number", f"nobody knows {missing[0]} now", missing[0]) if missing else None


def _shown(s: RoomState, c: cmd.CueShow, at: Place) -> Card:
    known = found(s, c.cue) if c.cue is not None else None
    if c.cue is None or known is None:
        return Card(made("cue", at.seq))
    return Card(made("cue", at.seq), s.cues.up(group_of(s, *known)), of=c.cue, unsaid=waiting(s, f"cue:{c.cue}"))


def _hide(s: RoomState, kept: Card, at: Place) -> None:
    card = s.cues.cards[kept.cue]
    card.cleared_ms = at.received_ms
    beaten = s.cues.cards.get(kept.beaten) if kept.beaten is not None else None
    if beaten is not None and beaten.cleared_ms == card.shown_ms:
        beaten.cleared_ms = None
    if kept.of is not None:
        unannounce(s, f"cue:{kept.of}", kept.unsaid)
    s.cues.reckon()


def _clear(s: RoomState, c: cmd.CueClear, at: Place) -> None:
    s.cues.cards[c.cue].cleared_ms = at.received_ms
    s.cues.reckon()


def _uncleared(s: RoomState, kept: Card, at: Place) -> None:
    s.cues.cards[kept.cue].cleared_ms = None
    s.cues.reckon()


def _ack(s: RoomState, c: cmd.CueAck, at: Place) -> None:
    s.cues.ack(c.cue, at.received_ms)


def _unacked(s: RoomState, kept: Card, at: Place) -> None:
    card = s.cues.cards[kept.cue]
    card.acked_ms = None
    if card.cue is not None and kept.passed:
        s.cues.passed[card.cue] = kept.passed
    s.cues.reckon()


def _told(s: RoomState, c: cmd.CueClear | cmd.CueAck, at: Place) -> Card:
    return Card(c.cue, passed=s.cues.fades(s.cues.cards[c.cue].cue))


def _part(c: cmd.CueClear | cmd.CueAck) -> str:
    return c.cue


def _text(s: RoomState, c: cmd.CueClear | cmd.CueAck) -> Text:
    return s.cues.cards[c.cue].text


def _what(s: RoomState, c: cmd.CueShow) -> Text | None:
    known = found(s, c.cue) if c.cue is not None else None
    return known[1].text if known is not None else c.text


def _refuse(s: RoomState, c: cmd.CueClear | cmd.CueAck, by: Role, now_ms: int) -> Refusal | None:
    cue = s.cues.cards.get(c.cue)
    if cue is None:
        return no("unknown_cue", f"there is no cue {c.cue!r} any more", c.cue)
    if cue.acked_ms is not None:
        return no("already_acked", "the host has acknowledged it already", c.cue)
    if cue.cleared_ms is not None:
        return no("already_cleared", "it was taken back already", c.cue)
    return no("cue_expired", "its time is over: nobody acknowledged it", c.cue) if cue.expired else None


_CUE: Final = frozenset({Topic.CUE})

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.CueShow: Act(
        carry=_show, refuse=_refuse_show, touches=_CUE | {Topic.DESK}, subject="cue", makes="cue", what=_what,
        undo=Undoing(Card, _shown, _hide, _gone),
    ),
    cmd.CueClear: Act(
        carry=_clear, refuse=_refuse, touches=_CUE, subject="cue", part=_part, what=_text,
        undo=Undoing(Card, _told, _uncleared, _cannot_open, why="other_up"),
    ),
    cmd.CueAck: Act(
        carry=_ack, refuse=_refuse, touches=_CUE, subject="cue", part=_part, what=_text,
        undo=Undoing(Card, _told, _unacked, _cannot_open, why="other_up"),
    ),
}  # fmt: skip
