"""An answer's head and the beginning of its body, written as one.

Owns: holding a head until its body comes.
Law: nothing is held beyond the turn of the loop in which it was written, and nothing changes its place: one trip to the kernel
(and one waking of whoever waits for the answer) where uvicorn's two writes would make two.
Must not know: HTTP beyond how an answer begins.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

_HEAD: Final = b"HTTP/1.1 "
_GO_ON: Final = b"HTTP/1.1 100 "


class Together:
    """A transport that writes as `bare` does, but a head with what follows it.

    Args:
        bare: The connection's own.
    """

    def __init__(self, bare: asyncio.Transport) -> None:
        self.bare = bare
        self._held: bytes | None = None
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes) -> None:
        """Write; a head when its body comes, or this turn of the loop is over."""
        if self._held is not None:
            held, self._held = self._held, None
            self.bare.write(held + data)
        elif data.startswith(_HEAD) and not data.startswith(_GO_ON):
            self._held = data
            self._loop.call_soon(self._release)
        else:
            self.bare.write(data)

    def close(self) -> None:
        """Close, when what is held is written."""
        self._release()
        self.bare.close()

    def _release(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self.bare.write(held)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)
