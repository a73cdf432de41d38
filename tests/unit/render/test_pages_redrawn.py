"""What is drawn again when something changes, and what is not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.roles import PageName
from controlroom.domain.topics import Topic
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.views.alert_shapes import AlertsView
from controlroom.views.shapes import ScreensView, ShowView
from tests.unit.render import made

EVERYTHING = frozenset(Topic)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def test_only_slots_of_changed_topics_are_rendered(renderer: Renderer) -> None:
    assert set(renderer.slots("host", "en", made.views(), frozenset({Topic.CUE}))) == {"cue"}
    assert set(renderer.slots("host", "en", made.views(), frozenset({Topic.KPI}))) == {"numbers"}
    assert renderer.slots("host", "en", made.views(), frozenset()) == {}


def test_equal_views_are_drawn_once_and_changed_ones_again(renderer: Renderer) -> None:
    views = made.views()
    first = renderer.slots("analyst", "en", views, EVERYTHING)
    kpi = made.kpi()
    moved = replace(kpi, tiles=kpi.tiles | {"online": made.tile(2_000, "people")})
    second = renderer.slots("analyst", "en", views | {Topic.KPI: moved}, EVERYTHING)
    assert [slot for slot in first if first[slot] is not second[slot]] == ["k-online"]
    assert {slot for slot in first if first[slot] != second[slot]} == {"k-online"}


@pytest.mark.parametrize("page", ["controller", "analyst", "mine", "remote"])
def test_what_can_be_taken_back_draws_no_slot_but_its_own(renderer: Renderer, page: PageName) -> None:
    views = made.views()
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    undone = replace(show, undo=show.undo[:-1])
    assert undone != show
    first = renderer.slots(page, "en", views, EVERYTHING)
    second = renderer.slots(page, "en", views | {Topic.SHOW: undone}, EVERYTHING)
    assert [slot for slot in first if first[slot] is not second[slot]] == ["undo"]


@pytest.mark.parametrize("page", ["controller", "analyst"])
def test_how_far_a_screen_has_confirmed_draws_nothing_and_how_long_one_is_silent_does(
    renderer: Renderer, page: PageName
) -> None:
    views = made.views()
    seen = views[Topic.SCREENS]
    assert isinstance(seen, ScreensView)
    live = next(screen for screen in seen.screens if screen.state == "live")
    for state, drawn in (("live", False), ("stale", True)):
        one = replace(live, state=state)
        before, after = (
            renderer.slots(
                page, "en", views | {Topic.SCREENS: ScreensView(screens=(screen, *seen.screens))}, EVERYTHING
            )
            for screen in (one, replace(one, pos=(one.pos or 0) + 1, last_seen_ms=one.last_seen_ms + 1000))
        )
        assert any(before[slot] is not after[slot] for slot in before) is drawn


def test_what_ticks_in_an_alert_draws_nothing_and_each_slot_follows_its_own_part(renderer: Renderer) -> None:
    views, topic = made.views(), Topic.ALERTS
    alerts = views[topic]
    assert isinstance(alerts, AlertsView)
    one = alerts.open[0]
    changes = {
        "value": replace(alerts, open=(replace(one, value=1, threshold=2), *alerts.open[1:]), log=()),
        "text": replace(alerts, open=(replace(one, text={"en": "Else"}), *alerts.open[1:])),
        "recent": replace(alerts, recent=()),
    }
    drawn = {}
    for name, changed in changes.items():
        first = renderer.slots("analyst", "en", views, EVERYTHING)
        second = renderer.slots("analyst", "en", views | {topic: changed}, EVERYTHING)
        drawn[name] = [slot for slot in first if first[slot] is not second[slot]]
    assert drawn == {"value": [], "text": ["alerts"], "recent": ["recent"]}


def test_slots_of_a_pace_are_drawn_when_their_pace_is_due(renderer: Renderer) -> None:
    kpi = frozenset({Topic.KPI})
    spare = renderer.slots("analyst", "en", made.views(), kpi, paced={"spare": kpi})
    tables = renderer.slots("analyst", "en", made.views(), kpi, paced={"table": kpi})
    assert {"k-online", "k-viewers"} <= set(spare)
    assert {"goods", "funnel"} <= set(tables)
    assert set(spare) & set(tables) == set()
