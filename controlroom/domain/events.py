"""The facts that feeds send: one struct per event type of the contract, with its bounds.

Owns: field names, types and limits of CONTRACT.md section 2; the union that the wire and the journal decode with.
Law: a fact is only data; it is checked once, when it is decoded, and never changes after the intake has stamped it.
Must not know: rooms, clocks, HTTP, who sent it.

On the wire `at` is epoch milliseconds or RFC 3339; `user` is the platform's id; `name` may name a commenter. The intake
turns them into epoch milliseconds, a keyed hash and nothing, so that in the journal `at` is an integer or missing. Names
that begin with `_` are the intake's own marks, kept in the journal: what is sent under them is overwritten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct, field

from controlroom.domain.units import EPOCH_MS_MAX

Key = Annotated[str, Meta(min_length=1, max_length=200)]
Sku = Annotated[str, Meta(min_length=1, max_length=100)]
Level = Annotated[int, Meta(ge=0, le=10**12)]
Count = Annotated[int, Meta(ge=1, le=10**6)]
Minor = Annotated[int, Meta(ge=0, le=10**14)]
EpochMs = Annotated[int, Meta(ge=0, le=EPOCH_MS_MAX)]
Aware = Annotated[datetime, Meta(tz=True)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]

SpendKind = Literal["ads", "host", "commission", "logistics", "other"]
Traffic = Literal["recommend", "follow", "search", "paid", "video", "share", "private", "other"]
OrderStatus = Literal["created", "paid", "cancelled", "refunded"]
CommentKind = Literal["intent", "question", "negative", "praise", "spam", "other"]
"""What a comment is; the order is that of screens, not of precedence."""


class Fact(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """What every event carries.

    Args:
        id: Unique within `source`; without it nothing is de-duplicated.
        source: Where it comes from; the intake fills in the key's feed.
        at: When it happened, by the source's clock; None: when it arrived.
    """

    id: Key | None = None
    source: Key | None = None
    at: EpochMs | Aware | None = None


class Audience(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="audience"):
    """Levels the platform reports: viewers now, viewers so far, likes so far."""

    online: Level
    total: Level | None = None
    likes: Level | None = None


class Enter(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="enter"):
    """One viewer came in."""

    user: Key
    traffic: Traffic | None = None


class Leave(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="leave"):
    """One viewer left."""

    user: Key
    traffic: Traffic | None = None


class Comment(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="comment"):
    """A viewer wrote something. `name` is the public nickname; it never reaches the journal.

    Args:
        kind: Its class, written by the intake over whatever was sent; None: nobody has classified it.
        watched: The watched words in it, likewise.
    """

    user: Key
    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    name: Annotated[str, Meta(max_length=200)] | None = None
    kind: CommentKind | None = field(default=None, name="_class")
    watched: tuple[str, ...] = field(default=(), name="_watched")


class Like(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="like"):
    """A viewer tapped the heart, `count` times."""

    user: Key | None = None
    count: Count = 1


class Follow(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="follow"):
    """A viewer followed the account."""

    user: Key


class Share(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="share"):
    """A viewer shared the room."""

    user: Key


class Club(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="club"):
    """A viewer joined the fan club."""

    user: Key


class Gift(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="gift"):
    """A viewer sent `count` gifts called `name`, worth `amount_minor` together."""

    user: Key
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    count: Count = 1
    amount_minor: Minor | None = None


class Impression(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="impression"):
    """A product card was shown."""

    sku: Sku
    user: Key | None = None
    count: Count = 1


class Click(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="click"):
    """A product card was opened."""

    sku: Sku
    user: Key | None = None
    count: Count = 1


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One product within an order. `title`: its exact title, by which the plan's product is found where its `sku` names none."""

    sku: Sku
    qty: Annotated[int, Meta(ge=1, le=10**6)] = 1
    unit_minor: Minor | None = None
    title: Sku | None = None


class OrderStep(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="order"):
    """One step of an order; what the steps mean together is METRICS.md section 3 (`domain.orders`).

    `version`: of several tellings of one step the highest counts, where they differ. `held`: nobody knows yet whether the order
    is the show's: it counts as soon as one step of it is told that is not held.
    """

    order: Key
    status: OrderStatus
    user: Key | None = None
    lines: Annotated[tuple[Line, ...], Meta(max_length=200)] | None = None
    amount_minor: Minor | None = None
    currency: Currency | None = None
    refund: Key | None = None
    traffic: Traffic | None = None
    estimated: bool = False
    version: Annotated[int, Meta(ge=0, le=10**15)] = 0
    held: bool = False


class StockLevel(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="stock"):
    """Warehouse level, quantity offered on the platform, or both.

    `place`: `on_hand` is what this one of several places has; `places`: those that make the whole, as far as known.
    """

    sku: Sku
    on_hand: Annotated[int, Meta(ge=-(10**9), le=10**9)] | None = None
    listed: Annotated[int, Meta(ge=-(10**9), le=10**9)] | None = None
    place: Key | None = None
    places: Annotated[tuple[Key, ...], Meta(max_length=200)] = ()


class StockChange(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="stock_change"):
    """The warehouse level moved `by` pieces."""

    sku: Sku
    by: Annotated[int, Meta(ge=-(10**9), le=10**9)]


class Price(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="price"):
    """What the platform charges for a product."""

    sku: Sku
    unit_minor: Minor


class Product(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="product"):
    """What the platform itself shows of a product."""

    sku: Sku
    state: Literal["on_shelf", "explaining", "sold_out", "off_shelf"]


class Promo(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="promo"):
    """The platform's own promotion opened or closed."""

    kind: Literal["coupon", "bag", "red_packet", "flash", "draw"]
    state: Literal["open", "closed"]
    title: Annotated[str, Meta(max_length=500)] | None = None
    sku: Sku | None = None


class Totals(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="totals"):
    """Levels from a platform's own board: shown beside our numbers, never added to flows."""

    gmv_minor: Minor | None = None
    orders: Level | None = None
    buyers: Level | None = None
    exposure: Level | None = None
    entries: Level | None = None
    clicks: Level | None = None
    as_told_by: Annotated[str, Meta(max_length=200)] | None = None


class Spend(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="spend"):
    """Money spent on the show."""

    kind: SpendKind
    amount_minor: Minor


class Speech(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="speech"):
    """What was said, from an outside transcriber. `watched`: the watched words in it, written by the intake."""

    text: Annotated[str, Meta(min_length=1, max_length=5000)]
    speaker: Annotated[str, Meta(max_length=200)] | None = None
    watched: tuple[str, ...] = field(default=(), name="_watched")


class Violation(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="violation"):
    """The platform's warning."""

    level: Literal["notice", "warning", "cut"]
    text: Annotated[str, Meta(max_length=2000)]


class Stream(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="stream"):
    """Health of the broadcast."""

    state: Literal["live", "interrupted", "ended"]
    bitrate_kbps: Level | None = None
    dropped_frames: Level | None = None


class Heartbeat(Fact, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="heartbeat"):
    """The feed lives."""


Event = (
    Audience
    | Enter
    | Leave
    | Comment
    | Like
    | Follow
    | Share
    | Club
    | Gift
    | Impression
    | Click
    | OrderStep
    | StockLevel
    | StockChange
    | Price
    | Product
    | Promo
    | Totals
    | Spend
    | Speech
    | Violation
    | Stream
    | Heartbeat
)
"""Any fact. `msgspec.json.Decoder(Event)` reads one from the wire or from the journal."""

EVENT_TYPES: Final[tuple[type[Fact], ...]] = Event.__args__
EVENT_TAGS: Final[frozenset[str]] = frozenset(str(t.__struct_config__.tag) for t in EVENT_TYPES)

KEPT_FOR_THE_SHOW: Final[tuple[type[Fact], ...]] = (OrderStep, StockLevel, StockChange, Spend, Gift)
"""Types whose ids are remembered for the whole show; the others' for an hour or the last million."""

BEFORE_LIVE: Final[tuple[type[Fact], ...]] = (Heartbeat, StockLevel, Price, Product)
"""Types that do not make a plan-less show go live."""


def begins(fact: Fact) -> bool:
    """Tell whether a plan-less show goes live with this fact: an order that may be another room's is nobody's yet."""
    return type(fact) not in BEFORE_LIVE and not (type(fact) is OrderStep and fact.held)
