"""An index of the pages that may hold the mark of a quarantined record, so that recovery need not read a whole journal.

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
