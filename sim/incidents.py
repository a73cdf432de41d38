"""The incidents: what goes wrong in a simulated evening, when, how badly, and which alert that should raise by when.

Owns: every incident's instant, length and size, as data.
Law: code has no numbers of its own about an incident; a new one of a known kind is a new row. What is expected stands beside
it, so that whoever measures a room needs nothing else.
Must not know: how an incident is played, how a room finds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "stock_low", "sold_out", "oversold", "conversion_dip", "viewer_drop", "pay_rate_drop", "refund_spike", "negative_wave",
    "feed_silent", "stream_interrupted", "platform_warning", "price_differs",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One thing that goes wrong.

    Args:
        kind: What it is; of what is about a product, it is the one on air then.
        at_s: When it begins, seconds since the show's start. `for_s`: how long it lasts; 0: it is one fact.
        size: How badly: a share of what is usual that is left (`conversion_dip`, `pay_rate_drop`, `viewer_drop`), a share of
            the first level (`stock_low`), pieces too few (`oversold`), refunds or complaints a second, a price as a share of
            the price. Of the rest it says nothing.
        alert: The rule that should fire. `within_s`: by when, seconds after it began.
        also: Rules that may fire by its consequences, until `after_s` seconds after its end.
    """

    kind: Kind
    at_s: int
    alert: str
    within_s: int
    for_s: int = 0
    size: float = 0.0
    also: tuple[str, ...] = ()
    after_s: int = 420

    def during(self, show_s: int) -> bool:
        """Say whether it goes on in the show's second `show_s`."""
        return self.at_s <= show_s < self.at_s + self.for_s

    def explains(self, rule: str, show_s: int) -> bool:
        """Say whether an alert of `rule` that fires in the second `show_s` is its doing."""
        in_time = self.at_s <= show_s <= self.at_s + self.for_s + self.after_s
        return in_time and (rule == self.alert or rule in self.also)


EVENING: Final[tuple[Incident, ...]] = (
    Incident(kind="platform_warning", at_s=240, alert="platform_warning", within_s=1),
    Incident(kind="price_differs", at_s=340, for_s=90, size=0.9, alert="price_differs", within_s=12),
    Incident(
        kind="stock_low", at_s=600, for_s=20, size=0.08, alert="low_stock", within_s=1,
        also=("sold_out", "oversold", "runs_out_early"),
    ),
    Incident(kind="feed_silent", at_s=780, for_s=45, alert="feed_silent", within_s=20, also=("feed_lag", "conversion_dip")),
    Incident(kind="negative_wave", at_s=1020, for_s=90, size=2.0, alert="negative_wave", within_s=75, also=("unanswered",)),
    Incident(kind="stream_interrupted", at_s=1260, for_s=45, alert="stream_interrupted", within_s=1),
    Incident(kind="refund_spike", at_s=1500, for_s=30, size=1.5, alert="refund_spike", within_s=45),
    Incident(
        kind="sold_out", at_s=1740, for_s=45, alert="sold_out", within_s=1,
        also=("low_stock", "oversold", "runs_out_early", "conversion_dip"),
    ),
    Incident(
        kind="oversold", at_s=1930, for_s=45, size=25, alert="oversold", within_s=1,
        also=("low_stock", "sold_out", "runs_out_early", "conversion_dip"),
    ),
    Incident(
        kind="pay_rate_drop", at_s=2160, for_s=360, size=0.1, alert="pay_rate_drop", within_s=300,
        also=("conversion_dip", "gmv_behind"), after_s=600,
    ),
    Incident(
        kind="viewer_drop", at_s=2940, for_s=300, size=0.45, alert="viewer_drop", within_s=40,
        also=("online_surge", "conversion_dip", "gmv_behind"), after_s=900,
    ),
    Incident(
        kind="conversion_dip", at_s=3300, for_s=480, size=0.15, alert="conversion_dip", within_s=420,
        also=("gmv_behind",), after_s=900,
    ),
)  # fmt: skip
"""Twelve in an hour and a bit."""
