"""What goes between people, and what is drawn, as each role sees it: signals, messages, the red light, draws.

Owns: the projections of the topics `signals`, `messages`, `draws`, and of `show`'s red light.
Law: a message shows to those it is for and to those who can send some; who takes part in a draw is a count, until it is
drawn; a nickname shows only where it is still kept and the role may see it.
Must not know: HTML, who is connected.
"""

from __future__ import annotations

from collections.abc import Mapping

from controlroom.domain.draws import Draw
from controlroom.domain.roles import Role
from controlroom.domain.signals import Signal
from controlroom.room.state import RoomState
from controlroom.views import between_shapes as v


def red_light_view(s: RoomState) -> v.RedLightView | None:
    """Return the red light while it is on; a show that has ended has none."""
    light = s.red_light
    if light is None or s.status == "ended":
        return None
    return v.RedLightView(reason=light.reason, say=light.say, since_ms=light.since_ms)


def signals_view(s: RoomState) -> v.SignalsView:
    """Return the host's signals: those that wait first, then the last that were seen."""
    return v.SignalsView(signals=tuple(map(_signal, [*s.signals.waiting(), *s.signals.recent()])))


def _signal(signal: Signal) -> v.SignalView:
    return v.SignalView(
        id=signal.id, kind=signal.kind, since_ms=signal.since_ms, again_ms=signal.again_ms, times=signal.times,
        seen_ms=signal.seen_ms, line=signal.line, answer=signal.answer,
    )  # fmt: skip


def messages_view(s: RoomState, role: Role) -> v.MessagesView:
    """Return the messages that a role may know of, newest first."""
    return v.MessagesView(
        messages=tuple(
            v.MessageView(
                id=m.id, text=m.text, target=m.target, flash=m.flash, role=m.by, person=m.person, sent_ms=m.sent_ms,
                seen_ms=m.seen_ms, seen_by=m.seen_by, mine=m.is_for(role), screen=m.screen, name=m.name,
            )
            for m in s.messages.newest_first()
            if m.shows_to(role)
        )
    )  # fmt: skip


def draws_view(s: RoomState, names: Mapping[str, str]) -> v.DrawsView:
    """Return the draws, newest first.

    Args:
        names: Public nicknames by hashed user, as far as the role may see them.
    """
    return v.DrawsView(draws=tuple(_draw(draw, names) for draw in s.draws.newest_first()))


def _draw(draw: Draw, names: Mapping[str, str]) -> v.DrawView:
    rules = draw.rules
    return v.DrawView(
        id=draw.id, title=rules.title, source=rules.source, keyword=rules.keyword, match=rules.match, sku=rules.sku,
        prize=rules.prize, wanted=rules.winners, opened_ms=draw.opened_ms, until_ms=draw.until_ms,
        closed_ms=draw.closed_ms, state=draw.state, commitment=draw.commitment, entries=len(draw.entries),
        roll=draw.roll, seed=draw.seed, word=draw.word,
        winners=tuple(v.WinnerView(user=user, name=names.get(user)) for user in draw.winners),
    )  # fmt: skip
