"""What each topic holds: one documented struct per topic, the same for JSON and for the pages.

Owns: the shapes of CONTRACT.md section 3, as far as built.
Law: an unknown value is None, never 0 or missing; nothing here ticks: instants are given, the screen reckons ages.
Must not know: roles (`views.project` hides), HTML, the state's own structs.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.alerts.observed import StreamHealth
from controlroom.domain.desk import DeskState, Handwork
from controlroom.domain.offers import OfferState
from controlroom.domain.plan import SegmentKind, Text
from controlroom.views.alert_shapes import AlertsView
from controlroom.views.between_shapes import DrawsView, MessagesView, RedLightView, SignalsView
from controlroom.views.comment_shapes import CommentsView
from controlroom.views.prompter import PrompterView
from controlroom.views.shapes_cards import CuesView, TimersView
from controlroom.views.task_shapes import TasksView

ShowStatus = Literal["planned", "live", "ended"]
SegmentState = Literal["done", "on_air", "next", "upcoming", "skipped"]
TileUnit = Literal["people", "count", "money", "ratio", "seconds", "x"]
TileState = Literal["ok", "estimate", "sampled", "unsure", "stale", "unknown"]
StockState = Literal["ok", "low", "out", "oversold", "unknown"]
FeedState = Literal["live", "stale", "down", "unknown"]
ScreenState = Literal["live", "stale", "gone"]


class UndoView(Struct, frozen=True, kw_only=True):
    """A command that can be taken back until `until_ms`. `title`: its type, `what`: what it was about."""

    command: str
    title: str
    what: Text | None
    until_ms: int


class UnsentView(Struct, frozen=True, kw_only=True):
    """A chat app that cannot be told of alerts.

    Args:
        target: Its name. `since_ms`: since when. `waiting`: alerts that wait for it; `given_up`: that it will not hear.
        why: It answers no, there is no connection, it does not answer, or nobody understands its address.
    """

    target: str
    since_ms: int
    waiting: int
    given_up: int
    why: Literal["refused", "unreachable", "silent", "address"]


class ShowView(Struct, frozen=True, kw_only=True):
    """Topic `show`. `over_for_ms`: positive: late. Planned: `started_ms` None; plan-less: planned instants None.

    `due_ms`: when the segment on air ends. From `slips_ms` on every later expected instant moves with the clock, which
    screens add by themselves; the show's end only by what `slack_for_ms` leaves of it. `over_why`: the segment that takes
    most beyond its plan, None where a late start (`late_start_for_ms`) or an empty screen takes more. `lock`: the segments are
    not to be edited.
    `room`, `show`, `currency`, `timezone` and `mode` are there so that a page needs no other topic to draw its strip.
    `target_gmv_minor` only for those who may see money.
    """

    room: str
    show: str
    title: Text
    status: ShowStatus
    mode: Literal["live", "rehearsal", "replay"]
    currency: str
    timezone: str
    started_ms: int | None
    ended_ms: int | None
    planned_start_ms: int | None
    planned_end_ms: int | None
    expected_end_ms: int | None
    over_for_ms: int | None
    over_why: str | None
    due_ms: int | None
    undo: tuple[UndoView, ...]
    slips_ms: int | None = None
    slack_for_ms: int = 0
    late_start_for_ms: int | None = None
    lock: bool = False
    red_light: RedLightView | None = None
    target_gmv_minor: int | None = None
    scene: str | None = None
    store: str | None = None
    """Why nothing can be written now (`full`, `locked`, `failed`); None: all is well."""
    stream: StreamHealth | None = None
    """The broadcast as a feed or a person told it last; None: nobody did."""
    host_numbers: tuple[str, ...] = ()
    """The tiles that a host's page shows."""
    after_end: int = 0
    """Facts that came after the show's end and were not counted."""
    left_out: int = 0
    """Records that could not be applied: the show is told without them."""
    unsent: tuple[UnsentView, ...] = ()
    """Chat apps that cannot be told of alerts; for those who act on it."""
    unfed: tuple[str, ...] = ()
    """The types of facts that no feed of the room brings; empty too where one may bring anything."""


class SegmentView(Struct, frozen=True, kw_only=True):
    """One segment.

    Args:
        planned_start_ms: By the plan as it was opened; None: it was put in later.
        planned_for_ms: How long it is to take, as last edited.
        expected_start_ms: Follows what really happened; None: it was passed over, or will be.
        fits_for_ms: Its length less the time its script takes to say; negative: too long.
        starts_ms: It does not start before that instant.
        slack_for_ms: How long things may run on before its start moves.
        ahead: It can still be moved, skipped or taken out.
        due_ms: When the segment on air ends; `held_ms`: since when its clock stands. None of any other.
    """

    id: str
    title: Text
    kind: SegmentKind
    sku: str | None
    host: str | None
    planned_start_ms: int | None
    planned_for_ms: int
    expected_start_ms: int | None
    started_ms: int | None
    ended_ms: int | None
    state: SegmentState
    fits_for_ms: int | None = None
    starts_ms: int | None = None
    slack_for_ms: int = 0
    ahead: bool = False
    due_ms: int | None = None
    held_ms: int | None = None


class RundownView(Struct, frozen=True, kw_only=True):
    """Topic `rundown`."""

    segments: tuple[SegmentView, ...]


class ProgramView(Struct, frozen=True, kw_only=True):
    """Topic `program`: the product being sold now; the topic is null when none is. `link` is the link number."""

    sku: str
    title: Text
    price_minor: int | None
    list_price_minor: int | None
    link: int | None
    points: tuple[Text, ...]
    gifts: tuple[Text, ...]
    available: int | None
    listed: int | None
    ships_within: str | None
    platform_state: Literal["on_shelf", "explaining", "sold_out", "off_shelf"] | None
    since_ms: int
    stock_state: StockState = "unknown"
    platform_price_minor: int | None = None
    """What the platform tells, while that is another price than the team has set."""
    runs_out_ms: int | None = None
    """About when it will be gone; None: nothing tells, or its stock is not the reader's."""


class Tile(Struct, frozen=True, kw_only=True, gc=False):
    """One KPI.

    `window_for_ms` None: the whole show. `delta`: against 5 minutes ago, absolute. `band`: [low, high], high null: no
    upper end; `band_source`: where the band comes from. `few`: the denominator is so small that it decides nothing.
    `last_ms`: of a stale one, the instant of the newest fact that it rests on. `missed_ms`: of how much of its window nothing
    is known: the server was away, or no feed told.
    """

    value: int | float | None
    unit: TileUnit
    window_for_ms: int | None
    num: int | None
    den: int | None
    lo: float | None
    hi: float | None
    state: TileState
    delta: int | float | None
    band: tuple[float, float | None] | None
    band_source: Text | None = None
    few: bool = False
    last_ms: int | None = None
    missed_ms: int | None = None


Tiles = dict[str, Tile]


class ToldView(Struct, frozen=True, kw_only=True):
    """A level read off the platform's own board.

    `source`: the feed, or where it was read (`hand`: typed in without saying); `beside`: the tile it stands beside.
    """

    value: int
    unit: TileUnit
    source: str
    as_told_by: str | None
    at_ms: int
    beside: str | None = None


class ApartView(Struct, frozen=True, kw_only=True):
    """What staff and test accounts did: `facts` that named one of them, and their orders."""

    facts: int
    orders: int


class DipView(Struct, frozen=True, kw_only=True):
    """Whether fewer buy than the product on air should sell.

    Args:
        state: `look`: worth a look, `dip`: the alert is on.
        sure: Λ, the log of how much likelier this is when something is wrong; `odds`: chance does this one time in so many.
        since_ms: When it most likely began. `expected`, `seen`: paid orders since.
    """

    state: Literal["quiet", "look", "dip"]
    sure: float
    odds: int
    since_ms: int
    expected: int
    seen: int


class KpiView(Struct, frozen=True, kw_only=True):
    """Topic `kpi`: tiles by code; the same per product, segment and traffic source.

    `totals`: what the platform's own board says, by its figures' names; `apart`: staff and test accounts. Neither is in
    any tile. `unfed`: types of facts that no feed brings and of which none came: what is made of them is unknown.
    """

    tiles: Tiles
    products: dict[str, Tiles]
    segments: dict[str, Tiles]
    traffic: dict[str, Tiles]
    totals: dict[str, ToldView] = {}
    apart: ApartView | None = None
    dip: DipView | None = None
    unfed: tuple[str, ...] = ()


class PulseView(Struct, frozen=True, kw_only=True):
    """Topic `pulse`: the newest second of what is drawn over time; all None unless the show is live.

    The values are those of the second `as_of_ms`, not newer; `lo` and `hi` are the conversion's Wilson interval, `expected`
    is what it should be with what was on air. `marks` differs as soon as `GET …/marks` would answer something else, `earlier`
    when that may be of any minute: a note was written or taken back, a mark taken back. What no feed tells any more is None,
    and `until_ms` says by code until when it was known: what was told after that was not new.
    """

    as_of_ms: int | None = None
    online: int | None = None
    gmv_minor_1m: int | None = None
    conversion_rate_5m: float | None = None
    lo: float | None = None
    hi: float | None = None
    expected: float | None = None
    comments_1m: int | None = None
    marks: int = 0
    earlier: int = 0
    until_ms: dict[str, int] = {}


class RunsOut(Struct, frozen=True, kw_only=True, gc=False):
    """When a product is expected to be gone: 80 % interval and middle."""

    lo_ms: int
    mid_ms: int
    hi_ms: int


class StockItem(Struct, frozen=True, kw_only=True, gc=False):
    """One product's stock. `title`, `link`, `list_price_minor`: from the plan, `price_minor`: what it costs now, so that a
    list of stock can be read.

    `restock`: pieces to order more of, for the time that the plan leaves it on air.
    """

    on_hand: int | None
    listed: int | None
    available: int | None
    safety: int | None
    rate_per_min: float | None
    runs_out: RunsOut | None
    state: StockState
    title: Text | None = None
    link: int | None = None
    price_minor: int | None = None
    list_price_minor: int | None = None
    restock: int | None = None


class StockView(Struct, frozen=True, kw_only=True):
    """Topic `stock` (on the wire: the map itself), in the plan's order, then as first seen."""

    products: dict[str, StockItem]


class FeedView(Struct, frozen=True, kw_only=True):
    """One feed's health. Counters are this run's; `rejected` events were kept with reasons.

    Args:
        unknown: Messages of types that no adapter has heard of, by type. `elsewhere`: orders that are another room's, left out.
        last_type: Of the newest fact. `last_order_ms`: when an order came last; None: none did in this show.
        way: How its facts come: fetched by a `client`, told by a `hook`; None: sent with a key.
        link: Of a client's connection; None: there is none that could be down. `why`: why it is down.
        origin: Where it is entered: in the feeds' `file` or on the `page`; None: it has a key alone. `twice`: on the page too,
            where the file wins.
        carries: The types of facts that its kind brings, `estimates` those of which only estimates; empty: nobody knows.
    """

    name: str
    kind: str
    state: FeedState
    last_ms: int | None
    lag_p50_for_ms: int | None
    lag_p99_for_ms: int | None
    accepted: int
    duplicates: int
    rejected: int
    late: int
    skewed: int
    unknown: dict[str, int] = {}
    elsewhere: int = 0
    last_type: str | None = None
    last_order_ms: int | None = None
    way: Literal["client", "hook"] | None = None
    link: Literal["connecting", "live", "down"] | None = None
    why: str | None = None
    origin: Literal["file", "page"] | None = None
    twice: bool = False
    carries: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()


class FeedsView(Struct, frozen=True, kw_only=True):
    """Topic `feeds` (on the wire: the list itself). `faults`: what is wrong with the feeds' file as a whole, for pages."""

    feeds: tuple[FeedView, ...]
    faults: tuple[str, ...] = ()


class ScreenView(Struct, frozen=True, kw_only=True):
    """One screen. `pos`: the newest position it has confirmed; `tab`: what it calls itself, which outlives its socket."""

    id: str
    role: str
    name: str | None
    state: ScreenState
    last_seen_ms: int
    pos: int | None
    tab: str | None = None


class ScreensView(Struct, frozen=True, kw_only=True):
    """Topic `screens` (on the wire: the list itself)."""

    screens: tuple[ScreenView, ...]


class NoteView(Struct, frozen=True, kw_only=True):
    """A remark about the instant `at_ms` (and about a product); written by `person` in `role` at `added_ms`."""

    id: str
    at_ms: int
    text: str
    sku: str | None
    segment: str | None
    role: str
    person: str | None
    added_ms: int


class NotesView(Struct, frozen=True, kw_only=True):
    """Topic `notes` (on the wire: the list itself), by the instants they are about."""

    notes: tuple[NoteView, ...]


class OfferView(Struct, frozen=True, kw_only=True):
    """An offer of the plan as its newest opening stands. Never opened: `opened_ms` None, `state` `ready`.

    `taken`: orders that have a place; `left`: places left, None: it has no number of them. `lasts_for_ms`: how long it is
    open by plan, `ends_ms`: when this opening ends by itself.
    """

    id: str
    title: Text
    sku: str
    product: Text
    link: int | None
    gift: Text | None
    price_minor: int | None
    quota: int | None
    taken: int
    left: int | None
    lasts_for_ms: int | None
    opened_ms: int | None
    ends_ms: int | None
    ended_ms: int | None
    state: OfferState


class OffersView(Struct, frozen=True, kw_only=True):
    """Topic `offers` (on the wire: the list itself), in the plan's order."""

    offers: tuple[OfferView, ...]


class ChipView(Struct, frozen=True, kw_only=True):
    """An act for the platform's own desk. `text`: the words for the clipboard; `at_ms`: since when it is in its state.

    `price_minor` or `listed`: the number to be typed. `stale`: a number in the words has changed since. `again`: a reminder of
    what was done before. `off`: something is to be taken down. `why`: why whoever should do it by himself could not.
    """

    id: str
    act: Handwork
    sku: str | None
    title: Text | None
    link: int | None
    text: Text
    since_ms: int
    at_ms: int
    state: DeskState
    price_minor: int | None
    listed: int | None
    again: bool
    off: bool
    why: str | None
    stale: bool = False


class DeskView(Struct, frozen=True, kw_only=True):
    """Topic `desk` (on the wire: the list itself): what is late first, what is confirmed last."""

    acts: tuple[ChipView, ...]


class SceneView(Struct, frozen=True, kw_only=True):
    """A scene of the plan, and whether it is the one that was applied last."""

    id: str
    title: Text
    key: str | None
    sku: str | None
    offer: str | None
    cue: str | None
    timer: str | None
    tasks: tuple[str, ...]
    applied: bool


class ScenesView(Struct, frozen=True, kw_only=True):
    """Topic `scenes` (on the wire: the list itself), in the plan's order."""

    scenes: tuple[SceneView, ...]


View = (
    ShowView | RundownView | ProgramView | CuesView | TimersView | KpiView | PulseView | StockView | CommentsView
    | FeedsView | ScreensView | NotesView | OffersView | DeskView | ScenesView | TasksView | PrompterView | None
    | FeedsView | ScreensView | NotesView | SignalsView | MessagesView | DrawsView | PrompterView | AlertsView | None
)  # fmt: skip
"""What a topic shows; None only for `program` when nothing is sold."""


_BARE: Final[dict[type[object], str]] = {
    TimersView: "timers",
    StockView: "products",
    FeedsView: "feeds",
    ScreensView: "screens",
    TasksView: "tasks",
    NotesView: "notes",
    OffersView: "offers",
    DeskView: "acts",
    ScenesView: "scenes",
    SignalsView: "signals",
    MessagesView: "messages",
    DrawsView: "draws",
}
"""Topics that are a list or a map on the wire, and the one field that holds it."""


def wire(view: View) -> object:
    """Return the value that goes on the wire: lists and maps stand bare, as the contract has them."""
    bare = _BARE.get(type(view))
    return view if bare is None else getattr(view, bare)
