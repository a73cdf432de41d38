"""What the topics hold that go between people, or are drawn: the red light, signals, messages, draws.

Owns: their shapes, a part of `views.shapes`.
Law: as there: an unknown value is None, and nothing ticks.
Must not know: roles, HTML, the state's own structs.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.draws import DrawState
from controlroom.domain.lots import Match, Source
from controlroom.domain.plan import Text
from controlroom.domain.signals import SignalKind


class RedLightView(Struct, frozen=True, kw_only=True):
    """The red light while it is on. `reason`: a ready one's code, or own words; `say`: what the host says."""

    reason: str
    say: Text | None
    since_ms: int


class SignalView(Struct, frozen=True, kw_only=True):
    """A signal of the host.

    Args:
        since_ms: When it was first sent. `again_ms`: when last, `times`: how often. `seen_ms` None: it waits.
        line: The bridging line of a rescue. `answer`: what the controller answered with, on a card.
    """

    id: str
    kind: SignalKind
    since_ms: int
    again_ms: int
    times: int
    seen_ms: int | None
    line: Text | None
    answer: Text | None


class SignalsView(Struct, frozen=True, kw_only=True):
    """Topic `signals` (on the wire: the list itself): what waits, most urgent first, then the last that were seen."""

    signals: tuple[SignalView, ...]


class MessageView(Struct, frozen=True, kw_only=True):
    """A message to screens. `role`, `person`: who sent it; `mine`: it is for the reader; `seen_by`: the role that read it.

    `screen`: the one screen of the target's that shows it, by its tab; None: all of them. `name`: as that screen is called.
    """

    id: str
    text: str
    target: str
    flash: bool
    role: str
    person: str | None
    sent_ms: int
    seen_ms: int | None
    seen_by: str | None
    mine: bool
    screen: str | None = None
    name: str | None = None


class MessagesView(Struct, frozen=True, kw_only=True):
    """Topic `messages` (on the wire: the list itself), newest first."""

    messages: tuple[MessageView, ...]


class WinnerView(Struct, frozen=True, kw_only=True):
    """Who won: the hash that stands for a person (`order:…`: a buyer who is not known), the nickname where it is kept."""

    user: str
    name: str | None


class DrawView(Struct, frozen=True, kw_only=True):
    """One draw.

    Args:
        source: Who takes part (`platform`: the platform draws it). `wanted`: how many win. `entries`: how many take part.
        commitment: The hash of seed and rules, announced at the start. `seed`, `word`, `roll`, `winners`: once drawn.
        state: `over`: its time has passed, it waits to be drawn.
    """

    id: str
    title: str
    source: Source
    keyword: str | None
    match: Match
    sku: str | None
    prize: str | None
    wanted: int
    opened_ms: int
    until_ms: int | None
    closed_ms: int | None
    state: DrawState
    commitment: str | None
    entries: int
    roll: str | None
    seed: str | None
    word: str
    winners: tuple[WinnerView, ...]


class DrawsView(Struct, frozen=True, kw_only=True):
    """Topic `draws` (on the wire: the list itself), newest first."""

    draws: tuple[DrawView, ...]
