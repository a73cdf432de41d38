"""Trying rules in a process of its own, so that no push of the running rooms waits for it.

Owns: that process, what it is told and what it answers.
Law: it reads the store and writes nothing, has the lowest claim on the processor, and is ended when its time is over or
nobody waits for it any more; what it has answered by then stands.
Must not know: HTTP, how a rule is tried (`live.trying`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from controlroom.domain.alerts.rules import Rule
from controlroom.live.trying import MOST, Span, Told, tried
from controlroom.settings import Settings

log = logging.getLogger(__name__)

LONGEST_S: Final = 30.0
_LINE_BYTES: Final = 1 << 24
_NICE: Final = 15
_START_S: Final = 1.5
"""So much longer the process is waited for: it starts, and ends by itself when its time is over."""


class Errand(Struct, frozen=True, kw_only=True):
    """What is to be tried: `rules` on `spans`, in order, until `wanted` of them were live.

    Args:
        data: The data folder.
        most: Records of each at most. `within_s`: seconds for all of them.
    """

    data: str
    rules: tuple[Rule, ...]
    spans: tuple[Span, ...]
    wanted: int
    most: int = MOST
    within_s: float = LONGEST_S


async def answers(errand: Errand) -> list[Told]:
    """Return what comes of each span that can be told in time, in order; what is over time is left out."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE_BYTES, start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None, "both are pipes"
    assert process.stdout is not None, "both are pipes"
    found: list[Told] = []
    try:
        process.stdin.write(msgspec.json.encode(errand) + b"\n")
        async with asyncio.timeout(errand.within_s + _START_S):
            while line := await process.stdout.readline():
                found.append(msgspec.json.decode(line, type=Told))
            await process.wait()
    except TimeoutError:
        log.warning("rules that are tried: the process did not end within its %.3g s, and is ended", errand.within_s)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return found


async def _run(errand: Errand) -> None:
    from controlroom.store import open_store

    left = errand.wanted
    with suppress(TimeoutError):  # also when whoever asked is gone without ending it
        async with asyncio.timeout(errand.within_s), open_store(Settings(data=Path(errand.data))) as store:
            for span in errand.spans:
                told = await tried(store.journal, span, errand.rules, errand.most)
                sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
                sys.stdout.buffer.flush()
                left -= told.lack != "never_live"
                if not left:
                    return


def main() -> None:
    """Try what standard input tells."""
    if sys.platform != "win32":
        os.nice(_NICE)
    asyncio.run(_run(msgspec.json.decode(sys.stdin.buffer.readline(), type=Errand)))


if __name__ == "__main__":
    main()
