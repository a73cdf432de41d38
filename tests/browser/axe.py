"""What axe-core, the accessibility checker, finds in a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

_AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """Return what breaks a rule, by the rule's name; without axe-core the test fails: skipped would pass for checked."""
    if not _AXE.is_file():
        pytest.fail(
            "axe-core is not here: `.venv/bin/python tests/browser/fetch_axe.py` fetches it, as `make test` does", False
        )
    # Through evaluate, not a script element: the page's own policy forbids that, as it should.
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
