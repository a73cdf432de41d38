"""The shape of a plan file: its keys, which are needed, and how each is read.

Owns: the pydantic models of `show`, `products`, `segments` and of the whole file.
Law: an unknown key is an error; a key that is written and left empty counts as not given.
Must not know: lines, references between parts, YAML.
"""

from __future__ import annotations

from typing import Annotated, Final, get_args

from pydantic import Field

from controlroom.domain.plan import HostNumber, ProductRole, SegmentKind
from controlroom.planfile import scalars
from controlroom.planfile.sections import (
    SPAN,
    TEXT,
    Allowed,
    Count,
    Cue,
    Drill,
    Faq,
    Id,
    Instant,
    Link,
    Minutes,
    Money,
    Name,
    Number,
    Offer,
    Playbook,
    Role,
    Rule,
    Scene,
    SegmentCue,
    Shape,
    Sku,
    Task,
    Timer,
    Truth,
    Word,
    Words,
    among,
    leaf,
)

Day = Annotated[str, *leaf(scalars.day, "date", type="string", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Target(Shape):
    """What is to be reached."""

    gmv: Money | None = None


class Range(Shape):
    """Where a number should lie; without `high` there is no upper end."""

    low: Number
    high: Number | None = None


class Bands(Shape):
    """Where whole-show KPIs should lie, by their code."""

    conversion_rate: Range | None = None
    orders_per_viewer: Range | None = None
    interaction_rate: Range | None = None
    follow_rate: Range | None = None
    click_rate: Range | None = None
    click_to_pay: Range | None = None
    pay_rate: Range | None = None
    refund_rate: Range | None = None
    sell_through: Range | None = None
    roi: Range | None = None
    ad_return: Range | None = None
    target_pace: Range | None = None


class Member(Shape):
    """One of the team."""

    id: Id
    name: Word
    role: Role


class Paper(Shape):
    """A licence or filing that the show needs."""

    title: Words
    valid_until: Day | None = None


class Evidence(Shape):
    """What proves a claim (`list_price`: the price that the show's price is compared with)."""

    claim: Word
    file: Word
    valid_until: Day | None = None


class Show(Shape):
    """`show`."""

    title: Words
    room: Annotated[str, *leaf(scalars.room, "room's name", type="string", pattern="^[a-z0-9][a-z0-9_-]{0,63}$")]
    timezone: Annotated[str, *leaf(scalars.zone, "time zone", type="string")]
    currency: Annotated[str, *leaf(scalars.currency, "currency", type="string", pattern="^[A-Z]{3}$")]
    starts: Instant
    ends: Instant | None = None
    category: Id | None = None
    target: Target | None = None
    team: list[Member] = Field(default_factory=list)
    staff_accounts: list[Word] = Field(default_factory=list)
    bands: Bands | None = None
    host_numbers: list[Annotated[HostNumber, *among(*get_args(HostNumber))]] | None = None
    papers: list[Paper] = Field(default_factory=list)


class Product(Shape):
    """An entry of `products`."""

    sku: Sku
    title: Words
    price: Money
    link: Link | None = None
    aliases: list[Word] = Field(default_factory=list)
    list_price: Money | None = None
    cost: Money | None = None
    stock: Count | None = None
    safety: Count | None = None
    expected_units: Count | None = None
    target: Target | None = None
    role: Annotated[ProductRole, *among(*get_args(ProductRole))] | None = None
    points: list[Words] = Field(default_factory=list)
    gifts: list[Words] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)
    instead: Sku | None = None
    ships_within: Annotated[str, *leaf(scalars.span, "duration", type="string", pattern=SPAN)] | None = None
    presale: Truth = False


class Segment(Shape):
    """An entry of `segments`. `minutes` is read to ms."""

    id: Id
    title: Words
    minutes: Minutes
    kind: Annotated[SegmentKind, *among(*get_args(SegmentKind))]
    starts: Instant | None = None
    sku: Sku | None = None
    host: Id | None = None
    target: Target | None = None
    script: Annotated[str, *leaf(scalars.script, "text", **TEXT)] | None = None
    cues: list[SegmentCue] = Field(default_factory=list)
    timers: list[Timer] = Field(default_factory=list)
    tasks: list[Task] = Field(default_factory=list)


class PlanFile(Shape):
    """A whole plan file."""

    show: Show
    products: list[Product] = Field(default_factory=list)
    segments: list[Segment] = Field(default_factory=list)
    offers: list[Offer] = Field(default_factory=list)
    cues: list[Cue] = Field(default_factory=list)
    playbooks: dict[Name, Playbook] = Field(default_factory=dict)
    scenes: list[Scene] = Field(default_factory=list)
    faq: list[Faq] = Field(default_factory=list)
    rules: list[Rule] = Field(default_factory=list)
    drill: Drill | None = None
    allowed: list[Allowed] = Field(default_factory=list)


MANY_TEXTS: Final = ("offers", "cues", "playbooks", "scenes", "faq", "rules", "drill", "allowed")
MANY_TEXTS_OF_SEGMENT: Final = ("cues", "timers", "tasks")
"""Sections in which a text that a comma cut is joined again."""

KEPT_SECTIONS: Final = ("drill", "allowed")
"""Sections that are carried with the plan and not resolved."""
