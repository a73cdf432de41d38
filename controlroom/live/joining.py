"""The platform's names of products become the plan's: its own product id, or an exact title, stands for the plan's sku.

Owns: which names the plan gives its products beside their skus, and the change in facts that use one.
Law: a sku of the plan is never taken for another's name; a name that two products have joins neither. What the plan does not
know stays as it was told.
Must not know: platforms, the fold.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import force_setattr, replace

from controlroom.domain.events import EVENT_TYPES, Fact, Line, OrderStep
from controlroom.domain.plan import Plan

_WITH_SKU: Final = frozenset(kind for kind in EVENT_TYPES if "sku" in kind.__struct_fields__)
NAMING: Final = _WITH_SKU | {OrderStep}
"""Facts that may name a product."""


def join(fact: Fact, skus: Mapping[str, str]) -> None:
    """Write the plan's skus into a fact of `NAMING` that nobody else has seen yet."""
    if type(fact) is OrderStep:
        if any(line.sku in skus or line.title is not None for line in fact.lines or ()):
            joined = tuple(replace(line, sku=_sku_of(line, skus), title=None) for line in fact.lines or ())
            force_setattr(fact, "lines", joined)
    elif fact.sku in skus:  # type: ignore[attr-defined]
        force_setattr(fact, "sku", skus[fact.sku])  # type: ignore[attr-defined]


def _sku_of(line: Line, skus: Mapping[str, str]) -> str:
    """Return what a line is of: its own name goes before its title."""
    if line.title is None or line.sku in skus or line.sku in skus.values():
        return skus.get(line.sku, line.sku)
    return skus.get(line.title, line.sku)


def skus_of(plan: Plan | None) -> dict[str, str]:
    """Return a plan's skus by its products' other names."""
    if plan is None:
        return {}
    taken = {product.sku for product in plan.products}
    found: dict[str, str] = {}
    for product in plan.products:
        for name in set(product.names) - {product.sku}:
            if name in taken:
                found.pop(name, None)
            else:
                found[name] = product.sku
            taken.add(name)
    return found
