"""The columns of the tables in the order in which rows are written and read, and how many rows are kept.

Owns: those orders and bounds; a row's struct in `ports` has fields of the same names.
Law: names and numbers only, so that whoever reads a row needs no SQL.
Must not know: statements, SQLAlchemy.
"""

from __future__ import annotations

from typing import Final

ROOM: Final = ("slug", "mode", "user_key", "created_ms", "seed", "link_generation")
SHOW: Final = ("id", "room", "opened_ms", "current")
REJECT: Final = ("room", "feed", "received_ms", "code", "path", "message", "line")
PAGE: Final = ("show", "first_seq", "count", "received_ms", "version", "body")
SNAPSHOT: Final = ("show", "seq", "as_of_ms", "fold_version", "digest")
PART: Final = ("show", "seq", "part", "body")
PLAN_MARK: Final = ("room", "version", "saved_ms", "source", "digest")
PLAN: Final = (*PLAN_MARK, "document")
REHEARSED: Final = ("digest", "show", "ended_ms", "aired", "segments")
LETTER: Final = (
    "room", "show", "notice", "target", "at_ms", "timezone", "severity", "words", "rules", "window_ms", "state",
    "tries", "tried_ms", "why",
)  # fmt: skip

LINK: Final = ("room", "id", "role", "person", "made_ms", "until_ms", "used_ms", "revoked_ms")
ASIDE: Final = ("room", "show", "at_ms", "role", "person", "what", "about", "code")

REJECTS_KEPT: Final = 10_000
"""The newest of a room."""
ASIDES_KEPT: Final = 10_000
"""The newest of a room."""
SNAPSHOTS_KEPT: Final = 3
"""The newest of a show, besides the one that reaches farthest."""
LINES_AT_ONCE: Final = 200
"""Rejects whose lines, of up to 16 kB, are forgotten in one transaction."""
FORGOTTEN_AT_ONCE: Final = 5000
"""Names deleted in one transaction: a few milliseconds, then pages have their turn."""
