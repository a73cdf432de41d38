"""Another plan for the show that is open.

Owns: `plan.apply`.
Law: nothing that was edited, told or on air is overwritten (`room.planning`), but for a rule of which the plan says another
thing than the one before it: that is a later change of the rule. It can be taken back until the rundown, a price, one of those
rules or the show itself has been changed since; the rules are then as they were just before it, edits included.
Must not know: files, versions.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.asking import Lexicon
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Plan, SegmentPlan, Text
from controlroom.domain.roles import Role
from controlroom.domain.stock import Shelf
from controlroom.domain.topics import Topic
from controlroom.room import alerting, planning
from controlroom.room.acts import ruling
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.answering import lexicon_of
from controlroom.room.state import RoomState

_SINCE: Final = ("show", "rundown", "order", "segment", "price", "stock", "offer")
"""Subjects of which a later change would be lost with the plan."""


class Planned(Struct):
    """The plan before, and all that was taken from it. `rules`: those that the new one changed, as they were."""

    seq: int
    plan: Plan | None
    timezone: str
    currency: str | None
    segments: tuple[SegmentPlan, ...]
    skipped: dict[str, None]
    prices: dict[str, int]
    targets: dict[str, int]
    expects: dict[str, int]
    staff: dict[str, None]
    unit_costs: dict[str, int]
    shelves: dict[str, Shelf]
    forbidden: dict[str, tuple[str, ...]]
    rules: tuple[ruling.Before, ...]


def _keep(s: RoomState, c: cmd.PlanApply, at: Place) -> Planned:
    shelves = {product.sku: s.shelves[product.sku] for product in c.plan.products if product.sku in s.shelves}
    return Planned(
        at.seq, s.plan, s.timezone, s.currency, s.rundown.segments, s.rundown.skipped, s.prices, s.targets, s.expects,
        s.tally.staff, s.tally.unit_costs, shelves, s.cues.forbidden,
        tuple(ruling.before(s, id_) for id_ in alerting.changes(s.plan, c.plan)),
    )  # fmt: skip


def _restore(s: RoomState, kept: Planned, at: Place) -> None:
    for rule in kept.rules:
        ruling.back(s, rule, at)
        s.subjects[ruling.subject(rule.id)] = at.seq
    if s.status == "planned" and s.plan is not None:
        for product in s.plan.products:  # what the plan alone told of a product that was unknown before
            shelf = s.shelves.get(product.sku)
            if product.sku not in kept.shelves and shelf is not None and _by_plan(shelf):
                del s.shelves[product.sku]
    s.comments.questions.learn(lexicon_of(kept.plan) if kept.plan is not None else Lexicon())
    s.plan, s.rundown.segments, s.rundown.skipped = kept.plan, kept.segments, kept.skipped
    s.timezone, s.currency, s.cues.forbidden = kept.timezone, kept.currency, kept.forbidden
    s.prices, s.targets, s.expects = kept.prices, kept.targets, kept.expects
    s.tally.staff, s.tally.unit_costs = kept.staff, kept.unit_costs
    for sku, shelf in kept.shelves.items():
        s.shelves[sku].safety = shelf.safety
        if s.status == "planned":  # nothing has been sold yet
            if s.shelves[sku].without is None:  # the time to take a level back may have passed meanwhile
                shelf.without = None
            s.shelves[sku] = shelf


def _by_plan(shelf: Shelf) -> bool:
    told = shelf.moves or shelf.places
    return shelf.listed is None and not told and (shelf.on_hand is None or shelf.on_hand.source == "")


def _gone(s: RoomState, kept: Planned) -> bool:
    ids = {segment.id for segment in kept.segments}
    since = (*_SINCE, *(ruling.subject(rule.id) for rule in kept.rules))
    return any(s.subjects.get(subject, 0) > kept.seq for subject in since) or not set(s.rundown.aired) <= ids


def _apply(s: RoomState, c: cmd.PlanApply, at: Place) -> None:
    for id_ in alerting.changes(s.plan, c.plan):
        s.subjects[ruling.subject(id_)] = at.seq
    planning.applied(s, c.plan, at.received_ms)


def _refuse(s: RoomState, c: cmd.PlanApply, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "ended":
        return no("show_ended", "the show has ended: open a new one with show.open")
    if s.plan is None and s.status == "live":
        return no("no_plan", "this show runs without a plan: the next one is opened with show.open")
    if c.plan.show.room != s.room:
        told = c.plan.show.room
        return no("plan_of_other_room", f"the plan is for room {told!r}, this is {s.room!r}", told)
    if s.plan is not None and c.plan.show.currency != s.plan.show.currency and s.status == "live":
        return no("other_currency", f"the show counts in {s.plan.show.currency}", c.plan.show.currency)
    if s.rundown.locked:
        return no("locked", "the rundown is locked: unlock it with show.lock first")
    return None


def _what(s: RoomState, c: cmd.PlanApply) -> Text:
    return c.plan.show.title


ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.PlanApply: Act(
        carry=_apply, refuse=_refuse, touches=frozenset(Topic), subject="plan", what=_what,
        undo=Undoing(Planned, _keep, _restore, _gone, why="plan_edited"),
    ),
}  # fmt: skip
