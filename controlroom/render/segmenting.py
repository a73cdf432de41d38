"""The rundown's panes: the form of one segment, and what to cut.

Owns: which values their templates are given.
Law: the same values give the same bytes.
Must not know: sockets, HTTP, where values come from.
"""

from __future__ import annotations

from typing import get_args

from controlroom.domain.plan import SegmentKind
from controlroom.render.panes import Draw
from controlroom.views.fitting import Fit
from controlroom.views.segmenting import SegmentForm
from controlroom.views.shapes import ShowView


def segment(draw: Draw, lang: str, form: SegmentForm, show: ShowView) -> str:
    """Return the form of a segment; a title in several languages is edited in the page's own.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        form: What it holds.
        show: For its zone.
    """
    title = form.segment.title if form.segment is not None else None
    field = f"title.{lang}" if isinstance(title, dict) else "title"
    return draw("segment", lang, form=form, show=show, field=field, kinds=get_args(SegmentKind))


def cuts(draw: Draw, lang: str, fit: Fit, show: ShowView) -> str:
    """Return what to cut.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        fit: The proposal.
        show: For its currency.
    """
    return draw("fit", lang, fit=fit, show=show)
