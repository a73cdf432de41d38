"""Half an hour of a simulated show, its orders out of the back office's export: the totals are the ledger's."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from controlroom.feeds.sheets.decode import facts_of, table_of
from controlroom.live.replay import Opening, event_pages, fold
from controlroom.views.kpi import kpi_view
from sim import export
from sim.faults import Spoiler
from sim.ledger import Ledger
from sim.scenarios import SCENARIOS
from sim.truth.heard import Frame
from sim.world.products import Catalogue
from sim.world.world import World

START_MS = 1_763_805_600_000
CARRIED = ("gmv_minor", "orders", "paid_orders", "units", "refunds_minor", "net_minor", "refund_rate")


@pytest.mark.parametrize(
    ("sheet", "scenario", "minutes", "encoding", "currency"),
    [
        ("doudian", "faulty", 30, "gb18030", "CNY"), ("doudian", "evening", 4, "utf-8-sig", "CNY"),
        ("taobao", "faulty", 8, "gb18030", "CNY"), ("shopify", "faulty", 8, "utf-8-sig", "CNY"),
        ("woocommerce", "faulty", 8, "utf-8-sig", "CNY"), ("taobao", "evening", 4, "gb18030", "JPY"),
        ("shopify", "evening", 4, "utf-8-sig", "JPY"), ("woocommerce", "evening", 4, "utf-8-sig", "KWD"),
    ],
)  # fmt: skip
def test_the_export_of_a_show_comes_to_the_ledgers_totals(
    sheet: str, scenario: str, minutes: int, encoding: str, currency: str, tmp_path: Path
) -> None:
    world, spoiler, ledger = (
        World(7, SCENARIOS[scenario], Catalogue()),
        Spoiler(7, SCENARIOS[scenario].faults),
        Ledger(),
    )
    for second in range(1, minutes * 60 + 1):
        now_ms = START_MS + 1000 * second
        for delivery in spoiler.deliver(now_ms // 1000, world.step(now_ms, second, None)):
            if delivery.body["type"] == "order":
                ledger.hear(delivery.body, now_ms, counts=True)
    file = tmp_path / "orders.csv"
    titles = {product.sku: product.title for product in world.catalogue.all()}
    assert export.write(file, ledger.orders(), titles, encoding, sheet, currency) > 10 * minutes
    table = table_of(file.read_bytes())
    assert table.maker.casefold().find(sheet) >= 0
    outcome = facts_of(table, "Asia/Shanghai", currency)
    assert (outcome.bad, outcome.notes, outcome.repeated) == ([], [], 0)

    lines = [msgspec.json.encode(fact) for fact in outcome.facts]
    opening = Opening(room="demo", show="demo-1", mode="live", user_key=b"k" * 32)
    bad: list[object] = []
    room = fold(lambda: event_pages(lines, opening, bad.append, bad.append)).room
    assert bad == []
    view = kpi_view(room.state)
    truth = ledger.truth(Frame(room.state.as_of_ms, START_MS))
    ours = {code: tile["value"] if isinstance(tile := truth["tiles"][code], dict) else tile for code in CARRIED}
    assert {code: view.tiles[code].value for code in CARRIED} == ours
    parts = [("products", view.products)] + ([("traffic", view.traffic)] if sheet == "doudian" else [])
    for part, theirs in parts:
        for code in ("gmv_minor", "units") if part == "products" else ("gmv_minor",):
            ours = {key: tiles[code] for key, tiles in truth[part].items() if tiles[code]}
            assert {key: tiles[code].value for key, tiles in theirs.items() if tiles[code].value} == ours, (part, code)
    # What it cannot carry is unknown, not nought.
    assert {view.tiles[code].value for code in ("viewers", "online")} == {None}
