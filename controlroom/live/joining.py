"""The platform's names of products become the plan's: its own product id, or an exact title, stands for the plan's sku.

Owns: which names the plan gives its products beside their skus, and the change in facts that use one.
Law: a sku of the plan is never taken for another's name; a name that two products have joins neither. What the plan does not
know stays as it was told.
Must not know: platforms, the fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import force_setattr, replace

from controlroom.domain.events import EVENT_TYPES, Fact, OrderStep
from controlroom.domain.plan import Plan, ProductPlan

_WITH_SKU: Final = frozenset(kind for kind in EVENT_TYPES if "sku" in kind.__struct_fields__)
_NO_NAMES: Final[Mapping[str, str]] = {}


class Names:
    """The names of the current plan's products, read anew when the plan changes."""

    def __init__(self) -> None:
        self._plan: Plan | None = None
        self._skus: Mapping[str, str] = _NO_NAMES

    def of(self, plan: Plan | None) -> Mapping[str, str]:
        """Return the plan's skus by its products' other names."""
        if plan is not self._plan:
            self._plan, self._skus = plan, _skus(plan) if plan is not None else _NO_NAMES
        return self._skus


def join(facts: Iterable[Fact], skus: Mapping[str, str]) -> None:
    """Write the plan's skus into facts that nobody else has seen yet."""
    for fact in facts:
        kind = type(fact)
        if kind is OrderStep:
            lines = fact.lines  # type: ignore[attr-defined]
            if lines and any(line.sku in skus for line in lines):
                joined = tuple(replace(line, sku=skus.get(line.sku, line.sku)) for line in lines)
                force_setattr(fact, "lines", joined)
        elif kind in _WITH_SKU and fact.sku in skus:  # type: ignore[attr-defined]
            force_setattr(fact, "sku", skus[fact.sku])  # type: ignore[attr-defined]


def _skus(plan: Plan) -> dict[str, str]:
    taken = {product.sku for product in plan.products}
    found: dict[str, str] = {}
    for product in plan.products:
        for name in set(_names(product)) - {product.sku}:
            if name in taken:
                found.pop(name, None)
            else:
                found[name] = product.sku
            taken.add(name)
    return found


def _names(product: ProductPlan) -> Iterator[str]:
    title = product.title
    yield from (title,) if isinstance(title, str) else title.values()
    yield from product.aliases
