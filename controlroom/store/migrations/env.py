"""Alembic's entry: runs the steps on the connection that `store.upgrading` hands over.

Owns: nothing; the transaction, the lock and the file are the caller's.
"""

from __future__ import annotations

from alembic import context

from controlroom.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=False,  # the caller's transaction holds all steps at once
)
context.run_migrations()
