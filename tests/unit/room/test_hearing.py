"""Complaints and forbidden words, counted for rules and screens."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from tests.stories import STARTED_MS, Arrival, Story, play

NOW = STARTED_MS + 1995
SECOND = NOW // 1000


def live(*told: ev.Fact) -> Room:
    return play(Story((Arrival(NOW, tuple(told)),), STARTED_MS - 5))


def test_a_complaint_is_counted_by_its_second_and_every_class_by_its_minute() -> None:
    s = live(ev.Comment(user="u", text="太贵了", kind="negative"), ev.Comment(user="v", text="好", kind="praise")).state
    assert s.heard.negative.within(SECOND + 1, 300) == 1
    assert [counts["negative"] + counts["praise"] for _, counts in s.kinds.within(0, 2**60)] == [2]


def test_forbidden_words_of_comments_are_apart_from_those_that_we_say() -> None:
    s = live(
        ev.Comment(user="u", text="国家级", watched=("国家级",)), ev.Speech(text="国家级", watched=("国家级",))
    ).state
    assert (s.heard.banned.total, s.heard.promised.total) == (1, 1)


def test_a_card_with_forbidden_words_counts_as_said() -> None:
    room = live(ev.Like())
    card = cmd.CueShow(id="c1", text="国家级")
    room.apply(room.state.seq + 1, NOW, rec.Accepted(by=Role.CONTROLLER, command=card, watched=("国家级",)))
    room.apply(room.state.seq + 1, NOW, rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="c2", text="好")))
    assert room.state.heard.promised.within(SECOND + 1, 300) == 1


def test_a_record_without_class_or_words_counts_for_nothing() -> None:
    s = live(ev.Comment(user="u", text="太贵了"), ev.Speech(text="国家级")).state
    assert (s.heard.negative.total, s.heard.banned.total, s.heard.promised.total, s.kinds.minutes) == (0, 0, 0, {})


def test_what_comes_late_is_in_no_window() -> None:
    long_ago = NOW - 200_000
    s = live(
        ev.Comment(user="u", text="太贵了", kind="negative", watched=("x",), at=long_ago),
        ev.Speech(text="国家级", watched=("国家级",), at=long_ago),
    ).state
    assert (s.heard.negative.total, s.heard.banned.total, s.heard.promised.total, s.kinds.minutes) == (0, 0, 0, {})
