"""A room's plans with their versions, and how far each plan has been rehearsed.

Written out, not taken from `store.schema`: a released step stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_ms", sa.BigInteger, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_index("plans_place", "plans", ["room", "version"], unique=True)
    op.create_table(
        "rehearsals",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("show", sa.Text, nullable=False),
        sa.Column("ended_ms", sa.BigInteger, nullable=False),
        sa.Column("aired", sa.Integer, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
    )
