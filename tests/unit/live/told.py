"""A small show as a file tells it, for the tests of replay, import, check and playback."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, ShowPlan
from controlroom.domain.records import Page, export_lines
from controlroom.feeds.journalfile import BadLine
from controlroom.live.replay import Opening, event_pages

START_MS = 1_795_435_200_000

PLAN = Plan(
    show=ShowPlan(title="Evening", room="demo", timezone="Asia/Shanghai", currency="CNY", starts_ms=START_MS),
    products=(ProductPlan(sku="cream", title="Cream", price_minor=19_900, stock=100, safety=10),),
    segments=(SegmentPlan(id="one", title="One", planned_for_ms=60_000, kind="product", sku="cream"),),
)


def opening(plan: Plan | None = PLAN, show: str = "demo-1") -> Opening:
    """How the show opens."""
    return Opening(room="demo", show=show, mode="live", plan=plan, user_key=b"k" * 32)


def line(type_: str, at_ms: int, **fields: Any) -> bytes:
    """An event's line, `at_ms` after the start."""
    return msgspec.json.encode({"type": type_, "at": START_MS + at_ms, **fields}) + b"\n"


def order(number: int, at_ms: int, **fields: Any) -> bytes:
    """A paid order's line: two pieces of cream."""
    lines = [{"sku": "cream", "qty": 2, "unit_minor": 19_900}]
    told = {"id": f"o{number}", "order": f"o{number}", "status": "paid", "user": f"u{number}", "lines": lines}
    return line("order", at_ms, **{**told, **fields})


EVENTS = [
    line("enter", 100, user="u1"),
    line("comment", 900, user="u1", text="你好", name="小明"),
    order(1, 1_500),
    order(1, 1_500),
    order(2, 2_000),
    line("like", 61_250, count=3),
]


def pages_of(
    lines: Iterable[bytes] = EVENTS, how: Opening | None = None, bad: list[BadLine] | None = None
) -> Callable[[], Iterable[Page]]:
    """What yields the pages of a file of plain events; a bad line fails the test unless `bad` collects it."""
    told = list(lines)

    def refuse(found: BadLine) -> None:
        if bad is None:
            raise found
        bad.append(found)

    return lambda: event_pages(told, how or opening(), refuse, lambda count: None)


def exported(pages: Iterable[Page]) -> list[bytes]:
    """The lines of an exported journal."""
    return [row + b"\n" for page in pages for row in export_lines(page)]
