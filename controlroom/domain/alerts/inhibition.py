"""What makes what needless: by what rules watch, whatever they are called.

Owns: ALERTS.md's three inhibitions, and which rules of a show they hold between.
Law: a rule never inhibits itself, nor one that watches the same as closely. What rests on a feed that is silent is found by
the kinds of facts that the feed brings; all else by the metric that is compared.
Must not know: instances, incidents, who is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import kpi_of
from controlroom.domain.alerts.rules import MILLION, Rule

STREAMED: Final = frozenset({
    "online", "online_peak", "online_avg", "viewers", "entered", "watch_s", "click_rate", "click_to_pay", "conversion_rate",
    "orders_per_viewer", "pay_rate", "orders", "paid_orders", "buyers", "units", "gmv_created_minor", "gmv_minor", "gpm_minor",
    "uv_value_minor", "gmv_per_min_minor", "target_pace", "interaction_rate", "online.usual", "dip.sure", "pay_rate_5m.upper",
})  # fmt: skip
"""What falls with the stream: who watches, and what they buy; KPIs by code, in any window."""

_STREAM: Final = "stream.interrupted"
_SILENT: Final = "feed.silent_s"
_LEFT: Final = "stock.available"
_SHORT: Final = frozenset({_LEFT, "stock.runs_out_lo_s", "air.runs_out_lo_s"})


class Inhibits(Struct, frozen=True):
    """Of a show's rules, by id.

    Args:
        by: Which others inhibit a rule; True: those of the same label alone.
        feeds: The rules that tell of a silent feed, which inhibit what rests on it.
        rules: All that inhibit another.
    """

    by: dict[str, tuple[tuple[str, bool], ...]]
    feeds: tuple[str, ...]
    rules: frozenset[str]


def inhibits(rules: Iterable[Rule]) -> Inhibits:
    """Return which of some rules make which others needless."""
    watched = [(rule, line_of(rule).metric) for rule in rules]
    streams = [rule.id for rule, metric in watched if metric == _STREAM]
    out = [rule.id for rule, _ in watched if _out(rule)]
    found: dict[str, tuple[tuple[str, bool], ...]] = {}
    for rule, metric in watched:
        if _streamed(metric):
            found[rule.id] = tuple((by, False) for by in streams)
        elif metric in _SHORT and rule.by == "sku" and not _out(rule):
            found[rule.id] = tuple((by, True) for by in out)
    feeds = tuple(rule.id for rule, metric in watched if metric == _SILENT)
    return Inhibits(found, feeds, frozenset(feeds).union(by for told in found.values() for by, _ in told))


def _streamed(metric: str) -> bool:
    told = kpi_of(metric)
    return (told[0].code if told is not None else metric) in STREAMED


def _out(rule: Rule) -> bool:
    """Tell whether a rule says that nothing is left of a product."""
    line = line_of(rule)
    told = line.fire.value_millionths
    return line.metric == _LEFT and rule.by == "sku" and line.side < 0 and told is not None and told <= MILLION
