"""Which rules have something to say of one product's stock: at a thousand orders a second most have not.

Owns: a show's rules over stock, with the line of each for every safety line that there is.
Law: exact: a rule is left out only where it could neither begin nor change anything. Rules keep their order.
Must not know: what becomes of a breach, any other metric.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from controlroom.domain.alerts.evaluate import Watched
from controlroom.domain.alerts.readings import Column
from controlroom.domain.alerts.rules import MILLION, Label, Limit
from controlroom.domain.stock import Shelf
from controlroom.room.rule_levels import STOCK

_NEVER: Final = float("inf")


class _Lines(NamedTuple):
    """The rules' lines in millionths for one safety line: beyond `least` of a metric, or under `most`, one is breached.

    Args:
        of: (rule, metric, side, line) in order; a line is infinite where nothing breaches it, None where it is reckoned.
    """

    of: tuple[tuple[Watched, str, int, float | None], ...]
    least: dict[str, float]
    most: dict[str, float]


class ShelfRules:
    """A show's rules over stock."""

    def __init__(self, rules: tuple[Watched, ...]) -> None:
        self._rules = rules
        self._metrics = tuple(dict.fromkeys(one.metric for one in rules))
        self._lines: dict[int | None, _Lines] = {}

    def of(self, shelf: Shelf, about: Collection[str]) -> Sequence[Watched]:
        """Return the rules that are to be evaluated over a product.

        Args:
            about: Ids of the rules that have something to say of it already.
        """
        lines = self._lines.get(shelf.safety)
        if lines is None:
            lines = self._lines[shelf.safety] = self._drawn(shelf.safety)
        told: dict[str, int] = {}
        near = bool(about)
        for metric in self._metrics:
            value = STOCK[metric](shelf)
            if type(value) is not int:
                return self._rules
            told[metric] = wide = value * MILLION
            near = near or not lines.most[metric] <= wide <= lines.least[metric]
        if not near:
            return ()
        return [
            one
            for one, metric, side, line in lines.of
            if line is None or (told[metric] - line) * side > 0 or one.rule.id in about
        ]

    def _drawn(self, safety: int | None) -> _Lines:
        of = tuple((one, one.metric, one.side, _line(one.fire, one.side, safety)) for one in self._rules)
        least = dict.fromkeys(self._metrics, _NEVER)
        most = dict.fromkeys(self._metrics, -_NEVER)
        for _, metric, side, line in of:
            if side > 0:
                least[metric] = min(least[metric], -_NEVER if line is None else line)
            else:
                most[metric] = max(most[metric], _NEVER if line is None else line)
        return _Lines(of, least, most)


def _line(limit: Limit, side: int, safety: int | None) -> float | None:
    if limit.value_millionths is not None:
        return limit.value_millionths
    if limit.field != "safety":
        return None
    return safety * limit.times_millionths if safety is not None else side * _NEVER


class OneShelf:
    """The levels of one product, as rules read them."""

    def __init__(self, sku: str, shelf: Shelf) -> None:
        self._sku, self._shelf = sku, shelf

    def column(self, name: str, by: Label | None) -> Column | None:
        """Return a level of the product; other metrics are not looked at here."""
        of = STOCK.get(name)
        return {self._sku: of(self._shelf)} if of is not None and by == "sku" else None
