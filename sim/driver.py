"""The driver: plays a scenario into a room, second by second, and keeps the ledger.

Owns: the order of a second's doings: look, stand in, tell, advance the clock.
Law: in a rehearsal the room's clock is this driver's: whatever is posted while it stands at c was received
at c. On a live room it follows the wall's clock and posts none.
Must not know: how facts are made, what they add up to.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sim.carriers import Carrier
from sim.detail import Detail
from sim.douyinpush import Push
from sim.export import ENCODINGS
from sim.facts import Body, Fact
from sim.faults import Delivery, Spoiler
from sim.ledger import Ledger
from sim.pace import Pace
from sim.platform import LOOKS_EVERY_S as DESK_EVERY_S
from sim.platform import TOPICS as DESK
from sim.platform import Platform
from sim.room import AT_FIRST, EACH_SECOND, TO_COMPARE, RoomState
from sim.scenarios import DEFAULT, SCENARIOS
from sim.senders import Sender
from sim.shop import FEED
from sim.standin import StandIn
from sim.team import LOOKS_EVERY_S, TOPICS, Team
from sim.truth.heard import Frame
from sim.truth.sheet import Sheet, sheet_of
from sim.voices import DIALECTS, IN_YUAN
from sim.wire import Wire, WireError
from sim.world.orders import Bought
from sim.world.products import Catalogue
from sim.world.world import World

SECOND_MS: Final = 1000
LISTENER_WITHIN_S: Final = 30.0
RELAY_HEARD_WITHIN_S: Final = 5.0
LOOKED_UP_WITHIN_S: Final = 10.0
GOODBYE_S: Final = 0.25


class BadArguments(Exception):
    """What was asked for cannot be done in this room; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked to be.

    Args:
        scenario: A name of `SCENARIOS`.
        speed: Show seconds per second, 1 to 60.
        minutes: Of the live show.
        ledger: Where the truth is written.
        export: Where the orders are written as a platform's back office exports them. `sheet`: whose; `encoding`: in which.
        board: Where what the platform's board said is written.
        stand_in: A controller's token: the rundown is moved on without a person.
        compare_token: An analyst's token: the room's figures are compared with the ledger's at the end.
        relay_port: With it, what a relay or a platform tells who comes goes through a stand-in there.
        dialect: Whose words that speaks: a name of `DIALECTS`.
        currency: What viewers pay in.
        shop: With it, what it tells (viewers' orders, the platform's own live data) goes by its webhooks.
        detail_port: Where a platform's interface is asked: that shop's orders, the sessions of `dialect`.
        staff: The team's own accounts, which the room counts apart by its plan.
        team: With `stand_in`: the team's tasks and the platform's desk are done and what viewers ask is seen to, as long as
            nobody else drives the show.
    """

    url: str
    room: str
    key: str
    scenario: str = DEFAULT
    seed: int = 1
    speed: float = 1.0
    minutes: float = 30.0
    ledger: Path | None = None
    export: Path | None = None
    board: Path | None = None
    sheet: str = "doudian"
    encoding: str = ENCODINGS[0]
    progress: bool = False
    stand_in: str | None = None
    compare_token: str | None = None
    relay_port: int | None = None
    dialect: str = "ape"
    currency: str = "CNY"
    shop: Sender | None = None
    detail_port: int | None = None
    staff: tuple[str, ...] = ()
    team: bool = False


@dataclass(slots=True)
class Tally:
    """What a progress line tells. `show_s` None: the show is not live yet."""

    events: int = 0
    show_s: int | None = None
    rejected: list[str] = field(default_factory=list)
    unheard: int = 0


class Driver:
    """One run.

    Args:
        options: What is asked for.
        wire: The room's door.
        pace: The wall's clock.
        relay: The stand-in relay; None: everything goes by the wire.
        detail: Where what the shop's webhooks leave out is looked up; None: nowhere.
    """

    def __init__(
        self, options: Options, wire: Wire, pace: Pace, relay: Carrier | None = None, detail: Detail | None = None
    ) -> None:
        scenario = SCENARIOS[options.scenario]
        self._options, self._wire, self._pace, self._relay = options, wire, pace, relay
        self._shop, self._detail = options.shop, detail
        self._catalogue = Catalogue()
        self._stand_in = StandIn(options.seed) if options.stand_in else None
        self._team = Team(options.seed) if options.stand_in and options.team else None
        self._platform = Platform(options.seed) if options.stand_in else None
        self._dialect = DIALECTS[options.dialect]
        self._speaker = self._dialect.voice(options.currency)
        self._in_yuan = options.dialect in IN_YUAN if relay is not None else isinstance(options.shop, Push)
        self._scenario = scenario
        self._driven = False
        self._now = 0
        self.tally = Tally()
        self.ledger = Ledger(staff=options.staff)
        self.currency = options.currency
        self._sheet = Sheet()
        self._by_relay: set[str] = set()
        self._sold: list[tuple[int, str | None]] = []

    async def play(self) -> None:
        """Play the show until its minutes are over, or somebody ends it.

        Raises:
            BadArguments: The room cannot be played like this.
            Unheard: The room does not take in what it is told.
            WireError: The room is not there, or refuses.
        """
        first = RoomState(await self._wire.state(AT_FIRST))
        self._check(first)
        if self._options.compare_token is not None:
            self._sheet = sheet_of(await self._wire.opening(first.show, self._options.compare_token))
        if self._relay is not None:
            await self._await_listener(self._relay)
        self._begin(first)
        try:
            while await self._second():
                await self._advance()
            if self._relay is not None:
                await self._relay.heard()
            await self._advance()
        finally:
            if self._driven:
                with contextlib.suppress(WireError, TimeoutError):
                    async with asyncio.timeout(GOODBYE_S):
                        await self._wire.clock(self._now, 0)

    @property
    def untold(self) -> frozenset[str]:
        """The types of facts that nobody tells while a relay or a platform's webhooks stand in."""
        by_relay = self._dialect.untold if self._relay is not None else frozenset()
        return by_relay | (self._shop.untold if self._shop is not None else frozenset())

    def frame(self, room: RoomState) -> Frame:
        """Return the instants, and what the plan says, that the ledger reckons from."""
        return replace(room.frame(), sold=tuple(self._sold), sheet=self._sheet)

    def titles(self) -> dict[str, str]:
        """Return the titles of what was sold, by sku."""
        return {product.sku: product.title for product in self._world.catalogue.all()}

    async def settle(self) -> RoomState:
        """Return the room's last word, by the analyst's token where there is one."""
        token = self._options.compare_token
        if not self._driven:
            await self._pace.until(self._pace.wall_ms() // SECOND_MS * SECOND_MS + 2 * SECOND_MS)
        return RoomState(await self._wire.state(TO_COMPARE if token else AT_FIRST, token))

    def _check(self, room: RoomState) -> None:
        if room.mode not in {"live", "rehearsal"}:
            raise BadArguments(f"room {self._options.room} is a {room.mode}: facts cannot be sent to it")
        if self._options.speed > 1 and room.mode != "rehearsal":
            raise BadArguments(
                f"room {self._options.room} is {room.mode}, where a second takes a second: "
                "use --speed 1, or make a rehearsal room (controlroom rooms new ROOM --rehearsal)"
            )
        if room.status == "ended":
            raise BadArguments(f"the show in room {self._options.room} is over: open a new one (show.open) first")

    def _begin(self, room: RoomState) -> None:
        options, faults = self._options, self._scenario.faults
        self._driven = room.mode == "rehearsal"
        self.currency = room.tells_currency or options.currency
        self._now = -(-(room.now_ms if self._driven else self._pace.wall_ms()) // SECOND_MS) * SECOND_MS
        if not self._driven:  # when exactly a live room receives cannot be known, so every fact says when it happened
            faults = replace(faults, no_instant=0.0, ahead=0.0)
        relayed = self._dialect.relayed if self._relay is not None else frozenset[str]()
        self._spoiler = Spoiler(options.seed, faults, relayed)
        room.meet(self._catalogue)
        self.ledger.stock.update(room.levels())
        self._world = World(options.seed, self._scenario, self._catalogue, room.levels(), room.currency, options.staff)
        self._waits = room.has_plan

    async def _second(self) -> bool:
        """Do what one second of the show takes; False: it was the last."""
        room = await self._look()
        if room.status == "ended":
            return False
        live = room.status == "live" or not self._waits
        if live and self._stand_in is not None and room.status == "live":
            room = await self._move_on(self._stand_in, room)
        if self._team is not None and self._alone and self._now // SECOND_MS % LOOKS_EVERY_S == 0:
            await self._do_tasks(self._team)
        shows = await self._at_platform(self._platform) if self._platform is not None and self._waits else []
        if not live:
            await self._tell([*self._world.wait(self._now), *shows], counts=False)
            return True
        show_s = 0 if self.tally.show_s is None else self.tally.show_s + 1
        happens = [*self._world.step(self._now, show_s, room.program), *shows]
        await self._tell(happens, counts=True, silent=self._world.silent(show_s))
        self.tally.show_s = show_s
        return show_s + 1 < self._options.minutes * 60

    async def _look(self) -> RoomState:
        room = RoomState(await self._wire.state(EACH_SECOND))
        sold = (room.program_since_ms or self._now, room.program)
        if not self._sold or self._sold[-1][1] != sold[1]:
            self._sold.append(sold)
        if self._driven:
            self._now = max(self._now, room.now_ms)
        if self._world.catalogue is self._catalogue:
            room.meet(self._catalogue)
            self.ledger.prices = self._catalogue.plan_prices()
        return room

    async def _move_on(self, stand_in: StandIn, room: RoomState) -> RoomState:
        command = stand_in.due(self._now, room.rundown)
        if command is None or self._options.stand_in is None:
            return room
        refusal = await self._wire.command(command, self._options.stand_in)
        room = await self._look()
        stand_in.given(refusal, room.rundown)
        return room

    async def _do_tasks(self, team: Team) -> None:
        token = self._options.stand_in
        room = await self._wire.state(TOPICS, token)
        for command in team.due(self._now, room["topics"]):
            await self._wire.command(command, token or "")

    @property
    def _alone(self) -> bool:
        """Whether no person drives the show: as soon as one does, the rest of the work is people's too."""
        return self._stand_in is not None and self._stand_in.acts

    async def _at_platform(self, platform: Platform) -> list[Fact]:
        """Do what is asked on the platform's desk, where nobody else does; return what the platform shows."""
        if self._now // SECOND_MS % DESK_EVERY_S:
            return []
        token = self._options.stand_in or ""
        desk = (await self._wire.state(DESK, token))["topics"].get("desk") or ()
        for command in platform.does(self._now, desk) if self._team is not None and self._alone else ():
            await self._wire.command(command, token)
        return [*platform.shelves(self._now, self._catalogue.all()), *platform.shows(self._now, desk)]

    async def _tell(self, facts: Iterable[Fact], *, counts: bool, silent: bool = False) -> None:
        relayed: list[Delivery] = []
        posted: list[Delivery] = []
        sold: list[tuple[Delivery, Bought | None]] = []
        facts = [fact for fact in facts if self._is_told(fact)]
        for delivery in self._spoiler.deliver(self._now // SECOND_MS, facts, silent=silent):
            bought = self._world.bought(delivery.body.get("order", ""))
            if self._shop is not None and self._shop.tells(delivery, bought):
                sold.append((delivery, bought))
                continue
            (relayed if delivery.fact.id in self._by_relay else posted).append(delivery)
        accepted = await self._wire.post([delivery.body for delivery in posted])
        received = self._now if self._driven else self._pace.wall_ms()
        for event in accepted.taken:
            self.ledger.hear(event, received, counts=counts)
        self.tally.events += len(accepted.taken)
        self.tally.rejected += accepted.rejected
        for delivery, bought in sold:
            await self._deliver(delivery, bought, counts=counts)
        if relayed and self._relay is not None:
            await self._say(self._relay, relayed, counts=counts)

    def _is_told(self, fact: Fact) -> bool:
        """Note which way a fact goes; False: nobody tells it."""
        if "source" in fact.fields:
            return True
        if self._relay is not None and fact.kind in self._dialect.relayed and self._speaker.carries(fact):
            self._by_relay.add(fact.id)
            return True
        return fact.kind not in self.untold

    async def _deliver(self, delivery: Delivery, bought: Bought | None, *, counts: bool) -> None:
        """Let the platform tell it; wait until what it leaves out of an order was looked up and is in the journal."""
        assert self._shop is not None
        hook = self._shop.webhook(delivery, bought)
        order = hook.heard[0].get("order", "") if hook.heard else ""
        answers = self._detail.answers(order) if self._detail is not None else 0
        before = RoomState(await self._wire.state(EACH_SECOND[:1])).seq if self._detail is not None else 0
        await self._wire.hook(FEED, hook.headers, hook.body)
        received = self._now if self._driven else self._pace.wall_ms()
        heard = map(self._known, hook.heard)
        news = [event for event in heard if self.ledger.hear(event, received, counts=counts, source=FEED)]
        self.tally.events += len(hook.heard)
        if self._detail is None or not any(map(_lacks, news)):
            return
        try:
            async with asyncio.timeout(LOOKED_UP_WITHIN_S):
                told = await self._detail.after(order, answers)
        except TimeoutError:
            self.tally.unheard += 1
            return
        filled = sum(self.ledger.hear(event, received, counts=counts, source=FEED) for event in told)
        await self._await_seq(before + len(news) + filled)

    def _known(self, event: Body) -> Body:
        """Return what the room can know of an event: what gifts of some platforms are worth is told in yuan."""
        if event["type"] != "gift" or self.currency == "CNY" or not self._in_yuan:
            return event
        return {key: value for key, value in event.items() if key != "amount_minor"}

    async def _say(self, relay: Carrier, deliveries: list[Delivery], *, counts: bool) -> None:
        """Tell by the relay, and wait until the room's journal has grown by as much: it gets no answer."""
        before = RoomState(await self._wire.state(EACH_SECOND[:1])).seq
        received = self._now if self._driven else self._pace.wall_ms()
        news = 0
        for delivery in deliveries:
            relay.tell(self._speaker.frame(delivery.fact))
            event = self._known(self._speaker.heard(delivery.fact))
            news += self.ledger.hear(event, received, counts=counts, source="relay")
        self.tally.events += len(deliveries)
        if not relay.polled:
            await self._await_seq(before + news)

    async def _await_seq(self, seq: int) -> None:
        wait_s = 0.002
        deadline = time.monotonic() + RELAY_HEARD_WITHIN_S
        while RoomState(await self._wire.state(EACH_SECOND[:1])).seq < seq:
            if time.monotonic() > deadline:
                self.tally.unheard += 1
                return
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, 0.1)

    async def _await_listener(self, relay: Carrier) -> None:
        deadline = time.monotonic() + LISTENER_WITHIN_S
        while not relay.listeners:
            if time.monotonic() > deadline:
                raise BadArguments(
                    f"nobody listens on 127.0.0.1:{relay.port} after {LISTENER_WITHIN_S:g} s: "
                    "is the room's feed switched on?"
                )
            await asyncio.sleep(0.05)

    async def _advance(self) -> None:
        """Go to the next second: move the rehearsal's clock, or wait for the wall's."""
        self._now += SECOND_MS
        if self._driven:
            await self._wire.clock(self._now, self._options.speed)
            await self._pace.second()
        else:
            await self._pace.until(self._now)


def carrier_of(options: Options) -> Carrier | None:
    """Return what carries the words of a run's dialect; None: it has none."""
    if options.relay_port is None:
        return None
    return DIALECTS[options.dialect].carrier(options.relay_port, options.detail_port or 0)


def _lacks(step: Body) -> bool:
    """Say whether the room will look an order up: of its creation or its payment neither amount nor products came."""
    return step.get("status") in ("created", "paid") and "amount_minor" not in step and "lines" not in step
