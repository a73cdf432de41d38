"""How old what a figure is made of is: the newest fact of each type that it rests on.

Owns: which types of facts a KPI is made of besides those without which it is unknown or stands still.
Law: an instant is when a feed's fact came in; what people typed, and what never came, has none.
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.audience import Audience
from controlroom.room.state import RoomState
from controlroom.views.stale import STANDS_ON, stands_on

_ALSO: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("spend_minor", "ads_minor", "roi", "ad_return", "profit_minor"), ("spend",)),
    "sell_through": ("stock", "stock_change"),
}
_LIKE: Final = {"online_peak": "online"}
"""What is made of the same facts as another."""


def made_of(base: str, audience: Audience) -> tuple[str, ...]:
    """Return the types of facts of which a show's KPI (its code without the window) is made."""
    base = _LIKE.get(base, base)
    return (*(kind for kind in STANDS_ON if base in stands_on(kind, audience)), *_ALSO.get(base, ()))


def newest(s: RoomState, base: str) -> tuple[tuple[str, int], ...]:
    """Return the types of facts that a KPI is made of and that came, each with the instant of its newest (epoch ms)."""
    sources = s.observed.sources.values()
    came = {
        kind: max((source.last[kind] for source in sources if kind in source.last), default=None)
        for kind in made_of(base, s.tally.audience)
    }
    return tuple((kind, at_ms) for kind, at_ms in came.items() if at_ms is not None)
