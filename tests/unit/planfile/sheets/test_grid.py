from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from controlroom.planfile.sheets.grid import Grid, grids_of
from controlroom.planfile.tree import Tree

TEXT = "货号,价格\r\n面霜,199\r\n"
CELLS = [["货号", "价格"], ["面霜", "199"]]


def rows(file: Path) -> list[list[object]]:
    tree = Tree()
    [grid] = grids_of(file, tree)
    assert tree.findings == []
    return [list(row) for row in grid.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_any_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "products.csv"
    file.write_bytes(TEXT.encode(encoding))
    assert rows(file) == CELLS


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_of_any_usual_delimiter_is_read(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "products.csv"
    file.write_text(TEXT.replace(",", delimiter), encoding="utf-8", newline="")
    assert rows(file) == CELLS


def test_text_that_was_kept_from_excel_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('="00123","=""-15m""","a ""b""","x\ny"\n', encoding="utf-8")
    assert rows(file) == [["00123", "-15m", 'a "b"', "x\ny"]]


def test_workbook_is_read_with_its_types(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "商品"
    sheet.append(["面霜", 199.5, 1200, True, datetime(2026, 11, 22, 20), None, '="007"', " "])  # noqa: DTZ001
    book.create_sheet("空")
    file = tmp_path / "plan.xlsx"
    book.save(file)
    tree = Tree()
    grids = grids_of(file, tree)
    at = datetime(2026, 11, 22, 20)  # noqa: DTZ001
    assert grids == [
        Grid("商品", [["面霜", Decimal("199.5"), Decimal(1200), True, at, None, "007"]]),
        Grid("空", []),
    ]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no workbook at all", b"\xd0\xcf\x11\xe0"])
def test_file_that_is_no_workbook_is_a_finding(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(data)
    tree = Tree()
    assert grids_of(file, tree) == []
    [finding] = tree.findings
    assert (finding.code, finding.sheet) == ("unknown_format", "plan.xlsx")
