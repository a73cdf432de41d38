"""The long proofs: `python -m tests.load [NAME…]` runs those named and prints their tables; without a name it lists them.

Every one talks to loopback only, is bounded in time, starts its own processes and ends only those.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from types import ModuleType

import tests.load


def known() -> dict[str, ModuleType]:
    """Return every load by its name."""
    names = [m.name for m in pkgutil.iter_modules(tests.load.__path__) if not m.name.startswith("_")]
    return {name: importlib.import_module(f"tests.load.{name}") for name in sorted(names)}


def main(names: list[str]) -> int:
    """Run loads by name; return 1 when one did not show what it must."""
    loads = known()
    if not names:
        for name, load in loads.items():
            print(f"{name:10}{(load.__doc__ or '').splitlines()[0]}")
        return 0
    unknown = [name for name in names if name not in loads]
    if unknown:
        print(f"no load called {', '.join(unknown)}: choose from {', '.join(loads)}", file=sys.stderr)
        return 2
    good = True
    for name in names:
        print(f"\n== {name}", flush=True)
        good = loads[name].main() and good
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
