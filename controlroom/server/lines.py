"""How many plain connections may be open, so that nobody holds files until the process has none left.

Owns: the open connections by where they come from, and how many there may be.
Law: counted once a connection, when it comes and when it ends or becomes a socket (`server.seats` counts those). This machine and
the proxies have the whole, each other address a share, where nothing else was set.
Must not know: HTTP, who is asking.
"""

from __future__ import annotations

import ipaddress
import logging
import resource
import time
from typing import Final

from controlroom.server.auth import is_loopback
from controlroom.server.limits import household
from controlroom.settings import Settings

log: Final = logging.getLogger(__name__)

FROM_ELSEWHERE: Final = 200
"""Open connections of one address on another machine, where nothing else was set."""
SAID_AGAIN_S: Final = 60.0


class Lines:
    """The plain connections that are open."""

    def __init__(self, settings: Settings) -> None:
        self._each = settings.connections
        self._all = settings.all_connections or resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2
        self._proxies = [ipaddress.ip_network(text) for text in settings.proxies]
        self._open: dict[str, int] = {}
        self._count = 0
        self._said_s = 0.0

    def take(self, host: str) -> str | None:
        """Count a connection from a host; return where it counts, for `leave`; None: one more is too many."""
        address = household(host)
        most = self._most(host, address)
        held = self._open.get(address, 0)
        if self._count >= self._all or (most and held >= most):
            self._say(address, held)
            return None
        self._open[address] = held + 1
        self._count += 1
        return address

    def leave(self, address: str) -> None:
        """Count a connection no more."""
        self._count -= 1
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def _most(self, host: str, address: str) -> int:
        if self._proxies and self._is_proxy(host):
            return 0
        if self._each is not None:
            return self._each
        return 0 if is_loopback(address) else FROM_ELSEWHERE

    def _is_proxy(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)

    def _say(self, address: str, held: int) -> None:
        now_s = time.monotonic()
        if now_s >= self._said_s:
            self._said_s = now_s + SAID_AGAIN_S
            log.warning(
                "a connection from %s was refused: %d of %d are open, %d from there (CONTROLROOM_CONNECTIONS)",
                address, self._count, self._all, held,
            )  # fmt: skip
