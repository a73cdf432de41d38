"""The figures: `python -m tests.bench [NAME…]` runs the named benches (all of them without a name) and prints their tables.

Every bench talks to loopback only, starts its own processes and ends by itself. Figures stand beside a floor measured in the
same run, because machines differ.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> int:
    """Run benches by name (`ingest` for `bench_ingest.py`)."""
    known = {
        m.name.removeprefix("bench_"): m.name
        for m in pkgutil.iter_modules(tests.bench.__path__)
        if m.name.startswith("bench_")
    }
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no bench called {', '.join(unknown)}: choose from {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    for name in names or sorted(known):
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"tests.bench.{known[name]}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
