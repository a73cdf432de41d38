"""What a method reckons: the metric and the threshold it stands for.

Owns: one line per method, so that a form can edit its threshold like any other rule's; what is usual where nothing is known.
Law: a method is a comparison of a reckoned metric with a reckoned field; a rule's own `above`, `below` and `clear` replace
the method's.
Must not know: how a metric is read.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain.alerts.rules import MILLION, Limit, Method, NoData, Rule


class Reckons(Struct, frozen=True):
    """What a method compares."""

    metric: str
    above: Limit | None = None
    below: Limit | None = None


METHODS: Final[dict[Method, Reckons]] = {
    "conversion_dip": Reckons("dip.sure", above=Limit(field="threshold")),
    "viewer_drop": Reckons("online", below=Limit(field="online.usual", times_millionths=700_000)),
    "online_surge": Reckons("online", above=Limit(field="online.usual", times_millionths=1_500_000)),
    "pay_rate_drop": Reckons("pay_rate_5m.upper", below=Limit(field="pay_rate", times_millionths=800_000)),
    "refund_spike": Reckons("refunds_5m", above=Limit(field="refunds_5m.chance")),
    "negative_wave": Reckons("comments.negative_5m", above=Limit(field="wave")),
    "runs_out_early": Reckons("air.runs_out_lo_s", below=Limit(field="segment_left_s")),
    "feed_silent": Reckons("feed.silent_s", above=Limit(field="limit_s")),
}


class Line(Struct, frozen=True):
    """What is compared with what: `side` 1: breach above, −1: breach below."""

    metric: str
    side: int
    fire: Limit
    clear: Limit


_NEVER: Final = Limit(value_millionths=MILLION * MILLION * MILLION)


def line_of(rule: Rule) -> Line:
    """Return what a rule compares; a rule that names no threshold never fires."""
    reckons = METHODS[rule.method] if rule.method is not None else None
    metric = rule.metric or (reckons.metric if reckons is not None else "")
    above, below = rule.above, rule.below
    if above is None and below is None and reckons is not None:
        above, below = reckons.above, reckons.below
    if above is None and below is not None:
        return Line(metric, -1, below, rule.clear or below)
    return Line(metric, 1, above or _NEVER, rule.clear or above or _NEVER)


def no_data_of(rule: Rule) -> NoData:
    """Return what it means for a rule that nothing is known: stock stays as it was told last, else that is told."""
    if rule.no_data is not None:
        return rule.no_data
    return "keep_last" if line_of(rule).metric.startswith("stock.") else "nodata"
