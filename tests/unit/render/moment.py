"""The moment that made views show: 20:14:07 of a rehearsal."""

from __future__ import annotations

from datetime import UTC, datetime

from controlroom.domain.plan import Text

START = int(datetime(2026, 11, 22, 12, 0, tzinfo=UTC).timestamp() * 1000)
NOW = START + (14 * 60 + 7) * 1000
MINUTE = 60_000
PAST_START = START - 7 * 86_400_000
GAP = (START + 190_000, START + 218_000)
"""A span in which nothing was heard."""


def both(zh: str, en: str) -> Text:
    return {"zh-CN": zh, "en": en}
