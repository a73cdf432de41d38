"""What a change is made of, as rows with bars on one zero line.

Owns: which rows "What changed" has, and the geometry of their bars.
Law: the rows of a division add up to the change in the title; they are ordered by size, and what is none is left out but
for the factors. Contributions, never causes.
Must not know: how they are reckoned (`domain.contributions`), HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

from controlroom.domain.orders import UNKNOWN_PRODUCT
from controlroom.domain.rundown import NO_SEGMENT
from controlroom.views.analysis import By, ChangedView

Division = Literal["factors", "product", "traffic", "segment"]
DIVISIONS: Final[tuple[Division, ...]] = ("factors", "product", "traffic", "segment")

_WITHOUT: Final[dict[tuple[By, str], str]] = {
    ("product", UNKNOWN_PRODUCT): "unknown_product",
    ("segment", NO_SEGMENT): "no_segment",
}
"""What is of no product or segment, by the catalog's key."""

BAR: Final = 96
"""Width of the bars' field, pixels."""


class Row(NamedTuple):
    """One bar. `name`: a catalog's key where `spoken`, else a name; `zero`, `x`, `width`: pixels; mix and rate: of parts."""

    code: str
    name: str
    spoken: bool
    was: float | None
    now: float | None
    change_minor: int
    mix_minor: int | None
    rate_minor: int | None
    zero: float = 0.0
    x: float = 0.0
    width: float = 0.0


def rows(view: ChangedView, by: Division, named: Callable[[str], str | None]) -> list[Row]:
    """Return the rows of a division, placed on one zero line.

    Args:
        view: What changed; divided by `by`.
        by: Which division.
        named: Returns the name of a product or segment; None: not known.
    """
    return _placed(_factors(view) if by == "factors" else _parts(view, by, named))


def _factors(view: ChangedView) -> list[Row]:
    return [Row(f.code, f"why.{f.code}", True, f.from_, f.to, f.contribution_minor, None, None) for f in view.factors]


def _parts(view: ChangedView, by: By, named: Callable[[str], str | None]) -> list[Row]:
    found = []
    for part in view.parts:
        if part.by != by:
            continue
        key = f"source.{part.key}" if by == "traffic" else _WITHOUT.get((by, part.key), "")
        found.append(
            Row(
                part.key, key or named(part.key) or part.key, bool(key), part.from_minor, part.to_minor,
                part.mix_minor + part.rate_minor, part.mix_minor, part.rate_minor,
            )
        )  # fmt: skip
    found.sort(key=lambda row: -abs(row.change_minor))
    volume = Row("volume", "why.volume", True, None, None, view.volume_minor.get(by, 0), None, None)
    return [row for row in (volume, *found) if row.change_minor or row.mix_minor or row.rate_minor]


def _placed(found: Sequence[Row]) -> list[Row]:
    least = min((row.change_minor for row in found), default=0)
    most = max((row.change_minor for row in found), default=0)
    low, high = min(0, least), max(0, most)
    scale = (BAR - 2) / (high - low or 1)
    zero = 1 - low * scale if high > low else BAR / 2
    return [
        row._replace(
            zero=round(zero, 1),
            x=round(zero + min(0, row.change_minor) * scale, 1),
            width=round(abs(row.change_minor) * scale, 1),
        )
        for row in found
    ]
