"""Cards and timers as they go on the wire: nothing known is null, nothing is left out."""

from __future__ import annotations

import msgspec

from controlroom.views.shapes_cards import CuesView, CueView, PreparedView, TimerView

TIMER = TimerView(
    id="t", title="x", kind="countdown", state="running", started_ms=1, duration_for_ms=2, paused_for_ms=0, ends_ms=3,
    warn_for_ms=None, danger_for_ms=None,
)  # fmt: skip
CARD = CueView(
    id="c", text={"zh-CN": "一", "en": "one"}, priority="push", target=None, shown_ms=1, delivered_ms=None, acked_ms=None,
    expires_ms=None, stale=False,
)  # fmt: skip


def test_a_text_in_languages_goes_as_it_was_written() -> None:
    told = msgspec.json.decode(msgspec.json.encode(CuesView(current=CARD, queue=())))
    assert told["current"]["text"] == {"zh-CN": "一", "en": "one"}
    assert (told["current"]["acked_ms"], told["queue"], told["palette"]) == (None, [], [])


def test_a_paused_timer_has_no_end_and_says_since_when() -> None:
    told = msgspec.json.decode(msgspec.json.encode(msgspec.structs.replace(TIMER, ends_ms=None, paused_ms=5)))
    assert (told["ends_ms"], told["paused_ms"]) == (None, 5)


def test_a_prepared_card_names_the_numbers_nobody_knows() -> None:
    prepared = PreparedView(id="p", text="{stock}", priority="info", segment=None, unknown=("stock",))
    assert msgspec.json.decode(msgspec.json.encode(prepared))["unknown"] == ["stock"]
