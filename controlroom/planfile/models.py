"""The shape of a plan file: its keys, which are needed, and how each is read.

Owns: the pydantic models of `show`, `products`, `segments`, and the outer shape of the sections that are only kept.
Law: an unknown key is an error; a key that is written and left empty counts as not given.
Must not know: lines, references between parts, YAML.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from controlroom.domain.plan import ProductRole, SegmentKind, Text
from controlroom.domain.roles import Role
from controlroom.planfile import scalars
from controlroom.planfile.tree import EMPTY, Scalar, Value

TeamRole = Literal["admin", "operator", "controller", "host", "analyst", "assistant"]
"""What a person does; walls and remotes are screens."""

TEAM_ROLES: Final = tuple(role for role in Role if role in get_args(TeamRole))


def _entries(value: object) -> Value:
    """Return a kept list of mappings."""
    if not isinstance(value, list):
        raise scalars.wrong("not_a_list", "A list is wanted here: begin each entry with `- `.")
    for i, item in enumerate(value):
        if not isinstance(item, dict):
            raise scalars.wrong("not_a_mapping", "Each entry has keys, such as {id: …, title: …}.", i)
    return value


def _section(value: object) -> Value:
    """Return a kept mapping."""
    if not isinstance(value, dict):
        raise scalars.wrong("not_a_mapping", "Keys are wanted here, each with a colon.")
    return value


Word = Annotated[str, PlainValidator(scalars.word)]
Words = Annotated[Text, PlainValidator(scalars.text)]
Id = Annotated[str, PlainValidator(scalars.ident)]
Sku = Annotated[str, PlainValidator(scalars.sku)]
Money = Annotated[Decimal, PlainValidator(scalars.money)]
Count = Annotated[int, PlainValidator(scalars.whole(0, scalars.MAX_COUNT, "a number of pieces such as 1200"))]
Link = Annotated[int, PlainValidator(scalars.whole(1, 999, "a link number such as 3"))]
Entries = Annotated[object, PlainValidator(_entries)]
Section = Annotated[object, PlainValidator(_section)]


class Shape(BaseModel):
    """What all mappings of a plan have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: object) -> object:
        """Take a known key that is left empty as not given."""
        if not isinstance(data, dict):
            return data
        return {
            key: item
            for key, item in data.items()
            if key not in cls.model_fields or not (isinstance(item, Scalar) and item.kind in EMPTY)
        }


class Target(Shape):
    """What is to be reached."""

    gmv: Money | None = None


class Member(Shape):
    """One of the team."""

    id: Id
    name: Word
    role: Annotated[TeamRole, PlainValidator(scalars.one_of(*TEAM_ROLES))]


class Paper(Shape):
    """A licence or filing that the show needs."""

    title: Words
    valid_until: Annotated[str, PlainValidator(scalars.day)] | None = None


class Evidence(Shape):
    """What proves a claim."""

    claim: Word
    file: Word


class Show(Shape):
    """`show`."""

    title: Words
    room: Annotated[str, PlainValidator(scalars.room)]
    timezone: Annotated[str, PlainValidator(scalars.zone)]
    currency: Annotated[str, PlainValidator(scalars.currency)]
    starts: Annotated[int, PlainValidator(scalars.instant)]
    category: Id | None = None
    target: Target | None = None
    team: list[Member] = Field(default_factory=list)
    staff_accounts: list[Word] = Field(default_factory=list)
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
    role: Annotated[ProductRole, PlainValidator(scalars.one_of(*get_args(ProductRole)))] | None = None
    points: list[Words] = Field(default_factory=list)
    gifts: list[Words] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)
    instead: Sku | None = None
    ships_within: Annotated[str, PlainValidator(scalars.span)] | None = None
    presale: Annotated[bool, PlainValidator(scalars.truth)] = False


class Segment(Shape):
    """An entry of `segments`. `minutes` is read to ms."""

    id: Id
    title: Words
    minutes: Annotated[int, PlainValidator(scalars.minutes)]
    kind: Annotated[SegmentKind, PlainValidator(scalars.one_of(*get_args(SegmentKind)))]
    sku: Sku | None = None
    host: Id | None = None
    target: Target | None = None
    script: Annotated[str, PlainValidator(scalars.script)] | None = None
    cues: Entries | None = None
    timers: Entries | None = None
    tasks: Entries | None = None


class PlanFile(Shape):
    """A whole plan file."""

    show: Show
    products: list[Product] = Field(default_factory=list)
    segments: list[Segment] = Field(default_factory=list)
    offers: Entries | None = None
    cues: Entries | None = None
    playbooks: Section | None = None
    scenes: Entries | None = None
    faq: Entries | None = None
    rules: Entries | None = None
    drill: Section | None = None


KEPT_SECTIONS: Final = ("offers", "cues", "playbooks", "scenes", "faq", "rules", "drill")
KEPT_OF_SEGMENT: Final = ("cues", "timers", "tasks")
