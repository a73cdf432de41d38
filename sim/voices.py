"""Whose words the stand-in relay speaks: one table.

Owns: which dialects there are, what of the show each carries, and what nobody tells while it stands in.
Law: what a relay does not carry is not told through it. What only a platform's relay could know (who came, who watches) is then
told by nobody, and is unknown; what other systems know (the warehouse, the shop's own orders where the relay has none) comes
by the wire.
Must not know: sockets, who listens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

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

    def frame(self, fact: Fact) -> str:
        """Return a fact's frame. The same fact again has the same message number."""
        ...

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame."""
        ...

    def end(self) -> str:
        """Return the frame that says that the broadcast is over; empty: it has none."""
        ...


@dataclass(frozen=True, slots=True)
class Dialect:
    """A relay's way of speaking.

    Args:
        voice: Makes the speaker of one evening.
        relayed: The types of facts of which it tells some or all.
        untold: The types that nobody tells while it stands in. Of relayed ones: what the voice does not carry.
    """

    voice: Callable[[], Voice]
    relayed: frozenset[str]
    untold: frozenset[str]


_SEEN_BY_PLATFORM: Final = frozenset({"leave", "audience", "share", "gift", "impression", "click"})

DIALECTS: Final[Mapping[str, Dialect]] = {
    "ape": Dialect(lambda: Speaker("ape"), RELAYED, frozenset({"leave"})),
    "wushuaihua": Dialect(lambda: Speaker("wushuaihua"), RELAYED, frozenset({"leave"})),
    "douyinlive": Dialect(DouyinLive, DOUYINLIVE_CARRIED, frozenset({"leave"})),
    "oba": Dialect(ObaLive, OBA_CARRIED, _SEEN_BY_PLATFORM | {"order"}),
}

VIA: Final[Mapping[str, str]] = {"douyin": "ape", "douyinlive": "douyinlive", "oba": "oba"}
"""The dialect of each way that a rehearsal can be asked to take."""
