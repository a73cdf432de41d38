"""The progress of a rehearsal, as one line.

Owns: what the line says and how often it is written.
Law: on a terminal one line is written over and over, each second; elsewhere a line every ten seconds.
Must not know: where the figures come from.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

PLAIN_EVERY_S: Final = 10


@dataclass(slots=True)
class Progress:
    """The newest figures.

    Args:
        minutes: Of the whole show.
        show_s: Its second; None: it is not live yet.
        events: Told so far. `rate`: in the last second.
        lag_ms: How long the newest events took until they were durable.
        screens: Connected; None: not known.
    """

    minutes: float
    show_s: int | None = None
    events: int = 0
    rate: int = 0
    lag_ms: float = 0.0
    screens: int | None = None
    _ticks: int = 0
    _open: bool = False

    def line(self) -> str:
        """Return the line."""
        at = "waiting" if self.show_s is None else f"{_time(self.show_s)} of {_time(int(self.minutes * 60))}"
        screens = "?" if self.screens is None else str(self.screens)
        return f"{at} · {self.events:,} events · {self.rate:,}/s · lag {self.lag_ms:.0f} ms · screens {screens}"

    def tick(self) -> None:
        """Write the line, if a second has passed on a terminal, or ten elsewhere."""
        if sys.stdout.isatty():
            sys.stdout.write(f"\r{self.line()}\x1b[K")
            self._open = True
        elif self._ticks % PLAIN_EVERY_S == 0:
            sys.stdout.write(self.line() + "\n")
        self._ticks += 1
        sys.stdout.flush()

    def close(self) -> None:
        """End the line that is written over, so that what follows stands below it."""
        if self._open:
            sys.stdout.write("\n")
            self._open = False


def _time(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
