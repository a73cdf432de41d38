"""Which feeds each room has: those of the file, those entered on a page or the command line, and their secrets.

Owns: how the two lists become one (of a name that both have, the file's counts), where a secret comes from, and what a person
may enter.
Law: a secret is in the book, in a log or in a message never; it is opened for who makes the feed. `env:` and `file:` are read for
who has the data folder at hand, not for a page: else whoever may open the page could send a file of this machine anywhere.
A secret that was typed goes with the addresses that it was typed for: whoever changes one of those types it again.
A file with a fault changes nothing: the last one that had none holds until it is mended, and one that is suddenly empty or gone
(a slip, an editor that saves) takes no feed out.
Must not know: pages, the command line, running feeds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import structs

from controlroom.feeds.base import BadOption, Kind
from controlroom.feeds.faults import fault
from controlroom.feeds.naming import fit_name, misnamed
from controlroom.feeds.registry import UnknownKind, find
from controlroom.live.feeding import FeedList, FeedRow, Listed, check, feeds_of, put_feed, remove_feed
from controlroom.live.feedsfile import ELSEWHERE, NAME, FeedsFile, read_feeds, stray
from controlroom.ports import Book, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store.feedsecrets import FeedSecrets, others_may_read

SECRET_BYTES_MAX: Final = 16 * 1024


class NotEntered(ValueError):
    """A feed cannot be entered or taken out like this.

    Args:
        code: For pages' words.
        message: What is wrong and the mend.
        about: The option or name it is about.
    """

    def __init__(self, code: str, message: str, about: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.about = about


class Feeds:
    """The feeds of all rooms of a data folder.

    Args:
        book: Where those entered on a page are.
        settings: Where the file and the secrets are.
    """

    def __init__(self, book: Book, settings: Settings) -> None:
        self._book = book
        self._settings = settings
        self._secrets = FeedSecrets(settings.data)
        self.file = settings.feeds or settings.data / NAME
        self._stamp: tuple[int, int] | None = None
        self._read = self._good = FeedsFile()

    async def of(self, room: str) -> FeedList:
        """Return the feeds of a room.

        Raises:
            StoreUnavailable: The book cannot be read.
            ValueError: Likewise: what is stored.
        """
        entered = await feeds_of(self._book, room)
        found = await asyncio.to_thread(self._together, room, entered)
        return structs.replace(found, faults=(*found.faults, *await self._strays(room)))

    async def _strays(self, asked: str) -> list[str]:
        """Return what is said of each room that the file names beside the one that is asked for, and that is none."""
        places = {room: place for room, place in self._read.places.items() if room != asked}
        rooms = [row.slug for row in await self._book.rooms()] if places else []
        return [f"{place}: {stray(room, rooms)}" for room, place in places.items() if room not in rooms]

    def _together(self, room: str, entered: list[FeedRow]) -> FeedList:
        told = self._told()
        listed: dict[str, Listed] = {}
        for one in told.rooms.get(room, ()):
            row = FeedRow(one.name, one.kind, one.options)
            listed[one.name] = self._opened(Listed(row=row, opened=row, origin="file", fault=one.fault), {})
        kept: Mapping[str, Mapping[str, str]] = {}
        failed = None
        try:
            kept = self._secrets.of_room(room) if entered else {}
        except StoreUnavailable as error:
            failed = str(error)
        for row in entered:
            if (ours := listed.get(row.name)) is not None:
                listed[row.name] = structs.replace(ours, twice=True)
            else:
                found = Listed(row=row, opened=row, fault=failed if _secret(row.kind) else None)
                listed[row.name] = self._opened(found, kept.get(row.name, {}))
        return FeedList(tuple(listed.values()), told.faults)

    def _told(self) -> FeedsFile:
        """Return what the file says, read again when it has changed."""
        try:
            seen = self.file.stat()
            stamp = (seen.st_mtime_ns, seen.st_size)
            if stamp != self._stamp:
                self._read, self._stamp = self._held(read_feeds(self.file, self.file.read_bytes())), stamp
        except FileNotFoundError:
            self._stamp = None
            wanted = self._settings.feeds is not None
            missing = (f"{self.file}: there is no such file (CONTROLROOM_FEEDS names it).",) if wanted else ()
            self._read = self._held(FeedsFile(faults=missing, empty=True))
        except OSError as error:
            self._stamp = None
            self._read = self._held(FeedsFile(faults=(f"{self.file}: {error.strerror or error}.",)))
        return self._read

    def _held(self, found: FeedsFile) -> FeedsFile:
        """Return what holds now that the file says this."""
        had = any(self._good.rooms.values())
        if had and found.empty and not found.faults:
            said = f"{self.file} is empty or gone. Write `rooms: {{}}` in it to take the feeds out that it named."
            found = FeedsFile(faults=(said,))
        if not found.faults:
            self._good = found
        return found._replace(rooms=self._good.rooms, places=self._good.places) if had else found

    def _opened(self, listed: Listed, typed: Mapping[str, str]) -> Listed:
        """Return a feed with its secrets opened, or with what keeps them shut."""
        row, secret = listed.row, _secret(listed.row.kind)
        given = dict(row.options) | {name: value for name, value in typed.items() if name in secret}
        shown = {
            name: value for name, value in row.options.items() if name not in secret or value.startswith(ELSEWHERE)
        }
        wrong = listed.fault
        for name, value in row.options.items():
            if value.startswith(ELSEWHERE):
                try:
                    given[name] = self._fetched(value)
                except BadOption as error:
                    wrong = wrong or f"{name}: {error}"
        return structs.replace(
            listed, row=structs.replace(row, options=shown), opened=structs.replace(row, options=given),
            secrets=frozenset(name for name in secret if given.get(name)), fault=wrong,
        )  # fmt: skip

    def _fetched(self, value: str) -> str:
        where, _, what = value.partition(":")
        if where == "env":
            found = self._settings.environment.get(what)
            if not found:
                raise BadOption(fault("no_variable", name=what))
            return found
        path = (self.file.parent / Path(what).expanduser()).resolve()
        try:
            if others_may_read(path):
                raise BadOption(fault("open_file", file=path))
            if path.stat().st_size > SECRET_BYTES_MAX:
                raise BadOption(fault("long_file", file=path, bytes=SECRET_BYTES_MAX))
            return path.read_text("utf-8").strip()
        except OSError as error:
            raise BadOption(fault("no_file", file=path, error=error.strerror or error)) from error
        except UnicodeDecodeError:
            raise BadOption(fault("no_text", file=path)) from None

    async def enter(self, room: str, row: FeedRow, *, trusted: bool = False, new: bool = False) -> None:
        """Let a room have a feed, or change it; options that are secret and not given stay as they are.

        Args:
            row: As it was typed.
            trusted: Who asks has the data folder at hand, so `env:` and `file:` are read.
            new: There must be none of this name yet.

        Raises:
            NotEntered: It cannot be like this; the message says why.
            StoreUnavailable: It could not be written.
        """
        if not fit_name(row.name):
            raise NotEntered("feed_name", misnamed(row.name))
        options = {name: value for name, value in row.options.items() if value}
        known = {one.row.name: one for one in (await self.of(room)).feeds}.get(row.name)
        if known is not None and known.origin == "file":
            raise NotEntered("feed_in_file", f"{row.name} stands in {self.file}: change it there.", row.name)
        if known is not None and new:
            raise NotEntered("feed_there", f"The room has a feed {row.name!r} already: choose another name.", row.name)
        kind = _kind(row)
        secret = _secret(row.kind)
        if not trusted:
            for name, value in options.items():
                if value.startswith(ELSEWHERE):
                    said = (
                        f"{name}: env: and file: are for the feeds' file and the command line: type the value itself."
                    )
                    raise NotEntered("feed_elsewhere", said, name)
        typed = {n: v for n, v in options.items() if n in secret and not v.startswith(ELSEWHERE)}
        if known is not None and known.row.kind == row.kind:
            self._keep(kind, known, options, typed, secret)
        plain = {n: v for n, v in options.items() if n not in typed}
        opened = self._opened(Listed(row=structs.replace(row, options=plain), opened=row), typed)
        if opened.fault is not None:
            raise NotEntered("feed_option", opened.fault)
        try:
            check(opened.opened)
        except (BadOption, UnknownKind) as error:
            raise NotEntered("feed_option", str(error)) from error
        await asyncio.to_thread(self._secrets.put, room, row.name, typed)
        await put_feed(self._book, room, structs.replace(row, options=plain))

    def _keep(
        self, kind: Kind, known: Listed, options: dict[str, str], typed: dict[str, str], secret: frozenset[str]
    ) -> None:
        """Add the secrets that were not typed again, unless they would go to another address."""
        kept = {n: v for n, v in known.opened.options.items() if n in secret and n not in options}
        before, after = kind.settled(known.row.options), kind.settled(options)
        moved = [n for n in {*before, *after} - secret if before.get(n) != after.get(n) and _address(before, after, n)]
        if kept and moved:
            said = f"{moved[0]} is another now: type {', '.join(sorted(kept))} again, for it goes there."
            raise NotEntered("feed_moved", said, moved[0])
        for name, value in kept.items():
            if (where := known.row.options.get(name)) is not None:
                options[name] = where
            else:
                typed[name] = value

    async def take_out(self, room: str, name: str) -> bool:
        """Let a room have a feed no more, and forget its typed secrets; return whether it had it.

        Raises:
            NotEntered: It stands in the file.
            StoreUnavailable: It could not be written.
        """
        for one in (await self.of(room)).feeds:
            if one.row.name == name and one.origin == "file" and not one.twice:
                raise NotEntered("feed_in_file", f"{name} stands in {self.file}: take it out there.", name)
        there = await remove_feed(self._book, room, name)
        await asyncio.to_thread(self._secrets.put, room, name, {})
        return there


def _kind(row: FeedRow) -> Kind:
    try:
        kind = find(row.kind)
        kind.settled(row.options)
    except (UnknownKind, BadOption) as error:
        raise NotEntered("feed_option", str(error)) from error
    return kind


def _secret(kind: str) -> frozenset[str]:
    """Return the names of a kind's secret options."""
    try:
        return frozenset(option.name for option in find(kind).options if option.secret)
    except UnknownKind:
        return frozenset()


def _address(before: Mapping[str, str], after: Mapping[str, str], name: str) -> bool:
    """Tell whether an option says where something is sent to."""
    return any("://" in options.get(name, "") for options in (before, after))
