"""The plan of a show, resolved: what is sold, in which order, from when.

Owns: the plan's structs as they stand in `show.opened`.
Law: a plan is complete and checked before it gets here (`planfile`); money is in minor units, instants in epoch ms.
Must not know: YAML, sheets, findings.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.alerts.rules import Rule
from controlroom.domain.titles import Goods, called

Text = str | dict[str, str]
"""Text as written in the plan: plain, or by language (`{"zh-CN": …, "en": …}`)."""

SegmentKind = Literal["opening", "product", "interaction", "flash_sale", "draw", "break", "closing"]
ProductRole = Literal["hero", "traffic", "profit", "premium", "filler"]
Priority = Literal["info", "push", "urgent"]
TimerKind = Literal["countdown", "countup", "until"]


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


HostNumber = Literal["online", "viewers", "orders_5m", "comments_1m", "likes", "target_progress"]
"""What a host's page may show of the figures."""

HOST_NUMBERS_MOST: Final = 3
USUAL_NUMBERS: Final[tuple[HostNumber, ...]] = ("online", "orders_5m")


class ShowPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The show itself: `starts_ms` and `ends_ms` (the slot's end) epoch ms, `target_gmv_minor` in `currency`.

    `host_numbers`: figures on the host's page; None: the usual ones.
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
    host_numbers: tuple[HostNumber, ...] | None = None

    def shown_to_host(self) -> tuple[HostNumber, ...]:
        """Return the figures on a host's page: those chosen, else the usual ones."""
        if self.host_numbers is not None:
            return self.host_numbers
        return ("online", "orders_5m", "target_progress") if self.target_gmv_minor is not None else USUAL_NUMBERS


class ProductPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product for sale. `safety`: pieces, already defaulted (10 % of the stock, rounded up); None: never low.

    `aliases`: other names that viewers use, and the platform's own number of it.
    """

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

    @property
    def titles(self) -> tuple[str, ...]:
        """Return its title in each language."""
        return (self.title,) if isinstance(self.title, str) else tuple(self.title.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Return what the plan calls it: its titles and its aliases."""
        return (*self.titles, *self.aliases)


class WhenPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What prompts a cue by itself: one condition.

    Args:
        left_ms: So much time is left, of `timer`, else of the segment.
        stock_below: Fewer pieces are left, of `sku`, else of the segment's product, else of the one being sold.
        kpi: Code of a tile whose value is above or below a threshold (millionths of the tile's value).
    """

    left_ms: int | None = None
    timer: str | None = None
    stock_below: int | None = None
    sku: str | None = None
    kpi: str | None = None
    above_millionths: int | None = None
    below_millionths: int | None = None


class CuePlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A prepared card for the host.

    Args:
        at_ms: In a segment: when it is prompted, ms after the segment's begin; negative: before it.
        expires_for_ms: How long it stays when nobody acknowledges it.
        rescue: It bridges a trouble: shown at once when the host asks to be rescued.
        announce: Words to be posted on the platform when it is shown.
    """

    id: str
    text: Text
    priority: Priority = "info"
    target: str | None = None
    offer: str | None = None
    rescue: bool = False
    when: WhenPlan | None = None
    expires_for_ms: int | None = None
    at_ms: int | None = None
    announce: Text | None = None


class TimerPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A clock of a segment. `start_ms`: starts by itself, ms after the segment's begin (negative: before it)."""

    id: str
    title: Text
    kind: TimerKind
    duration_for_ms: int | None = None
    until_ms: int | None = None
    start_ms: int | None = None
    offer: str | None = None
    warn_for_ms: int | None = None
    danger_for_ms: int | None = None


class TaskPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody does in good time.

    Args:
        id: As written, else made of its segment and title, with a colon in it.
        offset_for_ms: From the segment's begin, negative before it; None: only when a scene calls for it, or by hand.
        owner, approver, inform: Members of the team by id, or roles.
    """

    id: str
    title: Text
    offset_for_ms: int | None = None
    owner: str | None = None
    approver: str | None = None
    inform: tuple[str, ...] = ()
    sku: str | None = None


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
    cues: tuple[CuePlan, ...] = ()
    timers: tuple[TimerPlan, ...] = ()
    tasks: tuple[TaskPlan, ...] = ()


class OfferPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A gift or a price for the first `quota` orders, or for `lasts_for_ms`; with neither, until it is closed.

    `announce`: words to be posted on the platform when it is opened.
    """

    id: str
    sku: str
    title: Text
    gift: Text | None = None
    price_minor: int | None = None
    quota: int | None = None
    lasts_for_ms: int | None = None
    announce: Text | None = None


class ScenePlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Several things at one key. `key`: such as `F1`; the others name a product, an offer, a cue, a timer and tasks.

    `announce`: words to be posted on the platform when it is applied.
    """

    id: str
    title: Text
    key: str | None = None
    sku: str | None = None
    offer: str | None = None
    cue: str | None = None
    timer: str | None = None
    tasks: tuple[str, ...] = ()
    announce: Text | None = None


class Playbook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is done when something goes wrong: by whom (a member's id or a role), with which words or prepared cue."""

    owner: str | None = None
    steps: tuple[Text, ...] = ()
    say: Text | None = None
    cue: str | None = None


class FaqPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer, and the words of the questions that it is for. `sku`: of this product only."""

    ask: tuple[str, ...]
    answer: Text
    sku: str | None = None


class Plan(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, dict=True):
    """A whole plan.

    Args:
        rules: Complete rules: they replace the ready-made ones of the same id, or come besides them.
        kept: Sections that are carried, not yet read (JSON text by section name).
    """

    show: ShowPlan
    products: tuple[ProductPlan, ...] = ()
    segments: tuple[SegmentPlan, ...] = ()
    cues: tuple[CuePlan, ...] = ()
    offers: tuple[OfferPlan, ...] = ()
    scenes: tuple[ScenePlan, ...] = ()
    faq: tuple[FaqPlan, ...] = ()
    playbooks: dict[str, Playbook] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def product_names(self) -> tuple[str, ...]:
        """Return all that viewers call its products."""
        return tuple(self.called)

    @cached_property
    def called(self) -> dict[str, str]:
        """The skus of its products by all that viewers call them."""
        return called(Goods(one.sku, one.titles, one.aliases) for one in self.products)

    def product(self, sku: str) -> ProductPlan | None:
        """Return the product called `sku`, if the plan has it."""
        return self._by_sku.get(sku)

    @cached_property
    def _by_sku(self) -> dict[str, ProductPlan]:
        return {product.sku: product for product in reversed(self.products)}

    def offer(self, id_: str) -> OfferPlan | None:
        """Return the offer called `id_`, if the plan has it."""
        return next((o for o in self.offers if o.id == id_), None)

    def scene(self, id_: str) -> ScenePlan | None:
        """Return the scene called `id_`, if the plan has it."""
        return next((one for one in self.scenes if one.id == id_), None)
