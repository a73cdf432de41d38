"""Figures as CSV text, for a spreadsheet that somebody pastes them into.

Owns: the columns and how a value is written in them.
Law: for machines: English names, a point for decimals, no separators; unknown is empty, never 0. Money is in whole units of
the currency, exact. Text that a sheet would take for a formula is disarmed.
Must not know: pages, languages.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO

from controlroom.domain.plan import plain
from controlroom.domain.units import exponent
from controlroom.views.owed import OwedView
from controlroom.views.shapes import Tile

COLUMNS = (
    "code", "value", "unit", "window_s", "numerator", "denominator", "low_95", "high_95", "change_5m", "state",
    "band_low", "band_high", "as_of",
)  # fmt: skip


def tiles_csv(tiles: Iterable[tuple[str, Tile | None]], currency: str, as_of_ms: int) -> str:
    """Return a line of column names and a line for each tile.

    Args:
        tiles: Codes with their tiles; None: unknown.
        currency: ISO 4217 code, the unit of money.
        as_of_ms: The instant the values are as of.
    """
    return lines([COLUMNS, *(_row(code, tile, currency, instant(as_of_ms)) for code, tile in tiles)])


OWED_COLUMNS = (
    "show", "offer", "title", "gift", "price", "currency", "sku", "opening", "opened_at", "order", "paid_at", "pieces", "owed",
)  # fmt: skip


def owed_csv(owed: OwedView, lang: str) -> str:
    """Return a line of column names and a line for each order of an offer.

    Args:
        owed: The offer and its openings.
        lang: In which language its title and gift are written.
    """
    gift = plain(owed.gift, lang) if owed.gift is not None else None
    head = [owed.show, owed.offer, plain(owed.title, lang), gift, money(owed.price_minor, owed.currency)]
    rows = (
        [*head, owed.currency, owed.sku, n, instant(one.opened_ms), order.order, instant(order.paid_ms), order.pieces,
         "yes" if order.owed else "no"]
        for n, one in enumerate(owed.rounds, 1)
        for order in one.orders
    )  # fmt: skip
    return lines([OWED_COLUMNS, *rows])


def lines(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV lines; None is an empty field."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([_field(value) for value in row] for row in rows)
    return text.getvalue()


def money(minor: float | None, currency: str) -> Decimal | None:
    """Return an amount in whole units of its currency, exact to its minor unit."""
    return None if minor is None else Decimal(round(minor)).scaleb(-exponent(currency))


def instant(ms: int | None) -> str | None:
    """Return an instant as RFC 3339 in UTC."""
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat().replace("+00:00", "Z")


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _row(code: str, tile: Tile | None, currency: str, as_of: str | None) -> list[object]:
    if tile is None:
        return [code, *[None] * 8, "unknown", None, None, as_of]
    paid = tile.unit == "money"

    def written(value: float | None) -> object:
        """A value of the tile's unit."""
        return money(value, currency) if paid else value

    low, high = tile.band or (None, None)
    window_s = None if tile.window_for_ms is None else tile.window_for_ms // 1000
    return [
        code, written(tile.value), currency if paid else tile.unit, window_s, written(tile.num), tile.den,
        written(tile.lo), written(tile.hi), written(tile.delta), tile.state, written(low), written(high), as_of,
    ]  # fmt: skip
