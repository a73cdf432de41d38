"""What each role sees of each topic: the state, projected.

Owns: one function per topic, in one table, and all hiding inside a topic.
Law: a role gets nothing that is not its own, at the source: what is not in the view is on no wire. Nothing is reckoned
here that the fold or `domain` already knows.
Must not know: HTML, sockets, who is connected beyond what `Beside` tells.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from controlroom.domain.plan import USUAL_NUMBERS, HostNumber, Text
from controlroom.domain.reading import fits_for_ms
from controlroom.domain.roles import Role, may_read
from controlroom.domain.rundown import NO_SEGMENT
from controlroom.domain.schedule import Schedule, schedule
from controlroom.domain.stock import Shelf
from controlroom.domain.tally import Flow
from controlroom.domain.topics import Topic
from controlroom.room import selling
from controlroom.room.acts.table import barred
from controlroom.room.marking import called
from controlroom.room.state import RoomState
from controlroom.views import shapes as v
from controlroom.views.alert_shapes import AlertsView
from controlroom.views.alerts import alerts_view, seen_by
from controlroom.views.beside import Beside
from controlroom.views.between import draws_view, messages_view, red_light_view, signals_view
from controlroom.views.between_shapes import DrawsView, MessagesView, SignalsView
from controlroom.views.cards import cues_view, timers_view
from controlroom.views.comment_shapes import CommentsView
from controlroom.views.comments import comments_view
from controlroom.views.kpi import host_kpi, kpi_view
from controlroom.views.lineup import air_left_ms, restock
from controlroom.views.missed import live_ms, missing, unsure
from controlroom.views.prompter import PrompterView, prompter_view
from controlroom.views.pulse import pulse_known, pulse_view
from controlroom.views.runout import about, runs_out
from controlroom.views.selling import desk_view, offers_view, scenes_view
from controlroom.views.shapes_cards import CuesView, TimersView
from controlroom.views.stale import silent_feeds, stale, standing_still
from controlroom.views.task_shapes import TasksView
from controlroom.views.tasks import tasks_view
from controlroom.views.unfed import lacking, pulse_unknown, unfed, unheard, unknown

MONEY: Final = frozenset({Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST, Role.WALL})
"""Roles that may see the show's money."""

DESK: Final = frozenset({Role.ADMIN, Role.OPERATOR, Role.CONTROLLER})
"""Roles that drive: they see what the host has acknowledged, and can take back each other's acts."""

VIEWER_NAMES: Final = frozenset({Role.ADMIN, Role.CONTROLLER, Role.HOST, Role.ANALYST})
"""Roles that may see commenters' public nicknames."""

TRIAGE: Final = frozenset({Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST, Role.WALL})
"""Roles that read the comments; others see the newest, and what is pinned."""


class Projection:
    """The state at one instant, as roles see it; what is costly and alike for several roles is made once.

    Args:
        s: The state; it must not change while this is used.
        beside: What is shown besides it.
    """

    def __init__(self, s: RoomState, beside: Beside) -> None:
        self._s = s
        self._beside = beside
        self._kpi: v.KpiView | None = None
        self._alerts: AlertsView | None = None

    def view(self, topic: Topic, role: Role) -> v.View:
        """Return what `role` sees of `topic`."""
        if topic is Topic.ALERTS:
            if self._alerts is None:
                self._alerts = alerts_view(self._s)
            return seen_by(self._s, self._alerts, role)
        if topic is not Topic.KPI:
            return _VIEWS[topic](self._s, self._beside, role)
        if self._kpi is None:
            s = self._s
            told = unknown(kpi_view(s), _unheard(s, self._beside))
            self._kpi = unsure(stale(told, standing_still(s)), missing(s), live_ms(s))
        return self._kpi if role in MONEY else host_kpi(self._kpi)


def project(topic: Topic, s: RoomState, beside: Beside, role: Role) -> v.View:
    """Return what `role` sees of `topic` now."""
    return Projection(s, beside).view(topic, role)


def _unheard(s: RoomState, beside: Beside) -> tuple[str, ...]:
    return unheard(lacking(s.brought, unfed(beside.feeds), s.ended_ms), s.tally.totals())


def _schedule(s: RoomState) -> Schedule | None:
    return schedule(s.plan, s.rundown, s.started_ms, s.ended_ms) if s.plan is not None else None


def _show(s: RoomState, beside: Beside, role: Role) -> v.ShowView:
    plan, times = s.plan, _schedule(s)
    begun = times is not None and s.status != "planned"
    mine = [u for u in s.undo if (u.by is role or (role in DESK and u.by in DESK)) and barred(s, u) is None]
    return v.ShowView(
        room=s.room,
        show=s.show,
        title=plan.show.title if plan is not None else s.room,
        status=s.status,
        mode=s.mode,
        currency=s.currency or "CNY",
        timezone=s.timezone,
        started_ms=s.started_ms,
        ended_ms=s.ended_ms,
        planned_start_ms=plan.show.starts_ms if plan is not None else None,
        planned_end_ms=times.planned_end_ms if times is not None else None,
        expected_end_ms=times.expected_end_ms if times is not None else None,
        over_for_ms=times.over_ms if times is not None and begun else None,
        over_why=times.over_why if times is not None else None,
        due_ms=s.rundown.due_ms(),
        slips_ms=times.slips_ms if times is not None else None,
        slack_for_ms=times.slack_ms if times is not None else 0,
        late_start_for_ms=times.late_ms if times is not None and begun else None,
        lock=s.rundown.locked,
        undo=tuple(
            v.UndoView(command=u.command, title=u.type, what=called(s, u), until_ms=u.until_ms) for u in reversed(mine)
        ),
        red_light=red_light_view(s),
        target_gmv_minor=plan.show.target_gmv_minor if plan is not None and role in MONEY else None,
        scene=s.scene,
        store=beside.store,
        unfed=unfed(beside.feeds),
        stream=s.observed.stream,
        host_numbers=_host_numbers(s),
        after_end=s.after_end,
        left_out=len(s.quarantined),
        unsent=tuple(beside.unsent) if role in DESK or role is Role.ANALYST else (),
    )


def _host_numbers(s: RoomState) -> tuple[HostNumber, ...]:
    if s.host_numbers is not None:
        return s.host_numbers
    return s.plan.show.shown_to_host() if s.plan is not None else USUAL_NUMBERS


def _segment_state(s: RoomState, id_: str, upcoming: str | None, passed_over: bool) -> v.SegmentState:
    if id_ == s.rundown.on_air:
        return "on_air"
    if id_ == upcoming and s.status != "ended":
        return "next"
    if id_ in s.rundown.aired:
        return "done"
    return "skipped" if passed_over or s.status == "ended" else "upcoming"


def _rundown(s: RoomState, beside: Beside, role: Role) -> v.RundownView:
    times = _schedule(s)
    if times is None:
        return v.RundownView(segments=())
    upcoming = s.rundown.neighbour(1)
    segments = []
    for plan in s.rundown.segments:
        aired, due = s.rundown.aired.get(plan.id), times.segments[plan.id]
        segments.append(
            v.SegmentView(
                id=plan.id,
                title=plan.title,
                kind=plan.kind,
                sku=plan.sku,
                host=plan.host,
                planned_start_ms=due.planned_ms,
                planned_for_ms=plan.planned_for_ms,
                expected_start_ms=due.expected_ms,
                started_ms=aired.started_ms if aired is not None else None,
                ended_ms=aired.ended_ms if aired is not None else None,
                state=_segment_state(s, plan.id, upcoming, due.expected_ms is None),
                fits_for_ms=fits_for_ms(plan, s.prompter.voices),
                starts_ms=plan.starts_ms,
                slack_for_ms=due.slack_ms,
                due_ms=times.due_ms if plan.id == s.rundown.on_air else None,
                held_ms=s.rundown.held_ms if plan.id == s.rundown.on_air else None,
                ahead=s.status != "ended" and s.rundown.ahead(plan.id) and plan.id not in s.rundown.aired,
            )
        )
    return v.RundownView(segments=tuple(segments))


def _program(s: RoomState, beside: Beside, role: Role) -> v.ProgramView | None:
    program = s.program
    if program is None:
        return None
    plan = s.plan.product(program.sku) if s.plan is not None else None
    offered, shelf = s.offered.get(program.sku), s.shelves.get(program.sku)
    price, told = selling.price(s, program.sku), selling.told_price(s, program.sku)
    return v.ProgramView(
        sku=program.sku,
        title=plan.title if plan is not None else program.sku,
        price_minor=price,
        platform_price_minor=told if told is not None and told != price else None,
        list_price_minor=plan.list_price_minor if plan is not None else None,
        link=plan.link if plan is not None else None,
        points=plan.points if plan is not None else (),
        gifts=plan.gifts if plan is not None else (),
        available=shelf.available if shelf is not None else None,
        listed=shelf.listed_now if shelf is not None else None,
        ships_within=plan.ships_within if plan is not None else None,
        platform_state=offered.state if offered is not None else None,
        since_ms=program.since_ms,
        stock_state=shelf.state if shelf is not None else "unknown",
        runs_out_ms=about(s, program.sku) if may_read(role, Topic.STOCK) else None,
    )


def _cue(s: RoomState, beside: Beside, role: Role) -> CuesView:
    return cues_view(s, drives=role in DESK)


def _prompter(s: RoomState, beside: Beside, role: Role) -> PrompterView:
    return prompter_view(s.prompter)


def _timers(s: RoomState, beside: Beside, role: Role) -> TimersView:
    return timers_view(s, drives=role in DESK)


def _tasks(s: RoomState, beside: Beside, role: Role) -> TasksView:
    return tasks_view(s)


def _pulse(s: RoomState, beside: Beside, role: Role) -> v.PulseView:
    return pulse_known(pulse_unknown(pulse_view(s), _unheard(s, beside)), s)


_BLANK: Final = Shelf()


def _stock(s: RoomState, beside: Beside, role: Role) -> v.StockView:
    items: dict[str, v.StockItem] = {}
    on_air_ms = air_left_ms(_rundown(s, beside, role).segments, s.rundown.due_ms(), s.as_of_ms)
    for sku, shelf in s.shelves.items():
        plan = s.plan.product(sku) if s.plan is not None else None
        flows = s.tally.products.get(sku)
        rate = flows.sums[1][Flow.UNITS_HELD] / 5 if flows is not None else 0.0
        if plan is None and shelf == _BLANK and not rate:  # an order touched it before it told its true lines
            continue
        title: Text | None = plan.title if plan is not None else None
        items[sku] = v.StockItem(
            on_hand=told.value if (told := shelf.warehouse) is not None else None,
            listed=shelf.listed_now,
            available=shelf.least,
            safety=shelf.safety,
            rate_per_min=rate,
            runs_out=runs_out(s, sku),
            state=shelf.state,
            title=title,
            link=plan.link if plan is not None else None,
            price_minor=selling.price(s, sku),
            list_price_minor=plan.list_price_minor if plan is not None else None,
            restock=restock(shelf.available, rate, on_air_ms.get(sku, 0)),
        )
    return v.StockView(products=items)


def _comments(s: RoomState, beside: Beside, role: Role) -> CommentsView:
    return comments_view(s, beside.names if role in VIEWER_NAMES else {}, triages=role in TRIAGE)


def _feeds(s: RoomState, beside: Beside, role: Role) -> v.FeedsView:
    silent = silent_feeds(s)
    feeds = tuple(_feed(s, feed, feed.name in silent) for feed in beside.feeds)
    return v.FeedsView(feeds=feeds, faults=tuple(beside.feeds_file))


def _feed(s: RoomState, feed: v.FeedView, silent: bool) -> v.FeedView:
    source = s.observed.sources.get(feed.name)
    return replace(
        feed,
        state="stale" if silent and feed.state == "live" else feed.state,
        last_order_ms=source.last.get("order") if source is not None else None,
    )


def _screens(s: RoomState, beside: Beside, role: Role) -> v.ScreensView:
    return v.ScreensView(screens=tuple(beside.screens))


def _notes(s: RoomState, beside: Beside, role: Role) -> v.NotesView:
    return v.NotesView(
        notes=tuple(
            v.NoteView(
                id=n.id, at_ms=n.at_ms, text=n.text, sku=n.sku, segment=n.segment if n.segment != NO_SEGMENT else None,
                role=n.by, person=n.person, added_ms=n.added_ms,
            )
            for n in s.notes.in_time()
        )
    )  # fmt: skip


def _signals(s: RoomState, beside: Beside, role: Role) -> SignalsView:
    return signals_view(s)


def _messages(s: RoomState, beside: Beside, role: Role) -> MessagesView:
    return messages_view(s, role)


def _draws(s: RoomState, beside: Beside, role: Role) -> DrawsView:
    return draws_view(s, beside.names if role in VIEWER_NAMES else {})


_VIEWS: Final[dict[Topic, Callable[[RoomState, Beside, Role], v.View]]] = {
    Topic.SHOW: _show,
    Topic.RUNDOWN: _rundown,
    Topic.PROGRAM: _program,
    Topic.CUE: _cue,
    Topic.PROMPTER: _prompter,
    Topic.TIMERS: _timers,
    Topic.TASKS: _tasks,
    Topic.PULSE: _pulse,
    Topic.STOCK: _stock,
    Topic.COMMENTS: _comments,
    Topic.FEEDS: _feeds,
    Topic.SCREENS: _screens,
    Topic.NOTES: _notes,
    Topic.OFFERS: lambda s, beside, role: offers_view(s),
    Topic.DESK: lambda s, beside, role: desk_view(s, beside.names if role in VIEWER_NAMES else {}),
    Topic.SCENES: lambda s, beside, role: scenes_view(s),
    Topic.SIGNALS: _signals,
    Topic.MESSAGES: _messages,
    Topic.DRAWS: _draws,
}
