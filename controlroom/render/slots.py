"""What each page is made of: its slots, the fragment that fills each, and the topics a fragment may read.

Owns: the one table page → slot → (template, topics).
Law: a slot is a DOM id whose inner HTML is the value; it holds no field that a person types in; its fragment sees the
topics named here and nothing else, so a push never draws what did not change. What is studied follows more slowly than
what is glanced at.
Must not know: HTML, values.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from controlroom.domain.roles import PageName
from controlroom.domain.topics import Topic

KpiPart = Literal["tiles", "products", "segments", "traffic", "totals", "steps"]
AlertPart = Literal["open", "recent", "silences", "rules", "unwatched"]
Pace = Literal["now", "spare", "second", "table"]
"""How soon a slot follows: at once; at once as long as the page has bytes to spare; each second; as a table is read."""

PACES: Final[dict[Pace, float]] = {"now": 0.0, "spare": 0.0, "second": 1.0, "table": 5.0}
"""Seconds between two writes of a slot, at least."""


class Slot(NamedTuple):
    """A place in a page.

    `template`: the fragment's file name without `.html`; `topics`: what it reads; `kpi`: the one part of it that is read;
    `pace`: how soon it follows; `code`: of a tile, the one KPI that it shows; `alerts`: the parts of that topic that are read;
    `undo`: of the show it reads what can be taken back, which each command changes.
    """

    template: str
    topics: frozenset[Topic]
    kpi: KpiPart | None = None
    pace: Pace = "now"
    code: str | None = None
    alerts: tuple[AlertPart, ...] = ()
    undo: bool = False


def _slot(template: str, *topics: Topic, kpi: KpiPart | None = None, pace: Pace = "now") -> Slot:
    return Slot(template, frozenset(topics) | (frozenset({Topic.KPI}) if kpi else frozenset()), kpi, pace)


def _alerts(template: str, *topics: Topic, reads: tuple[AlertPart, ...]) -> Slot:
    return Slot(template, frozenset({Topic.ALERTS, *topics}), alerts=reads)


def _table(template: str, *topics: Topic, kpi: KpiPart | None = None) -> Slot:
    return _slot(template, *topics, kpi=kpi, pace="table")


_STRIP: Final = _slot("strip", Topic.SHOW)
_STORE: Final = _slot("store", Topic.SHOW)
_TIMERS: Final = _slot("timers", Topic.TIMERS)


def _takes_back(template: str) -> Slot:
    return _slot(template, Topic.SHOW)._replace(undo=True)


SLOTS: Final[dict[PageName, dict[str, Slot]]] = {
    "controller": {
        "strip": _STRIP,
        "store": _STORE,
        "people": _slot("people", Topic.SCREENS),
        "rundown": _slot("rundown", Topic.SHOW, Topic.RUNDOWN),
        "reading": _slot("reading", Topic.PROMPTER),
        "ending": _slot("ending", Topic.SHOW, Topic.RUNDOWN),
        "air": _slot("air", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK),
        "summary": Slot(
            "summary",
            frozenset({Topic.SHOW, Topic.RUNDOWN, Topic.KPI, Topic.ALERTS}),
            "tiles",
            "second",
            None,
            ("recent", "rules"),
        ),
        "acts": _slot("acts", Topic.SHOW, Topic.RUNDOWN),
        "ready": _slot("ready", Topic.SHOW, Topic.SCREENS, Topic.FEEDS),
        "products": _slot("products", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK),
        "desk": _slot("desk", Topic.SHOW, Topic.DESK),
        "shop": _slot("shop", Topic.SHOW, Topic.PROGRAM, Topic.OFFERS, Topic.SCENES),
        "cues": _slot("cues", Topic.SHOW, Topic.CUE),
        "palette": _slot("palette", Topic.SHOW, Topic.CUE),
        "timers": _TIMERS,
        "comments": _slot("comments", Topic.SHOW, Topic.COMMENTS),
        "counted": _slot("counted", Topic.COMMENTS),
        "talk": _slot("talk", Topic.COMMENTS),
        "stock": _slot("stock", Topic.SHOW, Topic.STOCK),
        "tasks": _slot("tasks", Topic.SHOW, Topic.TASKS),
        "feeds": _slot("feeds", Topic.SHOW, Topic.FEEDS),
        "foot": _slot("foot", Topic.SHOW, kpi="tiles"),
        "screens": _slot("screens", Topic.SHOW, Topic.SCREENS, Topic.MESSAGES),
        "undo": _takes_back("undo"),
        "red": _slot("red", Topic.SHOW),
        "asks": _slot("asks", Topic.SIGNALS, Topic.PROGRAM),
        "messages": _slot("messages", Topic.MESSAGES),
        "posted": _slot("posted", Topic.MESSAGES, Topic.SHOW),
        "draws": _slot("draws", Topic.DRAWS),
        "alerts": _alerts("alerts", Topic.SHOW, Topic.TASKS, reads=("open", "recent", "rules", "unwatched")),
        "tells": _slot("tells", Topic.SHOW),
    },
    "host": {
        "strip": _STRIP,
        "store": _STORE,
        "product": _slot("host_product", Topic.SHOW, Topic.PROGRAM),
        "left": _slot("host_left", Topic.PROGRAM, Topic.OFFERS),
        "segment": _slot("host_segment", Topic.SHOW, Topic.RUNDOWN),
        "script": _slot("host_script", Topic.SHOW, Topic.RUNDOWN, Topic.PROMPTER),
        "pace": _slot("host_pace", Topic.PROMPTER),
        "points": _slot("host_points", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM),
        "cue": _slot("host_cue", Topic.CUE),
        "timers": _slot("host_timers", Topic.TIMERS),
        "comment": _slot("host_comment", Topic.COMMENTS),
        "numbers": _slot("host_numbers", Topic.SHOW, kpi="tiles"),
        "red": _slot("host_red", Topic.SHOW),
        "between": _slot("host_between", Topic.SIGNALS, Topic.MESSAGES),
        "signals": _slot("host_signals", Topic.SIGNALS),
        "draw": _slot("host_draw", Topic.DRAWS),
    },
    "mine": {
        "strip": _STRIP,
        "store": _STORE,
        "who": _slot("mine_who", Topic.TASKS),
        "now": _slot("mine_now", Topic.SHOW, Topic.RUNDOWN),
        "mine": _slot("mine_tasks", Topic.SHOW, Topic.RUNDOWN, Topic.TASKS),
        "handover": _slot(
            "handover", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK, Topic.CUE, Topic.TIMERS, Topic.TASKS
        ),
        "alerts": _alerts("mine_alerts", Topic.SHOW, Topic.TASKS, reads=("open",)),
        "undo": _takes_back("mine_undo"),
        "messages": _slot("told_mine", Topic.MESSAGES),
    },
    "remote": {
        "strip": _STRIP,
        "store": _STORE,
        "segment": _slot("remote_segment", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM),
        "script": _slot("host_script", Topic.SHOW, Topic.RUNDOWN, Topic.PROMPTER),
        "red": _slot("host_red", Topic.SHOW),
        "cue": _slot("remote_cue", Topic.CUE),
        "between": _slot("remote_between", Topic.SIGNALS, Topic.MESSAGES),
        "signals": _slot("remote_signals", Topic.SIGNALS),
        "undo": _takes_back("remote_undo"),
        "pace": _slot("remote_pace", Topic.PROMPTER),
    },
    "analyst": {
        "strip": _STRIP,
        "store": _STORE,
        "onair": _slot("onair", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM),
        "people": _slot("people", Topic.SCREENS),
        "span": _slot("span", Topic.SHOW, Topic.RUNDOWN),
        "pulse": _slot("pulse", Topic.PULSE),
        "goods": _table("goods", Topic.SHOW, Topic.STOCK, Topic.PROGRAM, kpi="products"),
        "order": _table("order", Topic.SHOW, Topic.RUNDOWN, Topic.STOCK, Topic.PROGRAM, kpi="products"),
        "segments": _table("segments", Topic.SHOW, Topic.RUNDOWN, kpi="segments"),
        "ends": _slot("ends", Topic.SHOW, Topic.RUNDOWN),
        "funnel": _table("funnel", Topic.SHOW, kpi="steps"),
        "traffic": _table("traffic", Topic.SHOW, kpi="traffic"),
        "said": _table("said", Topic.SHOW, Topic.COMMENTS),
        "volume": _table("volume", kpi="tiles")._replace(code="comments_1m"),
        "notes": _slot("notes", Topic.SHOW, Topic.NOTES, Topic.STOCK),
        "told": _slot("told", Topic.SHOW, kpi="totals"),
        "lacks": _table("lacks", Topic.SHOW, kpi="tiles"),
        "feeds": _table("sources", Topic.SHOW, Topic.FEEDS),
        # What lists open alerts is there at once when one comes, is said again or ends (`Publisher`), whatever its pace.
        "alerts": _alerts("alerts_open", Topic.SHOW, Topic.TASKS, reads=("open", "unwatched"))._replace(pace="table"),
        "recent": _alerts("alerts_recent", Topic.SHOW, reads=("recent",))._replace(pace="second"),
        "rules": _alerts("alerts_rules", reads=("rules", "unwatched"))._replace(pace="table"),
        "silences": _alerts("alerts_silences", Topic.SHOW, Topic.TASKS, reads=("silences",)),
        "undo": _takes_back("takeback"),
        "messages": _slot("told_me", Topic.MESSAGES),
        "posted": _slot("posted", Topic.MESSAGES, Topic.SHOW),
    },
}
"""Page → DOM id → what fills it; the analyst's tiles come on top (`slots_of`)."""

TILES: Final[tuple[str, ...]] = (
    "online", "viewers", "gmv_minor", "conversion_rate_5m", "conversion_rate", "aov_minor",
    "paid_orders_5m", "gpm_minor", "click_to_pay", "interaction_rate", "roi", "target_progress",
)  # fmt: skip
"""The analyst's twelve, until a screen chooses its own."""

COMPANIONS: Final[dict[str, tuple[str, ...]]] = {"target_progress": ("target_pace",)}
"""A tile that is read with another one's value: progress with what the plan expects by now."""

ORDERS_KNOWN: Final = ("orders", "viewers")
"""Tiles that tell whether a room gets orders at all."""

DIPS: Final = "conversion_rate_5m"
"""The tile that says when fewer buy than should."""

TILED: Final[frozenset[PageName]] = frozenset({"analyst"})
"""Pages whose tiles a screen may choose."""


def slots_of(page: PageName, tiles: Iterable[str] = TILES) -> dict[str, Slot]:
    """Return a page's slots: those of the table, and one for each of its tiles.

    Args:
        page: Which page; only the analyst's has tiles of its own.
        tiles: Codes of KPIs, in any order.
    """
    return _with_tiles(page, frozenset(tiles))


@lru_cache(256)
def _with_tiles(page: PageName, tiles: frozenset[str]) -> dict[str, Slot]:
    if page not in TILED:
        return SLOTS[page]
    return SLOTS[page] | {
        f"k-{code}": _slot("tile", Topic.SHOW, kpi="tiles", pace="spare")._replace(code=code) for code in sorted(tiles)
    }


def topics_by_pace(page: PageName) -> dict[Pace, frozenset[Topic]]:
    """Return what the slots of each pace read."""
    found: dict[Pace, frozenset[Topic]] = {}
    for slot in slots_of(page).values():
        found[slot.pace] = found.get(slot.pace, frozenset()) | slot.topics
    return found
