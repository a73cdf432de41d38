"""Exports of platforms, as files: what each is, what it comes to, and that nothing else ever escapes.

`UPDATE_GOLDEN=1 pytest tests/unit/feeds/sheets/test_decode.py` writes the expected facts anew.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controlroom.feeds.sheets.decode import NoSheet, facts_of, table_of
from controlroom.feeds.sheets.outcome import Outcome

DATA = Path(__file__).parents[3] / "data" / "feeds" / "sheets"
GENERIC = Path(__file__).parents[3] / "golden" / "feeds" / "generic"
NAMES = sorted(path.name for path in DATA.glob("*.csv"))
ZONE = "Asia/Shanghai"


def read(data: bytes, currency: str = "CNY", **more: Any) -> Outcome:
    return facts_of(table_of(data), ZONE, currency, "board.csv", **more)


def told(outcome: Outcome) -> list[dict[str, Any]]:
    return json.loads(msgspec.json.encode(outcome.facts))  # type: ignore[no-any-return]


def text(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_golden_exports_give_the_expected_facts_and_refusals(name: str) -> None:
    table = table_of((DATA / name).read_bytes())
    outcome = facts_of(table, ZONE, "CNY", "board.csv")
    found = {
        "kind": table.kind, "maker": table.maker, "unknown": list(table.head.unknown), "facts": told(outcome),
        "bad": [[bad.line, bad.code, bad.path] for bad in outcome.bad], "notes": [line for line, _ in outcome.notes],
        "repeated": outcome.repeated,
    }  # fmt: skip
    path = (DATA / name).with_suffix(".expected.json")
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(path.read_bytes())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_export_of_a_back_office_gives_the_expected_steps(encoding: str) -> None:
    outcome = read((GENERIC / "orders.csv").read_text(encoding="utf-8-sig").encode(encoding))
    assert outcome.bad == []
    path = GENERIC / "orders.expected.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps({"facts": told(outcome)}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert {"facts": told(outcome)} == json.loads(path.read_bytes())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", NAMES)
def test_the_encoding_and_the_separator_change_nothing(name: str, encoding: str) -> None:
    rows = list(csv.reader(io.StringIO(text(name), newline="")))
    file = io.StringIO(newline="")
    csv.writer(file, delimiter="\t" if "16" in encoding else ";", lineterminator="\r\n").writerows(rows)
    if name == "doudian.csv":  # its commas inside a cell are part of what it shows
        file = io.StringIO(text(name), newline="")
    assert told(read(file.getvalue().encode(encoding))) == told(read(text(name).encode()))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_permuted_and_repeated_rows_come_to_the_same(name: str, seed: int) -> None:
    if name == "board_on_its_side.csv":
        return
    rows = list(csv.reader(io.StringIO(text(name), newline="")))
    top = next(n for n, row in enumerate(rows) if len(row) > 3) + 1
    chance = random.Random(seed)
    body = rows[top:] + chance.choices(rows[top:], k=3)
    chance.shuffle(body)
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows[:top] + body)
    assert told(read(file.getvalue().encode())) == told(read(text(name).encode()))


WRONG = (
    "", "x", "-1", "99999999999999999999999", "1e5", "=1+1", '="', "\t", "１２", "2025-13-40", "None", "無",
    "é\u2028é", "a" * 300,
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_wrong_in_turn_costs_its_own_row_at_most(name: str) -> None:
    rows = list(csv.reader(io.StringIO(text(name), newline="")))
    whole = {fact["id"].split(":")[0] for fact in told(read(text(name).encode()))}
    top = next(n for n, row in enumerate(rows) if len(row) > 3 or name.startswith("board_on"))
    for y in range(top + 1, len(rows)):
        for x in range(len(rows[y])):
            for wrong in random.Random(y * 100 + x).sample(WRONG, 2):
                spoiled = [list(row) for row in rows]
                spoiled[y][x] = wrong
                file = io.StringIO(newline="")
                csv.writer(file).writerows(spoiled)
                left = {fact["id"].split(":")[0] for fact in told(read(file.getvalue().encode()))}
                assert len(whole - left) <= 1, (y, x, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_truncated_anywhere_it_is_read_as_far_as_it_goes_or_is_no_sheet(name: str) -> None:
    whole = text(name).encode("gb18030")
    full = {fact["id"]: fact for fact in told(read(whole))}
    for end in range(0, len(whole), 7):
        try:
            facts = told(read(whole[:end]))
        except NoSheet:
            continue
        if name != "board_on_its_side.csv":
            strange = [fact for fact in facts if fact["id"] not in full and not fact["id"].startswith("board")]
            assert len({fact["order"] for fact in strange}) <= 1, end


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda t: ("订单号,订单状态,下单时间,数量\n" + t).encode()))
def test_no_bytes_raise_anything_but_that_they_are_no_sheet(data: bytes) -> None:
    with suppress(NoSheet):
        read(data, now_ms=1_764_000_000_000)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no headings"), (b"\xd0\xcf\x11\xe0rest", "save it as XLSX"), (b"PK\x03\x04rest", "no workbook"),
        (b"<html><table></table></html>", "web page"), (b"\x80\xff" * 99, "no text"), (b"a,b\n1,2\n", "no headings"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_export_is_refused_with_the_mend(data: bytes, said: str) -> None:
    with pytest.raises(NoSheet, match=said):
        table_of(data)


def test_titles_above_the_headings_do_no_harm() -> None:
    grown = "某店 2025-11-22 订单导出\n\n导出人,小王\n" + text("general.csv")
    assert told(read(grown.encode())) == told(read(text("general.csv").encode()))


def test_a_file_that_has_grown_has_the_ids_it_had() -> None:
    lines = text("general.csv").splitlines(keepends=True)
    before = {fact["id"] for fact in told(read("".join(lines[:4]).encode()))}
    paid = "".join(lines).replace("198.00,待付款", "198.00,已付款")
    after = {fact["id"] for fact in told(read(paid.encode()))}
    assert before < after
    assert "SO-2:paid" in after - before
