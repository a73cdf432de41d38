"""The comparison: the ledger's figures beside the room's, code by code.

Owns: what counts as the same, and the table that is printed.
Law: integers must be equal; a ratio must have the same numerator and denominator; unknown must be unknown.
Must not know: how either side came to its figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

PARTS: Final = ("products", "segments", "traffic")
STOCK: Final = ("on_hand", "listed", "available", "state")
WINDOWS: Final = ("_1m", "_5m", "_30m")
MISSING: Final = "missing"
_COUNTS: Final = {
    "enter": ("entered",),
    "follow": ("follows", "follow_rate"),
    "club": ("clubs",),
    "impression": ("impressions",),
    "click": ("clicks", "click_rate"),
    "share": ("shares",),
    "gift": ("gifts", "gift_minor"),
}
"""By a type that a way may leave out: what counts it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of both. `place`: `show`, `products cream-50`, `stock cream-50`, …"""

    place: str
    code: str
    ours: str
    theirs: str
    same: bool


def compare(truth: Mapping[str, Any], topics: Mapping[str, Any]) -> list[Row]:
    """Set every figure of the ledger beside the room's.

    Args:
        truth: `Ledger.truth`.
        topics: The room's `kpi` and `stock`.
    """
    kpi = topics.get("kpi") or {}
    rows = list(_tiles("show", truth["tiles"], kpi.get("tiles") or {}))
    for part in PARTS:
        theirs = kpi.get(part) or {}
        for key, tiles in truth[part].items():
            rows += _tiles(f"{part} {key}", tiles, theirs.get(key) or {})
        codes = {code for tiles in truth[part].values() for code in tiles}
        for key in theirs.keys() - truth[part].keys():
            rows += _unheard_of(f"{part} {key}", theirs[key], codes)
    stock = topics.get("stock") or {}
    for sku, ours in truth["stock"].items():
        item = stock.get(sku) or {}
        for code in STOCK:
            value = item.get(code, MISSING)
            rows.append(Row(f"stock {sku}", code, _text(ours[code]), _text(value), ours[code] == value))
    rows += _apart(truth.get("totals") or {}, kpi.get("totals") or {}, truth.get("apart") or {}, kpi.get("apart") or {})
    return rows


def hushed(truth: Mapping[str, Any], untold: Iterable[str]) -> dict[str, Any]:
    """Return the ledger with those counts unknown, in every part and window, of whose facts nobody told any.

    Args:
        truth: `Ledger.truth`.
        untold: The types of facts that nobody tells, by the way that they took and by the room's word (`unfed`).
    """
    codes = {code + span for kind in untold for code in _COUNTS.get(kind, ()) for span in ("", *WINDOWS)}

    def quiet(tiles: Mapping[str, Any]) -> dict[str, Any]:
        """Return tiles with those counts unknown."""
        return {code: _blank(value) if code in codes else value for code, value in tiles.items()}

    if any(_counted(truth["tiles"].get(code)) for code in codes):
        return dict(truth)
    parts = {part: {key: quiet(tiles) for key, tiles in truth[part].items()} for part in PARTS}
    return {**truth, "tiles": quiet(truth["tiles"]), **parts}


def _counted(value: Any) -> bool:
    return bool(value["num"] if isinstance(value, Mapping) else value)


def _blank(value: Any) -> Any:
    if _counted(value):
        return value
    return {**value, "value": None} if isinstance(value, Mapping) else None


def _apart(
    board: Mapping[str, Any], told: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Iterator[Row]:
    """What stands beside the tiles: the platform's own totals, and what the team itself did."""
    for figure, entry in board.items():
        found = told.get(figure) or {}
        for code in ("value", "at_ms"):
            value = found.get(code, MISSING)
            yield Row(f"totals {figure}", code, _text(entry[code]), _text(value), entry[code] == value)
    for code, number in ours.items():
        value = theirs.get(code, 0)
        yield Row("apart", code, _text(number), _text(value), number == value)


def differing(rows: Iterable[Row]) -> list[Row]:
    """Return the rows where the two are not the same."""
    return [row for row in rows if not row.same]


def table(rows: Iterable[Row]) -> str:
    """Return the whole show's figures and every difference as a table, and how many were compared."""
    every = list(rows)
    shown = [row for row in every if not row.same or (row.place == "show" and not row.code.endswith(WINDOWS))]
    lines = [("where", "KPI", "ledger", "room", "")]
    lines += [(row.place, row.code, row.ours, row.theirs, "ok" if row.same else "DIFFERS") for row in shown]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    text = [
        "  ".join((a.ljust(widths[0]), b.ljust(widths[1]), c.rjust(widths[2]), d.rjust(widths[3]), e))
        for a, b, c, d, e in lines
    ]
    wrong = len(differing(every))
    verdict = "all the same" if not wrong else f"{wrong} differ"
    return "\n".join([*text, f"{len(every)} figures compared: {verdict}"])


def _tiles(place: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Row]:
    for code, value in ours.items():
        tile = theirs.get(code)
        if tile is None:
            yield Row(place, code, _text(value), MISSING, same=False)
        elif isinstance(value, Mapping):
            yield Row(place, code, _ratio(value), _ratio(tile), _same_ratio(value, tile))
        else:
            yield Row(place, code, _text(value), _text(tile.get("value")), _same(value, tile.get("value")))


def _unheard_of(place: str, tiles: Mapping[str, Any], codes: Iterable[str]) -> Iterator[Row]:
    """What the ledger never heard of may stand there empty (a product of the plan), not with figures."""
    for code in sorted(codes):
        value = (tiles.get(code) or {}).get("value")
        if value:
            yield Row(place, code, "nothing", _text(value), same=False)


def _same(ours: object, theirs: object) -> bool:
    return (ours is None) == (theirs is None) and ours == theirs


def _same_ratio(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    if ours["value"] is None or theirs.get("value") is None:
        return ours["value"] is None and theirs.get("value") is None
    if (theirs.get("num"), theirs.get("den")) != (ours["num"], ours["den"]):
        return False
    return math.isclose(ours["value"], theirs["value"], rel_tol=1e-12, abs_tol=0.0)


def _ratio(tile: Mapping[str, Any]) -> str:
    if tile.get("value") is None:
        return "null"
    return f"{tile.get('num')}/{tile.get('den')}"


def _text(value: object) -> str:
    return "null" if value is None else str(value)
