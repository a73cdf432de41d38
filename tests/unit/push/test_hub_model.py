"""The hub under random publishes, acknowledgements, stalls and reloads: a screen that is free always shows the newest."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from controlroom.push.hub import KEPT_BEATS, Audience, Screen
from tests.unit.push.test_hub import PAGE, PROGRAM, TapeWire, hub_and_world, join, rows

ROWS = st.builds(
    lambda length, changed: [changed.get(i, 0) for i in range(length)],
    st.sampled_from([0, 1, 40, 41, 42]),
    st.dictionaries(st.sampled_from([0, 3, 4, 20, 39, 41]), st.integers(1, 3), max_size=3),
)


class Client:
    """A screen's other end: applies what arrives, acknowledges when the test says so."""

    def __init__(self, screen: Screen, wire: TapeWire) -> None:
        self.screen = screen
        self.wire = wire
        self.shown: dict[str, Any] = {}
        self.brought: dict[str, Any] = {}  # by this wire
        self.epoch = ""
        self.pos = -1
        self.unacked: list[int] = []
        self.acks = screen.audience.kind == "page"
        self.backlog = 0  # frames it already had when it began to acknowledge

    def read(self) -> None:
        body = "slots" if self.screen.audience.kind == "page" else "topics"
        for frame in self.wire.read():
            if frame["kind"] == "heartbeat":
                continue
            assert frame["pos"] > self.pos or frame["kind"] == "hello"
            if frame["kind"] == "hello" and not frame["resumed"]:
                self.shown = {}
            self.shown |= self.unfolded(frame[body])
            self.pos = frame["pos"]
            self.unacked.append(frame["pos"])
            self.epoch = frame.get("epoch", self.epoch)

    def unfolded(self, values: dict[str, Any]) -> dict[str, Any]:
        for name, value in values.items():
            if isinstance(value, list):
                lines = self.brought[name].split("\n")
                for at, drop, *into in value:
                    lines[at : at + drop] = into
                values[name] = "\n".join(lines)
        self.brought |= values
        return values


class HubModel(RuleBasedStateMachine):
    """Random publishes, acknowledgements, stalls, reloads: a screen that is free always shows the newest."""

    clients = Bundle("clients")

    def __init__(self) -> None:
        super().__init__()
        self.hub, self.world = hub_and_world()
        self.seq = 0
        self.all: list[Client] = []

    @rule(target=clients, audience=st.sampled_from([PROGRAM, PAGE]))
    def come(self, audience: Audience) -> Client:
        client = Client(*join(self.hub, audience))
        self.all.append(client)
        return client

    @rule(data=st.data(), audience=st.sampled_from([PROGRAM, PAGE]))
    def publish(self, data: st.DataObject, audience: Audience) -> None:
        names = data.draw(st.sets(st.sampled_from(sorted(self.world.values[audience])), min_size=1))
        values = {
            name: rows(data.draw(ROWS)) if name == "rows" else b"%d" % data.draw(st.integers(0, 3)) for name in names
        }
        self.world.values[audience] |= values
        self.seq += 1
        self.hub.publish({audience: values}, self.seq)

    @rule(client=clients, newest=st.booleans())
    def acknowledge(self, client: Client, newest: bool) -> None:
        if client in self.all and client.unacked:
            pos = client.unacked[-1 if newest else 0]
            client.unacked = [p for p in client.unacked if p > pos]
            client.acks = True
            client.backlog = len(client.unacked)
            client.screen.acked(pos)

    @rule(client=clients)
    def stall(self, client: Client) -> None:
        client.wire.stalled = True

    @rule(client=clients)
    def flow(self, client: Client) -> None:
        client.wire.stalled = False
        if client.wire.under_way:
            client.wire.under_way = False
            client.screen.unblocked()

    @rule(client=clients)
    def reload(self, client: Client) -> None:
        if client not in self.all:
            return
        client.read()
        client.screen.left()
        wire = TapeWire()
        client.screen = self.hub.join(
            client.screen.audience, wire, now_ms=0, speed=1, resume=(client.epoch, client.pos)
        )
        client.wire = wire
        client.brought = {}
        client.unacked = []
        client.acks = client.screen.audience.kind == "page"

    @rule(client=clients)
    def leave(self, client: Client) -> None:
        client.screen.left()
        if client in self.all:
            self.all.remove(client)

    @rule(beats=st.sampled_from([1, KEPT_BEATS + 1]))
    def beat(self, beats: int) -> None:
        for _ in range(beats):
            self.hub.heartbeat(0, 1.0)

    @invariant()
    def free_screens_show_the_newest(self) -> None:
        for client in self.all:
            client.read()
            if client.acks:
                assert len(client.unacked) <= max(2, client.backlog)
            held = client.wire.under_way or (client.acks and len(client.unacked) >= 2)
            if not held:
                newest = {k: json.loads(v) for k, v in self.world.values[client.screen.audience].items()}
                assert client.shown == newest

    @invariant()
    def a_screen_costs_a_few_integers(self) -> None:
        slots: Callable[[Screen], list[object]] = lambda s: [getattr(s, n) for n in Screen.__slots__]  # noqa: E731
        for client in self.all:
            kept = [v for v in slots(client.screen) if isinstance(v, bytes | list | dict | tuple | set)]
            assert kept == []


TestHubModel = HubModel.TestCase
TestHubModel.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
