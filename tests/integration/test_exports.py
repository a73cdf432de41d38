"""Platforms' exports: a past show out of one, and one into a running show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from controlroom.cli import main
from tests.process import Served

DATA = Path(__file__).parents[1] / "data" / "feeds" / "sheets"
BOARD = '数据更新时间,直播间成交金额,成交人数\n2025-11-22 21:00,"2,300.50",201\n'


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    data = tmp_path / "data"
    data.mkdir()
    server = Served(data)
    server.room("demo")
    server.start()
    yield server
    server.stop()


def upload(served: Served, file: Path, capfd: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as left:
        main(["upload", "demo", str(file), "--data", str(served.data)])
    out, err = capfd.readouterr()
    assert left.value.code == 0, err
    return out


def kpi(served: Served) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {served.links('demo')['analyst']['token']}"}
    address = f"{served.url}/api/v1/rooms/demo/state?topics=kpi,feeds"
    topics: dict[str, Any] = httpx.get(address, headers=headers, timeout=5).json()["topics"]
    return topics


def test_an_export_goes_into_the_running_show_once_however_often_it_is_read(
    served: Served, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "orders.csv"
    rows = (DATA / "general.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_bytes("".join(rows[:5]).encode("gb18030"))
    assert upload(served, file, capfd) == ("5 facts added to show demo-1, 0 were known, 0 refused.\n")
    file.write_bytes("".join(rows).encode("utf-8-sig"))
    assert "8 facts added to show demo-1, 5 were known, 0 refused" in upload(served, file, capfd)
    board = tmp_path / "board.csv"
    board.write_text(BOARD, encoding="utf-8")
    assert upload(served, board, capfd).startswith("1 facts added")
    topics = kpi(served)
    tiles, totals = topics["kpi"]["tiles"], topics["kpi"]["totals"]
    assert (tiles["gmv_minor"]["value"], tiles["refunds_minor"]["value"]) == (58_500, 12_900)
    assert (totals["gmv_minor"]["value"], totals["buyers"]["value"]) == (230_050, 201)
    assert [feed["name"] for feed in topics["feeds"] if feed["accepted"]] == ["sheet"]
