"""How long another server wants to be left alone: its `Retry-After`.

Owns: how that is read, as a number or as a date, and the longest that is believed.
Law: what cannot be read asks for nothing.
Must not know: who asked, and for what.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

WAIT_MOST_S: Final = 3600.0
"""A server's wait is obeyed up to this."""


def wait_of(text: str | None, now_s: Callable[[], float] = time.time) -> float | None:
    """Return the seconds that a `Retry-After` asks for, as a number or as a date; None: it asks for none.

    Args:
        now_s: Tells the clock, epoch seconds.
    """
    if text is None:
        return None
    if text.isascii() and text.isdigit():
        return min(float(text), WAIT_MOST_S)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max(0.0, until.timestamp() - now_s()), WAIT_MOST_S)
