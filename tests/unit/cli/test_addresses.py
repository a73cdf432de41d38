"""The links of a show: printed bare, and opened where there is somebody to see them."""

from __future__ import annotations

import sys
import webbrowser

import pytest

from controlroom.cli.addresses import SHOWN, show_links

LINKS = {role: {"url": f"http://127.0.0.1:8787/rooms/demo/{role}?token=t-{role}"} for role in (*SHOWN, "admin")}


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that a browser was asked for, at a terminal with a display."""
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: asked.append(url) or True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    return asked


def test_each_role_of_the_show_is_opened_once_and_nobody_elses(visited: list[str]) -> None:
    show_links(LINKS, browser=True)
    assert visited == [LINKS[role]["url"] for role in SHOWN]


def test_links_stand_alone_on_their_lines_whether_opened_or_not(
    visited: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    show_links(LINKS, browser=False)
    assert [line for line in capsys.readouterr().out.splitlines() if "http" in line] == [
        LINKS[role]["url"] for role in SHOWN
    ]
    assert visited == []


@pytest.mark.parametrize("lacks", ["terminal", "display"])
def test_nothing_is_opened_where_nobody_would_see_it(
    visited: list[str], monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    if lacks == "terminal":
        monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
    else:
        monkeypatch.delenv("DISPLAY")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    show_links(LINKS, browser=True)
    assert visited == []
