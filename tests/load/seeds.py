"""Seeds 1–20, half an hour of show at 60×, with duplicates, late and disordered events: everything is the same everywhere.

Wanted: every figure equals the simulator's ledger; the digest of `replay` equals the server's, under two hash seeds and split
by snapshots at random records; the same seed again in a fresh data folder gives the same bytes. About 80 s a seed.
`LOAD_MINUTES`, `LOAD_SEEDS=1,2` and `LOAD_AGAIN=0` (do not play each twice) make it shorter.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.process import command
from tests.rehearsed import Played, play, replayed, split_digest

MINUTES = float(os.environ.get("LOAD_MINUTES", "30"))
SEEDS = [int(seed) for seed in os.environ.get("LOAD_SEEDS", ",".join(map(str, range(1, 21)))).split(",")]
AGAIN = os.environ.get("LOAD_AGAIN", "1") != "0"
CUTS = 200
_ROW = "{:>5}{:>10}{:>10}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}  {}"


def main() -> bool:
    """Run and print; return whether all was the same."""
    print(f"{MINUTES:g} minutes at 60×, scenario faulty; a split: {CUTS} snapshots on the way, gone on from each")
    columns = (
        "seed",
        "records",
        "figures",
        "ledger",
        "replay",
        "verify",
        "split",
        "again",
        "played",
        "again",
        "digest",
    )
    print(_ROW.format(*columns), flush=True)
    good = [_seed(seed) for seed in SEEDS]
    return all(good)


def _seed(seed: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        played = play(Path(folder, "first"), seed, MINUTES)
        again = play(Path(folder, "again"), seed, MINUTES) if AGAIN else None
        checks = {
            "ledger": played.same and played.compared > 0,
            "replay": all(_replay_same(played, hash_seed) for hash_seed in ("0", "4711")),
            "verify": "DIFFERS" not in command("verify", data=Path(folder, "first")),
            "split": _split_same(played),
            "again": again is None or again.journal.read_bytes() == played.journal.read_bytes(),
        }
        words = ["same" if check else "DIFFERS" for check in checks.values()]
        if again is None:
            words[-1] = "-"
        took = [f"{p.took_s:.0f} s" if p is not None else "-" for p in (played, again)]
        records = f"{played.digest['seq']:,}"
        print(_ROW.format(seed, records, played.compared, *words, *took, played.digest["value"]), flush=True)
        if not checks["ledger"]:
            print(played.said)
        return all(checks.values())


def _replay_same(played: Played, hash_seed: str) -> bool:
    state, digest = replayed(played, hash_seed)
    return digest == played.digest and all(state["topics"][topic] == told for topic, told in played.topics.items())


def _split_same(played: Played) -> bool:
    try:
        return split_digest(played, CUTS) == played.digest["value"]
    except AssertionError as error:
        print(error)
        return False
