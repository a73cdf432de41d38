"""What happened, and when: the marks that stand beside the curves.

Owns: the bounded list of a show's marks, and the words of each kind in both languages.
Law: a mark is made once, from one record; a span stays open until what it tells of has ended. Of each kind only the
newest `KEPT` are kept and the others are counted, so that no feed can make the list grow.
Must not know: states, commands, charts.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.plan import Text, plain

MarkKind = Literal[
    "start", "end", "take", "switch", "cue", "price", "stock", "sold_out", "gap", "promo", "violation", "stream", "note",
    "undo", "red_light", "draw", "alert", "slip", "complaints",
]  # fmt: skip
"""`note` and `complaints` are kept elsewhere, and told among the marks."""

SPANS: Final[frozenset[MarkKind]] = frozenset(
    {"take", "switch", "sold_out", "gap", "promo", "stream", "red_light", "draw", "alert"}
)
"""Kinds that last; the others are instants."""

KEPT: Final = 500
"""Of each kind."""

OPEN_KEPT: Final = 500
_CUT: Final = 200


class Mark(Struct, frozen=True, omit_defaults=False):
    """One thing that happened.

    Args:
        at_ms: When. `until_ms`: when it ended; None: an instant, or it still lasts.
        text: One short sentence in both languages. `sku`, `segment`: what it was about.
    """

    at_ms: int
    kind: MarkKind
    text: Text
    sku: str | None = None
    segment: str | None = None
    until_ms: int | None = None


class Marks(Struct):
    """A show's marks.

    Args:
        open: Spans that still last, by what they are about.
        dropped: How many were forgotten, by kind. `taken`: how many were taken back.
    """

    past: dict[MarkKind, list[Mark]] = field(default_factory=dict)
    open: dict[str, Mark] = field(default_factory=dict)
    dropped: dict[MarkKind, int] = field(default_factory=dict)
    taken: int = 0

    def add(self, mark: Mark) -> None:
        """Keep a mark that is whole."""
        kept = self.past.setdefault(mark.kind, [])
        kept.append(mark)
        if len(kept) > KEPT:
            del kept[0]
            self.dropped[mark.kind] = self.dropped.get(mark.kind, 0) + 1

    def take_back(self, mark: Mark) -> None:
        """Forget a mark that was added: what it tells of was no such thing."""
        self.past[mark.kind].remove(mark)
        self.taken += 1

    def count(self) -> int:
        """Return a number that grows with every mark that is added, begun, ended or taken back."""
        ended = sum(len(kept) for kept in self.past.values()) + sum(self.dropped.values())
        return 2 * ended + len(self.open) + 3 * self.taken

    def begin(self, about: str, mark: Mark) -> bool:
        """Begin a span, and return True; one that is about the same and still lasts goes on instead."""
        if about in self.open:
            return False
        if len(self.open) >= OPEN_KEPT:
            self.add(self.open.pop(next(iter(self.open))))
        self.open[about] = mark
        return True

    def finish(self, about: str, at_ms: int) -> None:
        """End the span about something, if it lasts."""
        mark = self.open.pop(about, None)
        if mark is not None:
            until_ms = max(mark.at_ms, at_ms)
            self.add(Mark(mark.at_ms, mark.kind, mark.text, mark.sku, mark.segment, until_ms))

    def turn(self, about: str, mark: Mark) -> None:
        """End the span about something and begin the next one."""
        self.finish(about, mark.at_ms)
        self.begin(about, mark)

    def between(self, from_ms: int | None, to_ms: int | None) -> list[Mark]:
        """Return the marks that touch [from, to), oldest first; None: without bound."""
        every = [*(mark for kept in self.past.values() for mark in kept), *self.open.values()]
        return sorted((m for m in every if touches(m, from_ms, to_ms)), key=lambda m: (m.at_ms, m.kind))


def touches(mark: Mark, from_ms: int | None, to_ms: int | None) -> bool:
    """Tell whether a mark touches [from, to); None: without bound."""
    if to_ms is not None and mark.at_ms >= to_ms:
        return False
    if from_ms is None or mark.at_ms >= from_ms:
        return True
    if mark.until_ms is not None:
        return mark.until_ms > from_ms
    return mark.kind in SPANS


def both(zh: str, en: str) -> Text:
    """Return a sentence in both languages."""
    return {"zh-CN": zh, "en": en}


def about(title: Text, zh: str, en: str) -> Text:
    """Return a sentence about something that has a title: `{}` stands for it."""
    return both(zh.format(_cut(plain(title, "zh-CN"))), en.format(_cut(plain(title, "en"))))


def _cut(text: str) -> str:
    return text if len(text) <= _CUT else text[: _CUT - 1] + "…"


PROMOTIONS: Final[dict[str, tuple[str, str]]] = {
    "coupon": ("优惠券", "Coupon"),
    "bag": ("福袋", "Lucky bag"),
    "red_packet": ("红包", "Red packet"),
    "flash": ("秒杀", "Flash sale"),
    "draw": ("抽奖", "Draw"),
}

WARNINGS: Final[dict[str, tuple[str, str]]] = {
    "notice": ("平台提醒", "Platform notice"),
    "warning": ("平台警告", "Platform warning"),
    "cut": ("平台断播", "Cut off by the platform"),
}

REASONS: Final[dict[str, Text]] = {
    "wording": both("用词有问题", "wording"),
    "price": both("价格有问题", "price"),
    "stock": both("库存有问题", "stock"),
    "stream": both("画面或网络", "stream or network"),
    "platform": both("平台提醒", "platform notice"),
    "emergency": both("现场突发", "emergency"),
}
"""The red light's ready reasons."""
