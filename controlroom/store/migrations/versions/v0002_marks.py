"""Pages that may hold a quarantine's mark are indexed, so that recovery need not read a whole journal; snapshots in parts.

A snapshot of a large show is tens of megabytes: in parts it is written and read without holding anything up.
Written out, not taken from `store.schema`: a released step stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    holds = sa.text("instr(body, x'7265636f72642e71756172616e74696e6564') > 0")  # record.quarantined
    op.create_index("pages_marked", "pages", ["show", "first_seq"], sqlite_where=holds)
    op.execute("CREATE TEMP TABLE earlier AS SELECT * FROM snapshots")
    op.drop_table("snapshots")
    _snapshots()
    fields = "nr, show, seq, as_of_ms, fold_version, digest"
    op.execute(f"INSERT INTO snapshots ({fields}) SELECT {fields} FROM earlier")
    op.execute("INSERT INTO snapshot_parts (show, seq, part, body) SELECT show, seq, 0, body FROM earlier")
    op.execute("DROP TABLE earlier")


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("show", sa.Text, sa.ForeignKey("shows.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("as_of_ms", sa.BigInteger, nullable=False),
        sa.Column("fold_version", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_index("snapshots_place", "snapshots", ["show", "seq"], unique=True)
    op.create_table(
        "snapshot_parts",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("show", sa.Text, sa.ForeignKey("shows.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("snapshot_parts_place", "snapshot_parts", ["show", "seq", "part"], unique=True)
