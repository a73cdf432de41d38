"""What to show next of what is left, and what to order more of.

Owns: the proposed order of products, and the quantity to restock.
Law: a proposal, never an act; made of whole numbers that anybody can check, and the same numbers give the same order.
Little airtime says little: a product's GMV per minute on air is drawn to the show's own by PRIOR_MIN minutes of it.
Must not know: pages, roles, what time it is beyond what it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from controlroom.views.shapes import KpiView, ProgramView, RundownView, SegmentView, StockView

PRIOR_MIN: Final = 3
"""As many minutes of the show's mean are put to every product's own."""

SHOWING_MIN: Final = 5
"""A showing is taken to last so long: no product sells more in it than it has."""

RESTOCK_OVER: Final = Fraction(115, 100)
"""Stock should be 10–20 % above the sales expected (METRICS.md section 2)."""

RESTOCK_STEP: Final = 10


class Candidate(Struct, frozen=True, kw_only=True):
    """A product that could be shown. `available` None: not known; `price_minor` None: not known."""

    sku: str
    gmv_minor: int
    on_air_s: int
    available: int | None
    price_minor: int | None


class Proposed(Struct, frozen=True, kw_only=True):
    """A product in the proposed order. `per_min_minor`: expected GMV a minute on air; `again`: it was on air before."""

    sku: str
    per_min_minor: int
    again: bool


def propose(candidates: Sequence[Candidate], on_air: str | None) -> tuple[Proposed, ...]:
    """Return the products worth showing, the best first.

    Expected GMV a minute = (GMV + PRIOR_MIN × the show's mean) ÷ (minutes on air + PRIOR_MIN), at most what its stock brings
    in a showing. Only what has stock (or may have), not what is on air; what was shown before, only when it is expected
    to bring no less than the show's mean.

    Args:
        candidates: In the plan's order, which decides between equals.
        on_air: The product being sold now.
    """
    mean = _mean(candidates)
    found: list[tuple[Fraction, bool, Candidate]] = []
    for c in candidates:
        if c.sku == on_air or (c.available is not None and c.available <= 0):
            continue
        expected, again = _expected(c, mean), c.on_air_s > 0
        if not again or expected >= mean:
            found.append((expected, again, c))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(Proposed(sku=c.sku, per_min_minor=round(expected), again=again) for expected, again, c in found)


def _expected(c: Candidate, mean: Fraction) -> Fraction:
    expected = (c.gmv_minor + PRIOR_MIN * mean) / (Fraction(c.on_air_s, 60) + PRIOR_MIN)
    if c.available is None or c.price_minor is None:
        return expected
    return min(expected, Fraction(c.available * c.price_minor, SHOWING_MIN))


def lineup(kpi: KpiView, stock: StockView, program: ProgramView | None, rundown: RundownView) -> tuple[Proposed, ...]:
    """Return the proposed order of what is left; empty after the last segment, and without any stock or product.

    Args:
        kpi: Its products' `gmv_minor` and `on_air_s`.
        stock: The products, in the plan's order.
        program: What is on air.
        rundown: A rundown whose segments are all over leaves nothing to be shown.
    """
    if rundown.segments and all(segment.state in ("done", "skipped") for segment in rundown.segments):
        return ()
    return propose(_candidates(kpi, stock), program.sku if program is not None else None)


def per_minute(kpi: KpiView, stock: StockView) -> dict[str, int]:
    """Return each product's expected GMV a minute on air, in minor units; one that is sold out brings nothing."""
    candidates = _candidates(kpi, stock)
    mean = _mean(candidates)
    return {c.sku: max(0, round(_expected(c, mean))) for c in candidates}


def pieces_left(listed: int | None, available: int | None) -> int | None:
    """Return what is said to be left of a product; None: nobody knows.

    Args:
        listed: What the platform still offers: buyers see this number.
        available: What the store's own stock still has.
    """
    return available if listed is None else listed


def _candidates(kpi: KpiView, stock: StockView) -> list[Candidate]:
    return [
        Candidate(
            sku=sku,
            gmv_minor=_whole(kpi, sku, "gmv_minor"),
            on_air_s=_whole(kpi, sku, "on_air_s"),
            available=pieces_left(item.listed, item.available if item.on_hand is not None else None),
            price_minor=item.price_minor,
        )
        for sku, item in stock.products.items()
    ]


def _mean(candidates: Sequence[Candidate]) -> Fraction:
    """Return the show's GMV a minute. Without airtime there is none, and what sells by itself comes first."""
    seconds = sum(c.on_air_s for c in candidates)
    return Fraction(60 * sum(c.gmv_minor for c in candidates if c.on_air_s), seconds) if seconds else Fraction(0)


def _whole(kpi: KpiView, sku: str, code: str) -> int:
    tile = kpi.products.get(sku, {}).get(code)
    return round(tile.value) if tile is not None and tile.value is not None else 0


def air_left_ms(segments: Iterable[SegmentView], due_ms: int | None, now_ms: int) -> dict[str, int]:
    """Return how long each product will still be on air by the plan.

    Args:
        segments: The rundown's.
        due_ms: When the segment on air ends by its plan.
        now_ms: The instant to reckon from.
    """
    left: dict[str, int] = {}
    for segment in segments:
        if segment.sku is None or segment.state in ("done", "skipped"):
            continue
        rest = segment.planned_for_ms if segment.state != "on_air" else max(0, (due_ms or now_ms) - now_ms)
        left[segment.sku] = left.get(segment.sku, 0) + rest
    return left


def restock(available: int | None, rate_per_min: float | None, air_left_ms: int) -> int | None:
    """Return how many pieces to order more of, in steps of ten; None: enough, or nobody knows.

    Args:
        available: Pieces left.
        rate_per_min: Pieces sold a minute lately.
        air_left_ms: How long the product will still be on air (`air_left_ms`).
    """
    if available is None or not rate_per_min:
        return None
    wanted = RESTOCK_OVER * Fraction(rate_per_min).limit_denominator(1000) * air_left_ms / 60_000
    lacking = wanted - available
    return -int(-lacking // RESTOCK_STEP) * RESTOCK_STEP if lacking > 0 else None
