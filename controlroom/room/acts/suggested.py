"""What an alert suggests, done with one key.

Owns: `alert.act`: what a rule's act means now as commands, the prepared words that go with it, and how both are taken back.
Law: whoever does it has taken the alert in hand, and the incident keeps what was done. Words go to the host as prepared: a
card whose numbers nobody knows is not given, the playbook's plain words stand in for it.
Must not know: how rules are evaluated, pages, keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.incident import Incident
from controlroom.domain.cues import Cue
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import CuePlan, Playbook, SegmentPlan, Text
from controlroom.domain.playbooks import playbook
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.wordings import placeholders
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.acts.alerts import Was, deed, gone, restore, title, unknown, was, whose
from controlroom.room.acts.cards import refuse_words
from controlroom.room.acts.together import Part, Together
from controlroom.room.alert_words import unknown as dark
from controlroom.room.breaking import NETWORK
from controlroom.room.gating import labels_of
from controlroom.room.selling import instead_on_air
from controlroom.room.showing import found, give_back, numbers, plain_words, product_of, put_free, take_away
from controlroom.room.state import RoomState

Kind = Literal["act", "cue"]

KINDS: Final = (cmd.ProductSwitch, cmd.Next, cmd.CueShow)


class Acted(Struct):
    """What was done: the commands, the card of plain words and the one that gave way to it, and how the incident stood."""

    do: Kind
    seq: int
    before: Was
    parts: list[Part]
    card: str | None
    beaten: str | None = None


def book_of(s: RoomState, rule: str) -> tuple[str, Playbook] | None:
    """Return the playbook of a rule, by its name."""
    known = s.alerts.rules.get(rule)
    name = known.playbook if known is not None else None
    book = playbook(s.plan.playbooks if s.plan is not None else {}, name) if name is not None else None
    return (name, book) if name is not None and book is not None else None


def card_of(s: RoomState, rule: str) -> str | None:
    """Return the prepared card that goes with a rule, if the plan has it."""
    known, book = s.alerts.rules.get(rule), book_of(s, rule)
    for cue in (known.cue if known is not None else None, book[1].cue if book is not None else None):
        if cue is not None and found(s, cue) is not None:
            return cue
    return None


def words_of(s: RoomState, incident: Incident, now_ms: int) -> tuple[str | None, Text] | None:
    """Return what the host would be given: a prepared card and its words, else the playbook's plain words; None: nothing.

    Both speak of "this one": of a product that is not on air nothing is said, and a card about another one is not given.
    Nor is anything said of what nobody knows.
    """
    sku = labels_of(s, incident).get("sku")
    if dark(s, incident) is not None or (sku is not None and not _on_air(s, sku)):
        return None
    cue, book = card_of(s, incident.rule), book_of(s, incident.rule)
    if book is not None and book[0] == NETWORK and book[1].say is not None:
        return None, book[1].say  # its card is for when the stream is back
    known = found(s, cue) if cue is not None else None
    if known is not None and _sayable(s, known, sku, now_ms):
        return cue, known[1].text
    return (None, book[1].say) if book is not None and book[1].say is not None else None


def _on_air(s: RoomState, sku: str) -> bool:
    return s.program is not None and s.program.sku == sku


def _sayable(s: RoomState, known: tuple[SegmentPlan | None, CuePlan], sku: str | None, now_ms: int) -> bool:
    """Tell whether a prepared card is about that product, and says numbers that are known; "the last 0" nobody says."""
    segment, cue = known
    about = product_of(s, segment, cue)
    if (sku is not None and about != sku) or refuse_words(s, cue.text, known, now_ms) is not None:
        return False
    return "stock" not in placeholders(cue.text) or bool(numbers(s, about, now_ms)["stock"])


def part_of(s: RoomState, incident: Incident, id_: str) -> cmd.Command | None:
    """Return what an incident's rule suggests, as a command; None: it suggests nothing that is not so already."""
    rule = s.alerts.rules.get(incident.rule)
    match rule.act if rule is not None and dark(s, incident) is None else None:
        case "switch_instead":
            sku = labels_of(s, incident).get("sku", s.program.sku if s.program is not None else None)
            instead = instead_on_air(s, sku) if sku is not None else None
            return cmd.ProductSwitch(id=id_, sku=instead) if instead is not None else None
        case "next":
            return cmd.Next(id=id_, from_=s.rundown.on_air) if s.rundown.neighbour(1) is not None else None
        case _:
            return None


def _kind(s: RoomState, c: ask.AlertAct, now_ms: int) -> Kind | None:
    """Return what is to be done: what was asked for, else the first that there is; None: nothing is."""
    incident = s.casebook.open[c.alert]
    if c.do != "cue" and part_of(s, incident, c.id) is not None:
        return "act"
    return "cue" if c.do != "act" and words_of(s, incident, now_ms) is not None else None


def given(s: RoomState, c: ask.AlertAct, now_ms: int) -> tuple[str | None, Text | None]:
    """Return the prepared card that the host would be given, and the words; neither: something else is to be done."""
    return (words_of(s, s.casebook.open[c.alert], now_ms) if _kind(s, c, now_ms) == "cue" else None) or (None, None)


class _Suggested:
    """The functions of the row, over the rows of what an alert may suggest."""

    def __init__(self, rows: Mapping[type[cmd.Command], Act]) -> None:
        self._all = Together(rows)

    @staticmethod
    def _parts(s: RoomState, c: ask.AlertAct, kind: Kind | None, now_ms: int) -> tuple[list[cmd.Command], Text | None]:
        """Return the commands, and the plain words for a card of their own."""
        incident = s.casebook.open[c.alert]
        if kind == "act":
            part = part_of(s, incident, c.id)
            return ([part] if part is not None else []), None
        told = words_of(s, incident, now_ms) if kind == "cue" else None
        if told is None:
            return [], None
        cue, words = told
        return ([cmd.CueShow(id=c.id, cue=cue)], None) if cue is not None else ([], words)

    @staticmethod
    def _place(s: RoomState, incident: Incident) -> str | None:
        """Return what the plain words of its playbook share their place with: they stand before the host once."""
        book = book_of(s, incident.rule)
        return plain_words(book[0]) if book is not None else None

    @staticmethod
    def _hide(s: RoomState, card: str, beaten: str | None, at: Place) -> None:
        """Take plain words back; what gave way to them stands there again, unless it has gone since."""
        known, before = s.cues.cards.get(card), s.cues.cards.get(beaten or "")
        take_away(s, (card,), at.received_ms)
        if known is not None and before is not None and known.cleared_ms == at.received_ms:
            give_back(s, (before.id,) if before.cleared_ms == known.shown_ms else ())

    def carry(self, s: RoomState, c: ask.AlertAct, at: Place) -> None:
        """Do it, and let the incident keep it."""
        kind = _kind(s, c, at.received_ms)
        assert kind is not None
        parts, words = self._parts(s, c, kind, at.received_ms)
        incident, did = s.casebook.open[c.alert], deed(at, "act", c.why, kind)
        self._all.carry(s, parts, at)
        if words is not None:
            card = Cue(made("cue", at.seq), "", "urgent", at.received_ms, group=self._place(s, incident))
            put_free(s, card, words)
        incident.acted[kind] = at.received_ms
        if incident.state == "acked":
            incident.did(did)
        else:
            incident.ack(did, None, None, None)
        s.casebook.reckon()

    def keep(self, s: RoomState, c: ask.AlertAct, at: Place) -> Acted:
        """Read what taking it back will need."""
        kind = _kind(s, c, at.received_ms)
        assert kind is not None
        parts, words = self._parts(s, c, kind, at.received_ms)
        before = was(s.casebook.open[c.alert], "acked")
        card = made("cue", at.seq) if words is not None else None
        place = self._place(s, s.casebook.open[c.alert]) if card is not None else None
        beaten = s.cues.up(place) if place is not None else None
        return Acted(kind, at.seq, before, self._all.keep(s, parts, at), card, beaten)

    def restore(self, s: RoomState, kept: Acted, at: Place) -> None:
        """Take back what was done, and the incident with it where it has not gone on."""
        self._all.restore(s, kept.parts, at)
        if kept.card is not None:
            self._hide(s, kept.card, kept.beaten, at)
        incident = s.casebook.find(kept.before.alert)
        if incident is not None:
            incident.acted.pop(kept.do, None)
        if not gone(s, kept.before):
            restore(s, kept.before, at)

    def lost(self, s: RoomState, kept: Acted) -> bool:
        """Tell whether somebody has changed what was done since."""
        return self._all.gone(s, kept.parts, kept.seq) or (kept.card is not None and kept.card not in s.cues.cards)

    def refuse(self, s: RoomState, c: ask.AlertAct, by: Role, now_ms: int) -> Refusal | None:
        """Refuse what would do nothing, or cannot be done."""
        refusal = unknown(s, c.alert)
        if refusal is not None:
            return refusal
        kind = _kind(s, c, now_ms)
        if kind is None:
            return no("nothing_to_do", "it suggests nothing that is not so already", c.alert)
        for part in self._parts(s, c, kind, now_ms)[0]:
            refusal = self._all.refuse(s, part, by, now_ms)
            if refusal is not None:
                return refusal
        return None


def acts(rows: Mapping[type[cmd.Command], Act]) -> dict[type[cmd.Command], Act]:
    """Return the row of `alert.act`, whose parts are carried out by `rows`."""
    suggested = _Suggested(rows)
    return {
        ask.AlertAct: Act(
            carry=suggested.carry,
            refuse=suggested.refuse,
            whose=whose,
            touches=frozenset({Topic.ALERTS, Topic.CUE}).union(*(rows[kind].touches for kind in KINDS)),
            subject="alert",
            part=lambda c: c.alert,
            what=title,
            undo=Undoing(Acted, suggested.keep, suggested.restore, suggested.lost, why="part_changed"),
        )
    }
