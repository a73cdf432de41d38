"""What people ask for: one struct per command type of the contract.

Owns: field names, types and limits of CONTRACT.md section 4, as far as built.
Law: a command asks; whether it is accepted is decided by `room.decide`, and only an accepted one is a record.
Must not know: roles, state, HTTP.
"""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import UNSET, Meta, Struct, UnsetType

from controlroom.domain import command
from controlroom.domain.alerts.commands import AlertCommand
from controlroom.domain.commenting import CommentAnswer, CommentDone, CommentPin, CommentUnpin, TallyClose, TallyOpen
from controlroom.domain.events import EpochMs, Key, Level, Minor, Sku, SpendKind
from controlroom.domain.lots import Match, Source, Winners
from controlroom.domain.plan import Plan, Priority, SegmentKind, TimerKind
from controlroom.domain.prompting import PrompterPace, PrompterPause, PrompterRun, PrompterSeek
from controlroom.domain.setting import RoomSet
from controlroom.domain.signals import SignalKind

Command = command.Command
CommandId = command.CommandId
DurationMs = Annotated[int, Meta(ge=1000, le=24 * 3_600_000)]
Title = Annotated[str, Meta(min_length=1, max_length=200)]


class ShowOpen(Command, frozen=True, kw_only=True, omit_defaults=True, tag="show.open"):
    """Open a new show in the room; `plan` is the resolved plan (None: plan-less)."""

    plan: Plan | None = None


class ShowStart(Command, frozen=True, kw_only=True, omit_defaults=True, tag="show.start"):
    """Go live."""


class ShowEnd(Command, frozen=True, kw_only=True, omit_defaults=True, tag="show.end"):
    """End the show."""


class PlanApply(Command, frozen=True, kw_only=True, omit_defaults=True, tag="plan.apply"):
    """Let the show that is open go on by another plan; what was edited since stays as it was edited."""

    plan: Plan


class FromSegment(Struct, frozen=True, forbid_unknown_fields=True):
    """`from` written as an object."""

    segment: Key | None


From = Key | FromSegment | None | UnsetType
"""The segment that the giver believes on air: its id, null for none; unset: not told."""


class Move(Command, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}):
    """A command that moves the rundown: it must say where it believes the show to be, or since when."""

    from_: From = UNSET


class Take(Move, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}, tag="take"):
    """Put `segment` on air, and its product if it has one."""

    segment: Key


class Next(Move, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}, tag="next"):
    """Put the next segment on air."""


class Back(Move, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}, tag="back"):
    """Put the segment before on air again."""


Script = Annotated[str, Meta(max_length=20_000)]
Words = Title | Annotated[dict[Annotated[str, Meta(min_length=2, max_length=12)], Title], Meta(min_length=1)]
"""Words in one language, or by language as in a plan."""


class Skip(Command, frozen=True, kw_only=True, omit_defaults=True, tag="skip"):
    """Let `next` pass over a segment (`on` false: no longer)."""

    segment: Key
    on: bool = True


class RundownHold(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rundown.hold"):
    """Let the clock of the segment on air stand, or go on: it ends so much later."""

    on: bool


class NewSegment(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A segment to be put in. Without an id it is given one; without a kind it is a product's, or interaction."""

    title: Words
    planned_for_ms: DurationMs
    id: Key | None = None
    kind: SegmentKind | None = None
    sku: Sku | None = None
    host: Key | None = None
    script: Script | None = None
    starts_ms: EpochMs | None = None


class RundownInsert(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rundown.insert"):
    """Put a segment in, behind `after` (null: as the next, before the show as the first)."""

    segment: NewSegment
    after: Key | None


class RundownMove(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rundown.move"):
    """Move a segment behind `after` (null: as the next, before the show as the first)."""

    segment: Key
    after: Key | None


class RundownRemove(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rundown.remove"):
    """Take a segment out."""

    segment: Key


class RundownSetDuration(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rundown.set_duration"):
    """Change how long a segment is to take."""

    segment: Key
    planned_for_ms: DurationMs


class RundownFit(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rundown.fit"):
    """Shorten segments to these lengths, and pass over those of length 0, in one step."""

    cuts: Annotated[dict[Key, Annotated[int, Meta(ge=0, le=24 * 3_600_000)]], Meta(min_length=1, max_length=200)]


class SegmentEdit(Command, frozen=True, kw_only=True, omit_defaults=True, tag="segment.edit"):
    """Change what is told of a segment; what is not named stays.

    Args:
        title: By language: these languages alone change.
        sku, host, script, starts_ms: None: it has none.
    """

    segment: Key
    title: Words | UnsetType = UNSET
    planned_for_ms: DurationMs | UnsetType = UNSET
    kind: SegmentKind | UnsetType = UNSET
    sku: Sku | UnsetType | None = UNSET
    host: Key | UnsetType | None = UNSET
    script: Script | UnsetType | None = UNSET
    starts_ms: EpochMs | UnsetType | None = UNSET


class ShowLock(Command, frozen=True, kw_only=True, omit_defaults=True, tag="show.lock"):
    """Let nobody edit the segments, or again."""

    on: bool


class ProductSwitch(Command, frozen=True, kw_only=True, omit_defaults=True, tag="product.switch"):
    """Sell `sku` now, without leaving the segment."""

    sku: Sku


class ProductClear(Command, frozen=True, kw_only=True, omit_defaults=True, tag="product.clear"):
    """Sell nothing now."""


class PriceSet(Command, frozen=True, kw_only=True, omit_defaults=True, tag="price.set"):
    """Let a product cost `unit_minor` from now on."""

    sku: Sku
    unit_minor: Minor


class StockSet(Command, frozen=True, kw_only=True, omit_defaults=True, tag="stock.set"):
    """Tell the level of a product's stock."""

    sku: Sku
    on_hand: Annotated[int, Meta(ge=-(10**9), le=10**9)] | None = None
    listed: Annotated[int, Meta(ge=-(10**9), le=10**9)] | None = None


class StockAdd(Command, frozen=True, kw_only=True, omit_defaults=True, tag="stock.add"):
    """Move a product's stock `by` pieces."""

    sku: Sku
    by: Annotated[int, Meta(ge=-(10**9), le=10**9)]


class CueShow(Command, frozen=True, kw_only=True, omit_defaults=True, tag="cue.show"):
    """Show the host a card: a prepared one (`cue`, its id in the plan), or free text.

    Numbers in braces (`{price}`, `{stock}` …) are filled in from what is known when it is shown.

    Args:
        priority: None: the prepared card's own; of free text `push`.
        target: `host` or one of the team's hosts by id; None: as prepared. Other screens are told by `message.send`.
    """

    cue: Key | None = None
    text: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    priority: Priority | None = None
    target: Title | None = None


class CueClear(Command, frozen=True, kw_only=True, omit_defaults=True, tag="cue.clear"):
    """Take a card back."""

    cue: Key


class CueAck(Command, frozen=True, kw_only=True, omit_defaults=True, tag="cue.ack"):
    """The host has read the card."""

    cue: Key


class TimerStart(Command, frozen=True, kw_only=True, omit_defaults=True, tag="timer.start"):
    """Start a timer: one of the plan's (`timer`), or a new one with a title.

    Args:
        kind: `countdown` of `duration_for_ms`, `countup`, or to the instant `until_ms`.
    """

    timer: Key | None = None
    title: Title | None = None
    kind: TimerKind = "countdown"
    duration_for_ms: DurationMs | None = None
    until_ms: EpochMs | None = None


class TimerPause(Command, frozen=True, kw_only=True, omit_defaults=True, tag="timer.pause"):
    """Let a timer stand still."""

    timer: Key


class TimerResume(Command, frozen=True, kw_only=True, omit_defaults=True, tag="timer.resume"):
    """Let a paused timer run on."""

    timer: Key


class TimerAdd(Command, frozen=True, kw_only=True, omit_defaults=True, tag="timer.add"):
    """Give a timer more time, or less (negative); one that is over runs again."""

    timer: Key
    by_for_ms: Annotated[int, Meta(ge=-24 * 3_600_000, le=24 * 3_600_000)]


class TimerStop(Command, frozen=True, kw_only=True, omit_defaults=True, tag="timer.stop"):
    """Stop a timer, or take one that is over off the screens."""

    timer: Key


class OfferOpen(Command, frozen=True, kw_only=True, omit_defaults=True, tag="offer.open"):
    """Open an offer of the plan."""

    offer: Key


class OfferClose(Command, frozen=True, kw_only=True, omit_defaults=True, tag="offer.close"):
    """End an offer before its quota or its time does."""

    offer: Key


class SceneApply(Command, frozen=True, kw_only=True, omit_defaults=True, tag="scene.apply"):
    """Do all that a scene of the plan names, at once."""

    scene: Key


class DeskDone(Command, frozen=True, kw_only=True, omit_defaults=True, tag="desk.done"):
    """An act on the platform's own desk has been done by hand."""

    desk: Key


class OfTask(Command, frozen=True, kw_only=True, omit_defaults=True):
    """A command about one task."""

    task: Key


class TaskDone(OfTask, frozen=True, kw_only=True, omit_defaults=True, tag="task.done"):
    """A task is done."""


class TaskApprove(OfTask, frozen=True, kw_only=True, omit_defaults=True, tag="task.approve"):
    """What was done is approved."""


class TaskAssign(OfTask, frozen=True, kw_only=True, omit_defaults=True, tag="task.assign"):
    """Let `owner` (a member of the team, or a role) do a task."""

    owner: Key


class TaskCall(Command, frozen=True, kw_only=True, omit_defaults=True, tag="task.call"):
    """Let tasks be due now, whatever their segment."""

    tasks: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=100)]


class TaskHandOver(Command, frozen=True, kw_only=True, omit_defaults=True, tag="task.hand_over"):
    """Let `to` do and approve all that still waits for `owner`."""

    owner: Key
    to: Key


class TotalsTell(Command, frozen=True, kw_only=True, omit_defaults=True, tag="totals.tell"):
    """Tell levels read off the platform's own board: shown beside our numbers, never added to flows.

    Args:
        board: Where they were read; None: not said.
        at_ms: When; None: now.
        as_told_by: Who read them; None: the giver.
    """

    gmv_minor: Minor | None = None
    orders: Level | None = None
    buyers: Level | None = None
    exposure: Level | None = None
    entries: Level | None = None
    clicks: Level | None = None
    board: Title | None = None
    at_ms: EpochMs | None = None
    as_told_by: Title | None = None


class SpendAdd(Command, frozen=True, kw_only=True, omit_defaults=True, tag="spend.add"):
    """Tell money spent on the show."""

    kind: SpendKind
    amount_minor: Minor


class NoteAdd(Command, frozen=True, kw_only=True, omit_defaults=True, tag="note.add"):
    """Write a remark about an instant of the show (None: now), and about a product where one is named."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]
    sku: Sku | None = None
    at_ms: EpochMs | None = None


class SignalSend(Command, frozen=True, kw_only=True, omit_defaults=True, tag="signal.send"):
    """The host says something to the controller without a word on air."""

    kind: SignalKind


class SignalSeen(Command, frozen=True, kw_only=True, omit_defaults=True, tag="signal.seen"):
    """The controller has seen the host's signal, and answers it on a card, where there is something to `say`."""

    signal: Key
    say: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class MessageSend(Command, frozen=True, kw_only=True, omit_defaults=True, tag="message.send"):
    """Show a message on the screens of `target`: a role, `all`, one screen's id; with `flash` along their whole edge."""

    text: Annotated[str, Meta(min_length=1, max_length=300)]
    target: Key
    flash: bool = False


class MessageSeen(Command, frozen=True, kw_only=True, omit_defaults=True, tag="message.seen"):
    """Somebody whom a message is for has read it."""

    message: Key


class RedLightOn(Command, frozen=True, kw_only=True, omit_defaults=True, tag="red_light.on"):
    """Stop the host.

    Args:
        reason: A ready one (`domain.redlight.READY`) or own words.
        say: What the host says meanwhile; None: the ready reason's words.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=100)]
    say: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


class RedLightOff(Command, frozen=True, kw_only=True, omit_defaults=True, tag="red_light.off"):
    """Let the host go on."""


class DrawOpen(Command, frozen=True, kw_only=True, omit_defaults=True, tag="draw.open"):
    """Open a draw by the rules given, and announce its commitment; `platform`: mark one that the platform draws itself."""

    title: Title
    source: Source = "comments"
    winners: Winners = 1
    keyword: Annotated[str, Meta(min_length=1, max_length=50)] | None = None
    match: Match = "is"
    sku: Sku | None = None
    prize: Title | None = None
    for_ms: DurationMs | None = None


class DrawClose(Command, frozen=True, kw_only=True, omit_defaults=True, tag="draw.close"):
    """Draw the winners; `word`: something said aloud just now, which nobody could know when the draw opened."""

    draw: Key
    word: Annotated[str, Meta(max_length=100)] = ""


class DrawVoid(Command, frozen=True, kw_only=True, omit_defaults=True, tag="draw.void"):
    """Give a draw up: nobody is drawn, and its seed stays untold."""

    draw: Key


class Undo(Command, frozen=True, kw_only=True, omit_defaults=True, tag="undo"):
    """Take an accepted command back."""

    command: CommandId


AnyCommand = (
    ShowOpen
    | ShowStart
    | ShowEnd
    | PlanApply
    | Take
    | Next
    | Back
    | Skip
    | RundownHold
    | RundownInsert
    | RundownMove
    | RundownRemove
    | RundownSetDuration
    | RundownFit
    | SegmentEdit
    | ShowLock
    | RoomSet
    | ProductSwitch
    | ProductClear
    | PriceSet
    | StockSet
    | StockAdd
    | CueShow
    | CueClear
    | CueAck
    | TimerStart
    | TimerPause
    | TimerResume
    | TimerAdd
    | TimerStop
    | OfferOpen
    | OfferClose
    | SceneApply
    | DeskDone
    | TaskDone
    | TaskApprove
    | TaskAssign
    | TaskCall
    | TaskHandOver
    | PrompterRun
    | PrompterPause
    | PrompterSeek
    | PrompterPace
    | TotalsTell
    | SpendAdd
    | NoteAdd
    | SignalSend
    | SignalSeen
    | MessageSend
    | MessageSeen
    | RedLightOn
    | RedLightOff
    | DrawOpen
    | DrawClose
    | DrawVoid
    | CommentPin
    | CommentUnpin
    | CommentAnswer
    | CommentDone
    | TallyOpen
    | TallyClose
    | AlertCommand
    | Undo
)

COMMAND_TYPES: Final[tuple[type[Command], ...]] = AnyCommand.__args__
