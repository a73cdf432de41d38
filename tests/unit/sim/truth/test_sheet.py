from __future__ import annotations

from typing import Any

from sim.truth.sheet import Sheet, Slot, sheet_of

MIN = 60_000
SLOTS = (
    Slot("open", 5 * MIN), Slot("cream", 10 * MIN, "cream"), Slot("rest", 5 * MIN, pause=True),
    Slot("flash", 5 * MIN, "mask", own=300), Slot("again", 20 * MIN, "cream"), Slot("close", 15 * MIN),
)  # fmt: skip
SHEET = Sheet({"cream": 89}, {"cream": 900, "mask": 100}, 2000, SLOTS)


def test_targets_go_from_segment_to_product_to_show() -> None:
    assert SHEET.told() == {"flash": 300, "cream": 300, "again": 600}
    assert SHEET.whole() == {**SHEET.told(), "open": 200, "close": 600}
    assert sum(SHEET.whole().values()) == 2000


def test_what_is_due_follows_the_plan() -> None:
    due = [sum(SHEET.due(SHEET.whole(), minute * MIN).values()) for minute in (-1, 0, 5, 10, 20, 25, 60, 90)]
    assert due == [0, 0, 200, 350, 500, 800, 2000, 2000]


def test_a_show_without_a_plan_expects_nothing() -> None:
    assert sheet_of({"type": "show.opened", "plan": None}) == Sheet()
    assert (Sheet().told(), Sheet().whole()) == ({}, {})


def test_the_sheet_is_read_from_the_first_record() -> None:
    plan: dict[str, Any] = {
        "show": {"target_gmv_minor": 500},
        "products": [{"sku": "a", "cost_minor": 3, "target_gmv_minor": 9}, {"sku": "b"}],
        "segments": [{"id": "s", "planned_for_ms": 60_000, "kind": "break", "sku": "a"}],
    }
    assert sheet_of({"plan": plan}) == Sheet({"a": 3}, {"a": 9}, 500, (Slot("s", 60_000, "a", None, True),))
