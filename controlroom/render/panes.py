"""What a page asks for by itself, beside what is pushed into it: a tile's definition, rejects with their reasons.

Owns: which values each pane's template is given.
Law: like fragments: the same views give the same bytes, and nothing is reckoned that `domain` or `views` know.
Must not know: sockets, HTTP, where views come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from controlroom.domain.plan import plain
from controlroom.domain.topics import Topic
from controlroom.render.csvtext import lines, tiles_csv
from controlroom.render.definitions import codes, define
from controlroom.views.shapes import KpiView, ShowView, View

Draw = Callable[..., str]
"""Renders a template of `web/templates/panes` in a language with values."""


def definition(draw: Draw, lang: str, code: str, views: Mapping[Topic, View], as_of_ms: int) -> str:
    """Return what a tile means and how its value came about, over every span that it has.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        code: The tile's code.
        views: `show` and `kpi`, as the role may see them.
        as_of_ms: The last whole second advanced.

    Raises:
        KeyError: There is no such code.
    """
    what = define(code, lang)
    show, kpi = views[Topic.SHOW], views[Topic.KPI]
    assert isinstance(show, ShowView)
    assert isinstance(kpi, KpiView)
    spans = [(define(one, lang), kpi.tiles.get(one)) for one in codes(what.base)]
    tile = kpi.tiles.get(code)
    source = getattr(tile, "band_source", None)
    return draw(
        "definition", lang, what=what, tile=tile, spans=spans, show=show, as_of_ms=as_of_ms,
        source=plain(source, lang) if source is not None else None,
        csv=tiles_csv([(one.code, found) for one, found in spans], show.currency, as_of_ms),
    )  # fmt: skip


class Rejected(NamedTuple):
    """An event that was refused at the door."""

    feed: str
    code: str
    path: str
    message: str
    at_ms: int


class Reason(NamedTuple):
    """Events of one feed that were refused for one reason."""

    feed: str
    code: str
    path: str
    message: str
    times: int
    newest_ms: int


def by_reason(rejected: Iterable[Rejected]) -> list[Reason]:
    """Return rejects gathered by feed, code and place, the most frequent first; a group says its newest message."""
    groups: dict[tuple[str, str, str], list[Rejected]] = {}
    for one in rejected:
        groups.setdefault((one.feed, one.code, _place(one.path)), []).append(one)
    found = []
    for (feed, code, path), every in groups.items():
        newest = max(every, key=lambda one: one.at_ms)
        found.append(Reason(feed, code, path, newest.message, len(every), newest.at_ms))
    return sorted(found, key=lambda reason: (-reason.times, -reason.newest_ms))


def _place(path: str) -> str:
    """`lines[3].qty` and `lines[0].qty` are the same place of an event."""
    return re.sub(r"\[\d+\]", "[]", path)


def rejects(draw: Draw, lang: str, rejected: Iterable[Rejected], views: Mapping[Topic, View]) -> str:
    """Return what was rejected, by reason.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        rejected: Newest first.
        views: `show`, for its time zone.
    """
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    groups = by_reason(rejected)
    csv = lines([Reason._fields, *groups]) if groups else None
    return draw("rejects", lang, groups=groups, timezone=show.timezone, csv=csv)
