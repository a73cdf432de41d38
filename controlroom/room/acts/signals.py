"""What goes between people during a show: the host's signals, messages to screens, the red light.

Owns: `signal.send`, `signal.seen`, `message.send`, `message.seen`, `red_light.on`, `red_light.off`.
Law: a rescue hands the host its bridging line in the same act, without waiting for anybody; what was seen or read cannot
be unsaid, but the seeing can be taken back.
Must not know: pages, keys, colours.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.cues import Cue
from controlroom.domain.errors import Refusal
from controlroom.domain.marks import REASONS
from controlroom.domain.messages import TARGETS, Message
from controlroom.domain.redlight import RedLight, words_of
from controlroom.domain.roles import Role
from controlroom.domain.signals import BRIDGE, NAMES, Signal
from controlroom.domain.topics import Topic
from controlroom.room import marking
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.acts.cards import refuse_words
from controlroom.room.showing import bridge, put_free
from controlroom.room.state import RoomState


class Sent(Struct):
    """Which signal was sent, and how it stood before, where it waited already."""

    signal: str
    before: Signal | None


class Seen(Struct):
    """Which signal or message was seen, and the card that answered it."""

    what: str
    card: str | None = None


class Posted(Struct):
    """Which message was sent."""

    message: str


class Light(Struct):
    """How the red light stood before."""

    before: RedLight | None


def _over(s: RoomState) -> Refusal | None:
    return no("show_ended", "the show has ended") if s.status == "ended" else None


# The host's signals.


def _send(s: RoomState, c: cmd.SignalSend, at: Place) -> None:
    line = bridge(s, at.received_ms) or BRIDGE if c.kind == "rescue" else None
    s.signals.send(made("signal", at.seq), c.kind, at.received_ms, line)


def _refuse_send(s: RoomState, c: cmd.SignalSend, by: Role, now_ms: int) -> Refusal | None:
    return _over(s)


def _sent(s: RoomState, c: cmd.SignalSend, at: Place) -> Sent:
    waiting = s.signals.waiting_of(c.kind)
    if waiting is None:
        return Sent(made("signal", at.seq), None)
    return Sent(waiting.id, replace(waiting))


def _unsend(s: RoomState, kept: Sent, at: Place) -> None:
    if kept.before is None:
        del s.signals.by_id[kept.signal]
    else:
        s.signals.by_id[kept.signal] = kept.before


def _sent_gone(s: RoomState, kept: Sent) -> bool:
    signal = s.signals.by_id.get(kept.signal)
    return signal is None or signal.seen_ms is not None


def _see(s: RoomState, c: cmd.SignalSeen, at: Place) -> None:
    signal = s.signals.by_id[c.signal]
    signal.seen_ms = at.received_ms
    if c.say is not None:
        card = Cue(made("cue", at.seq), c.say, "push", at.received_ms)
        put_free(s, card, c.say)
        signal.answer = card.text


def _refuse_see(s: RoomState, c: cmd.SignalSeen, by: Role, now_ms: int) -> Refusal | None:
    signal = s.signals.by_id.get(c.signal)
    if signal is None:
        return no("unknown_signal", f"there is no signal {c.signal!r} any more", c.signal)
    if signal.seen_ms is not None:
        return no("already_seen", "somebody has seen it already", c.signal)
    return refuse_words(s, c.say, None, now_ms) if c.say is not None else None


def _saw(s: RoomState, c: cmd.SignalSeen, at: Place) -> Seen:
    return Seen(c.signal, made("cue", at.seq) if c.say is not None else None)


def _unsee(s: RoomState, kept: Seen, at: Place) -> None:
    signal = s.signals.by_id[kept.what]
    signal.seen_ms = signal.answer = None
    card = s.cues.cards.get(kept.card) if kept.card is not None else None
    if card is not None and card.open:
        card.cleared_ms = at.received_ms


def _signal_gone(s: RoomState, kept: Seen) -> bool:
    signal = s.signals.by_id.get(kept.what)
    return signal is None or s.signals.waiting_of(signal.kind) is not None


# Messages to screens.


def _post(s: RoomState, c: cmd.MessageSend, at: Place) -> None:
    id_, key = made("message", at.seq), _screen(s, c.target)
    here = s.screens[key] if key is not None else None
    s.messages.send(
        Message(
            id_, c.text, here.role if here is not None else c.target, c.flash, at.received_ms, at.by, at.person,
            (here.tab or key) if here is not None else None, here.name if here is not None else None,
        )
    )  # fmt: skip


def _screen(s: RoomState, target: str) -> str | None:
    """Return the id of the one screen that is meant, by its id or its tab; None: a role is."""
    if target in TARGETS:
        return None
    return next((id_ for id_, here in s.screens.items() if target in (id_, here.tab)), None)


def _refuse_post(s: RoomState, c: cmd.MessageSend, by: Role, now_ms: int) -> Refusal | None:
    if c.target in TARGETS or _screen(s, c.target) is not None:
        return None
    return no("unknown_screen", f"{c.target!r} is no role and no screen that is here", c.target)


def _posted(s: RoomState, c: cmd.MessageSend, at: Place) -> Posted:
    return Posted(made("message", at.seq))


def _unpost(s: RoomState, kept: Posted, at: Place) -> None:
    del s.messages.by_id[kept.message]


def _post_gone(s: RoomState, kept: Posted) -> bool:
    message = s.messages.by_id.get(kept.message)
    return message is None or message.seen_ms is not None


def _read(s: RoomState, c: cmd.MessageSeen, at: Place) -> None:
    message = s.messages.by_id[c.message]
    message.seen_ms, message.seen_by = at.received_ms, at.by


def _refuse_read(s: RoomState, c: cmd.MessageSeen, by: Role, now_ms: int) -> Refusal | None:
    message = s.messages.by_id.get(c.message)
    if message is None:
        return no("unknown_message", f"there is no message {c.message!r} any more", c.message)
    if message.seen_ms is not None:
        return no("already_seen", "somebody has read it already", c.message)
    if not message.is_for(by) and by is not message.by:
        return no("not_yours", f"it is for {message.target}", c.message)
    return None


def _read_it(s: RoomState, c: cmd.MessageSeen, at: Place) -> Seen:
    return Seen(c.message)


def _unread(s: RoomState, kept: Seen, at: Place) -> None:
    message = s.messages.by_id[kept.what]
    message.seen_ms = message.seen_by = None


def _message_gone(s: RoomState, kept: Seen) -> bool:
    return kept.what not in s.messages.by_id


def _text_of(s: RoomState, c: cmd.MessageSeen) -> str | None:
    return s.messages.by_id[c.message].text


# The red light.


def _would_run(s: RoomState) -> bool:
    return s.red_light.ran if s.red_light is not None else s.prompter.running


def _lit(s: RoomState, c: cmd.RedLightOn, since_ms: int, by: Role, person: str | None) -> RedLight:
    say = c.say if c.say is not None else words_of(c.reason)
    return RedLight(c.reason, say, since_ms, by, person, _would_run(s))


def _on(s: RoomState, c: cmd.RedLightOn, at: Place) -> None:
    since_ms = s.red_light.since_ms if s.red_light is not None else at.received_ms
    s.red_light = _lit(s, c, since_ms, at.by, at.person)
    _move(s, False, at)
    marking.stopped(s, at.received_ms)


def _move(s: RoomState, running: bool, at: Place) -> None:
    """Let the script stand with the light, or go on after it."""
    if running == s.prompter.running or (running and not s.prompter.script):
        return
    if running:
        s.prompter.run(at.received_ms)
    else:
        s.prompter.pause(at.received_ms)
    s.subjects["prompter"] = at.seq


def _refuse_on(s: RoomState, c: cmd.RedLightOn, by: Role, now_ms: int) -> Refusal | None:
    on = s.red_light
    if on is not None and _lit(s, c, on.since_ms, on.by, on.person) == on:
        return no("already_red", "the red light is on already, for this reason", c.reason)
    return _over(s)


def _off(s: RoomState, c: cmd.RedLightOff, at: Place) -> None:
    ran, s.red_light = _would_run(s), None
    _move(s, ran, at)
    marking.stopped(s, at.received_ms)


def _refuse_off(s: RoomState, c: cmd.RedLightOff, by: Role, now_ms: int) -> Refusal | None:
    return None if s.red_light is not None else no("not_red", "the red light is not on")


def _before(s: RoomState, c: cmd.Command, at: Place) -> Light:
    return Light(s.red_light)


def _relight(s: RoomState, kept: Light, at: Place) -> None:
    ran = _would_run(s)
    s.red_light = replace(kept.before, ran=ran) if kept.before is not None else None
    _move(s, ran and kept.before is None, at)
    marking.stopped(s, at.received_ms)


_SIGNALS: Final = frozenset({Topic.SIGNALS})
_MESSAGES: Final = frozenset({Topic.MESSAGES})
_PROMPTER: Final = frozenset({Topic.PROMPTER})
_LIGHT: Final = Undoing(Light, _before, _relight)

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.SignalSend: Act(
        carry=_send, refuse=_refuse_send, touches=_SIGNALS, makes="signal", what=lambda s, c: NAMES[c.kind],
        undo=Undoing(Sent, _sent, _unsend, _sent_gone, why="seen"),
    ),
    cmd.SignalSeen: Act(
        carry=_see, refuse=_refuse_see, touches=_SIGNALS | {Topic.CUE}, subject="signal", part=lambda c: c.signal,
        what=lambda s, c: NAMES[s.signals.by_id[c.signal].kind],
        undo=Undoing(Seen, _saw, _unsee, _signal_gone, why="asked_again"),
    ),
    cmd.MessageSend: Act(
        carry=_post, refuse=_refuse_post, touches=_MESSAGES, makes="message", what=lambda s, c: c.text,
        undo=Undoing(Posted, _posted, _unpost, _post_gone, why="seen"),
    ),
    cmd.MessageSeen: Act(
        carry=_read, refuse=_refuse_read, touches=_MESSAGES, subject="message", part=lambda c: c.message, what=_text_of,
        undo=Undoing(Seen, _read_it, _unread, _message_gone),
    ),
    cmd.RedLightOn: Act(
        carry=_on, refuse=_refuse_on, touches=_PROMPTER, subject="red_light",
        what=lambda s, c: REASONS.get(c.reason, c.reason), undo=_LIGHT,
    ),
    cmd.RedLightOff: Act(carry=_off, refuse=_refuse_off, touches=_PROMPTER, subject="red_light", undo=_LIGHT),
}  # fmt: skip
