"""What a page asks for by itself, beside what is pushed into it: a tile's definition, rejects with their reasons, what
changed between two windows.

Owns: which values each pane's template is given.
Law: like fragments: the same views give the same bytes, and nothing is reckoned that `domain` or `views` know.
Must not know: sockets, HTTP, where views come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, get_args

from controlroom.domain.plan import HOST_NUMBERS_MOST, HostNumber, plain
from controlroom.domain.replanning import Staying
from controlroom.domain.topics import Topic
from controlroom.render.contributed import Division, rows
from controlroom.render.csvtext import lines, tiles_csv
from controlroom.render.definitions import codes, define
from controlroom.render.slots import DIPS
from controlroom.views.analysis import ChangedView
from controlroom.views.panels import blind
from controlroom.views.shapes import KpiView, RundownView, ShowView, StockView, View
from controlroom.views.unfed import unfed_of
from controlroom.views.usual import Past

Draw = Callable[..., str]
"""Renders a template of `web/templates/panes` in a language with values."""


def definition(
    draw: Draw,
    lang: str,
    code: str,
    views: Mapping[Topic, View],
    as_of_ms: int,
    past: Past | None = None,
    newest: Sequence[tuple[str, int]] = (),
) -> str:
    """Return what a tile means and how its value came about, over every span that it has.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        code: The tile's code.
        views: `show` and `kpi`, as the role may see them.
        as_of_ms: The last whole second advanced.
        past: What was usual at this minute; None: nobody knows.
        newest: The types of facts that it is made of, each with when the newest came; not told where the tile is not.

    Raises:
        KeyError: There is no such code.
    """
    what = define(code, lang)
    show, kpi = views[Topic.SHOW], views[Topic.KPI]
    assert isinstance(show, ShowView)
    assert isinstance(kpi, KpiView)
    tiles = {} if blind(what.base, kpi, show) else kpi.tiles
    spans = [(define(one, lang), tiles.get(one)) for one in codes(what.base)]
    tile = tiles.get(code)
    source = tile.band_source if tile is not None else None
    return draw(
        "definition", lang, what=what, tile=tile, spans=spans, show=show, as_of_ms=as_of_ms,
        source=plain(source, lang) if source is not None else None, dip=kpi.dip if code == DIPS else None,
        unfed=unfed_of(what.base, kpi), past=past, newest=newest if tile is not None else (), apart=kpi.apart,
        told=[one for one in kpi.totals.values() if one.beside == what.base and what.window_ms is None],
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


Known = Callable[[str], tuple[str, Mapping[str, str]] | None]
"""What a reason's sentence is called in the catalogs (`reject.<name>`), with what it names; None: nothing."""


def rejects(draw: Draw, lang: str, rejected: Iterable[Rejected], views: Mapping[Topic, View], known: Known) -> str:
    """Return what was rejected, by reason.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        rejected: Newest first.
        views: `show`, for its time zone.
        known: Knows reasons again; one that it does not know is said as it stands.
    """
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    groups = by_reason(rejected)
    csv = lines([Reason._fields, *groups]) if groups else None
    return draw(
        "rejects", lang, groups=[(group, known(group.message)) for group in groups], timezone=show.timezone, csv=csv
    )


def changed(
    draw: Draw, lang: str, view: ChangedView | None, by: Division, views: Mapping[Topic, View], *, wall: bool = False
) -> str:
    """Return what a change of GMV is made of, and the facts of its minutes.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        view: What changed; None: nothing of a window has passed.
        by: How the change is divided.
        views: `show`, `stock` and `rundown`, for zone, currency and names.
        wall: Without anything to press.
    """
    show, stock, rundown = views[Topic.SHOW], views[Topic.STOCK], views[Topic.RUNDOWN]
    assert isinstance(show, ShowView)
    assert isinstance(stock, StockView)
    assert isinstance(rundown, RundownView)
    from controlroom.render.formats import Formats  # with Babel, which the server does not wait for at its start

    f = Formats(lang)

    titles = {segment.id: f.text(segment.title) for segment in rundown.segments}

    def product(sku: str) -> str | None:
        """A product's link number and title, where the plan has it."""
        item = stock.products.get(sku)
        if item is None or item.title is None:
            return None
        return f"{item.link} {f.text(item.title)}" if item.link is not None else f.text(item.title)

    spans = _spans(view, lambda ms, exact: f.clock(ms, show.timezone, exact)) if view is not None else ""
    found = rows(view, by, titles.get if by == "segment" else product) if view is not None else []
    return draw("changed", lang, view=view, by=by, rows=found, spans=spans, show=show, wall=wall)


def _spans(view: ChangedView, clock: Callable[[int, bool], str]) -> str:
    """Return the two windows in words; where seconds are needed and they touch, by their three instants."""
    ends = (view.a.from_ms, view.a.to_ms, view.b.from_ms, view.b.to_ms)
    exact = any(ms % 60_000 for ms in ends)
    a, b, c, d = (clock(ms, exact) for ms in ends)
    return f"{a} → {b} → {d}" if exact and b == c else f"{a}–{b} → {c}–{d}"


class Version(NamedTuple):
    """A version of the room's plan. `source`: how it came; `runs`: the show runs by it."""

    version: int
    saved_ms: int
    source: str
    runs: bool


def plan_versions(draw: Draw, lang: str, rows: Iterable[Version], views: Mapping[Topic, View]) -> str:
    """Return the versions of the room's plan, the newest first."""
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    newest_first = sorted(rows, key=lambda row: -row.version)
    return draw("plan_versions", lang, rows=newest_first, timezone=show.timezone, ended=show.status == "ended")


def plan_version(
    draw: Draw, lang: str, version: int, differs: Iterable[tuple[str, str]] | None, views: Mapping[Topic, View], *,
    planless: bool = False, stays: Sequence[Staying] = (),
) -> str:  # fmt: skip
    """Return what a version would change, what would stay as edited, and the button that applies it.

    Args:
        differs: From the plan that runs: (kind, words); None: that came without its text.
        views: `show`.
        planless: No plan runs; one may be applied before the start.
    """
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    told = list(differs) if differs is not None else None
    return draw(
        "plan_version", lang, version=version, differs=told[:SHOWN_DIFFERENCES] if told is not None else None,
        more=max(0, len(told) - SHOWN_DIFFERENCES) if told is not None else 0, planless=planless,
        applies=show.status == "planned" or (show.status == "live" and not planless), stays=stays,
    )  # fmt: skip


class Watched(NamedTuple):
    """A word that is better not said. `named`, `why`, `better`: what the list says; `by`, `because`: who let it stand."""

    text: str
    named: dict[str, str]
    why: dict[str, str]
    better: dict[str, str]
    by: str | None = None
    because: str | None = None


class Found(NamedTuple):
    """What is found in a plan. `title`: a name of the catalog.

    `chinese`: message and mend in Chinese; None: nobody has said it in Chinese yet.
    """

    severity: str
    title: str
    message: str
    mend: str | None
    owner: str
    line: int | None
    path: str
    word: Watched | None
    chinese: str | None = None


SHOWN_DIFFERENCES: Final = 60

_GRAVEST_FIRST: Final = ("error", "warning", "info")


def plan_check(
    draw: Draw, lang: str, found: Iterable[Found] | None, views: Mapping[Topic, View], *, version: int | None,
    saved_ms: int | None, rehearsed: tuple[int, int] | None,
) -> str:  # fmt: skip
    """Return what is found in the plan, the gravest first, and whether it was rehearsed as it is.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        found: In the plan's text, in its order; None: there is no text.
        views: `show`, for its time zone.
        version, saved_ms: Of the text.
        rehearsed: So many segments of so many were on air in a rehearsal of this plan; None: not since its last edit.
    """
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    ordered = sorted(found or (), key=lambda one: _GRAVEST_FIRST.index(one.severity))
    return draw(
        "plan_check", lang, found=ordered, known=found is not None, version=version, saved_ms=saved_ms,
        timezone=show.timezone, rehearsed=rehearsed,
        whole=rehearsed is not None and rehearsed[0] >= rehearsed[1], in_chinese=lang == "zh-CN",
    )  # fmt: skip


def host_numbers(draw: Draw, lang: str, views: Mapping[Topic, View]) -> str:
    """Return the form that chooses the figures on the host's page.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        views: `show`, for those that are there now.
    """
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    shown = [*show.host_numbers, *[""] * HOST_NUMBERS_MOST][:HOST_NUMBERS_MOST]
    return draw("host_numbers", lang, shown=shown, codes=get_args(HostNumber))
