"""The answer of WeChat Channels' `getlivedata`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from controlroom.feeds.sheets.channels import is_answer, rows_of
from controlroom.feeds.sheets.decode import NoSheet, facts_of, table_of

ANSWER = (Path(__file__).parents[3] / "data" / "feeds" / "sheets" / "getlivedata.json").read_bytes()


def told(data: bytes) -> list[dict[str, Any]]:
    return json.loads(msgspec.json.encode(facts_of(table_of(data), "Asia/Shanghai", "CNY", "x").facts))  # type: ignore[no-any-return]


def test_the_answer_is_a_reading_of_the_board() -> None:
    (totals,) = told(ANSWER)
    assert totals | {"id": ""} == {
        "type": "totals", "id": "", "at": 1_763_805_600_000, "gmv_minor": 1_299_900, "orders": 131, "buyers": 120,
        "exposure": 30_120, "entries": 5210, "clicks": 2600, "as_told_by": "视频号",
    }  # fmt: skip
    assert told(ANSWER.replace(b'"update_time": 1763805600', b'"x": 0')) == [totals]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else ()
    return [path, *(found for key, part in inner for found in leaves(part, (*path, key)))]


def test_every_field_wrong_or_missing_in_turn_raises_nothing() -> None:
    whole = json.loads(ANSWER)
    for path in leaves(whole)[1:]:
        for wrong in (None, "x", -1, 2**70, [], {}, True, 1.5):
            spoiled = json.loads(ANSWER)
            inner = spoiled
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = wrong
            try:
                told(json.dumps(spoiled).encode())
            except NoSheet:
                assert path[0] == "live_ec_data_summary"


def test_what_is_no_answer_is_told_apart() -> None:
    assert not is_answer(b'{"type":"like"}')
    assert rows_of(ANSWER[:300]) == []
    with pytest.raises(NoSheet):
        table_of(ANSWER[:300])
