"""Whose words are told to who connects, or asks: one table.

Owns: which dialects there are, what of the show each carries, what carries it, and what nobody tells while it stands in.
Law: what a relay does not carry is not told through it. What only a platform (or its relay) could know, as who came, who watches,
is then told by nobody, and is unknown; what other systems know (the warehouse, the shop's own orders where the relay has none)
comes by the wire.
Must not know: sockets, who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from sim import bilibili, twitch, youtube
from sim.carriers import Carrier, Frame, Relay
from sim.douyinlive import CARRIED as DOUYINLIVE_CARRIED
from sim.douyinlive import DouyinLive
from sim.facts import Body, Fact
from sim.obalive import CARRIED as OBA_CARRIED
from sim.obalive import ObaLive
from sim.relay import RELAYED, Speaker


class Voice(Protocol):
    """Turns facts into frames, and into what a listener can know of them."""

    def carries(self, fact: Fact) -> bool:
        """Tell whether the relay tells this fact. Asked once for each, in the order in which they happen."""
        ...

    def frame(self, fact: Fact) -> Frame:
        """Return a fact's frame. The same fact again has the same message number."""
        ...

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame."""
        ...

    def end(self) -> Frame:
        """Return the frame that says that the broadcast is over; empty: it has none."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """A relay's, or a platform's, way of speaking.

    Args:
        voice: Makes the speaker of one evening, of a show in a currency.
        relayed: The types of facts of which it tells some or all.
        untold: The types that nobody tells while it stands in. Of relayed ones: what the voice does not carry.
        carrier: Makes what carries its words, at a port, with its interface at another where it has one.
    """

    voice: Callable[[str], Voice]
    relayed: frozenset[str]
    untold: frozenset[str]
    carrier: Callable[[int, int], Carrier] = lambda port, _: Relay(port)


_SEEN_BY_PLATFORM: Final = frozenset({"leave", "audience", "share", "gift", "impression", "click"})

DIALECTS: Final[Mapping[str, Dialect]] = {
    "ape": Dialect(lambda _: Speaker("ape"), RELAYED, frozenset({"leave"})),
    "wushuaihua": Dialect(lambda _: Speaker("wushuaihua"), RELAYED, frozenset({"leave"})),
    "douyinlive": Dialect(lambda _: DouyinLive(), DOUYINLIVE_CARRIED, frozenset({"leave"})),
    "oba": Dialect(lambda _: ObaLive(), OBA_CARRIED, _SEEN_BY_PLATFORM | {"order"}),
    "bilibili": Dialect(
        lambda _: bilibili.Bilibili(), bilibili.CARRIED, bilibili.UNTOLD,
        lambda port, interface: bilibili.Door().session(port, interface),
    ),
    "twitch": Dialect(
        lambda _: twitch.Twitch(), twitch.CARRIED, twitch.UNTOLD,
        lambda port, interface: twitch.Door().session(port, interface),
    ),
    "youtube": Dialect(youtube.YouTube, youtube.CARRIED, youtube.UNTOLD, youtube.pages),
}  # fmt: skip

IN_YUAN: Final = frozenset({"ape", "wushuaihua", "douyinlive", "bilibili"})
"""Dialects that tell in yuan what gifts are worth, whatever the show counts in."""

VIA: Final[Mapping[str, str]] = {
    "douyin": "ape", **{name: name for name in ("douyinlive", "oba", "bilibili", "twitch", "youtube")},
}  # fmt: skip
"""The dialect of each way that a rehearsal can be asked to take."""
