"""The laws of METRICS.md section 1 and of the schedule, tried with 20,000 made-up shows each instead of 1,000.

Wanted: none is broken. `LAW_EXAMPLES` makes it shorter; on two cores the whole takes about half an hour.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from tests.process import ROOT

EXAMPLES = os.environ.get("LAW_EXAMPLES", "20000")
TESTS = ("tests/unit/room/test_room_laws.py", "tests/unit/domain/test_schedule.py")
LIMIT_S = 4 * 3600


def main() -> bool:
    """Run and print; return whether every law held."""
    began = time.perf_counter()
    options = ["-q", "-p", "no:cacheprovider", "-n", "auto", "-o", "faulthandler_timeout=0", "-k", "not hash_seeds"]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *TESTS],
        cwd=ROOT, env={**os.environ, "LAW_EXAMPLES": EXAMPLES}, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    print(f"{EXAMPLES} examples of each law, {time.perf_counter() - began:.0f} s")
    return run.returncode == 0
