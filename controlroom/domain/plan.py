"""The plan of a show, resolved: what is sold, in which order, from when.

Owns: the plan's structs as they stand in `show.opened`.
Law: a plan is complete and checked before it gets here (`planfile`); money is in minor units, instants in epoch ms.
Must not know: YAML, sheets, findings.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Text = str | dict[str, str]
"""Text as written in the plan: plain, or by language (`{"zh-CN": …, "en": …}`)."""

SegmentKind = Literal["opening", "product", "interaction", "flash_sale", "draw", "break", "closing"]
ProductRole = Literal["hero", "traffic", "profit", "premium", "filler"]


def plain(text: Text, lang: str) -> str:
    """Return `text` in `lang`, else in the first language it was written in."""
    if isinstance(text, str):
        return text
    found = text.get(lang)
    return found if found is not None else next(iter(text.values()), "")


class Person(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the team."""

    id: str
    name: str
    role: str


class ShowPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The show itself: `starts_ms` and `ends_ms` (the slot's end) epoch ms, `target_gmv_minor` in `currency`.

    `bands`: [low, high] by KPI code in millionths, high None: no upper end. `staff_accounts`: as hashed users in a show.
    """

    title: Text
    room: str
    timezone: str
    currency: str
    starts_ms: int
    ends_ms: int | None = None
    category: str | None = None
    target_gmv_minor: int | None = None
    team: tuple[Person, ...] = ()
    staff_accounts: tuple[str, ...] = ()
    bands: dict[str, tuple[int, int | None]] = field(default_factory=dict)


class ProductPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product for sale. `safety`: pieces, already defaulted (10 % of the stock, rounded up); None: never low."""

    sku: str
    title: Text
    price_minor: int
    link: int | None = None
    aliases: tuple[str, ...] = ()
    list_price_minor: int | None = None
    cost_minor: int | None = None
    stock: int | None = None
    safety: int | None = None
    expected_units: int | None = None
    target_gmv_minor: int | None = None
    role: ProductRole | None = None
    points: tuple[Text, ...] = ()
    gifts: tuple[Text, ...] = ()
    instead: str | None = None
    ships_within: str | None = None
    presale: bool = False


class SegmentPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the rundown, `planned_for_ms` long. `starts_ms`: it does not start before that instant."""

    id: str
    title: Text
    planned_for_ms: int
    kind: SegmentKind
    sku: str | None = None
    host: str | None = None
    target_gmv_minor: int | None = None
    script: str | None = None
    starts_ms: int | None = None


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A whole plan. `kept`: sections that are carried, not yet read (JSON text by section name)."""

    show: ShowPlan
    products: tuple[ProductPlan, ...] = ()
    segments: tuple[SegmentPlan, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)

    def product(self, sku: str) -> ProductPlan | None:
        """Return the product called `sku`, if the plan has it."""
        return next((p for p in self.products if p.sku == sku), None)
