"""Acts are given once to whoever does them by himself, and what came of it is a record."""

from __future__ import annotations

import asyncio

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.live.deskwork import WAITING, Deskwork
from controlroom.ports import DeskAct, DeskRefused
from tests.unit.room.desk import Desk as Acting
from tests.unit.room.shop import later, open_shop


class Standin:
    """A platform's desk that takes acts, or refuses them."""

    def __init__(self, why: str | None = None) -> None:
        self.why = why
        self.acts: list[DeskAct] = []

    async def do(self, act: DeskAct) -> None:
        self.acts.append(act)
        if self.why is not None:
            raise DeskRefused(self.why)

    async def close(self) -> None:
        """Hold nothing."""


async def worked(desk: Standin, acting: Acting, looks: int = 1) -> list[rec.Seen]:
    """Look so often, let what is to be done be done, and return what was observed."""
    seen: list[rec.Seen] = []
    done = asyncio.Event()

    def observe(record: rec.Seen) -> None:
        seen.append(record)
        done.set()

    work = Deskwork(desk, observe, "en")
    for _ in range(looks):
        work.look(acting.room.state)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work.run())
        await done.wait()
        task.cancel()
    return seen


async def test_an_act_is_given_once_however_often_is_looked() -> None:
    desk, acting = Standin(), open_shop()
    seen = await worked(desk, acting, looks=3)
    [act] = desk.acts
    assert (act.act, act.sku, act.show, act.text, act.currency) == ("explain", "mask", "demo-1", "Mask", "CNY")
    assert seen == [rec.DeskSent(desk=act.id)]
    acting.room.apply(acting.room.state.seq + 1, acting.now_ms, seen[0])
    assert [c.state for c in acting.room.state.desk.chips.values()] == ["sent"]


async def test_a_refusal_leaves_the_act_to_people_with_the_reason() -> None:
    desk, acting = Standin(why="no session"), open_shop()
    seen = await worked(desk, acting)
    acting.room.apply(acting.room.state.seq + 1, acting.now_ms, seen[0])
    [chip] = acting.room.state.desk.chips.values()
    assert (chip.state, chip.why) == ("todo", "no session")
    later(acting, 16_000)
    assert chip.state == "late"


async def test_a_number_to_be_set_is_told_as_a_number() -> None:
    desk, acting = Standin(), open_shop()
    acting.give(cmd.ProductClear(id="c"))
    acting.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    await worked(desk, acting)
    assert [(act.act, act.price_minor, act.listed, act.text) for act in desk.acts] == [("price", 7900, None, "79.00")]


async def test_without_one_nothing_is_kept_and_running_ends() -> None:
    work = Deskwork(None, lambda record: None, "en")
    work.look(open_shop().room.state)
    await work.run()


async def test_more_than_can_wait_is_left_to_people() -> None:
    acting = open_shop()
    work = Deskwork(Standin(), lambda record: None, "en")
    for n in range(WAITING + 5):
        acting.room.state.show = f"demo-{n}"
        work.look(acting.room.state)
    assert work.waiting == WAITING
