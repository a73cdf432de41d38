"""A scene's key: found when the page has it, and the table of those it has is the page's own."""

from __future__ import annotations

import re

import pytest

from controlroom.domain.roles import Role
from controlroom.planfile.trade.keyboard import RESERVED
from controlroom.render.pages import Position, Renderer
from controlroom.render.slots import SLOTS
from controlroom.render.web import find_web
from tests.unit.planfile.trade.plans import codes
from tests.unit.render import made

SCENE = "cues: [{id: bridge"
SCREENS = ("base", "controller", "message_panel", "drive_panels", "comment_panels", "alert_panels")
SCRIPTED = frozenset("0 1 2 3 4 5 6 7 8 9 [ ] 【 】 Escape Tab Space Alt+ArrowUp Alt+ArrowDown".split())
"""Keys that scripts and the browser take, without a button."""


def written() -> set[str]:
    """Every key that stands in what the controller's page is made of, also where the moment does not show it."""
    templates = find_web() / "templates"
    files = [templates / "screens" / f"{name}.html" for name in SCREENS]
    files += [templates / "fragments" / f"{slot.template}.html" for slot in SLOTS["controller"].values()]
    files += [templates / "alert_parts.html", templates / "between.html"]
    found = [key for file in files for key in re.findall(r'data-keys="([^"{]*)"', file.read_text(encoding="utf-8"))]
    return {key for keys in found for key in keys.split()}


def drawn() -> set[str]:
    """Every key of the page at some moments, but for those of scenes."""
    renderer, found = Renderer(find_web(), "en"), set[str]()
    at = Position(epoch="e", pos=1, seq=1, clock={"now_ms": made.NOW, "speed": 1.0})
    for views in (made.views(), made.planned(), made.ended()):
        html = renderer.page(
            "controller", room="demo", role=Role.CONTROLLER, lang="en", theme="dark", at=at, views=views
        )  # fmt: skip
        buttons = [tag for tag in re.findall(r"<[^>]*data-keys=[^>]*>", html) if "scene.apply" not in tag]
        for tag in buttons:
            for keys in re.findall(r'data-keys="([^"]*)"', tag):
                found |= set(keys.replace("&#39;", "'").split())
    return found


def test_the_table_is_what_the_page_has() -> None:
    assert written() | drawn() | SCRIPTED == RESERVED


@pytest.mark.parametrize("key", ["b", "B", "F8", "Enter", "7"])
def test_a_scene_whose_key_the_page_has_is_found(key: str) -> None:
    plan = f"scenes: [{{id: flash, title: A, key: '{key}', product: cream}}]\n{SCENE}"
    assert codes(SCENE, plan) == [("warning", "reserved_key", "scenes[0].key")]


@pytest.mark.parametrize("key", ["F1", "F4"])
def test_a_key_that_is_free_is_not(key: str) -> None:
    assert codes(SCENE, f"scenes: [{{id: flash, title: A, key: {key}, product: cream}}]\n{SCENE}") == []
