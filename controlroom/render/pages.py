"""Makes HTML of views: whole pages, the fragments that are pushed into them, refusals, the few plain pages.

Owns: which template is drawn with which values, and the memory of what was drawn last.
Law: a fragment gets only the topics its slot names; the same views give the same bytes. Jinja is loaded with the first
page, or by `load`: a server answers programs sooner without it.
Must not know: sockets, HTTP, where views come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from controlroom.domain.errors import Refusal, RefusalCode
from controlroom.domain.roles import PageName, Role
from controlroom.domain.topics import Topic
from controlroom.render.auditing import KINDS, Audited
from controlroom.render.joining import SPANS, Joining
from controlroom.render.locale import LANGUAGES, read_catalog
from controlroom.render.slots import COMPANIONS, DIPS, ORDERS_KNOWN, TILES, AlertPart, KpiPart, Pace, Slot, slots_of
from controlroom.views.alert_shapes import AlertsView
from controlroom.views.between_shapes import DrawsView, MessagesView, SignalsView
from controlroom.views.comment_shapes import CommentsView
from controlroom.views.panels import STEPS
from controlroom.views.prompter import NO_PROMPTER
from controlroom.views.shapes import (
    DeskView,
    FeedsView,
    KpiView,
    NotesView,
    OffersView,
    PulseView,
    RundownView,
    ScenesView,
    ScreensView,
    ScreenView,
    ShowView,
    StockView,
    View,
)
from controlroom.views.shapes_cards import CuesView, TimersView
from controlroom.views.task_shapes import TasksView

if TYPE_CHECKING:
    from jinja2 import Environment, Template

Theme = Literal["dark", "light"]
THEMES: Final[tuple[Theme, ...]] = ("dark", "light")

_NOTHING: Final[frozenset[Topic]] = frozenset()
_NO_KPI: Final = KpiView(tiles={}, products={}, segments={}, traffic={})
_EMPTY: Final[dict[Topic, View]] = {
    Topic.RUNDOWN: RundownView(segments=()),
    Topic.PROGRAM: None,
    Topic.CUE: CuesView(current=None, queue=()),
    Topic.PROMPTER: NO_PROMPTER,
    Topic.TIMERS: TimersView(timers=()),
    Topic.TASKS: TasksView(tasks=()),
    Topic.KPI: _NO_KPI,
    Topic.PULSE: PulseView(),
    Topic.STOCK: StockView(products={}),
    Topic.COMMENTS: CommentsView(),
    Topic.FEEDS: FeedsView(feeds=()),
    Topic.SCREENS: ScreensView(screens=()),
    Topic.NOTES: NotesView(notes=()),
    Topic.OFFERS: OffersView(offers=()),
    Topic.DESK: DeskView(acts=()),
    Topic.SCENES: ScenesView(scenes=()),
    Topic.SIGNALS: SignalsView(signals=()),
    Topic.MESSAGES: MessagesView(messages=()),
    Topic.DRAWS: DrawsView(draws=()),
    Topic.ALERTS: AlertsView(),
}
"""What a reader sees of a topic it may not read, or that holds nothing yet."""

_NAMED: Final[frozenset[RefusalCode]] = frozenset({
    "already_theirs", "not_counting", "nothing_to_hand_over", "other_currency", "plan_of_other_room", "segment_exists",
    "tallies_full", "unknown_matcher", "unknown_number", "unknown_person", "unknown_placeholder", "unknown_product",
})  # fmt: skip
"""Refusals whose subject people know by that name; the others' are ids."""


class RoomLine(Struct, frozen=True, kw_only=True):
    """A room in the list of rooms. `pages`: page name → address, as far as the reader may open them."""

    slug: str
    mode: Literal["live", "rehearsal", "replay"]
    pages: dict[PageName, str]


class Position(Struct, frozen=True, kw_only=True):
    """Where a page stands: the hub's epoch and position, from which its socket resumes, the journal's seq, the clock.

    `clock`: `now_ms` and `speed`.
    """

    epoch: str
    pos: int
    seq: int
    clock: Mapping[str, object]


class Renderer:
    """Renders in every language.

    Args:
        web: The web folder (`render.web.find_web`).
        default_lang: A key of `LANGUAGES`: used where a wanted language is not spoken.
        kept: A folder of one's own that keeps compiled templates from start to start; None: they are compiled at each.
    """

    def __init__(self, web: Path, default_lang: str, kept: Path | None = None) -> None:
        if default_lang not in LANGUAGES:
            raise ValueError(f"no catalog for {default_lang!r}; there are {', '.join(LANGUAGES)}")
        self.default_lang = default_lang
        self._web = web
        self._compiled = kept
        self._drawn: dict[tuple[PageName, str, str, str | None], tuple[dict[str, View], str]] = {}
        self._templates: dict[tuple[str, str], Template] = {}

    @cached_property
    def _environments(self) -> dict[str, Environment]:
        from controlroom.render.environment import Compiled, environment_of

        compiled = Compiled(self._compiled)
        return {lang: environment_of(self._web, lang, compiled) for lang in LANGUAGES}

    def load(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Load what the first page needs, so that nobody waits for it (it blocks: call it on a thread), while it is wanted."""
        for environment in self._environments.values():
            for name in environment.list_templates():
                if not wanted():
                    return
                environment.get_template(name)

    def page(
        self,
        page: PageName,
        *,
        room: str,
        role: Role,
        lang: str,
        theme: str,
        at: Position,
        views: Mapping[Topic, View],
        tiles: Sequence[str] = TILES,
        wall: bool = False,
        person: str | None = None,
    ) -> str:
        """Return a whole page with its first values.

        Args:
            page: Which page.
            room: The room's slug.
            role: Who reads it.
            lang: Wanted language.
            theme: `dark` or `light`; anything else is dark.
            at: What the views are as of.
            views: A view for each topic the role may read; `show` is required.
            tiles: Codes of the KPIs that the page has as tiles, in their order.
            wall: For a screen on the wall: larger, nothing to click.
            person: Who reads it, where their link says so.
        """
        show = _show(views)
        from markupsafe import Markup

        drawn = self.slots(page, lang, views, frozenset(Topic), tiles=frozenset(tiles))
        filled = {slot: Markup(html) for slot, html in drawn.items()}
        return self._template(lang, f"screens/{page}.html").render(
            page=page,
            room=room,
            role=role.value,
            theme=theme if theme in THEMES else THEMES[0],
            epoch=at.epoch,
            pos=at.pos,
            seq=at.seq,
            clock=at.clock,
            show=show,
            wall=wall,
            person=person,
            filled=filled,
            topics={slot: " ".join(sorted(spec.topics)) for slot, spec in slots_of(page, tiles).items()},
            tiles=tiles,
            stock=views.get(Topic.STOCK, _EMPTY[Topic.STOCK]),
        )

    def slots(
        self,
        page: PageName,
        lang: str,
        views: Mapping[Topic, View],
        changed: frozenset[Topic],
        *,
        paced: Mapping[Pace, frozenset[Topic]] | None = None,
        alarm: bool = False,
        tiles: frozenset[str] = frozenset(TILES),
    ) -> dict[str, str]:
        """Return slot id → inner HTML, for the slots that read a changed topic.

        Args:
            page: Which page.
            lang: Wanted language.
            views: A view for each topic the role may read; `show` is required.
            changed: Topics that changed; all of them give the first view.
            paced: Topics that changed for the slots of a pace, none where it is not named; None: `changed` for all.
            alarm: Only what lists open alerts is wanted.
            tiles: Codes of the KPIs that the page has as tiles.
        """
        spoken, plain = self.spoken(lang), _plain_of(views)
        return {
            name: self._fragment(page, spoken, slot, views if slot.undo else plain)
            for name, slot in slots_of(page, tiles).items()
            if slot.topics & (changed if paced is None else paced.get(slot.pace, _NOTHING))
            and (not alarm or "open" in slot.alerts)
        }

    def _fragment(self, page: PageName, lang: str, slot: Slot, views: Mapping[Topic, View]) -> str:
        """Return a slot's HTML: the last one again where nothing it reads differs: comparing is far cheaper."""
        inputs = {topic.value: views.get(topic, _EMPTY.get(topic)) for topic in slot.topics}
        kpi = inputs.get(Topic.KPI)
        if slot.kpi is not None and isinstance(kpi, KpiView):
            inputs[Topic.KPI] = _part(kpi, slot.kpi, slot.code)
        alerts = inputs.get(Topic.ALERTS)
        if isinstance(alerts, AlertsView):
            inputs[Topic.ALERTS] = _alerts(alerts, slot.alerts)
        key = (page, slot.template, lang, slot.code)
        last = self._drawn.get(key)
        if last is not None and last[0] == inputs:
            return last[1]
        html = self._template(lang, f"fragments/{slot.template}.html").render(inputs, code=slot.code).strip()
        self._drawn[key] = (inputs, html)
        return html

    def refusal(self, lang: str, refusal: Refusal) -> str:
        """Return a refusal's words for the page's refusal region; its subject where that is something a person wrote."""
        values = asdict(refusal if refusal.code in _NAMED else replace(refusal, about=None))
        return self._template(lang, "fragments/refusal.html").render(values).strip()

    def spoken(self, lang: str) -> str:
        """Return the language itself, or the default one where it is not spoken."""
        return lang if lang in LANGUAGES else self.default_lang

    def pane(self, name: str, lang: str, **values: object) -> str:
        """Return a pane that a page asks for by itself (`render.panes` gives its values)."""
        return self._template(lang, f"panes/{name}.html").render(values).strip()

    def rooms(
        self, *, lang: str, theme: str, rooms: Sequence[RoomLine], admin: bool = False, hidden: bool = False
    ) -> str:
        """Return the page that lists the rooms; to an admin with the way to invite people; `hidden`: there may be others."""
        return self._plain(lang, theme, "rooms", rooms=rooms, admin=admin, hidden=hidden)

    def joining(self, *, lang: str, theme: str, joining: Joining) -> str:
        """Return the page that gives people their way in."""
        return self._plain(lang, theme, "join", joining=joining, spans=SPANS)

    def audited(self, *, lang: str, theme: str, audited: Audited) -> str:
        """Return the page of who did what when."""
        return self._plain(lang, theme, "audit", audited=audited, kinds=KINDS)

    def words(self, lang: str) -> Callable[[str], str]:
        """Return what gives the words of a key of the catalog."""
        words: Callable[[str], str] = read_catalog(self._web, self.spoken(lang)).gettext
        return words

    def failure(self, *, lang: str, theme: str, status: int, room: str | None = None, name: str = "") -> str:
        """Return the page for a request that cannot be answered, with what to do about it.

        Args:
            lang: Wanted language.
            theme: `dark` or `light`.
            status: HTTP status; 401, 403, 404 and 503 have words of their own.
            room: The room asked for, if any.
            name: What the log calls the mistake; empty: there was none.
        """
        known = status if status in (401, 403, 404, 503) else 500
        reason = responses.get(status, "")
        return self._plain(lang, theme, "failure", status=status, known=known, reason=reason, room=room, name=name)

    def _plain(self, lang: str, theme: str, template: str, **values: object) -> str:
        shown = theme if theme in THEMES else THEMES[0]
        return self._template(lang, f"screens/{template}.html").render(theme=shown, **values)

    def _template(self, lang: str, name: str) -> Template:
        key = (self.spoken(lang), name)
        found = self._templates.get(key)  # Jinja's own cache takes a lock each time, and a command draws a dozen
        if found is None:
            found = self._templates[key] = self._environments[key[0]].get_template(name)
        return found


def _plain_of(views: Mapping[Topic, View]) -> Mapping[Topic, View]:
    """Return what nearly every slot reads: else each command would have the page drawn again for what few slots show.

    Left out are what can be taken back (but for a slot's `undo`), how far a screen has confirmed, and when a live one did.
    """
    plain = dict(views)
    show, seen = views.get(Topic.SHOW), views.get(Topic.SCREENS)
    if isinstance(show, ShowView):
        plain[Topic.SHOW] = replace(show, undo=())
    if isinstance(seen, ScreensView):
        plain[Topic.SCREENS] = ScreensView(screens=tuple(map(_still, seen.screens)))
    return plain


def _still(screen: ScreenView) -> ScreenView:
    return replace(screen, pos=None, last_seen_ms=0 if screen.state == "live" else screen.last_seen_ms)


def _part(kpi: KpiView, part: KpiPart, code: str | None) -> KpiView:
    """Return the one part of the topic that a slot reads; with a code that tile, and what stands beside it.

    `steps`: the tiles of the funnel and what stands beside these.
    """
    if part != "steps" and code is None:
        return replace(_NO_KPI, **{part: getattr(kpi, part)})
    of = STEPS if code is None else (code,)
    wanted = of if code is None else (code, *COMPANIONS.get(code, ()), *ORDERS_KNOWN)
    return replace(
        _NO_KPI,
        tiles={one: kpi.tiles[one] for one in wanted if one in kpi.tiles},
        totals={figure: told for figure, told in kpi.totals.items() if told.beside in of},
        dip=kpi.dip if DIPS in of else None,
    )


def _alerts(alerts: AlertsView, parts: tuple[AlertPart, ...]) -> AlertsView:
    """Return the parts of the topic that a slot reads: an alert's value is in its text, and no page lists what was said."""
    found = AlertsView(more=alerts.more if "open" in parts else 0, **{part: getattr(alerts, part) for part in parts})
    return replace(found, open=tuple(replace(one, value=None, threshold=None) for one in found.open))


def _show(views: Mapping[Topic, View]) -> ShowView:
    show = views.get(Topic.SHOW)
    if not isinstance(show, ShowView):
        raise ValueError("a page needs the topic `show`")
    return show
