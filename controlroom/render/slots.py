"""What each page is made of: its slots, the fragment that fills each, and the topics a fragment may read.

Owns: the one table page → slot → (template, topics).
Law: a slot is a DOM id whose inner HTML is the value; it holds no field that a person types in; its fragment sees the
topics named here and nothing else, so a push never draws what did not change.
Must not know: HTML, values.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from controlroom.domain.roles import PageName
from controlroom.domain.topics import Topic

KpiPart = Literal["tiles", "products", "segments", "traffic"]


class Slot(NamedTuple):
    """A place in a page.

    `template`: the fragment's file name without `.html`; `topics`: what it reads; `kpi`: the one part of it that is read;
    `table`: it is a table to be studied, not a number to be glanced at, and may follow a little later.
    """

    template: str
    topics: frozenset[Topic]
    kpi: KpiPart | None = None
    table: bool = False


def _slot(template: str, *topics: Topic, kpi: KpiPart | None = None) -> Slot:
    return Slot(template, frozenset(topics) | (frozenset({Topic.KPI}) if kpi else frozenset()), kpi)


def _table(template: str, *topics: Topic, kpi: KpiPart | None = None) -> Slot:
    return _slot(template, *topics, kpi=kpi)._replace(table=True)


_STRIP: Final = _slot("strip", Topic.SHOW)
_STORE: Final = _slot("store", Topic.SHOW)
_TIMERS: Final = _slot("timers", Topic.TIMERS)

SLOTS: Final[dict[PageName, dict[str, Slot]]] = {
    "controller": {
        "strip": _STRIP,
        "store": _STORE,
        "people": _slot("people", Topic.SCREENS),
        "rundown": _slot("rundown", Topic.SHOW, Topic.RUNDOWN),
        "ending": _slot("ending", Topic.SHOW, Topic.RUNDOWN),
        "air": _slot("air", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK),
        "acts": _slot("acts", Topic.SHOW, Topic.RUNDOWN),
        "ready": _slot("ready", Topic.SHOW, Topic.SCREENS, Topic.FEEDS),
        "products": _slot("products", Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK),
        "cues": _slot("cues", Topic.SHOW, Topic.CUE),
        "timers": _TIMERS,
        "comments": _slot("comments", Topic.SHOW, Topic.COMMENTS),
        "stock": _slot("stock", Topic.SHOW, Topic.STOCK),
        "feeds": _slot("feeds", Topic.SHOW, Topic.FEEDS),
        "foot": _slot("foot", Topic.SHOW, kpi="tiles"),
        "screens": _slot("screens", Topic.SHOW, Topic.SCREENS),
        "undo": _slot("undo", Topic.SHOW),
    },
    "host": {
        "strip": _STRIP,
        "store": _STORE,
        "product": _slot("host_product", Topic.SHOW, Topic.PROGRAM),
        "left": _slot("host_left", Topic.PROGRAM),
        "segment": _slot("host_segment", Topic.SHOW, Topic.RUNDOWN),
        "script": _slot("host_script", Topic.SHOW, Topic.RUNDOWN),
        "cue": _slot("host_cue", Topic.CUE),
        "timers": _slot("host_timers", Topic.TIMERS),
        "comment": _slot("host_comment", Topic.COMMENTS),
        "numbers": _slot("host_numbers", Topic.SHOW, kpi="tiles"),
    },
    "analyst": {
        "strip": _STRIP,
        "store": _STORE,
        "onair": _slot("onair", Topic.RUNDOWN),
        "people": _slot("people", Topic.SCREENS),
        "tiles": _slot("tiles", Topic.SHOW, kpi="tiles"),
        "windows": _slot("windows", Topic.SHOW, kpi="tiles"),
        "goods": _table("goods", Topic.SHOW, Topic.STOCK, Topic.PROGRAM, kpi="products"),
        "segments": _table("segments", Topic.SHOW, Topic.RUNDOWN, kpi="segments"),
        "funnel": _slot("funnel", kpi="tiles"),
        "traffic": _table("traffic", Topic.SHOW, kpi="traffic"),
        "stock": _table("stock", Topic.SHOW, Topic.STOCK),
        "comments": _slot("comments", Topic.SHOW, Topic.COMMENTS),
        "feeds": _slot("feeds", Topic.SHOW, Topic.FEEDS),
    },
}
"""Page → DOM id → what fills it."""
