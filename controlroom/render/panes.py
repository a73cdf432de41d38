"""What a page asks for by itself, beside what is pushed into it: a tile's definition.

Owns: which values each pane's template is given.
Law: like fragments: the same views give the same bytes, and nothing is reckoned that `domain` or `views` know.
Must not know: sockets, HTTP, where views come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from controlroom.domain.plan import plain
from controlroom.domain.topics import Topic
from controlroom.render.csvtext import tiles_csv
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
