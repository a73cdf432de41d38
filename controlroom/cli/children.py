"""Child processes: started in sessions of their own, read line by line, ended for certain.

Owns: their start, what they say, their end.
Law: a signal of the terminal reaches the parent alone, and the parent ends its children: asked first, killed by
their own id when they take too long.
Must not know: what they do.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final

_LINE_BYTES: Final = 1 << 20
_KEPT_LINES: Final = 40


class Child:
    """A running `python -m …`.

    Args:
        name: For messages.
        process: With both outputs as pipes.
        heard: Is given each line of standard output.
        told: Is given each line of standard error.
    """

    def __init__(
        self,
        name: str,
        process: asyncio.subprocess.Process,
        heard: Callable[[str], None],
        told: Callable[[str], None],
    ) -> None:
        self.name = name
        self.last_words: deque[str] = deque(maxlen=_KEPT_LINES)
        self._process = process
        self._readers = [
            asyncio.create_task(_read(process.stdout, heard), name=f"output of {name}"),
            asyncio.create_task(_read(process.stderr, partial(self._keep, told)), name=f"errors of {name}"),
        ]

    def _keep(self, told: Callable[[str], None], line: str) -> None:
        self.last_words.append(line)
        told(line)

    async def wait(self) -> int:
        """Wait for its end, with all it said read; return its exit code."""
        code = await self._process.wait()
        await asyncio.gather(*self._readers)
        return code

    async def stop(self, within_s: float) -> None:
        """Ask it to end, and kill it when it has not after `within_s` seconds."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), within_s)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()
        for reader in self._readers:
            reader.cancel()


async def start(
    name: str, arguments: Sequence[str], heard: Callable[[str], None], told: Callable[[str], None]
) -> Child:
    """Start `python -m <arguments>` beside this process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LINE_BYTES,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
    )
    return Child(name, process, heard, told)


async def _read(stream: asyncio.StreamReader | None, take: Callable[[str], None]) -> None:
    assert stream is not None, "both outputs are pipes"
    while line := await stream.readline():
        take(line.decode("utf-8", "replace").rstrip("\r\n"))
