"""What an analyst asks about spans of the show.

Owns: the answers of `GET …/marks` and `GET …/changed`.
Law: made of the folded state alone, so that a past show answers like a running one.
Must not know: HTTP, sockets, pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, Protocol

from msgspec import Struct, structs

from controlroom.domain.audience import Audience
from controlroom.domain.bins import BIN_S, ENTERED, GMV, PAID, Bins, came, online_at
from controlroom.domain.contributions import Factor, Part, Span, factors, parts
from controlroom.domain.kinds import Kinds
from controlroom.domain.marks import Mark, Marks, about, both, touches
from controlroom.domain.notes import Notes
from controlroom.domain.spans import Triples
from controlroom.domain.tally import Flow
from controlroom.domain.units import MINUTE_MS, SECOND_MS, half_up
from controlroom.domain.windows import Flows
from controlroom.views.unfed import lacking, unheard

By = Literal["product", "traffic", "segment"]
BYS: Final[tuple[By, ...]] = ("product", "traffic", "segment")
BIN_MS: Final = BIN_S * SECOND_MS

ORDER: Final = "order"

Window = tuple[int, int]
"""The first half minute and the one after the last."""


class Counters(Protocol):
    """Those counters of a show that are read here."""

    @property
    def show(self) -> Flows:
        """Return the counters of the whole show."""
        ...

    @property
    def bins(self) -> Bins:
        """Return the half minutes."""
        ...

    @property
    def audience(self) -> Audience:
        """Return who watches."""
        ...

    @property
    def traffic(self) -> dict[str, Flows]:
        """Return the counters of each source."""
        ...


class Show(Protocol):
    """What is read here of a show's state, running or past."""

    @property
    def show(self) -> str:
        """Return its id."""
        ...

    @property
    def as_of_ms(self) -> int:
        """Return the last whole second advanced."""
        ...

    @property
    def marks(self) -> Marks:
        """Return what happened."""
        ...

    @property
    def notes(self) -> Notes:
        """Return what people remarked."""
        ...

    @property
    def ended_ms(self) -> int | None:
        """Return when it ended; None: it runs, or nobody ended it."""
        ...

    @property
    def brought(self) -> tuple[str, ...] | None:
        """Return the types of facts that its feeds brought; None: nobody knows."""
        ...

    @property
    def kinds(self) -> Kinds:
        """Return its comments by class."""
        ...

    @property
    def tally(self) -> Counters:
        """Return its counters."""
        ...


class MarksView(Struct, frozen=True, kw_only=True):
    """What happened in a span, oldest first. `as_of_ms`: the last whole second advanced.

    `dropped`: how many of each kind were forgotten, because only the newest are kept.
    """

    show: str
    as_of_ms: int
    marks: tuple[Mark, ...]
    dropped: dict[str, int]


class WindowView(Struct, frozen=True, kw_only=True):
    """A window of whole half minutes, [from, to). None: unknown. `viewers`: online at its start and entered in it."""

    from_ms: int
    to_ms: int
    gmv_minor: int | None
    orders: int | None
    viewers: int | None
    orders_per_viewer: float | None
    aov_minor: int | None


class PartView(Struct, frozen=True, kw_only=True):
    """What a product, source or segment contributed to the change: because its part of the whole changed (mix), and because
    it brought more or less for each order or entrance (rate)."""

    by: By
    key: str
    from_minor: int
    to_minor: int
    mix_minor: int
    rate_minor: int


class ChangedView(Struct, frozen=True, kw_only=True):
    """What changed from window `a` to window `b`, and the marks that touch either of them, complaints among them.

    `factors` add up to `change_minor`; so do, for each `by`, its `volume_minor` with mix and rate of its parts. These are
    contributions, not causes. `unfed`: the type of fact that they are made of, where no feed brought it and none came: then
    nothing of them is known.
    """

    show: str
    as_of_ms: int
    a: WindowView
    b: WindowView
    change_minor: int | None
    factors: tuple[Factor, ...]
    volume_minor: dict[By, int]
    parts: tuple[PartView, ...]
    facts: tuple[Mark, ...]
    unfed: str | None = None


class NothingPassed(Exception):
    """No half minute of a window has passed. `which`: the window."""

    def __init__(self, which: str) -> None:
        super().__init__(which)
        self.which = which


def marks_view(s: Show, from_ms: int | None, to_ms: int | None) -> MarksView:
    """Return the marks that touch [from, to); None: without bound."""
    return MarksView(
        show=s.show,
        as_of_ms=s.as_of_ms,
        marks=tuple(_facts(s, [(from_ms, to_ms)])),
        dropped={str(kind): n for kind, n in s.marks.dropped.items()},
    )


def changed_view(
    s: Show, a_ms: tuple[int, int], b_ms: tuple[int, int], by: By | None, unfed: Sequence[str] = ()
) -> ChangedView:
    """Return what changed from one window to another.

    Args:
        a_ms, b_ms: (from, to), epoch ms; widened to whole half minutes, and ended by the last that has passed.
        by: Divide by this alone; None: by each.
        unfed: The types of facts that no feed of the room brings now.

    Raises:
        NothingPassed: There is nothing of a window yet.
    """
    tally = s.tally
    a, b = _window(s, "a", a_ms), _window(s, "b", b_ms)
    was, now = _span(tally, a), _span(tally, b)
    if ORDER in unheard(lacking(s.brought, unfed, s.ended_ms), tally.show.total):
        return _unknown(s, (a, was), (b, now))
    divided = {each: parts(_parts(tally, a, each), _parts(tally, b, each)) for each in ((by,) if by else BYS)}
    return ChangedView(
        show=s.show,
        as_of_ms=s.as_of_ms,
        a=_window_view(a, was),
        b=_window_view(b, now),
        change_minor=now.gmv_minor - was.gmv_minor,
        factors=factors(was, now),
        volume_minor={each: found.volume_minor for each, found in divided.items()},
        parts=tuple(
            PartView(
                by=each, key=p.key, from_minor=p.from_minor, to_minor=p.to_minor, mix_minor=p.mix_minor,
                rate_minor=p.rate_minor,
            )
            for each, found in divided.items()
            for p in found.parts
        ),
        facts=_happened(s, a, b),
    )  # fmt: skip


def _unknown(s: Show, a: tuple[Window, Span], b: tuple[Window, Span]) -> ChangedView:
    """Return what is told where no feed brought orders: who watched, and what happened."""
    was, now = (
        structs.replace(_window_view(*each), gmv_minor=None, orders=None, orders_per_viewer=None) for each in (a, b)
    )
    return ChangedView(
        show=s.show, as_of_ms=s.as_of_ms, a=was, b=now, change_minor=None, factors=(), volume_minor={}, parts=(),
        facts=_happened(s, a[0], b[0]), unfed=ORDER,
    )  # fmt: skip


def span_of(tally: Counters, span_ms: tuple[int, int], of: tuple[By, str] | None = None) -> Span:
    """Return what whole half minutes (epoch ms) amount to.

    Args:
        of: Only what a product or segment sold to those who watched, or what those bought who came from a source.
    """
    window = (span_ms[0] // BIN_MS, span_ms[1] // BIN_MS)
    whole = _span(tally, window)
    if of is None:
        return whole
    by, key = of
    if by == "traffic":
        n = _sum(tally, window, key) if key in tally.traffic else [0, 0, 0]
        return Span(n[ENTERED], n[PAID], n[GMV])
    part = _parts(tally, window, by).get(key, Part(0, 0))
    return Span(whole.viewers, part.weight, part.gmv_minor)


def facts_of(s: Show, from_ms: int, to_ms: int) -> list[Mark]:
    """Return the marks and notes that touch [from, to), oldest first."""
    found = [*s.marks.between(from_ms, to_ms), *(m for m in _notes(s) if touches(m, from_ms, to_ms))]
    return _in_time(found)


def _in_time(marks: Iterable[Mark]) -> list[Mark]:
    return sorted(marks, key=lambda m: (m.at_ms, m.kind))


def _happened(s: Show, *windows: Window) -> tuple[Mark, ...]:
    spans = [(window[0] * BIN_MS, window[1] * BIN_MS) for window in windows]
    complaints = [mark for span in spans if (mark := _complaints(s.kinds, *span)) is not None]
    return tuple(_in_time([*_facts(s, spans), *complaints]))


def _facts(s: Show, spans: Iterable[tuple[int | None, int | None]]) -> list[Mark]:
    """Return the marks, notes among them, that touch one of these spans, oldest first."""
    every = [*s.marks.between(None, None), *_notes(s)]
    return _in_time(m for m in every if any(touches(m, *span) for span in spans))


def _complaints(kinds: Kinds, from_ms: int, to_ms: int) -> Mark | None:
    """Return how many comments of [from, to) were complaints, at the minute of it that had most; None: none was."""
    minutes: dict[int, int] = {}
    for second, n in kinds.each("negative").items():
        at_ms = second * SECOND_MS
        if from_ms <= at_ms < to_ms:
            begins_ms = max(from_ms, at_ms // MINUTE_MS * MINUTE_MS)
            minutes[begins_ms] = minutes.get(begins_ms, 0) + n
    if not minutes:
        return None
    worst = max(minutes, key=lambda minute: minutes[minute])
    most, every = minutes[worst], sum(minutes.values())
    zh = f"负面评论：这一分钟 {most} 条，窗口内 {every} 条"
    return Mark(worst, "complaints", both(zh, f"Complaints: {most} in this minute, {every} in the window"))


def _notes(s: Show) -> list[Mark]:
    return [
        Mark(note.at_ms, "note", about(note.text, "备注：{}", "Note: {}"), note.sku, note.segment)
        for note in s.notes.by_id.values()
    ]


def _window(s: Show, which: str, span_ms: tuple[int, int]) -> Window:
    first, end = span_ms[0] // BIN_MS, min(-(-span_ms[1] // BIN_MS), s.as_of_ms // BIN_MS)
    if end <= first:
        raise NothingPassed(which)
    return first, end


def _window_view(window: Window, span: Span) -> WindowView:
    return WindowView(
        from_ms=window[0] * BIN_MS,
        to_ms=window[1] * BIN_MS,
        gmv_minor=span.gmv_minor,
        orders=span.orders,
        viewers=span.viewers,
        orders_per_viewer=span.orders / span.viewers if span.viewers else None,
        aov_minor=half_up(span.gmv_minor, span.orders) if span.orders else None,
    )


def _span(tally: Counters, window: Window) -> Span:
    sums = [_sum(tally, window, source) for source in tally.traffic]
    bins = tally.bins
    start = bins.online.get(window[0]) if window[0] < bins.closed else online_at(tally.audience.online, window[0])
    viewers = start + sum(n[ENTERED] for n in sums) if start is not None else None
    return Span(viewers, sum(n[PAID] for n in sums), sum(n[GMV] for n in sums))


def _sum(tally: Counters, window: Window, source: str) -> list[int]:
    """Return what came from a source in a window, with those entrances that are not settled yet."""
    bins, n = tally.bins, [0, 0, 0]
    for bin_, cell in bins.traffic.get(source, Triples()).items():
        if window[0] <= bin_ < window[1]:
            for i, count in enumerate(cell):
                n[i] += count
    for bin_ in range(max(window[0], bins.closed), window[1]):
        n[ENTERED] += came(tally.traffic[source], Flow.ENTERED, bin_)
    return n


def _parts(tally: Counters, window: Window, by: By) -> dict[str, Part]:
    """Return weight and GMV of each part: a product's or segment's paid orders, a source's entrances."""
    if by == "traffic":
        sums = {source: _sum(tally, window, source) for source in tally.traffic}
        found = {source: Part(n[ENTERED], n[GMV]) for source, n in sums.items()}
    else:
        found = {}
        for key, cells in (tally.bins.products if by == "product" else tally.bins.segments).items():
            inside = [cell for bin_, cell in cells.items() if window[0] <= bin_ < window[1]]
            found[key] = Part(sum(cell[PAID] for cell in inside), sum(cell[GMV] for cell in inside))
    return {key: part for key, part in found.items() if part.weight or part.gmv_minor}
