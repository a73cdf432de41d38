"""What is found in a plan, made."""

from __future__ import annotations

from controlroom.render import panes
from tests.unit.render.moment import both

FOUND = (
    panes.Found("warning", "no_papers", "No papers are listed.", "Add papers.", "operator", 2, "show", None, None, None),
    panes.Found(
        "error", "bad_wording", "'x' is risky.", None, "operator", None, "products[0].points[0]", "全网最低价",
        both("没人能证明", "nobody can prove it"), both("说今天的价", "say today's price"),
    ),
)  # fmt: skip
