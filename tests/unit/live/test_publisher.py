"""What leaves, and when: at once after a quiet moment, else at the pace; an equal view goes nowhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from controlroom.domain.records import ShowOpened
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.live import publisher as module
from controlroom.live.publisher import Publisher
from controlroom.push.hub import Audience, Hub
from controlroom.render.slots import PACES, Pace
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import Projection
from tests.memory import PlainSlots

NOW = 1_764_000_000_000
PROGRAM = Audience(
    kind="topics", role=Role.CONTROLLER, page=None, lang=None, topics=frozenset({Topic.KPI, Topic.SHOW, Topic.FEEDS})
)
PAGE = Audience(kind="page", role=Role.ANALYST, page="analyst", lang="en", topics=frozenset(Topic))


class Line:
    """A wire that keeps its frames."""

    def __init__(self) -> None:
        self.frames: list[dict[str, object]] = []

    def send(self, frame: bytes) -> bool:
        self.frames.append(msgspec.json.decode(frame))
        return True

    def close(self, code: int, reason: str) -> None:
        raise AssertionError("nobody closes here")

    def changed(self) -> list[list[str]]:
        return [sorted({**f.get("topics", {}), **f.get("slots", {})}) for f in self.frames[1:]]  # type: ignore[dict-item]


class Stand:
    """A publisher over a room that a test changes by hand."""

    def __init__(self) -> None:
        self.room = Room()
        self.room.apply(1, NOW, ShowOpened(room="demo", show="demo-1", mode="live"))
        self.beside = Beside()
        self.publisher = Publisher(lambda: self.room.state, lambda: self.beside, PlainSlots())
        self.hub = self.publisher.hub = Hub("e", self.publisher.fill, NOW)

    def join(self, audience: Audience) -> Line:
        line = Line()
        self.hub.join(audience, line, now_ms=NOW, speed=1)
        return line

    def store(self, problem: str | None) -> None:
        self.beside = Beside(store=problem)


async def test_two_changes_leave_at_once_and_the_next_at_the_pace() -> None:
    stand = Stand()
    line = stand.join(PROGRAM)
    for n, problem in enumerate(("full", "locked"), 1):
        stand.store(problem)
        stand.publisher.changed({Topic.SHOW})
        assert line.changed() == [["show"]] * n
    for problem in ("failed", None):
        stand.store(problem)
        stand.publisher.changed({Topic.SHOW})
    assert line.changed() == [["show"]] * 2
    await asyncio.sleep(module.EVERY_S * 2)
    assert line.changed() == [["show"]] * 3
    stand.publisher.close()


def alarm(stand: Stand, rule: str) -> None:
    stand.room.state.casebook.begin(rule, "", "critical", "controller", NOW, lambda who: True)
    stand.publisher.changed({Topic.ALERTS, Topic.SHOW})


async def test_a_new_alert_waits_for_no_round_and_a_flood_of_them_keeps_to_the_pace() -> None:
    stand = Stand()
    line = stand.join(
        Audience(
            kind="topics", role=Role.CONTROLLER, page=None, lang=None, topics=frozenset({Topic.ALERTS, Topic.SHOW})
        )
    )
    beat = stand.publisher._rounds
    beat.next_s = beat._owed_s = asyncio.get_running_loop().time() + 60
    stand.store("full")
    alarm(stand, "sold_out")
    assert line.changed() == [["alerts"]]
    alarm(stand, "low_stock")
    assert line.changed() == [["alerts"]] * 2
    alarm(stand, "oversold")
    assert line.changed() == [["alerts"]] * 2
    await asyncio.sleep(module._ALERTS_S)
    stand.publisher.changed({Topic.ALERTS})
    assert line.changed() == [["alerts"]] * 3
    stand.publisher.changed({Topic.ALERTS})
    assert line.changed() == [["alerts"]] * 3
    stand.publisher.close()


async def test_alerts_that_leave_at_once_stand_for_rounds() -> None:
    stand, pushed = Stand(), 0
    line = stand.join(
        Audience(kind="topics", role=Role.CONTROLLER, page=None, lang=None, topics=frozenset({Topic.ALERTS}))
    )
    until_s = asyncio.get_running_loop().time() + 1
    while asyncio.get_running_loop().time() < until_s:
        alarm(stand, f"rule-{stand.room.state.casebook.made}")
        await asyncio.sleep(0.01)
    pushed = len(line.changed())
    assert 5 <= pushed <= 10
    stand.publisher.close()


class Alarmed(PlainSlots):
    """A renderer that notes what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str | list[str]] = []

    def slots(
        self, *args: Any, paced: Mapping[Pace, frozenset[Topic]] | None = None, alarm: bool = False, **more: Any
    ) -> dict[str, str]:
        self.asked.append("alarm" if alarm else sorted(paced or {}))
        return {"alerts": repr(len(self.asked))}


async def test_a_new_alert_takes_no_list_of_rules_along_and_they_follow_at_their_pace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for pace in ("second", "table"):
        monkeypatch.setitem(PACES, pace, 0.3)
    monkeypatch.setattr(module, "_COMPANY_S", 0.05)
    stand = Stand()
    drawn = stand.publisher._renderer = Alarmed()
    stand.join(PAGE)
    stand.publisher.flush()
    drawn.asked.clear()
    alarm(stand, "sold_out")
    assert drawn.asked == ["alarm"]
    await asyncio.sleep(0.6)
    assert drawn.asked[0] == "alarm"
    assert {pace for paces in drawn.asked[1:] for pace in paces} == {"now", "second", "table"}
    stand.publisher.close()


@pytest.mark.parametrize("alarms", [False, True])
async def test_topic_is_never_pushed_more_than_ten_times_in_a_second(alarms: bool) -> None:
    stand, pushed = Stand(), []
    loop = asyncio.get_running_loop()

    class Timed(Line):
        def send(self, frame: bytes) -> bool:
            pushed.append(loop.time())
            return super().send(frame)

    topics = PROGRAM.topics | {Topic.ALERTS}
    stand.hub.join(msgspec.structs.replace(PROGRAM, topics=topics), Timed(), now_ms=NOW, speed=1)
    pushed.clear()
    began = loop.time()
    while loop.time() < began + 2.5:
        stand.store(f"{loop.time()}")
        if alarms and loop.time() > began + 0.8:
            alarm(stand, f"rule-{stand.room.state.casebook.made}")
        stand.publisher.changed({Topic.SHOW})
        await asyncio.sleep(0.005)
    assert len(pushed) > 8
    assert all(sum(at <= other < at + 1 for other in pushed) <= 10 for at in pushed)
    stand.publisher.close()


async def test_round_that_others_keep_waiting_does_not_slow_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    stand = Stand()
    line = stand.join(PROGRAM)
    whole = stand.publisher._projection

    def kept_waiting() -> Projection:
        time.sleep(0.06)  # as a busy machine does: it costs this process nothing
        return whole()

    monkeypatch.setattr(stand.publisher, "_projection", kept_waiting)
    for problem in ("full", "locked", "failed"):
        stand.store(problem)
        stand.publisher.changed({Topic.SHOW})
    assert line.changed() == [["show"]] * 2
    for _ in range(40):
        await asyncio.sleep(module.EVERY_S / 10)
        if len(line.changed()) == 3:
            break
    assert line.changed() == [["show"]] * 3
    stand.publisher.close()


async def test_what_nobody_waits_for_goes_along_with_the_next_round_or_alone_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_ALONG_S", 0.1)
    stand = Stand()
    line = stand.join(PROGRAM)
    stand.store("full")
    stand.publisher.along({Topic.SHOW})
    assert line.changed() == []
    stand.room.state.tally.show.total[1] += 1
    stand.publisher.changed({Topic.KPI})
    assert line.changed() == [["kpi", "show"]]
    stand.store("locked")
    stand.publisher.along({Topic.SHOW})
    await asyncio.sleep(0.2)
    assert line.changed() == [["kpi", "show"], ["show"]]
    stand.publisher.close()


class PacedSlots(PlainSlots):
    """A renderer that notes the paces of each round."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []

    def slots(self, *args: Any, paced: Mapping[Pace, frozenset[Topic]] | None = None, **more: Any) -> dict[str, str]:
        if paced is not None:
            self.rounds.append(sorted(paced))
        return {pace: str(time.monotonic()) for pace in paced or {}}


@pytest.mark.parametrize("company", [True, False])
async def test_what_its_pace_lets_go_takes_no_round_that_the_next_change_needs(
    monkeypatch: pytest.MonkeyPatch, company: bool
) -> None:
    monkeypatch.setitem(PACES, "second", 0.3)
    monkeypatch.setattr(module, "_COMPANY_S", 0.4)
    stand = Stand()
    drawn = stand.publisher._renderer = PacedSlots()
    stand.join(msgspec.structs.replace(PAGE, role=Role.CONTROLLER, page="controller"))
    for problem in ("full", "locked"):
        stand.room.state.tally.show.total[1] += 1
        stand.store(problem)
        stand.publisher.changed({Topic.SHOW, Topic.KPI})
    assert drawn.rounds == [["now", "second"], ["now"]]
    await asyncio.sleep(0.5)
    assert drawn.rounds == [["now", "second"], ["now"]]
    if company:
        stand.store("failed")
        stand.publisher.changed({Topic.SHOW})
        assert drawn.rounds[2:] == [["now", "second"]]
    await asyncio.sleep(0.8)
    assert drawn.rounds[2:] == [["now", "second"] if company else ["second"]]
    stand.publisher.close()


async def test_along_waits_for_no_later_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ALONG_S", 0.1)
    stand = Stand()
    line = stand.join(PROGRAM)
    stand.publisher._by(asyncio.get_running_loop().time() + 60)
    stand.store("full")
    stand.publisher.along({Topic.SHOW})
    await asyncio.sleep(0.2)
    assert line.changed() == [["show"]]
    stand.publisher.close()


async def test_equal_view_goes_nowhere_and_takes_no_position() -> None:
    stand = Stand()
    line = stand.join(PROGRAM)
    before = stand.hub.pos
    stand.publisher.now({Topic.SHOW, Topic.KPI, Topic.FEEDS})
    assert (line.changed(), stand.hub.pos) == ([], before)
    stand.publisher.close()


async def test_command_leaves_at_once_and_what_else_has_changed_keeps_to_the_pace() -> None:
    stand = Stand()
    line = stand.join(PROGRAM)
    for problem in ("locked", "failed", "full"):
        stand.store(problem)
        stand.publisher.changed({Topic.SHOW})
    stand.room.state.tally.show.total[1] += 1
    stand.publisher.now({Topic.KPI})
    assert line.changed() == [["show"], ["show"], ["kpi"]]
    await asyncio.sleep(module.EVERY_S * 2)
    assert line.changed() == [["show"], ["show"], ["kpi"], ["show"]]
    stand.publisher.close()


async def test_command_reaches_the_host_before_a_screen_that_came_earlier() -> None:
    stand, order = Stand(), []

    class Noting(Line):
        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

        def send(self, frame: bytes) -> bool:
            order.append(self.name)
            return super().send(frame)

    for role, page in ((Role.CONTROLLER, "controller"), (Role.HOST, "host"), (Role.ANALYST, "analyst")):
        audience = Audience(kind="page", role=role, page=page, lang="en", topics=frozenset(Topic))  # type: ignore[arg-type]
        stand.hub.join(audience, Noting(page), now_ms=NOW, speed=1)
    order.clear()
    stand.store("full")
    stand.publisher.now({Topic.SHOW})
    assert order == ["host", "controller", "analyst"]
    stand.publisher.close()


async def test_topic_of_another_audience_is_not_sent() -> None:
    stand = Stand()
    line = stand.join(Audience(kind="topics", role=Role.FEED, page=None, lang=None, topics=frozenset({Topic.STOCK})))
    stand.store("full")
    stand.publisher.now({Topic.SHOW})
    assert line.changed() == []
    stand.publisher.close()


async def test_screen_that_joins_between_rounds_is_up_to_date_and_others_follow() -> None:
    stand = Stand()
    early = stand.join(PROGRAM)
    stand.publisher.now({Topic.SHOW})
    stand.store("full")
    late = stand.join(PAGE)
    assert "store='full'" in str(late.frames[0]["slots"]["show"])  # type: ignore[index]
    stand.publisher.changed({Topic.SHOW})
    await asyncio.sleep(module.EVERY_S * 2)
    assert early.changed() == [["show"]]
    assert late.changed() == []
    stand.publisher.close()
