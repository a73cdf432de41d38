"""What the plan expects to have sold by when.

Owns: how targets of the show, of products and of segments become one amount per segment, and what is expected by now.
Law: a segment's own target comes first, then its product's, shared over the product's segments by planned length, then
what the show's target leaves, shared likewise over the others but breaks. Amounts are whole minor units and add up
exactly; time within a segment counts evenly.
Must not know: what was sold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from controlroom.domain.plan import SegmentPlan


def spread(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share an amount by weights, so that the parts add up exactly; weights of zero alone share evenly."""
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    whole, before, parts = sum(weights.values()), 0, {}
    for key, weight in weights.items():
        parts[key] = amount * (before + weight) // whole - amount * before // whole
        before += weight
    return parts


def by_segment(
    segments: Sequence[SegmentPlan], products: Mapping[str, int], show_minor: int | None
) -> tuple[dict[str, int], dict[str, int]]:
    """Return each segment's amount in minor units: (those with a target of their own or their product's, all).

    Args:
        segments: The rundown.
        products: Targets by sku, minor units.
        show_minor: The show's target; None: it has none.
    """
    told = {s.id: s.target_gmv_minor for s in segments if s.target_gmv_minor is not None}
    for sku, target in products.items():
        mine = [s for s in segments if s.sku == sku]
        left = max(0, target - sum(told[s.id] for s in mine if s.id in told))
        told |= spread(left, {s.id: s.planned_for_ms for s in mine if s.id not in told})
    rest = max(0, (show_minor or 0) - sum(told.values()))
    open_ = {s.id: s.planned_for_ms for s in segments if s.id not in told and s.kind != "break"}
    if not open_:  # every segment has its target, and the show's is higher still
        open_ = {s.id: s.planned_for_ms for s in segments}
    whole = dict(told)
    for id_, minor in (spread(rest, open_) if rest and open_ else {}).items():
        whole[id_] = whole.get(id_, 0) + minor
    return told, whole


def expected(segments: Sequence[SegmentPlan], amounts: Mapping[str, int], elapsed_ms: int) -> dict[str, int]:
    """Return what each segment with an amount is expected to have sold when so much of the plan's time has passed.

    Args:
        segments: The whole rundown, in its order.
        amounts: Minor units by segment.
        elapsed_ms: Since the show's start.
    """
    found, begins_ms = {}, 0
    for segment in segments:
        passed = min(max(elapsed_ms - begins_ms, 0), segment.planned_for_ms)
        if segment.id in amounts:
            length_ms = segment.planned_for_ms
            whole = elapsed_ms >= begins_ms and not length_ms
            amount = amounts[segment.id]
            found[segment.id] = (amount if whole else 0) if not length_ms else amount * passed // length_ms
        begins_ms += segment.planned_for_ms
    return found
