"""The template of docs/ is a feed that the registry finds and that passes the suite."""

from __future__ import annotations

import runpy
import sys
import tomllib
from pathlib import Path

import pytest

from controlroom.feeds.registry import GROUP, find, make

TEMPLATE = Path(__file__).parents[3] / "docs" / "feed-template"


def test_the_template_is_found_makes_a_client_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tomllib.loads((TEMPLATE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    meta = tmp_path / "example-0.1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 0.1.0\n")
    points = "\n".join(f"{name} = {where}" for name, where in project["entry-points"][GROUP].items())
    (meta / "entry_points.txt").write_text(f"[{GROUP}]\n{points}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(TEMPLATE)
    for name in [name for name in sys.modules if name.startswith("example_feed")]:
        monkeypatch.delitem(sys.modules, name)
    assert find("example").name == "example"
    assert make("example", "mine", {}).name == "mine"
    runpy.run_path(str(TEMPLATE / "test_example.py"))["test_the_feed_passes_the_suite"]()
