"""From a plan file's models to the plan: money in minor units, defaults filled in.

Owns: the safety line's default, the names of kept sections.
Law: only shape and references are errors here; whether a plan is a good one is the trade's question, asked elsewhere.
Must not know: YAML, JSON, pydantic's errors.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from controlroom.domain.plan import (
    HOST_NUMBERS_MOST,
    FaqPlan,
    HostNumber,
    OfferPlan,
    Person,
    Plan,
    Playbook,
    ProductPlan,
    ScenePlan,
    SegmentPlan,
    ShowPlan,
)
from controlroom.domain.units import exponent, millionths, to_minor
from controlroom.planfile import sections
from controlroom.planfile.kept import json_text, warn_of_traps
from controlroom.planfile.models import (
    KEPT_SECTIONS,
    Bands,
    PlanFile,
    Product,
    Range,
    Segment,
    Show,
)
from controlroom.planfile.references import check_references
from controlroom.planfile.resolve_cards import cue_plan, timer_plan
from controlroom.planfile.resolve_rules import resolve_rules
from controlroom.planfile.resolve_tasks import resolve_tasks
from controlroom.planfile.sections import Offer, Scene
from controlroom.planfile.tree import Path, Tree, Value

SAFETY_SHARE: Final = 10
"""A safety line that is not given is a tenth of the stock, rounded up."""


def resolve(file: PlanFile, tree: Tree) -> Plan | None:
    """Return the plan that `file` says, None when a reference is wrong (the findings are in `tree`)."""
    check_references(file, tree)
    resolving = _Resolving(file, tree)
    plan = resolving.plan()
    return None if tree.failed() else plan


class _Resolving:
    """One plan on its way."""

    def __init__(self, file: PlanFile, tree: Tree) -> None:
        self._file = file
        self._tree = tree
        self._kept: dict[str, str] = {}

    def plan(self) -> Plan:
        """Return the plan."""
        file = self._file
        show = self._show(file.show)
        products = tuple(self._product(product, ("products", i)) for i, product in enumerate(file.products))
        segments = tuple(self._segment(segment, ("segments", i)) for i, segment in enumerate(file.segments))
        offers = tuple(self._offer(offer, ("offers", i)) for i, offer in enumerate(file.offers))
        for name in ("offers", "scenes", "playbooks", "faq", "rules"):
            self._warn((name,))
        for name in KEPT_SECTIONS:
            self._keep(name, (name,))
        cues = tuple(cue_plan(cue) for cue in file.cues)
        return Plan(
            show=show, products=products, segments=segments, cues=cues, offers=offers,
            scenes=tuple(_scene(scene) for scene in file.scenes),
            faq=tuple(FaqPlan(ask=tuple(one.ask), answer=one.answer, sku=one.sku) for one in file.faq),
            rules=resolve_rules(file.rules, ("rules",), self._tree),
            playbooks={name: _playbook(book) for name, book in file.playbooks.items()}, kept=self._kept,
        )  # fmt: skip

    def _show(self, show: Show) -> ShowPlan:
        self._keep("show.papers", ("show", "papers"))
        return ShowPlan(
            title=show.title,
            room=show.room,
            timezone=show.timezone,
            currency=show.currency,
            starts_ms=show.starts,
            ends_ms=show.ends,
            category=show.category,
            target_gmv_minor=self._minor(show.target.gmv if show.target else None, ("show", "target", "gmv")),
            team=tuple(Person(id=member.id, name=member.name, role=member.role) for member in show.team),
            staff_accounts=tuple(show.staff_accounts),
            bands=self._bands(show.bands),
            host_numbers=self._host_numbers(show),
        )

    def _host_numbers(self, show: Show) -> tuple[HostNumber, ...] | None:
        """Return the figures for the host; more than three are an error."""
        if show.host_numbers is None:
            return None
        chosen = tuple(dict.fromkeys(show.host_numbers))
        if len(chosen) > HOST_NUMBERS_MOST:
            said = f"there are {len(chosen)}: a host reads {HOST_NUMBERS_MOST} at most. Take the others out."
            self._tree.find("too_many_numbers", ("show", "host_numbers"), said)
        return chosen

    def _bands(self, bands: Bands | None) -> dict[str, tuple[int, int | None]]:
        """Return the bands in millionths; a low end above the high one is an error."""
        found: dict[str, tuple[int, int | None]] = {}
        for code in Bands.model_fields if bands is not None else ():
            told: Range | None = getattr(bands, code)
            if told is None:
                continue
            low, high = millionths(told.low), millionths(told.high) if told.high is not None else None
            if high is not None and high < low:
                said = f"{told.low} is above high, which is {told.high}: the band has to begin below its end."
                self._tree.find("bad_number", ("show", "bands", code, "low"), said)
            found[code] = (low, high)
        return found

    def _product(self, product: Product, path: Path) -> ProductPlan:
        self._keep(f"products.{product.sku}.evidence", (*path, "evidence"))
        price = self._minor(product.price, (*path, "price"))
        safety = product.safety
        if safety is None and product.stock is not None:
            safety = -(-product.stock // SAFETY_SHARE)
        return ProductPlan(
            sku=product.sku,
            title=product.title,
            price_minor=price if price is not None else 0,
            link=product.link,
            aliases=tuple(product.aliases),
            list_price_minor=self._minor(product.list_price, (*path, "list_price")),
            cost_minor=self._minor(product.cost, (*path, "cost")),
            stock=product.stock,
            safety=safety,
            expected_units=product.expected_units,
            target_gmv_minor=self._minor(product.target.gmv if product.target else None, (*path, "target", "gmv")),
            role=product.role,
            points=tuple(product.points),
            gifts=tuple(product.gifts),
            instead=product.instead,
            ships_within=product.ships_within,
            presale=product.presale,
        )

    def _segment(self, segment: Segment, path: Path) -> SegmentPlan:
        return SegmentPlan(
            id=segment.id,
            title=segment.title,
            planned_for_ms=segment.minutes,
            kind=segment.kind,
            sku=segment.sku,
            host=segment.host,
            target_gmv_minor=self._minor(segment.target.gmv if segment.target else None, (*path, "target", "gmv")),
            script=segment.script or None,
            starts_ms=segment.starts,
            cues=tuple(cue_plan(cue) for cue in segment.cues),
            timers=tuple(timer_plan(timer) for timer in segment.timers),
            tasks=resolve_tasks(segment, path, self._tree),
        )

    def _offer(self, offer: Offer, path: Path) -> OfferPlan:
        return OfferPlan(
            id=offer.id,
            sku=offer.sku,
            title=offer.title,
            gift=offer.gift,
            price_minor=self._minor(offer.price, (*path, "price")),
            quota=offer.quota,
            lasts_for_ms=offer.minutes,
            announce=offer.announce,
        )

    def _minor(self, amount: Decimal | None, path: Path) -> int | None:
        """Return an amount in the show's minor units; one that would have to be rounded is an error."""
        if amount is None:
            return None
        currency = self._file.show.currency
        minor = to_minor(amount, currency)
        if Decimal(minor).scaleb(-exponent(currency)) != amount:
            places = exponent(currency)
            said = f"{amount} has more than the {places} decimal places that {currency} has: round it to them."
            self._tree.find("too_many_decimals", path, said)
        return minor

    def _keep(self, name: str, path: Path) -> None:
        """Keep the section at `path` as it was written, when it is there and not empty of a value."""
        value = self._warn(path)
        if value is not None:
            self._kept[name] = json_text(value)

    def _warn(self, path: Path) -> Value | None:
        """Warn of what YAML reads otherwise than it looks in the section at `path`, and return the section."""
        value = self._tree.at(path)
        if not isinstance(value, dict | list):
            return None
        warn_of_traps(self._tree, value, path)
        return value


def _scene(scene: Scene) -> ScenePlan:
    return ScenePlan(
        id=scene.id,
        title=scene.title,
        key=scene.key,
        sku=scene.product,
        offer=scene.offer,
        cue=scene.cue,
        timer=scene.timer,
        tasks=tuple(scene.tasks),
        announce=scene.announce,
    )


def _playbook(book: sections.Playbook) -> Playbook:
    return Playbook(owner=book.owner, steps=tuple(book.steps), say=book.say, cue=book.cue)
