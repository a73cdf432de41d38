"""What is found in a plan, made."""

from __future__ import annotations

from controlroom.render import panes
from tests.unit.render.moment import both

_WORD = panes.Watched(
    "全网最低价", both("价格宣称", "a claim about price"), both("没人能证明", "nobody can prove it"),
    both("说今天的价", "say today's price"),
)  # fmt: skip

FOUND = (
    panes.Found("warning", "no_papers", "No papers are listed.", "Add papers.", "operator", 2, "show", None),
    panes.Found(
        "error", "bad_wording", "'x' is risky.", None, "operator", None, "products[0].points[0]", _WORD,
    ),
    panes.Found(
        "info", "bad_wording", "'x' is risky.", None, "operator", 9, "products[0].points[1]",
        _WORD._replace(by="li", because="官方证书在手"),
    ),
)  # fmt: skip
