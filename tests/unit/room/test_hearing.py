"""Forbidden words that we say, counted for rules."""

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


def test_forbidden_words_of_comments_are_apart_from_those_that_we_say() -> None:
    s = live(
        ev.Comment(user="u", text="国家级", watched=("国家级",)), ev.Speech(text="国家级", watched=("国家级",))
    ).state
    assert (sum(s.heard.banned.by_second.values()), sum(s.heard.promised.by_second.values())) == (1, 1)


def test_a_card_with_forbidden_words_counts_as_said() -> None:
    room = live(ev.Like())
    card = cmd.CueShow(id="c1", text="国家级")
    room.apply(room.state.seq + 1, NOW, rec.Accepted(by=Role.CONTROLLER, command=card, watched=("国家级",)))
    room.apply(room.state.seq + 1, NOW, rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="c2", text="好")))
    assert room.state.heard.promised.within(SECOND + 1, 300) == 1


def test_what_has_no_words_or_comes_late_counts_for_nothing() -> None:
    s = live(ev.Speech(text="国家级"), ev.Speech(text="国家级", watched=("国家级",), at=NOW - 200_000)).state
    assert s.heard.promised.by_second == {}
