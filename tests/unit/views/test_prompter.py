"""What is seen of the prompter."""

from __future__ import annotations

from controlroom.domain import prompting as ask
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.prompter import NO_PROMPTER, PrompterView
from tests.unit.room.desk import NOW, give, scripted, take


def test_the_place_is_told_as_of_its_instant_and_the_pace_in_what_people_count() -> None:
    room = scripted("一二三四五 six。" * 10)
    assert project(Topic.PROMPTER, room.state, Beside(), Role.HOST) == NO_PROMPTER
    give(room, take("t", "opening", None), NOW)
    give(room, ask.PrompterRun(id="run"), NOW + 1000)
    give(room, ask.PrompterPause(id="pause"), NOW + 3100)
    shown = project(Topic.PROMPTER, room.state, Beside(), Role.HOST)
    assert isinstance(shown, PrompterView)
    assert (shown.segment, shown.script, shown.script_rev) == ("opening", "一二三四五 six。" * 10, 1)
    assert (shown.position, shown.position_at_ms, shown.running) == (12, NOW + 3100, False)
    assert 0 < shown.position_into < 1
    assert (shown.pace, shown.pace_unit, shown.pace_cpm) == (240, "characters", 364)
    assert shown.left_for_ms == 14_384
