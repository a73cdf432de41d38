"""What waits for a target, in one piece."""

from __future__ import annotations

from controlroom.notify.message import FITS, MOST, compose, fitting, trial
from controlroom.ports import Message
from tests.unit.notify.made import AT_MS, letter


def test_one_alert_is_its_text_with_its_instant_in_the_shows_time_zone() -> None:
    assert compose([letter()], "zh-CN") == Message(
        title="[紧急] demo", body="20:00:00 面霜仅剩 1 件", severity="critical", ids=("demo-1/low/1",)
    )
    assert compose([letter(severity="warning")], "en") == Message(
        title="[WARNING] demo", body="20:00:00 Cream: 1 left", severity="warning", ids=("demo-1/low/1",)
    )


def test_several_are_lines_by_instant_and_a_repeated_text_is_one_line_with_all_its_instants() -> None:
    waiting = [
        letter(3, at_ms=AT_MS + 180_000, text="Network down"),
        letter(1, text="Network down"),
        letter(2, at_ms=AT_MS + 60_000, severity="warning", text="Stock is low", room="two"),
    ]
    message = compose(waiting, "en")
    assert message == Message(
        title="[CRITICAL] demo two · 2 alerts",
        body="20:00:00, 20:03:00 demo [CRITICAL] Network down\n20:01:00 two [WARNING] Stock is low",
        severity="critical",
        ids=("demo-1/low/3", "demo-1/low/1", "demo-1/low/2"),
    )


def test_what_is_over_is_marked_so_and_makes_the_message_no_graver() -> None:
    late, over = (
        letter(1, nr=1),
        letter(2, nr=2, at_ms=AT_MS + 60_000, text={"en": "Over: Cream", "zh-CN": "已恢复：面霜"}),
    )
    assert compose([late], "zh-CN", {1}) == Message(
        title="[已结束] demo", body="20:00:00 面霜仅剩 1 件", severity="info", ids=("demo-1/low/1",)
    )
    both = compose([late, over], "en", {1, 2})
    assert (both.title, both.severity) == ("[OVER] demo · 2 alerts", "info")
    assert both.body == "20:00:00 [OVER] Cream: 1 left\n20:01:00 [OVER] Over: Cream"
    mixed = compose([late, letter(3, nr=3, severity="warning")], "en", {1})
    assert (mixed.title, mixed.severity) == ("[WARNING] demo · 2 alerts", "warning")
    assert mixed.body == "20:00:00 [OVER] Cream: 1 left\n20:00:00 [WARNING] Cream: 3 left"


def test_a_message_holds_what_fits_and_at_least_one() -> None:
    long = letter(1, text="字" * FITS)
    assert fitting([long, letter(2)], "zh-CN") == [long]
    assert fitting([letter(2), long], "zh-CN") == [letter(2)]
    assert len(fitting([letter(n, text="x") for n in range(50)], "en")) == MOST
    assert fitting([], "en") == []


def test_a_trial_names_the_target() -> None:
    assert trial("值班群", "zh-CN").body.startswith("值班群")
    assert trial("duty", "en").severity == "info"
