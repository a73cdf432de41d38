"""The answer of WeChat Channels' `getlivedata`, as a sheet of two rows: headings, and the board as it stood.

Owns: which of its figures is which of ours, and that its money is in fen.
Law: a figure that is not there stays empty; nothing is reckoned.
Must not know: who fetched it, what a sheet becomes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from controlroom.feeds.sheets.text import Cell, Row

MARKS: Final = (b'"live_ec_data_summary"', b'"live_dashboard_data"')
FORM: Final = "JSON, 视频号 getlivedata"

_HEAD: Final = ("at", "gmv", "orders", "buyers", "exposure", "entries", "clicks", "source")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_YEAR_3000_S: Final = 32_503_680_000


def is_answer(data: bytes) -> bool:
    """Tell whether bytes are such an answer, by their marks."""
    return data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and any(mark in data for mark in MARKS)


def rows_of(data: bytes) -> list[Row]:
    """Return the answer as rows; none when it holds no board."""
    try:
        answer = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return []
    money = _inner(answer, "live_ec_data_summary")
    board = _inner(answer, "live_dashboard_data")
    seen = _inner(board, "live_dashboard_data", "summary")
    recent = _inner(answer, "live_ec_conversion_metric", "recent_10_min_conversion")
    gmv = _whole(money, "total_gmv")
    entries = _whole(money, "cumulative_audience_count")
    cells: list[Cell] = [
        _at(recent, board),
        Decimal(gmv).scaleb(-2) if gmv is not None else None,
        _whole(money, "total_pay_pv"),
        _whole(money, "total_pay_uv"),
        _whole(seen, "impression_uv"),
        entries if entries is not None else _whole(seen, "new_watch_uv"),
        _whole(money, "total_clk_pv"),
        "视频号",
    ]
    return [Row(1, list(_HEAD)), Row(2, cells)]


def _at(recent: dict[str, Any], board: dict[str, Any]) -> Cell:
    """Return when the board stood so: as it says itself, else the end of what it covers."""
    updated, began, lasted = _whole(recent, "update_time"), _whole(board, "start_time"), _whole(board, "live_duration")
    if updated is None and began is not None and lasted is not None:
        updated = began + lasted
    if updated is None or updated > _YEAR_3000_S:
        return None
    return _EPOCH + timedelta(seconds=updated)


def _inner(value: Any, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _whole(values: dict[str, Any], name: str) -> int | None:
    value = values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None
