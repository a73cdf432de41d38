"""Everything a show's fold knows: one tree of plain structs.

Owns: the state's shape. The whole tree is what a snapshot holds and what a digest covers.
Law: integers, ids, texts and machine states only, no float, no set, no clock; changed by `Room.apply` and
`Room.advance` alone.
Must not know: journals, screens, counters of what was never journaled.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.airtime import Airtime
from controlroom.domain.alerts.casebook import Casebook
from controlroom.domain.alerts.heard import Heard
from controlroom.domain.alerts.instances import Alerts
from controlroom.domain.alerts.observed import Observed
from controlroom.domain.baselines import Baselines
from controlroom.domain.comments import Comments
from controlroom.domain.cues import Cues
from controlroom.domain.desk import Desk
from controlroom.domain.draws import Draws
from controlroom.domain.errors import RefusalCode
from controlroom.domain.kinds import Kinds
from controlroom.domain.lulls import Lulls
from controlroom.domain.marks import Marks
from controlroom.domain.messages import Messages
from controlroom.domain.notes import Notes
from controlroom.domain.offers import Offers
from controlroom.domain.plan import HostNumber, Plan, Text
from controlroom.domain.pricing import Asked
from controlroom.domain.prompter import Prompter
from controlroom.domain.records import Mode
from controlroom.domain.redlight import RedLight
from controlroom.domain.roles import Role
from controlroom.domain.rundown import Rundown
from controlroom.domain.series import Series
from controlroom.domain.signals import Signals
from controlroom.domain.stock import Shelf
from controlroom.domain.tally import Tally
from controlroom.domain.tasks import Tasks
from controlroom.domain.timers import Timers
from controlroom.domain.totals import Board
from controlroom.domain.watch import Watch

FOLD_VERSION: Final = 40
"""Raise it whenever the state's shape or any rule of the fold changes: older snapshots are then folded anew."""

PlatformState = Literal["on_shelf", "explaining", "sold_out", "off_shelf"]


class Program(Struct, frozen=True):
    """The product being sold now."""

    sku: str
    since_ms: int


class Offered(Struct):
    """What is known of a product besides its stock: the platform's price and state, and the price that the team set last."""

    price_minor: int | None = None
    price_at_ms: int = -1
    wanted_minor: int | None = None
    state: PlatformState | None = None
    state_at_ms: int = -1


class FeedLine(Struct):
    """A feed's connection as journaled."""

    kind: str
    state: Literal["live", "down"]
    since_ms: int
    why: str | None = None


class ScreenHere(Struct):
    """A screen that came and has not left."""

    role: Role
    name: str | None
    came_ms: int
    tab: str | None = None


class Undoable(Struct):
    """An accepted command that may still be taken back.

    Args:
        command: Its id. `type`: its type. `what`: what it was about, for people.
        seq: Its record. `by`: the giver's role.
        until_ms: Afterwards it is too late.
        subject: What it changed; a later command on the same subject supersedes it.
        kept: What taking it back needs, packed (`acts.act.Undoing.kind`).
        barred: As of the last whole second, something has happened since that makes it senseless.
    """

    command: str
    type: str
    what: Text | None
    seq: int
    by: Role
    until_ms: int
    subject: str
    kept: bytes
    barred: bool = False


class RoomState(Struct):
    """The state of one show. `pulled`: products that a plan once had and a later one had not."""

    room: str = ""
    show: str = ""
    mode: Mode = "live"
    timezone: str = "Asia/Shanghai"
    plan: Plan | None = None
    baselines: Baselines | None = None
    prices: dict[str, int] = field(default_factory=dict)
    currency: str | None = None
    status: Literal["planned", "live", "ended"] = "planned"
    seq: int = 0
    received_ms: int = 0
    as_of_ms: int = 0
    opened_ms: int = 0
    started_ms: int | None = None
    ended_ms: int | None = None
    tally: Tally = field(default_factory=lambda: Tally.of(0))
    parts: dict[str, Series] = field(default_factory=dict)
    rundown: Rundown = field(default_factory=Rundown)
    program: Program | None = None
    segment_air: Airtime = field(default_factory=Airtime)
    product_air: Airtime = field(default_factory=Airtime)
    targets: dict[str, int] = field(default_factory=dict)
    expects: dict[str, int] = field(default_factory=dict)
    offered: dict[str, Offered] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    offers: Offers = field(default_factory=Offers)
    desk: Desk = field(default_factory=Desk)
    scene: str | None = None
    host_numbers: tuple[HostNumber, ...] | None = None
    shelves: dict[str, Shelf] = field(default_factory=dict)
    pulled: dict[str, None] = field(default_factory=dict)
    cues: Cues = field(default_factory=Cues)
    prompter: Prompter = field(default_factory=Prompter)
    timers: Timers = field(default_factory=Timers)
    tasks: Tasks = field(default_factory=Tasks)
    comments: Comments = field(default_factory=Comments)
    kinds: Kinds = field(default_factory=Kinds)
    marks: Marks = field(default_factory=Marks)
    watch: Watch = field(default_factory=Watch)
    alerts: Alerts = field(default_factory=Alerts)
    heard: Heard = field(default_factory=Heard)
    observed: Observed = field(default_factory=Observed)
    lulls: Lulls = field(default_factory=Lulls)
    board: Board = field(default_factory=Board)
    notes: Notes = field(default_factory=Notes)
    signals: Signals = field(default_factory=Signals)
    messages: Messages = field(default_factory=Messages)
    red_light: RedLight | None = None
    draws: Draws = field(default_factory=Draws)
    casebook: Casebook = field(default_factory=Casebook)
    screens: dict[str, ScreenHere] = field(default_factory=dict)
    feeds: dict[str, FeedLine] = field(default_factory=dict)
    brought: tuple[str, ...] | None = None
    commands: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, int] = field(default_factory=dict)
    undo: list[Undoable] = field(default_factory=list)
    undone: dict[str, None] = field(default_factory=dict)
    final: dict[str, RefusalCode] = field(default_factory=dict)
    quarantined: dict[int, str] = field(default_factory=dict)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    after_end: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    other_currency: int = 0
