"""What people type, read: numbers, lengths, times of day, also over a change of clocks."""

from __future__ import annotations

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage
from tests.unit.render import made

BERLIN = ZoneInfo("Europe/Berlin")


def asked(page: Page, name: str, told: list[list[object]]) -> list[float]:
    """Return what a function of the module makes of each row of arguments."""
    script = """async ([name, told]) => {
      const typed = await import('/static/js/typed.js');
      return told.map((args) => typed[name](...args));
    }"""
    found: list[float] = page.evaluate(script, [name, told])
    return found


def test_numbers_are_read_as_people_write_them(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    read = {
        "79,800": 79800, "7.98万": 79800, "¥79800.5": 79800.5, "80k": 80000, "79，800": 79800, "￥12": 12,
        "１，２９９．５": 1299.5, "1 200": 1200, "1,234,567.89": 1234567.89, "1.13w": 11300, "0.07": 0.07, "2,000.00": 2000,
    }  # fmt: skip
    none = ["x", "", "1.2.3", "189,5", "1,29", "1,2990", ",299", "1.299,50", "12.", "-3", "1e5"]
    found = asked(page, "number", [[text] for text in (*read, *none)])
    assert json.dumps(found) == json.dumps([*read.values(), *(float("nan") for _ in none)])


def test_a_length_is_minutes_and_what_follows_them_or_hours(opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    read = {"12": 720, "90": 5400, "12:30": 750, "0:20": 20, "120:00": 7200, "1:00:00": 3600, "1：15：05": 4505}
    assert asked(page, "length", [[text] for text in read]) == [seconds * 1000 for seconds in read.values()]


def at(day: str, time: str, fold: int = 0) -> int:
    return int(datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=BERLIN, fold=fold).timestamp() * 1000)


def in_berlin(stage: Stage, opened: OpenPage, now_ms: int) -> Page:
    stage.views[Topic.SHOW] = replace(made.show(), timezone="Europe/Berlin")
    stage.from_ms, stage.speed = now_ms, 0
    return opened("analyst", lang="en")


SPRING, FALL = "2026-03-29", "2026-10-25"


@pytest.mark.parametrize(("day", "now", "typed", "on", "fold"), [
    (SPRING, "10:00", "10:00", SPRING, 0), (SPRING, "10:00", "01:30", SPRING, 0), (SPRING, "10:00", "23:30", "2026-03-28", 0),
    (SPRING, "04:00", "10:30", "2026-03-28", 0), (FALL, "10:00", "10:00", FALL, 0), (FALL, "10:00", "01:30", FALL, 0),
    (FALL, "10:00", "10:30", "2026-10-24", 0), (FALL, "04:00", "23:30", "2026-10-24", 0), (FALL, "02:10", "02:30", FALL, 0),
])  # fmt: skip
def test_a_time_of_day_that_was_is_the_last_one_also_over_a_change_of_clocks(
    stage: Stage, opened: OpenPage, day: str, now: str, typed: str, on: str, fold: int
) -> None:
    page = in_berlin(stage, opened, at(day, now, fold=1))
    assert asked(page, "last", [[typed]]) == [at(on, typed, fold)]


@pytest.mark.parametrize("day", [SPRING, FALL])
def test_a_time_of_day_that_is_to_come_is_the_nearest_to_what_is_expected(
    stage: Stage, opened: OpenPage, day: str
) -> None:
    page = in_berlin(stage, opened, at("2026-01-05", "09:00"))
    near = at(day, "01:00")
    assert asked(page, "nearest", [["09:15", near], ["23:30", near]]) == [
        at(day, "09:15"), near - 90 * made.MINUTE
    ]  # fmt: skip
