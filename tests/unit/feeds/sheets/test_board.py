"""An export of a platform's board becomes its totals."""

from __future__ import annotations

from typing import Any

from controlroom.domain.events import Totals
from controlroom.feeds.sheets.decode import facts_of, table_of
from controlroom.feeds.sheets.outcome import Outcome

NOW = 1_763_816_400_000  # 21:00 in Shanghai


def read(text: str, **more: Any) -> Outcome:
    return facts_of(table_of(text.encode()), "Asia/Shanghai", "CNY", "罗盘", **more)


def totals(outcome: Outcome) -> list[tuple[Any, ...]]:
    return [(f.at, f.gmv_minor, f.orders, f.as_told_by) for f in outcome.facts if isinstance(f, Totals)]


def test_a_row_without_a_time_is_of_when_it_was_read() -> None:
    text = "成交金额,订单数\n120.50,7\n"
    assert totals(read(text, now_ms=NOW)) == [(NOW, 12_050, 7, "罗盘")]
    refused = read(text)
    assert (refused.facts, [bad.code for bad in refused.bad]) == ([], ["missing_field"])


def test_a_time_of_day_is_of_the_rows_day_else_of_today_or_the_evening_before() -> None:
    assert totals(read("日期,时间,订单数\n2025-11-21,20:30,7\n"))[0][0] == NOW - 86_400_000 - 1_800_000
    assert totals(read("时间,订单数\n20:30,7\n", now_ms=NOW))[0][0] == NOW - 1_800_000
    assert totals(read("时间,订单数\n23:50,7\n", now_ms=NOW))[0][0] == NOW + 170 * 60_000 - 86_400_000


def test_the_end_of_a_show_is_when_its_row_is_of() -> None:
    text = "直播开始时间,直播结束时间,成交金额,来源\n2025-11-22 19:00,2025-11-22 21:00,5,百应\n"
    assert totals(read(text)) == [(NOW, 500, None, "百应")]


def test_numbers_of_single_minutes_are_no_totals() -> None:
    rows = "".join(f"2025-11-22 20:{n:02},{100 + n},{(n * 7) % 5}\n" for n in range(20))
    outcome = read("时间,成交金额,订单数\n" + rows)
    assert {(f.gmv_minor is None, f.orders) for f in outcome.facts if isinstance(f, Totals)} == {(False, None)}
    assert "single minutes" in outcome.notes[0][1]


def test_a_level_may_fall_once() -> None:
    rows = "".join(f"2025-11-22 20:{n:02},{100 + n - 30 * (n == 3)}\n" for n in range(6))
    assert len(read("时间,成交金额\n" + rows).facts) == 6


def test_the_same_reading_has_the_same_id_and_counts_once() -> None:
    text = "时间,订单数\n2025-11-22 20:30,7\n2025-11-22 20:30,7\n合计：,14\n"
    outcome = read(text)
    assert (len(outcome.facts), outcome.repeated, outcome.bad) == (1, 1, [])
    assert outcome.facts[0].id == read(text + "2025-11-22 20:40,9\n").facts[0].id


def test_a_bad_figure_costs_no_other() -> None:
    outcome = read("时间,成交金额,订单数\n2025-11-22 20:30,abc,7\n2025-11-22 20:40,5,8,9\n")
    assert totals(outcome) == [(NOW - 1_800_000, None, 7, "罗盘")]
    assert [(bad.line, bad.path) for bad in outcome.bad] == [(2, "成交金额"), (3, "")]
