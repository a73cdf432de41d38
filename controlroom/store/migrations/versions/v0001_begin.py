"""The first tables: rooms, shows, pages, snapshots, feed keys, rejects, names, notes.

Written out, not taken from `store.schema`: a released step stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _rooms_and_shows()
    _journal()
    _beside()


def _rooms_and_shows() -> None:
    op.create_table(
        "rooms",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("user_key", sa.LargeBinary, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("link_generation", sa.Integer, nullable=False),
    )
    op.create_table(
        "shows",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), nullable=False),
        sa.Column("opened_ms", sa.BigInteger, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_index("shows_current", "shows", ["room"], unique=True, sqlite_where=sa.text("current = 1"))


def _journal() -> None:
    op.create_table(
        "pages",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("show", sa.Text, sa.ForeignKey("shows.id"), nullable=False),
        sa.Column("first_seq", sa.BigInteger, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("pages_place", "pages", ["show", "first_seq"], unique=True)
    op.create_table(
        "snapshots",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("show", sa.Text, sa.ForeignKey("shows.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("as_of_ms", sa.BigInteger, nullable=False),
        sa.Column("fold_version", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("snapshots_place", "snapshots", ["show", "seq"], unique=True)


def _beside() -> None:
    op.create_table(
        "feed_keys",
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), primary_key=True),
        sa.Column("key_hash", sa.Text, primary_key=True),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "rejects",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
    )
    op.create_index("rejects_room", "rejects", ["room", "nr"])
    op.create_table(
        "names",
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), primary_key=True),
        sa.Column("user", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("names_expiry", "names", ["expires_ms"])
    op.create_table(
        "notes",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
