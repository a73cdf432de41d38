"""Whole tables as CSV: a row for each part, all that is known of it, unknown empty."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from msgspec.structs import replace

from controlroom.domain.metrics import TABLE
from controlroom.domain.topics import Topic
from controlroom.render.tables import TABLES, TableName, table_csv
from controlroom.views.shapes import RundownView, StockView
from tests.unit.render import made


def rows(table: TableName, lang: str = "en", **views: object) -> dict[str, dict[str, str]]:
    given = made.views() | {Topic[name.upper()]: view for name, view in views.items()}
    read = list(csv.DictReader(StringIO(table_csv(table, given, lang, made.NOW))))
    return {next(iter(row.values())): row for row in read}


def test_a_product_has_its_figures_and_its_stock_in_one_row() -> None:
    cream = rows("products")["cream-50"]
    wanted = {
        "link": "3", "title": "Night cream 50 ml", "gmv": "73033.00", "paid_orders": "318", "clicks": "1702",
        "gmv_per_min": "9129.12", "price": "199.00", "stock_state": "low", "available": "83", "safety": "100",
        "rate_per_min": "12.4", "runs_out_low": "2026-11-22T12:19:07Z", "runs_out_high": "2026-11-22T12:22:07Z",
        "restock": "120", "currency": "CNY", "as_of": "2026-11-22T12:14:07Z",
    }  # fmt: skip
    assert {name: cream[name] for name in wanted} == wanted
    assert float(cream["gmv_per_min_low_95"]) < 9129.12 < float(cream["gmv_per_min_high_95"])


def test_what_has_sold_nothing_or_is_in_no_plan_has_a_row_too_and_unknown_is_empty() -> None:
    found = rows("products", kpi=replace(made.kpi(), products={"stranger": {"gmv_minor": made.tile(0, "money")}}))
    assert (found["stranger"]["gmv"], found["stranger"]["title"], found["stranger"]["available"]) == ("0.00", "", "")
    assert (found["gift"]["gmv"], found["gift"]["available"]) == ("", "120")


def test_a_segment_has_its_place_in_the_rundown_before_its_figures() -> None:
    found = rows("segments", "zh-CN")
    assert list(found)[:2] == ["open", "cream"]
    wanted = {
        "title": "面霜讲解",
        "state": "on_air",
        "sku": "cream-50",
        "planned_s": "720",
        "gmv": "28670.00",
        "ended": "",
    }
    assert {name: found["cream"][name] for name in wanted} == wanted
    bare = rows("segments", rundown=RundownView(segments=()))
    assert (list(bare), bare["cream"]["title"], bare["cream"]["paid_orders"]) == (["open", "cream"], "", "124")


def test_a_source_has_its_conversion_with_numerator_and_denominator_of_its_own() -> None:
    found = rows("traffic")
    assert list(found) == ["recommend", "paid", "follow", "search"]
    assert (found["paid"]["paid_orders"], found["paid"]["entered"]) == ("27", "3809")
    assert float(found["paid"]["conversion_rate"]) == pytest.approx(27 / 3857)


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_as_long_as_the_heads_and_every_kpi_of_parts_is_there(table: TableName) -> None:
    text = table_csv(table, made.views() | {Topic.STOCK: StockView(products={})}, "en", made.NOW)
    heads, *lines = list(csv.reader(StringIO(text)))
    assert {len(line) for line in lines} == {len(heads)}
    scope = {"products": "p", "segments": "s", "traffic": "t"}[table]
    assert {kpi.code.removesuffix("_minor") for kpi in TABLE if scope in kpi.scopes} <= set(heads)
    assert len(set(heads)) == len(heads)
