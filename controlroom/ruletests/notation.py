"""The notation of a test's series: `75 85 70x1 10+5x3 _ _x2 stale`.

Owns: how a series' values and its name with labels are written.
Law: numbers are read exactly (`Decimal`); what cannot be read is told with the word it is and what to write instead.
Must not know: rules, rooms, files.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple

MAX_STEPS: Final = 10_000
"""More values than a show has seconds are a slip of the keyboard."""

_NUMBER: Final = r"[+-]?(?:\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})(?:[eE][+-]?\d{1,2})?"
_ITEM: Final = re.compile(
    rf"(?P<start>{_NUMBER})(?:(?P<by>[+-](?:\d{{1,15}}(?:\.\d{{1,9}})?|\.\d{{1,9}})(?:[eE][+-]?\d{{1,2}})?)?x(?P<times>\d{{1,6}}))?",
    re.ASCII,
)
_MISSING: Final = re.compile(r"_(?:x(?P<times>\d{1,6}))?", re.ASCII)
_BRACES: Final = r"\s*(?:\{(?P<labels>.*)\})?\s*"
_NAME: Final = re.compile(rf"\s*(?P<metric>[A-Za-z_][\w.]*){_BRACES}", re.ASCII | re.DOTALL)
_RULE: Final = re.compile(rf"\s*(?P<metric>[\w.-]+){_BRACES}", re.DOTALL)
_LABEL: Final = re.compile(
    r"""\s*(?P<key>[A-Za-z_]\w*)\s*=\s*(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)')\s*(?P<more>,|$)"""
)


class Hole(Enum):
    """What stands where there is no number. `MISSING`: no data; `GONE`: the series itself is gone."""

    MISSING = "_"
    GONE = "stale"


Step = Decimal | Hole


class NotSo(ValueError):
    """A series is not written so; the message says what is wrong and the mend."""


class Named(NamedTuple):
    """What a series is called: a metric, and labels in the order of their names."""

    metric: str
    labels: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return the name as it is written: `stock.available{sku="A1"}`."""
        return self.metric + labels_text(dict(self.labels))


def labels_text(labels: dict[str, str]) -> str:
    """Return labels as they are written after a name, nothing when there are none."""
    pairs = ",".join(f'{key}="{_quoted(text)}"' for key, text in sorted(labels.items()))
    return f"{{{pairs}}}" if pairs else ""


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def read_name(text: str) -> Named:
    """Return what `stock.available{sku="A1"}` names.

    Raises:
        NotSo: It is no name of a series.
    """
    found = _NAME.fullmatch(text)
    if found is None:
        raise NotSo(f"'{text}' names no series: write it as online or stock.available{{sku=\"A1\"}}.")
    return _named(found, text)


def read_rule(text: str) -> Named:
    """Return which of a rule's instances `low_stock{sku="A1"}` names; a rule's id stands in the place of the metric.

    Raises:
        NotSo: It is no id of a rule.
    """
    found = _RULE.fullmatch(text)
    if found is None:
        raise NotSo(f"'{text}' names no rule: write its id, such as low_stock or low_stock{{sku=\"A1\"}}.")
    return _named(found, text)


def _named(found: re.Match[str], text: str) -> Named:
    labels: dict[str, str] = {}
    rest = found["labels"] or ""
    while rest.strip():
        label = _LABEL.match(rest)
        if label is None:
            raise NotSo(f"'{rest.strip()}' is no label: write {{sku=\"A1\"}}, several with a comma between them.")
        if label["key"] in labels:
            raise NotSo(f"The label {label['key']} stands twice in '{text}': keep one.")
        raw = label["double"] if label["double"] is not None else label["single"]
        labels[label["key"]] = re.sub(r"\\(.)", r"\1", raw)
        rest = rest[label.end() :]
    return Named(found["metric"], tuple(sorted(labels.items())))


def read_values(text: str) -> list[Step]:
    """Return the values of a series, one a step.

    `a+bxn` and `a-bxn` are a and n further values, each b more or less; `axn` is a and n further a; `_` is no data and
    `_xn` that n times; `stale` is the series gone.

    Raises:
        NotSo: A word is none of these, or they are too many.
    """
    steps: list[Step] = []
    for item in text.split():
        steps.extend(_item(item))
        if len(steps) > MAX_STEPS:
            raise NotSo(f"The series has more than {MAX_STEPS:,} values: shorten it at '{item}'.")
    if not steps:
        raise NotSo("The series is empty: write its values, such as 75 85 70x3.")
    return steps


def _item(item: str) -> list[Step]:
    if item == "stale":
        return [Hole.GONE]
    if (hole := _MISSING.fullmatch(item)) is not None:
        return [Hole.MISSING] * min(int(hole["times"] or 1), MAX_STEPS + 1)
    found = _ITEM.fullmatch(item)
    if found is None:
        raise NotSo(f"'{item}' is no value: write a number, 1+2x3, 1-2x3, 5x3, _ (no data), _x3 or stale.")
    start, by, times = Decimal(found["start"]), Decimal(found["by"] or 0), min(int(found["times"] or 0), MAX_STEPS)
    return [start + by * n for n in range(times + 1)]
