"""What people did that no journal holds: commands that were refused, links and keys made or ended.

Written out, not taken from `store.schema`: a released step stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "asides",
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("room", sa.Text, sa.ForeignKey("rooms.slug"), nullable=False),
        sa.Column("show", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("person", sa.Text),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("code", sa.Text),
    )
    op.create_index("asides_room", "asides", ["room", "nr"])
