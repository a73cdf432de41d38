"""What the host says back without a word on air: slower, unclear, how many left, next, rescue.

Owns: the signals of a show, which of them wait for the controller, and the ready bridging line of a rescue.
Law: of each kind at most one waits; sent again while it waits it is the same signal, more urgent by its count. At most
`KEPT` that were seen are remembered.
Must not know: pages, keys, who answers and how.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from msgspec import Struct, field

from controlroom.domain.plan import Text

SignalKind = Literal["slower", "unclear", "stock", "next", "rescue"]
KINDS: Final[tuple[SignalKind, ...]] = get_args(SignalKind)

KEPT: Final = 20

BRIDGE: Final[Text] = {
    "zh-CN": "我们先看几条大家的问题",
    "en": "Let us take a few of your questions first",
}
"""What the host reads at once after `rescue`, when the plan has no card for it."""


NAMES: Final[dict[SignalKind, Text]] = {
    "slower": {"zh-CN": "慢一点", "en": "Slower"},
    "unclear": {"zh-CN": "没听懂", "en": "Unclear"},
    "stock": {"zh-CN": "还剩多少", "en": "How many left"},
    "next": {"zh-CN": "下一个", "en": "Next"},
    "rescue": {"zh-CN": "救场", "en": "Rescue me"},
}
"""The kinds in words."""


class Signal(Struct):
    """One signal.

    Args:
        since_ms: When it was first sent. `again_ms`: when last; `times`: how often.
        seen_ms: When the controller had seen it; None: it waits.
        line: The bridging line that the host was given with it; only for `rescue`.
        answer: The words that the controller answered with, if any.
    """

    id: str
    kind: SignalKind
    since_ms: int
    again_ms: int
    times: int = 1
    seen_ms: int | None = None
    line: Text | None = None
    answer: Text | None = None


class Signals(Struct):
    """All signals that wait, and the last few that were seen; in the order they were first sent."""

    by_id: dict[str, Signal] = field(default_factory=dict)

    def waiting(self) -> list[Signal]:
        """Return what waits for the controller: a rescue first, then the longest waiting."""
        found = [signal for signal in self.by_id.values() if signal.seen_ms is None]
        return sorted(found, key=lambda signal: (signal.kind != "rescue", signal.since_ms))

    def waiting_of(self, kind: SignalKind) -> Signal | None:
        """Return the signal of a kind that waits."""
        return next((s for s in self.by_id.values() if s.kind == kind and s.seen_ms is None), None)

    def send(self, id_: str, kind: SignalKind, at_ms: int, line: Text | None = None) -> Signal:
        """Send a signal: a new one called `id_`, or once more the one that waits."""
        known = self.waiting_of(kind)
        if known is not None:
            known.times += 1
            known.again_ms = at_ms
            known.line = line
            return known
        signal = self.by_id[id_] = Signal(id_, kind, at_ms, at_ms, line=line)
        seen = [s.id for s in self.by_id.values() if s.seen_ms is not None]
        for old in seen[: max(0, len(seen) - KEPT)]:
            del self.by_id[old]
        return signal

    def recent(self) -> list[Signal]:
        """Return what was seen, newest sent first."""
        return [signal for signal in reversed(self.by_id.values()) if signal.seen_ms is not None]
