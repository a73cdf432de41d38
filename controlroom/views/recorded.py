"""How often a rule has fired as it stood: for those whose values were not kept, so that none can be tried.

Owns: the firings that a show's incidents tell.
Law: what was recorded, never what would have been: a rule that was changed meanwhile fired as it was then. Of a show with
more incidents than are kept the newest count.
Must not know: HTTP, HTML, where a past show comes from.
"""

from __future__ import annotations

from typing import Protocol

from controlroom.domain.alerts.casebook import Casebook
from controlroom.domain.alerts.rules import Rule
from controlroom.views.backtest import Firing, stretch
from controlroom.views.backtest import Show as Played


class Show(Played, Protocol):
    """What is read here of a show, running or past."""

    @property
    def casebook(self) -> Casebook:
        """Return its incidents."""
        ...


def recorded(s: Show, rule: Rule, last_ms: int | None) -> tuple[int, int, tuple[Firing, ...]] | None:
    """Return a stretch of a show (from, to) and when a rule fired in it.

    A question, of which nothing else is kept, is called by the words of its alert.

    Args:
        last_ms: Only the end of the show, so long; None: all of it.

    Returns:
        None: the show never was live.
    """
    span = stretch(s, last_ms)
    if span is None:
        return None
    from_ms, to_ms = span
    found = [
        Firing(one.first_ms, one.labels, one.severity, one.resolved_ms, one.text if rule.by == "question" else None)
        for one in (*s.casebook.recent, *s.casebook.open.values())
        if one.rule == rule.id and not one.blank and from_ms <= one.first_ms
    ]
    return from_ms, to_ms, tuple(sorted(found, key=lambda one: one.at_ms))
