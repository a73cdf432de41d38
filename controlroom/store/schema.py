"""The tables, as SQLAlchemy sees them.

Owns: every table's name and columns.
Law: what stands here equals what the migrations build (a test compares them); a change here is a new
migration and a new `migrate.SCHEMA`, in the same commit.
Must not know: who reads or writes the tables.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

METADATA: Final = MetaData()

ROOMS: Final = Table(
    "rooms",
    METADATA,
    Column("slug", Text, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("user_key", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("seed", BigInteger),
    Column("link_generation", Integer, nullable=False),
)

# `nr` is the order of entering: a rehearsal's clock may give two shows the same instant, or an earlier one.
SHOWS: Final = Table(
    "shows",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("room", Text, ForeignKey("rooms.slug"), nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("current", Boolean, nullable=False),
)
Index("shows_current", SHOWS.c.room, unique=True, sqlite_where=text("current = 1"))

# `nr` keeps a new page at the table's end, whichever show it belongs to: two pages of the file are touched, never more.
PAGES: Final = Table(
    "pages",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("show", Text, ForeignKey("shows.id"), nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("pages_place", PAGES.c.show, PAGES.c.first_seq, unique=True)

# Pages that hold the words `record.quarantined`: kept by the database itself, so no writer can forget it.
MARKED: Final = f"instr(body, x'{b'record.quarantined'.hex()}') > 0"
Index("pages_marked", PAGES.c.show, PAGES.c.first_seq, sqlite_where=text(MARKED))

# `nr` is the order of saving.
SNAPSHOTS: Final = Table(
    "snapshots",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("show", Text, ForeignKey("shows.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("as_of_ms", BigInteger, nullable=False),
    Column("fold_version", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)
Index("snapshots_place", SNAPSHOTS.c.show, SNAPSHOTS.c.seq, unique=True)

# A snapshot's packed body in parts of a quarter of a megabyte; without a row in `snapshots` they are nothing.
SNAPSHOT_PARTS: Final = Table(
    "snapshot_parts",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("show", Text, ForeignKey("shows.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("part", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
Index("snapshot_parts_place", SNAPSHOT_PARTS.c.show, SNAPSHOT_PARTS.c.seq, SNAPSHOT_PARTS.c.part, unique=True)

FEED_KEYS: Final = Table(
    "feed_keys",
    METADATA,
    Column("room", Text, ForeignKey("rooms.slug"), primary_key=True),
    Column("key_hash", Text, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

REJECTS: Final = Table(
    "rejects",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("room", Text, ForeignKey("rooms.slug"), nullable=False),
    Column("feed", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("line", Text, nullable=False),
)
Index("rejects_room", REJECTS.c.room, REJECTS.c.nr)

NAMES: Final = Table(
    "names",
    METADATA,
    Column("room", Text, ForeignKey("rooms.slug"), primary_key=True),
    Column("user", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
Index("names_expiry", NAMES.c.expires_ms)

NOTES: Final = Table(
    "notes",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

PLANS: Final = Table(
    "plans",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("room", Text, ForeignKey("rooms.slug"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("saved_ms", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", Text, nullable=False),
)
Index("plans_place", PLANS.c.room, PLANS.c.version, unique=True)

# By what a plan says, not by room: a rehearsal has a room of its own.
REHEARSALS: Final = Table(
    "rehearsals",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("show", Text, nullable=False),
    Column("ended_ms", BigInteger, nullable=False),
    Column("aired", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
)

# What is to be told to chat apps: one row for each notice and target; kept after it was told, so that nothing is entered twice.
OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("room", Text, ForeignKey("rooms.slug"), nullable=False),
    Column("show", Text, ForeignKey("shows.id"), nullable=False),
    Column("notice", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("window_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried_ms", BigInteger),
    Column("why", Text),
)
Index("outbox_place", OUTBOX.c.show, OUTBOX.c.notice, OUTBOX.c.target, unique=True)
OWING: Final = "state in ('waiting', 'under_way')"
Index("outbox_owing", OUTBOX.c.nr, sqlite_where=text(OWING))

# What is known of links beyond their own words: which ended before their time, and when one was last used.
LINKS: Final = Table(
    "links",
    METADATA,
    Column("room", Text, ForeignKey("rooms.slug"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("person", Text),
    Column("made_ms", BigInteger, nullable=False),
    Column("until_ms", BigInteger),
    Column("used_ms", BigInteger),
    Column("revoked_ms", BigInteger),
    sqlite_with_rowid=False,
)

# What people did that no journal holds: commands that were refused, links and keys made or ended.
ASIDES: Final = Table(
    "asides",
    METADATA,
    Column("nr", Integer, primary_key=True),
    Column("room", Text, ForeignKey("rooms.slug"), nullable=False),
    Column("show", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("role", Text),
    Column("person", Text),
    Column("what", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("code", Text),
)
Index("asides_room", ASIDES.c.room, ASIDES.c.nr)

VERSION: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, as Alembic makes it."""
