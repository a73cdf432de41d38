"""What is to be told to chat apps, until it was told.

Written out, not taken from `store.schema`: a released step stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), nullable=False),
        sa.Column("show", sa.Text, sa.ForeignKey("shows.id"), nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("window_ms", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("tried_ms", sa.BigInteger),
        sa.Column("why", sa.Text),
    )
    op.create_index("outbox_place", "outbox", ["show", "notice", "target"], unique=True)
    op.create_index("outbox_owing", "outbox", ["nr"], sqlite_where=sa.text("state in ('waiting', 'under_way')"))
