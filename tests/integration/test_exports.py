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
PLAN = """
show: {title: Evening, room: day, timezone: Asia/Shanghai, currency: CNY, starts: 2025-11-22T20:00:00+08:00}
segments:
  - {id: one, title: One, minutes: 5, kind: opening}
"""
BOARD = '数据更新时间,直播间成交金额,成交人数\n2025-11-22 21:00,"2,300.50",201\n'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
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


def kpi(served: Served, room: str = "demo") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {served.links(room)['analyst']['token']}"}
    address = f"{served.url}/api/v1/rooms/{room}/state?topics=kpi,feeds"
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


def test_of_an_export_of_the_whole_day_the_shows_own_orders_count(
    served: Served, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan, file = tmp_path / "plan.yaml", tmp_path / "orders.csv"
    plan.write_text(PLAN, encoding="utf-8")
    served.room("day", "--plan", str(plan))
    file.write_text(
        "订单号,订单状态,实付金额,下单时间\nA,已付款,5.00,2025-11-22 09:00\nB,已付款,7.00,2025-11-22 20:30\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit) as left:
        main(["upload", "day", str(file), "--data", str(served.data)])
    assert (left.value.code, "has not begun" in capfd.readouterr().err) == (1, True)
    headers = {"Authorization": f"Bearer {served.links('day')['controller']['token']}"}
    start = {"id": "8e1f1f5e-6d0c-4a0f-9e39-2d8b6c1c7b10", "type": "show.start"}
    assert (
        httpx.post(f"{served.url}/api/v1/rooms/day/commands", headers=headers, json=start, timeout=5).status_code == 200
    )
    with pytest.raises(SystemExit):
        main(["upload", "day", str(file), "--data", str(served.data)])
    out, err = capfd.readouterr()
    assert out == "2 facts added to show day-1, 0 were known, 0 refused.\n"
    assert "1 orders were made before show day-1 and are left out" in err
    assert kpi(served, "day")["kpi"]["tiles"]["gmv_minor"]["value"] == 700
