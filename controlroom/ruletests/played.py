"""The series of a test as rules read them.

Owns: which value a series has at an instant, and how it becomes what an evaluation compares.
Law: a value holds until the next step, the last one for good; numbers stay exact. What no series tells is read where a
show reads it.
Must not know: rules, instances, files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from controlroom.domain.alerts.readings import Column, Fraction, Readings, Value
from controlroom.domain.alerts.rules import Label
from controlroom.ruletests.notation import Hole, Named, Step

SAMPLES: Final = ".den"
"""What a series of samples is called after: `pay_rate_5m.den` beside `pay_rate_5m`."""

Series = Mapping[Named, Sequence[Step]]


class Played:
    """Some series, at an instant.

    Args:
        interval_ms: From one step to the next.
        else_: Where everything else is read.
        still: Metrics that say nothing now, as no step of theirs is due.
    """

    def __init__(
        self, series: Series, interval_ms: int, at_ms: int, else_: Readings, still: Collection[str] = ()
    ) -> None:
        self._series = series
        self._step = at_ms // interval_ms
        self._else = else_
        self._still = still
        self._told = {(name.metric, label_of(name)[0]) for name in series}

    def column(self, metric: str, by: Label | None) -> Column | None:
        """Return a metric's values; None: there is no such metric by this label."""
        if (metric, by) not in self._told:
            return self._else.column(metric, by)
        found: dict[str, Value] = {}
        if metric in self._still:
            return found
        for name, steps in self._series.items():
            label, text = label_of(name)
            if name.metric == metric and label == by:
                step = self._at(steps)
                if step is not Hole.GONE:
                    found[text] = self._value(name, step)
        return found

    def _at(self, steps: Sequence[Step]) -> Step:
        return steps[min(self._step, len(steps) - 1)]

    def _value(self, name: Named, step: Step) -> Value:
        if isinstance(step, Hole):
            return "nodata"
        num, den = step.as_integer_ratio()
        beside = self._series.get(Named(name.metric + SAMPLES, name.labels))
        samples = self._at(beside) if beside is not None else None
        if samples is None:
            return num if den == 1 else Fraction(num, den)
        return Fraction(num, den, int(samples) if isinstance(samples, Decimal) else 0)


def label_of(name: Named) -> tuple[str | None, str]:
    """Return a series' label: its name (None: of the room) and its value."""
    return name.labels[0] if name.labels else (None, "")
