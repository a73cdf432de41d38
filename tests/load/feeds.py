"""A simulated show through each kind of feed, and what its ledger says of the room's figures.

Wanted: through every relay and every platform's webhooks that the simulator stands in for, and the back office's export, every
figure that it can carry is the ledger's, and what it cannot carry is shown as unknown, which the comparison counts as a figure
too. `LOAD_MINUTES` (30) of show each at `LOAD_SPEED` (10) show seconds a second; every show is a rehearsal of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx

from sim import export
from sim.faults import Spoiler
from sim.ledger import Ledger
from sim.scenarios import SCENARIOS
from sim.senders import SENDERS
from sim.truth.heard import Frame
from sim.voices import VIA
from sim.world.products import Catalogue
from sim.world.world import World
from tests.process import ROOT, Served, command

MINUTES = float(os.environ.get("LOAD_MINUTES", "30"))
SPEED = float(os.environ.get("LOAD_SPEED", "10"))
SCENARIO = "faulty"
SEED = 7
VIAS: Final = tuple(sorted([*VIA, *SENDERS]))
SLACK_S: Final = 180.0
START_MS: Final = 1_763_805_600_000
CARRIED: Final = ("gmv_minor", "orders", "paid_orders", "units", "refunds_minor", "net_minor", "refund_rate")
UNTOLD: Final = ("viewers", "online")
"""An order export says nothing of them."""


def main() -> bool:
    """Run and print; return whether every show came to its ledger's figures."""
    print(f"{MINUTES:g} minutes of '{SCENARIO}' at {SPEED:g}×, seed {SEED}")
    good = True
    for via in VIAS:
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            found, said = rehearsed(via, Path(folder))
        good = found and good
        print(f"{via:12}{'same' if found else 'DIFFERS':9}{time.perf_counter() - began:5.0f} s   {said}", flush=True)
    for sheet in export.SHEETS:
        with tempfile.TemporaryDirectory() as folder:
            found, said = uploaded(Path(folder), sheet)
        good = found and good
        print(f"{sheet + ' export':20}{'same' if found else 'DIFFERS':9}{said}", flush=True)
    return good


def rehearsed(via: str, folder: Path) -> tuple[bool, str]:
    """Play a show through a stand-in; return whether its figures are the ledger's, and what was said of them."""
    words = [
        "rehearse", "--via", via, "--minutes", f"{MINUTES:g}", "--speed", f"{SPEED:g}", "--scenario", SCENARIO,
        "--seed", str(SEED), "--port", "0", "--no-browser", "--data", str(folder),
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "controlroom", *words], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=SLACK_S + 3 * 60 * MINUTES / SPEED,
    )  # fmt: skip
    said = (done.stdout + done.stderr).splitlines()
    at = next((nr for nr, line in enumerate(said) if "figures compared" in line), None)
    if at is None:
        return False, "\n".join(said[-20:])
    return done.returncode == 0 and "Traceback" not in done.stderr, "\n".join(said[at : at + 20])


def uploaded(folder: Path, sheet: str) -> tuple[bool, str]:
    """Bring the export of a show's orders into a room; return whether its totals are the ledger's, and how many were compared."""
    orders = told()
    file = folder / "orders.csv"
    export.write(file, orders.orders(), {product.sku: product.title for product in Catalogue().all()}, sheet=sheet)
    served = Served(folder)
    served.room("demo")
    try:
        served.start(60)
        command("upload", "demo", str(file), data=folder)
        token = served.links("demo")["analyst"]["token"]
        answer = httpx.get(
            f"{served.url}/api/v1/rooms/demo/state?topics=kpi", headers={"Authorization": f"Bearer {token}"}, timeout=30
        )
        kpi: dict[str, Any] = answer.json()["topics"]["kpi"]
    finally:
        served.stop()
    truth = orders.truth(Frame(START_MS + round(60_000 * MINUTES), START_MS))
    rows = compared(truth, kpi, traffic=sheet == "doudian")
    wrong = [f"{where} {code}: ledger {ours}, room {theirs}" for where, code, ours, theirs in rows if ours != theirs]
    return not wrong, "\n".join([f"{len(rows)} figures compared, {len(wrong)} differ", *wrong])


def told() -> Ledger:
    """Return the ledger of a show's orders."""
    scenario, ledger = SCENARIOS[SCENARIO], Ledger()
    world, spoiler = World(SEED, scenario, Catalogue()), Spoiler(SEED, scenario.faults)
    for second in range(1, round(60 * MINUTES) + 1):
        now_ms = START_MS + 1000 * second
        for delivery in spoiler.deliver(now_ms // 1000, world.step(now_ms, second, None)):
            if delivery.body["type"] == "order":
                ledger.hear(delivery.body, now_ms, counts=True)
    return ledger


def compared(truth: dict[str, Any], kpi: dict[str, Any], *, traffic: bool) -> list[tuple[str, str, object, object]]:
    """Return (where, figure, the ledger's, the room's) of all that an export carries, and of what it does not: None."""
    shown: dict[str, Any] = kpi["tiles"]
    rows = [("show", code, _plain(truth["tiles"][code]), shown[code]["value"]) for code in CARRIED]
    rows += [("show", code, None, shown[code]["value"]) for code in UNTOLD]
    parts = [("products", ("gmv_minor", "units")), *([("traffic", ("gmv_minor",))] if traffic else [])]
    for part, codes in parts:
        for code in codes:
            ours = {key: tiles[code] for key, tiles in truth[part].items() if tiles[code]}
            theirs = {key: tiles[code]["value"] for key, tiles in kpi[part].items() if tiles[code]["value"]}
            rows += [
                (f"{part} {key}", code, ours.get(key), theirs.get(key)) for key in sorted(ours.keys() | theirs.keys())
            ]
    return rows


def _plain(tile: object) -> object:
    return tile["value"] if isinstance(tile, dict) else tile
