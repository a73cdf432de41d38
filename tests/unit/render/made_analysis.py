"""Made answers to what an analyst asks for: the curves with their marks, what changed, what was refused."""

from __future__ import annotations

import math

from controlroom.domain.contributions import Factor
from controlroom.domain.marks import Mark
from controlroom.domain.plan import Text
from controlroom.render.panes import Rejected
from controlroom.views.analysis import By, ChangedView, PartView, WindowView
from controlroom.views.shapes import NotesView, NoteView, PulseView
from tests.unit.render.moment import GAP, MINUTE, NOW, START, both

EXPECTED = 0.0341
"""What the conversion should be, all the time."""


def changed() -> ChangedView:
    """The last five minutes against the five before."""
    end = START + 14 * MINUTE

    def window(from_ms: int, gmv: int, orders: int, viewers: int) -> WindowView:
        return WindowView(
            from_ms=from_ms, to_ms=from_ms + 5 * MINUTE, gmv_minor=gmv, orders=orders, viewers=viewers,
            orders_per_viewer=orders / viewers, aov_minor=gmv // orders,
        )  # fmt: skip

    def part(by: By, key: str, was: int, now: int, mix: int, rate: int) -> PartView:
        return PartView(by=by, key=key, from_minor=was, to_minor=now, mix_minor=mix, rate_minor=rate)

    return ChangedView(
        show="demo-1",
        as_of_ms=NOW,
        a=window(end - 10 * MINUTE, 2_371_200, 104, 3_050),
        b=window(end - 5 * MINUTE, 1_432_200, 62, 3_260),
        change_minor=-939_000,
        factors=(
            Factor("viewers", 3_050, 3_260, 124_000),
            Factor("orders_per_viewer", 104 / 3_050, 62 / 3_260, -1_087_400),
            Factor("aov_minor", 22_800, 23_100, 24_400),
        ),
        volume_minor={"product": -900_000, "traffic": 100_000, "segment": -900_000},
        parts=(
            part("product", "serum-30", 100_000, 120_000, 15_000, 5_000),
            part("product", "cream-50", 2_271_200, 1_312_200, -19_000, -40_000),
            part("product", "eye-15", 0, 0, 0, 0),
            part("traffic", "recommend", 1_000_000, 900_000, -100_000, -39_000),
            part("traffic", "paid", 1_371_200, 532_200, 300_000, -1_200_000),
            part("segment", "opening", 2_371_200, 0, -480_000, 0),
            part("segment", "cream", 0, 1_332_200, 391_000, -20_000),
            part("segment", "none", 0, 100_000, 70_000, 0),
        ),
        facts=(
            Mark(NOW - 9 * MINUTE, "take", both("开讲：面霜讲解", "On air: Night cream"), "cream-50", "cream"),
            Mark(NOW - 215_000, "promo", both("投流放量", "Ads raised"), None, None, NOW - 95_000),
            Mark(NOW - 60_000, "note", "<b>价高?</b>"),
        ),
    )


def rejected() -> tuple[Rejected, ...]:
    return (
        Rejected("orders", "missing_field", "lines[3].sku", "lines[3].sku is missing: add it.", NOW - 1_000),
        Rejected("orders", "missing_field", "lines[0].sku", "lines[0].sku is missing: add it.", NOW - 9_000),
        Rejected("room", "unknown_type", "type", "There is no event 'join'", NOW),
    )


def notes() -> NotesView:
    return NotesView(
        notes=(
            NoteView(
                id="note-901", at_ms=START + 6 * MINUTE, text="报价后评论变多 <看看>", sku="cream-50", segment="cream",
                role="analyst", person="李", added_ms=START + 7 * MINUTE,
            ),
        )
    )  # fmt: skip


def pulse() -> PulseView:
    return PulseView(
        as_of_ms=NOW,
        online=1_380,
        gmv_minor_1m=279_000,
        conversion_rate_5m=0.01902,
        lo=0.0149,
        hi=0.0243,
        expected=EXPECTED,
        comments_1m=84,
    )


def drawn(code: str, for_ms: int) -> tuple[float, float, float] | None:
    """Return a made value of a drawn figure, with its interval, so many ms into the show; None: nothing is known."""
    at, now = for_ms / (NOW - START), math.sin(for_ms / 40_000)
    if for_ms < 0 or GAP[0] < START + for_ms < GAP[1]:
        return None
    match code:
        case "online":
            value = 150 + 1_240 * min(1.0, at * 1.6) ** 0.8 + 18 * now
        case "gmv_minor_1m":
            value = (
                279_000 + 1_000_000 * math.exp(-(((at - 0.08) / 0.09) ** 2)) + 250_000 * max(0.0, 1 - at) + 9_000 * now
            )
        case "conversion_rate_5m" if for_ms < 5 * MINUTE:
            return None
        case "conversion_rate_5m":
            value = 0.019 + 0.018 * max(0.0, 1 - abs(at - 0.55) * 2.2) + 0.0004 * now
            return value, value - 0.0045, value + 0.0052
        case _:
            value = 40 + 44 * max(0.0, 1 - abs(at - 0.75) * 5) + 12 * now
    return float(round(value)), 0.0, 0.0


def marks() -> list[dict[str, object]]:
    def mark(minutes: float, kind: str, text: Text, until_ms: int | None = None) -> dict[str, object]:
        at_ms = int(START + minutes * MINUTE)
        return {"at_ms": at_ms, "kind": kind, "text": text, "sku": None, "segment": None, "until_ms": until_ms}

    return [
        mark(5.66, "take", both("面霜讲解", "Night cream")),
        mark(7.2, "switch", both("换 11 号", "No. 11")),
        mark(9.0, "cue", "报价"),
        mark(10.5, "promo", both("投流", "Ads"), START + 12 * MINUTE),
        mark(12.6, "price", both("改价 ¥189", "¥189")),
        mark(13.4, "violation", both("提醒", "notice")),
    ]
