"""What a scraper of `/metrics` reads, made of what was counted when it asks.

Owns: the metrics' names and words, in OpenMetrics.
Law: loaded with the first `/metrics`, so that a start does not wait for it.
Must not know: who counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from controlroom import __version__
from controlroom.push.hub import Hub
from controlroom.server.counters import POST_BUCKETS_S, Counters

MEDIA: Final = CONTENT_TYPE_LATEST


def exposition(counters: Counters, rooms: Iterable[tuple[str, Hub, int]]) -> bytes:
    """Return everything as OpenMetrics text.

    Args:
        rooms: The running rooms' names and hubs, and how many facts came after the show's end.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_Given([*_counted(counters), *_running(rooms)]))
    text: bytes = generate_latest(registry)  # type: ignore[no-untyped-call]
    return text


class _Given(Collector):
    """Metrics that are made already."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """Yield the metric families (what the registry asks for)."""
        yield from self._metrics


def _counted(counters: Counters) -> Iterator[Metric]:
    starts = CounterMetricFamily("controlroom_starts", "Starts of this server", labels=["version"])
    starts.add_metric([__version__], 1)
    events = CounterMetricFamily("controlroom_events", "Events posted", labels=["room", "feed", "result"])
    commands = CounterMetricFamily("controlroom_commands", "Commands given", labels=["room", "type", "result"])
    for family, counted in ((events, counters.events), (commands, counters.commands)):
        for labels, count in counted.items():
            family.add_metric(labels, count)
    posts = HistogramMetricFamily("controlroom_post_seconds", "From a body of events to its durable answer")
    bounds = [*map(str, POST_BUCKETS_S), "+Inf"]
    posts.add_metric([], list(zip(bounds, accumulate(counters.posts), strict=True)), counters.posts_s)
    yield from (starts, events, commands, posts)


def _running(rooms: Iterable[tuple[str, Hub, int]]) -> Iterator[Metric]:
    screens = GaugeMetricFamily("controlroom_screens", "Screens and programs connected", labels=["room", "role"])
    seq = GaugeMetricFamily("controlroom_published_seq", "Newest record that screens have seen", labels=["room"])
    pos = GaugeMetricFamily("controlroom_published_pos", "Position of published changes", labels=["room"])
    after = GaugeMetricFamily(
        "controlroom_facts_after_end", "Facts that came after the end of the room's show, not counted", labels=["room"]
    )
    for room, hub, after_end in rooms:
        after.add_metric([room], after_end)
        for role, count in Counter(screen.audience.role for screen in hub.screens()).items():
            screens.add_metric([room, role], count)
        seq.add_metric([room], hub.seq)
        pos.add_metric([room], hub.pos)
    yield from (screens, seq, pos, after)
