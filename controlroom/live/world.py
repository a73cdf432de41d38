"""What a room needs of the house it stands in.

Owns: that protocol.
Law: a room is given all of it when it starts, and asks for nothing else.
Must not know: how the house comes by it.
"""

from __future__ import annotations

from typing import Protocol

from controlroom.live.archive import Archive
from controlroom.live.feeding import Lists
from controlroom.live.publisher import Slots
from controlroom.live.wordlists import WordLists
from controlroom.notify.post import Post
from controlroom.ports import Book, Desk, Journal, Snapshots
from controlroom.settings import Settings


class World(Protocol):
    """What a room needs of the house it stands in."""

    @property
    def settings(self) -> Settings:
        """Return what can be set."""
        ...

    @property
    def journal(self) -> Journal:
        """Return the journal."""
        ...

    @property
    def snapshots(self) -> Snapshots:
        """Return the snapshots."""
        ...

    @property
    def book(self) -> Book:
        """Return the book."""
        ...

    @property
    def feeds(self) -> Lists:
        """Return who knows the feeds of each room."""
        ...

    @property
    def archive(self) -> Archive:
        """Return what past shows were like."""
        ...

    @property
    def desk(self) -> Desk | None:
        """Return who does the desk's acts by himself; None: people do them all."""
        ...

    @property
    def post(self) -> Post:
        """Return who tells chat apps of alerts."""
        ...

    @property
    def words(self) -> WordLists:
        """Return the lists by which comments are classified and words watched."""
        ...

    @property
    def renderer(self) -> Slots:
        """Return what draws the pages' slots."""
        ...
