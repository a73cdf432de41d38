"""Shapes of the OpenAPI document that no other module has a struct for.

Owns: them.
Law: an unknown value is null.
Must not know: which door answers with which.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from controlroom.domain.errors import RefusalCode
from controlroom.domain.records import Mode
from controlroom.domain.rejects import Reject
from controlroom.live.answers import Rejected
from controlroom.views import between_shapes, shapes, shapes_cards
from controlroom.views.alert_shapes import AlertsView
from controlroom.views.comment_shapes import CommentsView
from controlroom.views.prompter import PrompterView
from controlroom.views.task_shapes import TaskView


class ErrorEntry(Struct, frozen=True):
    """One thing wrong. `path`: such as `lines[0].qty`; empty: the body as a whole."""

    path: str
    code: str
    message: str


class ProblemDocument(Struct, frozen=True, kw_only=True):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    code: str
    detail: str
    errors: list[ErrorEntry]


class Refused(ProblemDocument, frozen=True, kw_only=True):
    """A command was refused; nothing has changed. `about`: the subject it names; `part`, `fault`: what of a rule is wrong."""

    code: RefusalCode
    message: str
    about: str | None
    part: str | UnsetType = UNSET
    fault: str | UnsetType = UNSET


class AllRejected(ProblemDocument, frozen=True, kw_only=True):
    """Every event of a body was rejected."""

    accepted: int
    duplicates: int
    rejected: list[Rejected]
    seq: int


class ClockView(Struct, frozen=True):
    """The room's clock. `speed`: room seconds a second; 0: paused."""

    now_ms: int
    speed: float


class Topics(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The topics asked for, each whole."""

    show: shapes.ShowView | None = None
    rundown: shapes.RundownView | None = None
    program: shapes.ProgramView | None = None
    cue: shapes_cards.CuesView | None = None
    timers: list[shapes_cards.TimerView] | None = None
    tasks: list[TaskView] | None = None
    kpi: shapes.KpiView | None = None
    pulse: shapes.PulseView | None = None
    stock: dict[str, shapes.StockItem] | None = None
    comments: CommentsView | None = None
    feeds: list[shapes.FeedView] | None = None
    screens: list[shapes.ScreenView] | None = None
    notes: list[shapes.NoteView] | None = None
    offers: list[shapes.OfferView] | None = None
    desk: list[shapes.ChipView] | None = None
    scenes: list[shapes.SceneView] | None = None
    prompter: PrompterView | None = None
    signals: list[between_shapes.SignalView] | None = None
    messages: list[between_shapes.MessageView] | None = None
    draws: list[between_shapes.DrawView] | None = None
    alerts: AlertsView | None = None


class State(Struct, frozen=True, kw_only=True):
    """The state of a room. Totals are as of `seq`, windows as of `as_of_ms`."""

    room: str
    show: str
    mode: Mode
    clock: ClockView
    epoch: str
    pos: int
    seq: int
    as_of_ms: int | None
    topics: Topics


class ClockDriven(Struct, frozen=True, forbid_unknown_fields=True):
    """Advance a rehearsal to `to_ms` (epoch ms or RFC 3339) and tell screens the pace."""

    to_ms: Annotated[int | str, Meta(description="Epoch milliseconds or RFC 3339.")] | None = None
    speed: Annotated[float, Meta(ge=0, le=1000)] | None = None


class ShowEntry(Struct, frozen=True, kw_only=True):
    """A show in the book."""

    show: str
    room: str
    opened_ms: int
    current: bool


class Shows(Struct, frozen=True, kw_only=True):
    """A room's shows, oldest first."""

    room: str
    shows: list[ShowEntry]


class Digest(Struct, frozen=True):
    """The digest of the fold's state after `seq`, advanced to `as_of_ms`."""

    seq: int
    as_of_ms: int
    value: str


class ShowDetail(ShowEntry, frozen=True, kw_only=True):
    """A show with when it was live (null: it never was), its journal's head and the digest of its last snapshot."""

    started_ms: int | None
    ended_ms: int | None
    seq: int
    digest: Digest | None


class Rejects(Struct, frozen=True, kw_only=True):
    """The newest rejected events, newest first."""

    room: str
    rejects: list[Reject]
