"""The environment, read once into one frozen value that is passed down.

Owns: every `CONTROLROOM_*` name, its default and its check.
Law: nothing below the command line reads the environment.
Must not know: what the settings are used for.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8787
W = TypeVar("W", int, None)


class Environment:
    """What `env:NAME` of a feed's option is looked up in; it is neither printed nor compared, for secrets stand in it."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def get(self, name: str) -> str | None:
        """Return what a name stands for."""
        return self._names.get(name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Environment)

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "Environment(…)"


NO_ENVIRONMENT: Final = Environment({})


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that can be set.

    Args:
        data: Folder of the database, the locks and the secrets.
        host, port: Where `serve` listens; port 0: any free one.
        lang: Language of pages where the browser asks for none: `zh-CN` or `en`.
        intake_events: Facts that may wait for the journal in one room; more are refused with 503.
        snapshot_records: A snapshot is made after this many records.
        names_keep_s: How long a commenter's nickname is kept beside the journal.
        snapshot_every_s: … and at least this often while records come, seconds.
        page_events: Facts of one journal page at most.
        words: Folder of the team's own lists of words; None: it has none.
        desk_webhook: Where live rooms post what must be done on the platform's desk; None: people do it.
        public_url: By which address people reach the server from elsewhere, such as https://room.example; None: only this
            machine does.
        proxies: Addresses and networks whose `X-Forwarded-*` count.
        rate: Requests a second that one address, or one key, may make; 0: any number. None: 100 from elsewhere, any number
            from this machine.
        sockets: Open sockets that one address may have; likewise, None: 100 from elsewhere.
        room_sockets: … and that one room may have.
        connections: Open connections that are no sockets that one address may have; likewise, None: 200 from elsewhere. A
            proxy's are not counted one by one.
        all_connections: … and that all may have together; None: half as many as the process may have files (`ulimit -n`).
        notify: The file of the chat apps that are told of alerts; None: `notify.yaml` of the data folder, where there is one.
        feeds: The file of the rooms' feeds; None: `feeds.yaml` of the data folder, where there is one.
        environment: Where a feed's option `env:NAME` is looked up.
    """

    data: Path
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    lang: str = "zh-CN"
    intake_events: int = 100_000
    snapshot_records: int = 2_000_000
    snapshot_every_s: int = 300
    names_keep_s: int = 24 * 3600
    page_events: int = 20_000
    words: Path | None = None
    desk_webhook: str | None = None
    notify: Path | None = None
    feeds: Path | None = None
    environment: Environment = NO_ENVIRONMENT
    public_url: str | None = None
    proxies: tuple[str, ...] = ()
    rate: int | None = None
    sockets: int | None = None
    room_sockets: int = 10_000
    connections: int | None = None
    all_connections: int | None = None

    @property
    def database(self) -> Path:
        """Return the database file."""
        return self.data / "controlroom.db"


def default_data() -> Path:
    """Return the user's own data folder."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "controlroom"


def load(environ: Mapping[str, str], data: Path | None = None) -> Settings:
    """Return the settings of `environ`; `data` (from the command line) wins.

    Raises:
        ValueError: A value cannot be read; the message names it and what is wanted.
    """
    folder = data or Path(environ.get("CONTROLROOM_DATA") or default_data())
    lang = environ.get("CONTROLROOM_LANG", "zh-CN")
    if lang not in ("zh-CN", "en"):
        raise ValueError(f"CONTROLROOM_LANG is {lang!r}: use zh-CN or en")
    return Settings(
        data=folder.expanduser(),
        host=environ.get("CONTROLROOM_HOST", DEFAULT_HOST),
        port=_whole(environ, "CONTROLROOM_PORT", DEFAULT_PORT, 0, 65_535),
        lang=lang,
        intake_events=_whole(environ, "CONTROLROOM_INTAKE_EVENTS", 100_000, 1000, 10_000_000),
        snapshot_records=_whole(environ, "CONTROLROOM_SNAPSHOT_RECORDS", 2_000_000, 100, 100_000_000),
        snapshot_every_s=_whole(environ, "CONTROLROOM_SNAPSHOT_EVERY_S", 300, 1, 86_400),
        names_keep_s=_whole(environ, "CONTROLROOM_NAMES_KEEP_S", 24 * 3600, 0, 366 * 86_400),
        page_events=_whole(environ, "CONTROLROOM_PAGE_EVENTS", 20_000, 1, 1_000_000),
        words=Path(environ["CONTROLROOM_WORDS"]).expanduser() if environ.get("CONTROLROOM_WORDS") else None,
        desk_webhook=_address(environ, "CONTROLROOM_DESK_WEBHOOK"),
        public_url=_public(environ, "CONTROLROOM_PUBLIC_URL"),
        proxies=_networks(environ, "CONTROLROOM_PROXIES"),
        rate=_whole(environ, "CONTROLROOM_RATE", None, 0, 1_000_000),
        sockets=_whole(environ, "CONTROLROOM_SOCKETS", None, 0, 1_000_000),
        room_sockets=_whole(environ, "CONTROLROOM_ROOM_SOCKETS", 10_000, 1, 1_000_000),
        connections=_whole(environ, "CONTROLROOM_CONNECTIONS", None, 0, 1_000_000),
        all_connections=_whole(environ, "CONTROLROOM_ALL_CONNECTIONS", None, 10, 1_000_000),
        notify=Path(named).expanduser() if (named := environ.get("CONTROLROOM_NOTIFY")) else None,
        feeds=Path(named).expanduser() if (named := environ.get("CONTROLROOM_FEEDS")) else None,
        environment=Environment(environ),
    )


def _address(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name)
    if not text:
        return None
    if not text.startswith(("http://", "https://")):
        raise ValueError(f"{name} is {text!r}: use an address such as http://127.0.0.1:9000/desk")
    return text


def _public(environ: Mapping[str, str], name: str) -> str | None:
    text = environ.get(name, "").rstrip("/")
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise ValueError(f"{name} is {text!r}: use scheme and name, such as https://room.example")
    return text


def _networks(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    texts = tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())
    for text in texts:
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise ValueError(
                f"{name} has {text!r}: use addresses and networks, such as 127.0.0.1,10.0.0.0/8"
            ) from error
    return texts


def _whole(environ: Mapping[str, str], name: str, default: W, low: int, high: int) -> int | W:
    text = environ.get(name)
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ValueError(f"{name} is {text!r}: use a whole number from {low} to {high}")
    return int(text)
