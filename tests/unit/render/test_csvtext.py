"""Figures as CSV: for machines, exact, unknown empty."""

import csv
from decimal import Decimal
from io import StringIO

from controlroom.render.csvtext import COLUMNS, OWED_COLUMNS, lines, money, owed_csv, tiles_csv
from controlroom.views.owed import OwedOrder, OwedRound, OwedView
from tests.unit.render import made


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


def test_tile_has_a_line_with_everything_that_is_known_of_it() -> None:
    tile = made.kpi().tiles["conversion_rate_5m"]
    (row,) = read(tiles_csv([("conversion_rate_5m", tile)], "CNY", made.NOW))
    assert row == {
        "code": "conversion_rate_5m", "value": "0.01902", "unit": "ratio", "window_s": "300", "numerator": "62",
        "denominator": "3260", "low_95": "0.0149", "high_95": "0.0243", "change_5m": "-0.0151", "state": "ok",
        "band_low": "", "band_high": "", "as_of": "2026-11-22T12:14:07Z",
    }  # fmt: skip
    assert tuple(row) == COLUMNS


def test_money_is_in_whole_units_and_exact() -> None:
    (row,) = read(tiles_csv([("gmv_minor", made.tile(8_642_005, "money", delta=-10))], "CNY", made.NOW))
    assert (row["value"], row["unit"], row["change_5m"]) == ("86420.05", "CNY", "-0.10")
    assert money(1234, "JPY") == Decimal(1234)
    assert money(None, "CNY") is None


def test_unknown_is_empty_and_never_nought() -> None:
    first, second = read(tiles_csv([("roi", None), ("roi_5m", made.tile(None, "x"))], "CNY", made.NOW))
    assert (first["value"], first["state"], first["as_of"]) == ("", "unknown", "2026-11-22T12:14:07Z")
    assert (second["value"], second["state"]) == ("", "unknown")


def test_small_numbers_are_written_out_and_texts_cannot_be_formulas() -> None:
    assert lines([(1e-7, "=SUM(A1)", "a,b", None)]) == '0.0000001,\'=SUM(A1),"a,b",\n'


def test_an_order_that_is_owed_a_gift_has_a_line_and_one_beyond_the_quota_too() -> None:
    orders = tuple(
        OwedOrder(order=id_, paid_ms=made.NOW, pieces=2, owed=owed) for id_, owed in (("a", True), ("b", False))
    )
    opening = OwedRound(opened_ms=made.NOW, ended_ms=None, state="open", quota=1, orders=orders)
    view = OwedView(
        show="s-1", offer="o", title={"zh-CN": "前一名", "en": "First"}, sku="c", gift="=cup", price_minor=990,
        currency="CNY", rounds=(opening,),
    )  # fmt: skip
    first, second = read(owed_csv(view, "en"))
    assert tuple(first) == OWED_COLUMNS
    assert (first["title"], first["gift"], first["price"], first["opening"], first["order"], first["owed"]) == (
        "First", "'=cup", "9.90", "1", "a", "yes"
    )  # fmt: skip
    assert (second["order"], second["owed"], second["paid_at"]) == ("b", "no", "2026-11-22T12:14:07Z")
