"""Fetches axe-core, the accessibility checker of the browser tests, into tests/browser/vendor/axe-core/.

Pinned by version and SHA-512 in pyproject.toml (`[tool.controlroom.axe]`), git-ignored, in no wheel. `make
test` runs it once; browser tests inject `axe.min.js` into the page.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from hatch_npm_vendor import vendor_package
from hatch_npm_vendor.plugin import DEFAULT_REGISTRY

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "tests" / "browser" / "vendor" / "axe-core"


def main() -> None:
    """Fetch, check and unpack the pinned version."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        pin = tomllib.load(file)["tool"]["controlroom"]["axe"]
    vendor_package(TARGET, pin["package"], pin["version"], pin["integrity"], registry=DEFAULT_REGISTRY)
    (TARGET / "axe.min.js").touch()


if __name__ == "__main__":
    main()
