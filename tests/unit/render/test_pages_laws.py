"""Every page can be drawn from whatever a show's fold comes to, not only from the made views."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.roles import PAGES, READS, Role
from controlroom.domain.topics import Topic
from controlroom.planfile.demo import demo_text
from controlroom.planfile.read import read_yaml
from controlroom.ports import Unsent
from controlroom.render.locale import LANGUAGES
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import Projection
from controlroom.views.shapes import UnsentView
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Story, play, stories
from tests.unit.render.made_tasks import reader_of
from tests.unit.room.desk import give

RENDERER = Renderer(find_web(), "zh-CN")


def drawn(room: Room, beside: Beside = Beside()) -> None:  # noqa: B008 - frozen
    """Draw every slot of every page in every language; a value that a template does not expect raises."""
    for page in PAGES:
        role = reader_of(page)
        seen = Projection(room.state, beside)
        views = {topic: seen.view(topic, role) for topic in READS[role]}
        for lang in LANGUAGES:
            assert RENDERER.slots(page, lang, views, frozenset(Topic))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_a_show_is_drawn_whatever_came_and_when_it_has_ended(story: Story) -> None:
    room = play(story)
    drawn(room)
    give(room, cmd.ShowEnd(id="end"), room.state.as_of_ms + 1000, Role.CONTROLLER)
    drawn(room)


@pytest.mark.parametrize("plan", [None, PLAN, read_yaml(demo_text(), "demo.yaml").plan])
def test_a_show_that_has_not_begun_is_drawn(plan: object) -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))  # type: ignore[arg-type]
    room.advance(STARTED_MS - STARTED_MS % 1000)
    drawn(room)
    apps = [
        UnsentView(target="<duty>", since_ms=OPENED_MS, waiting=waiting, given_up=waiting // 2, why=why)
        for waiting, why in enumerate(get_args(Unsent))
    ]
    drawn(room, Beside(unsent=apps))
