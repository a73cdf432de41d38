"""Past shows: into the book, out of it, and checked.

Owns: `import`, `export`, `verify`.
Law: an imported show is whole or not there; what is exported is the journal, record by record; a check refolds
everything and trusts no snapshot.
Must not know: how a room runs.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.replay import PlanFile
from controlroom.cli.saying import CheckFailed, Data, Room, Wrong, note, say, settings_of, table, words_of

if TYPE_CHECKING:
    from controlroom.settings import Settings


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("import")(import_)
    app.command("export")(export)
    app.command("verify")(verify)


def import_(
    room: Room,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="An exported journal, events in arrival order, or a platform's CSV or XLSX.",
            show_default=False,
        ),
    ],
    plan: PlanFile = None,
    data: Data = None,
) -> None:
    """Bring a past show into a room, from events, an exported journal or a platform's export.

    What the file is, it shows itself. It becomes a finished show of the room; the current show stays current.
    """
    asyncio.run(_import(settings_of(data), room, file, plan))


async def _import(settings: Settings, room: str, file: Path, plan_file: Path | None) -> None:
    from controlroom.cli.plans import read_plan
    from controlroom.cli.reading import ShowFile
    from controlroom.cli.rooms import room_of
    from controlroom.live.importing import bring_in
    from controlroom.live.opening import next_show_id
    from controlroom.live.replay import Opening
    from controlroom.store import open_store

    plan = read_plan(plan_file) if plan_file is not None else None
    source = ShowFile(file)
    if source.kind == "journal" and plan is not None:
        raise Wrong(f"{file} is an exported journal, which holds its plan: leave --plan out.")
    async with open_store(settings) as store:
        row = await room_of(store.book, room, settings)
        show = next_show_id(room, await store.book.shows(room))
        opening = Opening(
            room=room, show=show, mode=row.mode, plan=plan, user_key=row.user_key, seed=row.seed,
            words=words_of(settings, room),
        )  # fmt: skip
        brought = await bring_in(store, row, opening, source.pages(opening), source.marks())
    source.tell()
    for seq, why in brought.broken.items():
        note(f"{file}: record {seq} breaks the fold and was marked: {why}")
    say(f"Show {show}: {brought.records} records from {file}.")


def export(
    show: Annotated[str, typer.Argument(metavar="SHOW", help="The show's id (rooms list).", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write there.", show_default="standard output")
    ] = None,
    data: Data = None,
) -> None:
    """Write a show's journal, a record a line.

    The file can be read by replay and import.
    """
    asyncio.run(_export(settings_of(data), show, out))


async def _export(settings: Settings, show: str, out: Path | None) -> None:
    from controlroom.domain.records import export_lines
    from controlroom.store import open_store

    async with open_store(settings) as store:
        shows = [row.id for row in await store.book.shows()]
        if show not in shows:
            there = f"there are {', '.join(shows[-20:])}" if shows else "there is none yet"
            raise Wrong(f"There is no show {show!r} in {settings.data} ({there}).")
        part = None if out is None else out.with_name(f".{out.name}.{os.getpid()}")
        records = 0
        try:
            with nullcontext(sys.stdout.buffer) if part is None else part.open("wb") as file:
                async for page in store.journal.pages(show):
                    file.write(b"\n".join(export_lines(page)) + b"\n")
                    records += page.count
                file.flush()
            if part is not None and out is not None:
                part.replace(out)
        finally:
            if part is not None:
                part.unlink(missing_ok=True)
    if out is not None:
        note(f"{records} records of show {show} are in {out}.")


def verify(data: Data = None) -> None:
    """Fold every journal again and compare with the stored snapshots.

    Exit code 1 when a digest differs.
    """
    settings = settings_of(data)
    began = time.monotonic()
    rows = asyncio.run(_verify(settings))
    if not rows:
        note(f"There is no show in {settings.data}.")
        return
    table(("show", "records", "seq", "as_of_ms", "digest", "verdict"), rows, right=(1, 2, 3))
    wrong = sum(row[-1] not in _FINE for row in rows)
    if wrong:
        raise CheckFailed(f"{wrong} of {len(rows)} checks failed: the show's state is not what its journal says.")
    note(f"All as stored ({time.monotonic() - began:.1f} s).")


_FINE = ("same", "no snapshot", "other version")


async def _verify(settings: Settings) -> list[tuple[object, ...]]:
    from controlroom.live.verifying import verify_show
    from controlroom.store import open_store

    async with open_store(settings) as store:
        rows: list[tuple[object, ...]] = []
        for show in await store.book.shows():
            checked = await verify_show(store.journal, store.snapshots, show.id)
            rows.extend((show.id, c.records, c.seq, c.as_of_ms, c.digest, c.verdict) for c in checked)
        return rows
