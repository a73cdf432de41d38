"""Where things are found: addresses, ports, links.

Owns: the default address, a free port, and the links that are printed when a show is on.
Law: a link stands alone on its line, unwrapped and uncoloured.
Must not know: who listens.
"""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from controlroom.cli.saying import Wrong, say

if TYPE_CHECKING:
    from controlroom.settings import Settings

SHOWN: Final = ("controller", "host", "analyst")
"""Whose links are printed and opened when a show is on."""

Links = Mapping[str, Mapping[str, str]]


def default_address(settings: Settings) -> str:
    """Return where a server of these settings would be found."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def free_port(wanted: int) -> int:
    """Return `wanted` when it can be listened on, else any free port.

    Raises:
        Wrong: There is none.
    """
    for port in (wanted, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise Wrong("No port of this machine is free: close something that listens.")


def show_links(links: Links, *, browser: bool) -> None:
    """Print the links of those who run a show.

    Args:
        browser: Open them too, where standard output is a terminal and there is a display.
    """
    for role in SHOWN:
        say(f"{role.capitalize()}:")
        say(links[role]["url"])
    if browser and sys.stdout.isatty() and _has_display():
        for role in SHOWN:
            webbrowser.open(links[role]["url"])


def _has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
