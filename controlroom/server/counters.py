"""What the server counts about itself, for `/metrics`.

Owns: the metrics' names and labels, in a registry of our own.
Law: a label's values are few (rooms, feeds, command types), never what a client makes up.
Must not know: what the numbers are for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from controlroom import __version__
from controlroom.live.answers import Receipt
from controlroom.push.hub import Hub

_POST_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class _Rooms(Collector):
    """Gauges that are read off the hubs when somebody asks."""

    def __init__(self, rooms: Callable[[], list[tuple[str, Hub]]]) -> None:
        self._rooms = rooms

    def collect(self) -> Iterator[Metric]:
        screens = GaugeMetricFamily("controlroom_screens", "Screens and programs connected", labels=["room", "role"])
        seq = GaugeMetricFamily("controlroom_published_seq", "Newest record that screens have seen", labels=["room"])
        pos = GaugeMetricFamily("controlroom_published_pos", "Position of published changes", labels=["room"])
        for room, hub in self._rooms():
            by_role: dict[str, int] = {}
            for screen in hub.screens():
                by_role[screen.audience.role] = by_role.get(screen.audience.role, 0) + 1
            for role, count in by_role.items():
                screens.add_metric([room, role], count)
            seq.add_metric([room], hub.seq)
            pos.add_metric([room], hub.pos)
        yield from (screens, seq, pos)


class Counters:
    """Everything that is counted.

    Args:
        rooms: Returns the running rooms' names and hubs.
    """

    MEDIA: Final = CONTENT_TYPE_LATEST

    def __init__(self, rooms: Callable[[], list[tuple[str, Hub]]]) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.registry.register(_Rooms(rooms))
        build = Counter("controlroom_starts", "Starts of this server", ["version"], registry=self.registry)
        build.labels(__version__).inc()
        self._events = Counter(
            "controlroom_events", "Events posted", ["room", "feed", "result"], registry=self.registry
        )
        self._commands = Counter(
            "controlroom_commands", "Commands given", ["room", "type", "result"], registry=self.registry
        )
        self.post_seconds = Histogram(
            "controlroom_post_seconds", "From a body of events to its durable answer",
            buckets=_POST_BUCKETS_S, registry=self.registry,
        )  # fmt: skip

    def posted(self, room: str, feed: str, receipt: Receipt) -> None:
        """Count a body of events."""
        for result, count in (
            ("accepted", receipt.accepted),
            ("duplicate", receipt.duplicates),
            ("rejected", len(receipt.rejected)),
        ):
            if count:
                self._events.labels(room, feed, result).inc(count)

    def commanded(self, room: str, type_: str, result: str) -> None:
        """Count a command. `result`: `done` or a refusal's code."""
        self._commands.labels(room, type_, result).inc()

    def exposition(self) -> bytes:
        """Return everything as OpenMetrics text."""
        text: bytes = generate_latest(self.registry)  # type: ignore[no-untyped-call]
        return text
