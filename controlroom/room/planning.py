"""How a plan becomes part of the state: when a show is opened, and when it is applied to one that is open.

Owns: what the state takes from a plan.
Law: facts stay: what was counted, told and sold is never touched by a plan. An order keeps the prices it was counted at, and
whether it was counted apart (`domain.orders`): nothing is posted anew, so that no total falls, no window moves and no second
of the past says another thing than it did.
Must not know: files, versions, who applies it.
"""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan
from controlroom.domain.replanning import merged
from controlroom.domain.rundown import Rundown
from controlroom.domain.targets import by_segment
from controlroom.domain.windows import Reading
from controlroom.room import alerting, facts
from controlroom.room.answering import lexicon_of
from controlroom.room.state import RoomState


def opened_with(s: RoomState, plan: Plan, at_ms: int) -> None:
    """Take the plan that the show is opened with."""
    s.rundown = Rundown(segments=plan.segments)
    _take(s, plan)
    for product in plan.products:
        s.prices[product.sku] = product.price_minor
        _stock(s, product, at_ms)


def running(s: RoomState) -> Plan | None:
    """Return the plan as the show would run by it now: its segments as edited since, without those to be skipped."""
    if s.plan is None:
        return None
    return replace(s.plan, segments=tuple(one for one in s.rundown.segments if one.id not in s.rundown.skipped))


def merged_with(s: RoomState, plan: Plan) -> tuple[SegmentPlan, ...]:
    """Return the rundown as it would stand after a plan was applied."""
    base = s.plan.segments if s.plan is not None else ()
    live = s.rundown.segments
    passed = {segment.id for segment in live[: s.rundown.place(s.rundown.on_air) + 1]} | set(s.rundown.aired)
    return merged(base, live, plan.segments, passed)


def applied(s: RoomState, plan: Plan, at_ms: int) -> None:
    """Take another plan: what was edited since the show was opened stays, and what has been on air stays in its place.

    A price follows the plan; a level of stock does only where none is known, or before the start where nobody has told
    another than the plan did. Whose stock is watched follows it too.
    """
    before = s.plan
    if before is not None:
        s.pulled |= {product.sku: None for product in before.products if plan.product(product.sku) is None}
    s.rundown.segments = merged_with(s, plan)
    ids = {segment.id for segment in s.rundown.segments}
    for id_ in [id_ for id_ in s.rundown.skipped if id_ not in ids]:
        del s.rundown.skipped[id_]
    _take(s, plan)
    for product in plan.products:
        was = before.product(product.sku) if before is not None else None
        s.prices[product.sku] = product.price_minor
        shelf = facts.shelf(s, product.sku)
        told = shelf.warehouse
        by_plan = told is not None and told.source == "" and was is not None and told.value == was.stock
        if told is None or (s.status == "planned" and by_plan):
            _stock(s, product, at_ms)
        shelf.safety = product.safety
    alerting.applied(s, before, plan, at_ms)


def _take(s: RoomState, plan: Plan) -> None:
    s.plan = plan
    s.comments.questions.learn(lexicon_of(plan))
    s.timezone, s.currency = plan.show.timezone, plan.show.currency
    by_sku = {p.sku: p.target_gmv_minor for p in plan.products if p.target_gmv_minor is not None}
    s.targets, s.expects = by_segment(plan.segments, by_sku, plan.show.target_gmv_minor)
    s.tally.staff = dict.fromkeys(plan.show.staff_accounts)
    for product in plan.products:
        if product.cost_minor is not None:
            s.tally.unit_costs[product.sku] = product.cost_minor


def _stock(s: RoomState, product: ProductPlan, at_ms: int) -> None:
    shelf = facts.shelf(s, product.sku)
    shelf.safety = product.safety
    if product.stock is not None:
        shelf.level(Reading(at_ms, "", "", product.stock), None)
