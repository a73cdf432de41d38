"""The journal, the snapshots and the book in SQL: the only floor that knows SQLAlchemy, SQLite or Alembic."""

from controlroom.store.opening import Store, open_store

__all__ = ["Store", "open_store"]
