"""Who gets what, what a process that was killed leaves behind, and ten minutes without a receiver."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from msgspec import structs

from controlroom.live.clock import ManualClock
from controlroom.notify import post as post_module
from controlroom.notify.post import Dispatch, Post, channel_of
from controlroom.notify.targets import Target
from controlroom.ports import Channel, Letter, StoreUnavailable
from tests.unit.notify.made import AT_MS, NO, Line, Shelf, letter, quiet, until
from tests.unit.notify.receiver import Receiver

DUTY = Target(name="duty", url="x://y")


class Office:
    """A post whose channels are kept at hand."""

    def __init__(self, targets: Sequence[Target] = (DUTY,), shelf: Shelf | None = None) -> None:
        self.lines = {target.name: Line() for target in targets}
        self.shelf, self.clock = shelf or Shelf(), ManualClock(AT_MS)
        self.post = Post(targets, self.shelf, self.clock, "en", self._line, lambda: 1.0)

    def _line(self, target: Target) -> Channel:
        return self.lines[target.name]


def due(number: int = 1, *receivers: str, **fields: object) -> Dispatch:
    return Dispatch(
        letter=structs.replace(letter(number, **fields), target=""), receivers=frozenset(receivers or {"controller"})
    )


async def test_each_target_that_wants_it_gets_a_letter_of_its_own() -> None:
    targets = (
        DUTY,
        Target(name="boss", url="x://y", severity="critical"),
        Target(name="two", url="x://y", rooms=("two",)),
    )
    office = Office(targets)
    await office.post.enter([due(1), due(2, severity="warning")])
    assert sorted((one.notice, one.target) for one in office.shelf.letters.values()) == [
        ("demo-1/low/1", "boss"), ("demo-1/low/1", "duty"), ("demo-1/low/2", "duty"),
    ]  # fmt: skip


async def test_what_nobody_wants_is_entered_too_so_that_a_new_target_is_not_told_of_the_past() -> None:
    office = Office(())
    await office.post.enter([due(1)])
    assert office.shelf.states() == ["nobody"]
    await office.post.run()  # nobody to tell: it ends at once
    later = Office(shelf=office.shelf)
    await later.post.enter([due(1), due(2)])
    assert [(one.notice, one.target) for one in office.shelf.letters.values()] == [
        ("demo-1/low/1", ""), ("demo-1/low/2", "duty"),
    ]  # fmt: skip


async def test_what_is_too_old_is_kept_and_told_to_nobody() -> None:
    office = Office()
    await office.post.enter([structs.replace(due(1), late=True)])
    assert [(one.target, one.state, one.why) for one in office.shelf.letters.values()] == [("", "nobody", "late")]


async def test_a_notice_made_again_from_the_journal_is_told_once() -> None:
    office = Office()
    work = asyncio.create_task(office.post.run())
    await office.post.enter([due(1)])
    await until(lambda: office.shelf.states() == ["sent"])
    await office.post.enter([due(1)])
    await quiet()
    assert office.lines["duty"].ids() == ["demo-1/low/1"]
    work.cancel()


async def test_a_room_is_asked_whether_what_its_letters_are_about_is_over() -> None:
    office = Office()
    work = asyncio.create_task(office.post.run())

    def over(one: Letter) -> bool:
        return one.notice == "demo-1/low/1"

    def another(one: Letter) -> bool:
        return True

    office.post.ask("demo", over)
    office.post.ask_no_more("demo", another)
    await office.post.enter([due(1), due(2), due(3, room="two", show="two-1", text="Two")])
    await until(lambda: office.shelf.states() == ["sent"] * 3)
    office.post.ask_no_more("demo", over)
    await office.post.enter([due(4)])
    office.clock.time_ms += 3_000
    await until(lambda: office.shelf.states() == ["sent"] * 4)
    work.cancel()
    told = office.lines["duty"].told
    assert told[0].body.splitlines() == [
        "20:00:00 demo [OVER] Cream: 1 left", "20:00:00 demo [CRITICAL] Cream: 2 left", "20:00:00 two [CRITICAL] Two",
    ]  # fmt: skip
    assert told[1].title == "[CRITICAL] demo"


async def test_what_was_entered_and_could_not_be_read_back_is_handed_out_with_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office()
    work = asyncio.create_task(office.post.run())
    await quiet()

    async def fail() -> Sequence[Letter]:
        raise StoreUnavailable("failed", "the disk cannot be read")

    with monkeypatch.context() as broken:
        broken.setattr(office.shelf, "due", fail)
        with pytest.raises(StoreUnavailable):
            await office.post.enter([due(1)])
    await office.post.enter([due(1)])
    await until(lambda: office.lines["duty"].ids() == ["demo-1/low/1"])
    work.cancel()


async def test_after_a_restart_what_was_not_told_is_told_and_what_is_for_a_target_that_is_gone_is_given_up() -> None:
    shelf = Shelf()
    await shelf.enter([letter(1), letter(2, target="gone")])
    office = Office(shelf=shelf)
    work = asyncio.create_task(office.post.run())
    await until(lambda: shelf.states() == ["sent", "given_up"])
    work.cancel()
    assert office.lines["duty"].ids() == ["demo-1/low/1"]


async def test_a_target_in_trouble_holds_up_no_other_and_is_told_of() -> None:
    office = Office((DUTY, Target(name="boss", url="x://y")))
    office.lines["duty"].answers = [NO] * 100
    changes: list[None] = []
    told = lambda: changes.append(None)  # noqa: E731 - the same function is taken off again
    office.post.on_change(told)
    work = asyncio.create_task(office.post.run())
    await office.post.enter([due(1)])
    await until(lambda: office.lines["boss"].ids() == ["demo-1/low/1"] and bool(office.post.troubles()))
    [trouble] = office.post.troubles()
    assert (trouble.target, trouble.waiting, trouble.why, trouble.detail) == ("duty", 1, "refused", "503")
    assert changes
    office.post.off_change(told)
    work.cancel()


async def test_a_courier_that_crashes_begins_anew_and_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_module, "RESTART_S", 0.0)
    office = Office((DUTY, Target(name="boss", url="x://y")))
    office.lines["duty"].answers = [RuntimeError("a fault of ours")]  # type: ignore[list-item]
    work = asyncio.create_task(office.post.run())
    await office.post.enter([due(1)])
    await until(lambda: office.lines["boss"].ids() == ["demo-1/low/1"] and office.lines["duty"].attempts == 1)
    await office.post.enter([due(2)])
    await until(lambda: "demo-1/low/2" in office.lines["duty"].ids())
    office.clock.time_ms += 180_000
    await until(lambda: office.lines["duty"].ids() == ["demo-1/low/2", "demo-1/low/1"])
    work.cancel()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    made.open()
    yield made
    made.close()


async def test_a_receiver_that_fails_hangs_is_gone_ten_minutes_and_comes_back_has_everything_once_whoever_was_killed(
    receiver: Receiver,
) -> None:
    target = Target(name="duty", url=receiver.url + "?rto=0.5")
    shelf, clock = Shelf(), ManualClock(AT_MS)
    post = Post((target,), shelf, clock, "en", channel_of, lambda: 1.0)
    work = asyncio.create_task(post.run())

    async def pass_ms(ms: int) -> None:
        for _ in range(ms // 10_000):
            clock.time_ms += 10_000
            await asyncio.sleep(0.03)

    receiver.refuses = 503
    await post.enter([due(1)])
    await until(lambda: bool(post.troubles()))
    receiver.close()
    for n in range(2, 12):
        await post.enter([due(n, at_ms=clock.time_ms)])
        await pass_ms(60_000)
        if n == 6:  # the server is killed, and another begins on what lies on the shelf
            work.cancel()
            post = Post((target,), shelf, clock, "en", channel_of, lambda: 1.0)
            work = asyncio.create_task(post.run())
    assert receiver.ids() == []
    receiver.refuses = None
    receiver.open()
    await until_moving(clock, lambda: shelf.states() == ["sent"] * 11)
    assert sorted(receiver.ids()) == sorted(f"demo-1/low/{n}" for n in range(1, 12))
    receiver.hangs = True
    await post.enter([due(12, at_ms=clock.time_ms)])
    await until_moving(clock, lambda: receiver.ids().count("demo-1/low/12") == 1)
    await until(lambda: bool(post.troubles()))
    hung_ms = clock.time_ms
    receiver.hangs = False
    await until_moving(clock, lambda: shelf.states() == ["sent"] * 12)
    assert clock.time_ms - hung_ms >= 170_000  # its window, during which nobody knew whether it had arrived
    assert receiver.ids().count("demo-1/low/12") == 2
    work.cancel()


async def until_moving(clock: ManualClock, holds: object) -> None:
    """Move the clock until something holds."""
    for _ in range(400):
        if holds():  # type: ignore[operator]
            return
        clock.time_ms += 1_000
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to pass")
