"""Costs from a sheet into a running show; staff accounts hashed on their way from a plan into the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.process import Served, command

PLAN = """
show:
  title: Evening
  room: demo
  timezone: Asia/Shanghai
  currency: CNY
  starts: 2026-11-23T20:00:00+08:00
  staff_accounts: [studio-01]
products:
  - {sku: cream, title: Cream, price: 199.00, cost: 89.00, stock: 100}
segments:
  - {id: one, title: One, minutes: 5, kind: product, sku: cream}
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    data = tmp_path / "data"
    data.mkdir()
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    server = Served(data)
    server.room("demo", "--plan", str(plan))
    server.start()
    yield server
    server.stop()


def test_a_sheet_of_costs_is_added_once_however_often_it_is_read(served: Served, tmp_path: Path) -> None:
    sheet = tmp_path / "costs.csv"
    sheet.write_text("类型,金额\n投放,1200.50\n主播,800\n投放,99.5\n", encoding="utf-8")
    assert command("spend", "demo", str(sheet), data=served.data) == (
        "3 of 3 costs added to show demo-1, 0 were known.\n"
    )
    sheet.write_text(sheet.read_text(encoding="utf-8") + "物流,50\n", encoding="utf-8")
    assert "1 of 4 costs added" in command("spend", "demo", str(sheet), data=served.data)
    headers = {"Authorization": f"Bearer {served.links('demo')['analyst']['token']}"}
    state = httpx.get(f"{served.url}/api/v1/rooms/demo/state?topics=kpi", headers=headers, timeout=5).json()
    tiles = state["topics"]["kpi"]["tiles"]
    assert {code: tiles[code]["value"] for code in ("spend_minor", "ads_minor")} == {
        "spend_minor": 215_000, "ads_minor": 130_000
    }  # fmt: skip


def test_a_sheet_that_cannot_be_read_changes_nothing(served: Served, tmp_path: Path) -> None:
    sheet = tmp_path / "costs.csv"
    sheet.write_text("kind,amount\nads,5\ncake,7\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"ended with 2: .*costs\.csv: line 3: there is no kind 'cake'"):
        command("spend", "demo", str(sheet), data=served.data)
    headers = {"Authorization": f"Bearer {served.links('demo')['analyst']['token']}"}
    state = httpx.get(f"{served.url}/api/v1/rooms/demo/state?topics=kpi", headers=headers, timeout=5).json()
    assert state["topics"]["kpi"]["tiles"]["spend_minor"]["value"] is None


def test_costs_need_a_running_server(served: Served, tmp_path: Path) -> None:
    sheet = tmp_path / "costs.csv"
    sheet.write_text("kind,amount\nads,5\n", encoding="utf-8")
    served.stop()
    with pytest.raises(RuntimeError, match=r"ended with 1: (No server runs|The server at)"):
        command("spend", "demo", str(sheet), data=served.data)


def test_what_the_team_does_is_counted_apart_and_its_accounts_are_in_no_journal(served: Served) -> None:
    links = served.links("demo")
    base = f"{served.url}/api/v1/rooms/demo/"
    controller = {"Authorization": f"Bearer {links['controller']['token']}"}
    feed = {"Authorization": f"Bearer {served.key('demo', 'shop')}"}
    assert httpx.post(
        base + "commands", headers=controller, json={"id": "go", "type": "show.start"}, timeout=5
    ).is_success
    order = {"type": "order", "id": "1", "order": "T-1", "user": "studio-01", "status": "created"}
    facts = [
        {"type": "like", "user": "studio-01", "count": 9}, {"type": "like", "user": "u-1"},
        {**order, "lines": [{"sku": "cream", "qty": 2}]}, {"type": "order", "id": "2", "order": "T-1", "status": "paid"},
    ]  # fmt: skip
    assert httpx.post(base + "events", headers=feed, json=facts, timeout=5).json()["accepted"] == 4
    topics = httpx.get(base + "state?topics=kpi,stock", headers=controller, timeout=5).json()["topics"]
    tiles = topics["kpi"]["tiles"]
    assert {code: tiles[code]["value"] for code in ("likes", "orders", "gmv_minor")} == {
        "likes": 1, "orders": 0, "gmv_minor": 0
    }  # fmt: skip
    assert topics["kpi"]["apart"] == {"facts": 2, "orders": 1}
    assert topics["stock"]["cream"]["available"] == 98, "its pieces are gone all the same"
    journal = command("export", "demo-1", data=served.data)
    assert "studio-01" not in journal
    assert "staff_accounts" in journal
