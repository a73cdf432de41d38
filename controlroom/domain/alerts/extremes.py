"""Which labels of a column a rule with a plain line has to look at.

Owns: a column's values as whole millionths, and the furthest of them, for one evaluation; all rules on a metric share them.
Law: exact. Beside a whole line L a fraction x is above it where ceil(x) > L, and below where floor(x) < L. Whatever is left
out could neither begin nor change anything; what is not left out is still to be judged.
Must not know: how long a breach has to last, what becomes of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from controlroom.domain.alerts.readings import Column, Fraction, Value
from controlroom.domain.alerts.rules import MILLION, Label

_NEVER: Final = float("inf")


class _Seen:
    """One column beside lines on one side of it."""

    __slots__ = ("furthest", "mute", "wide")

    def __init__(self, column: Column, side: int) -> None:
        never = -side * _NEVER
        self.wide: dict[str, float] = {label: _wide(value, side, never) for label, value in column.items()}
        values = self.wide.values()
        self.furthest = max(values, default=never) if side > 0 else min(values, default=never)
        self.mute = never in values and any(value in ("nodata", "error") for value in column.values())


def _wide(value: Value, side: int, never: float) -> float:
    """Return a value in millionths, rounded away from the lines on this side; one that is not known is beyond none."""
    if type(value) is int:
        return value * MILLION
    if type(value) is Fraction:
        return -(-value.num * MILLION // value.den) if side > 0 else value.num * MILLION // value.den
    return never


class Extremes:
    """What was found of the columns that one evaluation has read."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[tuple[str, Label | None, int], _Seen | None] = {}

    def worth(
        self, column: Column, metric: str, by: Label | None, *, side: int, line: int, live: Collection[str], lenient: bool
    ) -> Iterable[str]:  # fmt: skip
        """Return the labels that are something already or may be beyond a line, in the column's order.

        Args:
            side: 1: the line is to be exceeded, −1: undercut. `line`: in millionths.
            live: Labels that are something already.
            lenient: A label of which nothing is known begins nothing.
        """
        if len(column) < 2:
            return column
        key = (metric, by, side)
        if key not in self._seen:
            self._seen[key] = None  # for a single rule a look at each label costs no more than this would
            return column
        seen = self._seen[key]
        if seen is None:
            seen = self._seen[key] = _Seen(column, side)
        if seen.mute and not lenient:
            return column
        above = side > 0
        near = seen.furthest > line if above else seen.furthest < line
        if not near:
            return [label for label in column if label in live] if live else ()
        if above:
            return [label for label, wide in seen.wide.items() if wide > line or label in live]
        return [label for label, wide in seen.wide.items() if wide < line or label in live]
