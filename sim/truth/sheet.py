"""The plan's sheet of money: what goods cost, what is to be reached, and what is expected by when.

Owns: the reading of a show's first record, the targets of segments and of products as time passes.
Law: what the plan does not say is unknown. A segment's own target comes before its product's, that before its part of
the show's; parts are whole minor units and add up.
Must not know: what was sold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Slot:
    """A segment of the plan. `own`: its own target."""

    id: str
    length_ms: int
    sku: str | None = None
    own: int | None = None
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the plan says. `costs`, `targets`: minor units by sku; `target`: the show's."""

    costs: Mapping[str, int] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    target: int | None = None
    slots: tuple[Slot, ...] = ()

    def told(self) -> dict[str, int]:
        """Return the segments' own targets, and their parts of their products' targets."""
        amounts = {slot.id: slot.own for slot in self.slots if slot.own is not None}
        for sku, target in self.targets.items():
            mine = [slot for slot in self.slots if slot.sku == sku]
            left = target - sum(slot.own for slot in mine if slot.own is not None)
            amounts |= _divided(max(0, left), [slot for slot in mine if slot.own is None])
        return amounts

    def whole(self) -> dict[str, int]:
        """Return what each segment is to bring, with its part of what the show's target leaves."""
        amounts = self.told()
        left = (self.target or 0) - sum(amounts.values())
        if left <= 0:
            return amounts
        others = [slot for slot in self.slots if slot.id not in amounts and not slot.pause] or list(self.slots)
        for id_, minor in _divided(left, others).items():
            amounts[id_] = amounts.get(id_, 0) + minor
        return amounts

    def due(self, amounts: Mapping[str, int], passed_ms: int) -> dict[str, int]:
        """Return how much of each amount is expected when so much time has passed since the start."""
        begins, found = 0, {}
        for slot in self.slots:
            if slot.id in amounts:
                inside = max(0, min(passed_ms - begins, slot.length_ms))
                found[slot.id] = amounts[slot.id] * inside // slot.length_ms
            begins += slot.length_ms
        return found


def _divided(minor: int, slots: Sequence[Slot]) -> dict[str, int]:
    """Divide an amount by the segments' lengths: each gets what the lengths up to its end give beyond those before."""
    whole = sum(slot.length_ms for slot in slots)
    edges = [minor * sum(slot.length_ms for slot in slots[:n]) // whole for n in range(len(slots) + 1)] if whole else []
    return {slot.id: after - before for slot, before, after in zip(slots, edges, edges[1:], strict=False)}


def sheet_of(opened: Mapping[str, Any]) -> Sheet:
    """Read a show's first record; without a plan the sheet is empty."""
    plan = opened.get("plan") or {}
    products = plan.get("products") or ()
    return Sheet(
        costs={p["sku"]: p["cost_minor"] for p in products if p.get("cost_minor") is not None},
        targets={p["sku"]: p["target_gmv_minor"] for p in products if p.get("target_gmv_minor") is not None},
        target=(plan.get("show") or {}).get("target_gmv_minor"),
        slots=tuple(
            Slot(s["id"], s["planned_for_ms"], s.get("sku"), s.get("target_gmv_minor"), s["kind"] == "break")
            for s in plan.get("segments") or ()
        ),
    )
