"""How many gifts a message of a Douyin relay adds: its combo counters taken apart into increments.

Owns: the gift runs under way.
Law: the increments of a run add up to its newest counter, whatever was missed or repeated in between.
Must not know: money, sockets, clocks.

The counters are the platform's own; relays write them as `ComboCount` (wushuaihua) or `comboCount` (douyinLive).
A run is one viewer tapping one gift (`GroupId`). In it `ComboCount` and `RepeatCount` count the taps so far,
never this message's; a tap gives `GroupCount` pieces. So a run has reached taps × pieces; a message adds what
it reached beyond the one before. `RepeatEnd` repeats the last counter and so adds nothing. `GroupId` 0 is
a gift outside any run: it counts whole. `TotalCount` is used only where both counters are missing: what it
totals is not documented (NOT VERIFIED: no recorded run of these relays was at hand).
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.feeds.fields import COUNT_MAX, Fields


class Spelling(Struct, frozen=True):
    """How a relay writes the counters' names."""

    group: str
    combo: str
    repeat: str
    pieces: str
    total: str


PASCAL: Final = Spelling("GroupId", "ComboCount", "RepeatCount", "GroupCount", "TotalCount")
CAMEL: Final = Spelling("groupId", "comboCount", "repeatCount", "groupCount", "totalCount")

COUNTED: Final = "gift counted already"
"""What a message that adds nothing is ignored as."""

RUNS_MAX: Final = 1000
"""Runs kept; of more the oldest is forgotten (a run lasts seconds)."""


class GiftRuns:
    """The newest counter of each gift run.

    Args:
        names: How the relay writes the counters.
        again: Messages are read once more that were refused: of a run nothing counts, for its next counter told it.
    """

    def __init__(self, names: Spelling, *, again: bool = False) -> None:
        self._names = names
        self._again = again
        self._reached: dict[tuple[str, str, str], int] = {}

    def count(self, data: Fields, user: str, gift: str | None) -> int:
        """Return how many gifts this message adds; 0: it repeats what was counted.

        Args:
            data: The message's fields.
            user: The giver.
            gift: The gift's id, if it could be read.

        Raises:
            Unfit: No counter can be read.
        """
        reached = _reached(data, self._names)
        group = data.maybe(data.key, self._names.group)
        if group in (None, "0"):  # `key` takes no 0
            return reached
        if self._again:
            return 0
        run = (user, gift or "", group or "")
        before = self._reached.pop(run, 0)
        self._reached[run] = max(before, reached)
        if len(self._reached) > RUNS_MAX:
            del self._reached[next(iter(self._reached))]
        return max(0, reached - before)


def _reached(data: Fields, names: Spelling) -> int:
    counters = [data.maybe(data.whole, name, 0, COUNT_MAX) for name in (names.combo, names.repeat)]
    taps = max((counter for counter in counters if counter is not None), default=0)
    if taps == 0:
        return data.whole(names.total, 1, COUNT_MAX)
    pieces = data.maybe(data.whole, names.pieces, 1, COUNT_MAX) or 1
    return min(taps * pieces, COUNT_MAX)
