"""Forbidden words that we say, counted for rules."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.heard import Quote
from controlroom.domain.roles import Role
from controlroom.room.hearing import QUOTED, quoted
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze, thaw
from tests.stories import OPENED_MS, STARTED_MS, Arrival, Story, play
from tests.unit.room.desk import Desk
from tests.unit.room.prompted import NOW as ON_AIR
from tests.unit.room.prompted import below, plan, tell

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


def ladder(**start: tuple[str, ...]) -> Desk:
    """A show whose ladder's rung comes by itself below 300 pieces, with its product on air."""
    room = Room()
    planned = plan([below("rung", 300)])
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=planned))
    begun = rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"), prepared=start)
    room.apply(2, STARTED_MS, begun)
    desk = Desk(room)
    desk.now_ms = ON_AIR
    desk.give(cmd.Take(id="on", segment="cream", from_=None), wait_ms=0)
    return desk


def come(desk: Desk) -> int:
    """Let the rung come; return how many seconds have forbidden words that we said."""
    tell(desk, ev.StockLevel(sku="cream", on_hand=200))
    desk.room.advance(ON_AIR + 2000)
    assert [card.cue for card in desk.room.state.cues.waiting()] == ["rung"]
    return len(desk.room.state.heard.promised.by_second)


def test_a_card_that_comes_by_itself_counts_as_said_when_it_comes() -> None:
    desk = ladder(rung=("全网最低",))
    assert desk.room.state.heard.promised.by_second == {}
    desk.room.state = thaw(freeze(desk.room.state))
    assert come(desk) == 1
    assert list(desk.room.state.heard.words) == ["全网最低"]
    assert come(ladder()) == 0  # a journal of before


def test_another_plan_brings_its_own_forbidden_words_and_takes_them_along_when_it_goes() -> None:
    desk = ladder(rung=("全网最低",))
    applied = cmd.PlanApply(id="p", plan=plan([below("rung", 300)]))
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, rec.Accepted(by=Role.CONTROLLER, command=applied))
    assert desk.room.state.cues.forbidden == {}
    desk.give(cmd.Undo(id="u", command="p"))
    assert desk.room.state.cues.forbidden == {"rung": ("全网最低",)}


def test_the_sentence_is_kept_with_who_said_it_and_marked() -> None:
    told = ev.Speech(text="这款\n国家级 面霜", speaker="薇薇", watched=("国家级",))
    s = live(told).state
    said = {"zh-CN": "薇薇：“这款 国家级 面霜”", "en": "薇薇: “这款 国家级 面霜”"}
    assert s.heard.quote == Quote(SECOND, said)
    assert [(mark.at_ms, mark.text["en"]) for mark in s.marks.past["slip"]] == [  # type: ignore[index]
        (NOW, "Forbidden wording: 薇薇: “这款 国家级 面霜”")
    ]


def test_of_a_long_text_what_stands_around_the_word_is_kept() -> None:
    said = quoted(ev.Speech(text="好" * 300 + "第一" + "棒" * 300, watched=("第一",)))
    assert said == f"“…{'好' * (QUOTED // 3)}第一{'棒' * (2 * QUOTED // 3 - 2)}…”"
    assert quoted(ev.Speech(text="棒" * 130 + "No. 1", watched=("no.1",))) == f"“{'棒' * QUOTED}…”"
    assert quoted(ev.Speech(text="好" * 130 + "第一", watched=("第一",))) == f"“…{'好' * (QUOTED - 2)}第一”"


def test_what_has_no_words_or_comes_late_counts_for_nothing() -> None:
    s = live(ev.Speech(text="国家级"), ev.Speech(text="国家级", watched=("国家级",), at=NOW - 200_000)).state
    assert s.heard.promised.by_second == {}
