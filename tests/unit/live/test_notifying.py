"""Every notice of the fold is brought to the post once, whatever is started anew; old ones are kept and told to nobody."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from msgspec import structs

from controlroom.domain.alerts.casebook import Casebook
from controlroom.domain.alerts.gate import FLAPS
from controlroom.domain.alerts.incident import REPEAT_MS
from controlroom.domain.alerts.notice import KEPT, Notice, Notices
from controlroom.domain.plan import Person, Plan, ShowPlan
from controlroom.live.clock import ManualClock
from controlroom.live.notifying import LATE_MS, Notifying
from controlroom.notify.post import Post
from controlroom.notify.targets import Target
from controlroom.room.state import RoomState
from controlroom.views.shapes import UnsentView
from tests.unit.notify.made import AT_MS, NO, Line, Shelf, until

PLAN = Plan(
    show=ShowPlan(
        title="Evening", room="demo", timezone="Asia/Shanghai", currency="CNY", starts_ms=AT_MS,
        team=(Person(id="wang", name="王", role="controller"),),
    )
)  # fmt: skip


def notice(number: int, *to: str, at_ms: int = AT_MS, show: str = "demo-1") -> Notice:
    return Notice(
        f"{show}/alert-{number}/1", at_ms, to or ("controller",), "critical", "fired", {"en": f"Alert {number}"},
        ("low_stock{sku=cream}",), (f"alert-{number}",),
    )  # fmt: skip


def filled(*told: Notice) -> Notices:
    made = Notices()
    for one in told:
        made.add(one)
    return made


@dataclass
class Desk:
    """A room's way to the post, with an outbox that stays when the way is made anew."""

    shelf: Shelf = field(default_factory=Shelf)
    clock: ManualClock = field(default_factory=lambda: ManualClock(AT_MS))
    line: Line = field(default_factory=Line)
    changes: list[None] = field(default_factory=list)
    state: RoomState = field(default_factory=lambda: RoomState(room="demo", show="demo-1", plan=PLAN))

    def way(self, *targets: Target) -> Notifying:
        self.post = Post(targets, self.shelf, self.clock, "en", lambda target: self.line, lambda: 1.0)
        return Notifying(self.post, self.clock, lambda: self.changes.append(None))

    async def brought(self, way: Notifying, notices: Notices) -> list[tuple[str, str]]:
        """Look, let it be entered, and return the outbox."""
        work = asyncio.create_task(way.run())
        self.state.casebook.notices = notices
        way.look(self.state)
        await until(lambda: way.waiting == 0)
        work.cancel()
        return [(one.notice, one.target) for one in self.shelf.letters.values()]


DUTY = Target(name="duty", url="x://y")


async def test_notices_are_brought_once_also_by_a_process_that_starts_anew() -> None:
    desk, notices = Desk(), filled(notice(1))
    way = desk.way(DUTY)
    await desk.brought(way, notices)
    await desk.brought(way, notices)
    notices.add(notice(2))
    wanted = [("demo-1/alert-1/1", "duty"), ("demo-1/alert-2/1", "duty")]
    assert await desk.brought(way, notices) == wanted
    assert await desk.brought(desk.way(DUTY), notices) == wanted
    [first, _] = desk.shelf.letters.values()
    assert (first.room, first.severity, first.window_ms, first.text, first.timezone) == (
        "demo", "critical", REPEAT_MS["critical"], {"en": "Alert 1"}, "Asia/Shanghai",
    )  # fmt: skip


async def test_however_many_come_at_once_each_is_brought() -> None:
    many = 3 * KEPT
    desk, notices = Desk(), filled(*(notice(n) for n in range(many)))
    assert await desk.brought(desk.way(DUTY), notices) == [(f"demo-1/alert-{n}/1", "duty") for n in range(many)]


async def test_another_show_begins_anew() -> None:
    desk = Desk()
    way = desk.way(DUTY)
    await desk.brought(way, filled(notice(1), notice(2)))
    desk.state.show = "demo-2"
    assert (await desk.brought(way, filled(notice(1, show="demo-2"))))[-1] == ("demo-2/alert-1/1", "duty")


async def test_what_is_for_a_member_is_for_the_members_role_and_what_is_for_everybody_for_all() -> None:
    roles = [Target(name=role, url="x://y", roles=(role,)) for role in ("controller", "analyst")]  # type: ignore[arg-type]
    targets = (*roles, Target(name="wang", url="x://y", people=("wang",)))
    desk = Desk()
    brought = await desk.brought(
        desk.way(*targets), filled(notice(1, "wang"), notice(2, "everybody"), notice(3, "analyst"))
    )
    assert brought == [
        ("demo-1/alert-1/1", "controller"), ("demo-1/alert-1/1", "wang"),
        ("demo-1/alert-2/1", "controller"), ("demo-1/alert-2/1", "analyst"), ("demo-1/alert-2/1", "wang"),
        ("demo-1/alert-3/1", "analyst"),
    ]  # fmt: skip


async def test_what_happened_long_before_is_told_to_nobody() -> None:
    desk = Desk()
    desk.clock.time_ms += LATE_MS + 1
    assert await desk.brought(desk.way(DUTY), filled(notice(1))) == [("demo-1/alert-1/1", "")]


async def test_while_the_outbox_cannot_be_written_notices_wait() -> None:
    desk, notices = Desk(), filled(notice(1))
    way = desk.way(DUTY)
    desk.shelf.fails = True
    work = asyncio.create_task(way.run())
    desk.state.casebook.notices = notices
    way.look(desk.state)
    await asyncio.sleep(0.05)
    assert way.waiting == 1
    desk.shelf.fails = False
    await until(lambda: way.waiting == 0)
    assert desk.shelf.states() == ["waiting"]
    work.cancel()


async def test_a_target_that_cannot_be_told_is_shown_while_the_room_runs() -> None:
    desk = Desk()
    way = desk.way(DUTY)
    desk.line.answers = [NO] * 9
    works = [asyncio.create_task(way.run()), asyncio.create_task(desk.post.run())]
    desk.state.casebook.notices = filled(notice(1))
    way.look(desk.state)
    await until(lambda: bool(way.unsent()))
    assert way.unsent() == [UnsentView(target="duty", since_ms=AT_MS, waiting=1, given_up=0, why="refused")]
    assert desk.changes
    for work in works:
        work.cancel()


async def test_the_post_learns_which_letters_are_about_something_that_is_over() -> None:
    desk = Desk()
    way = desk.way(DUTY)
    book = desk.state.casebook
    live = book.begin("low_stock", "sku=cream", "critical", "controller", AT_MS, lambda role: True)
    await desk.brought(way, filled(notice(1)))
    [letter] = desk.shelf.letters.values()

    def over(**fields: object) -> bool:
        way.look(desk.state)
        return desk.post._is_over(structs.replace(letter, **fields))

    assert not over()
    assert over(show="demo-0")
    assert not over(rules=("sold_out{sku=cream}", "low_stock{sku=cream}")), "of a group one goes on"
    assert not over(room="two"), "nobody was asked"
    live.step("ended", AT_MS)
    book.finish(live)
    assert over()
    assert not over(rules=()), "it is not known what it is about"
    for n in range(FLAPS):
        book.gate.fired("low_stock{sku=cream}", AT_MS + n)
    assert not over(), "it comes and goes"


async def test_nothing_leaves_a_room_without_a_post() -> None:
    way = Notifying(None, ManualClock(AT_MS), lambda: None)
    way.look(RoomState(show="demo-1", casebook=Casebook(notices=filled(notice(1)))))
    await way.run()
    assert (way.waiting, way.unsent()) == (0, [])
