from __future__ import annotations

import csv
from pathlib import Path

import pytest

from controlroom.planfile.sheets.columns import EN, TABLES, ZH
from controlroom.planfile.sheets.fill import heads, rows_of, table_named, write_csv
from controlroom.planfile.yamltree import tree_of_yaml

PRODUCTS = next(table for table in TABLES if table.name == "products")


def plan(text: str) -> dict[str, object]:
    value = tree_of_yaml(text).value
    assert isinstance(value, dict)
    return value  # type: ignore[return-value]


def row(text: str) -> dict[str, str]:
    [cells] = rows_of(plan(text), PRODUCTS)  # type: ignore[arg-type]
    return {head: cell for head, cell in zip(heads(PRODUCTS, EN), cells, strict=True) if cell}


def test_text_without_language_goes_where_its_script_belongs() -> None:
    assert row("products: [{sku: a, title: 面霜}]") == {"SKU": "a", "Title": "面霜"}
    assert row("products: [{sku: a, title: Cream}]") == {"SKU": "a", "Title (en)": "Cream"}


def test_missing_texts_of_a_list_keep_their_place() -> None:
    assert row("products: [{sku: a, points: [{zh-CN: 甲, en: x}, 乙]}]") == {
        "SKU": "a", "Points": "甲\n乙", "Points (en)": "x\n-",
    }  # fmt: skip


def test_text_that_holds_a_separator_stays_whole() -> None:
    assert row('products: [{sku: a, points: ["x; y"]}]') == {"SKU": "a", "Points (en)": "x; y\n"}


def test_csv_keeps_excel_from_reckoning(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    write_csv(file, plan('products: [{sku: "007", title: "=1+1", price: 9}]'), PRODUCTS, ZH)  # type: ignore[arg-type]
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert (read[0]["货号"], read[0]["英文商品名称"], read[0]["直播价"]) == ('="007"', '="=1+1"', "9")


@pytest.mark.parametrize(("name", "table"), [("products.csv", "products"), ("任务.csv", "tasks"), ("FAQ.csv", "faq")])
def test_csv_file_is_called_after_its_sheet(name: str, table: str) -> None:
    found = table_named(Path(name))
    assert found is not None
    assert found.name == table
    assert table_named(Path("plan.csv")) is None
