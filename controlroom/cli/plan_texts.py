"""Plans' texts in the store: kept where a room is opened with one, applied to an open show, copied from a past one.

Owns: `plan apply`, `plan copy`, and the first version of a room's plan.
Law: a text is kept as it was written; sheets are kept as the YAML they say.
Must not know: what a plan may contain.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from msgspec import structs

from controlroom.cli.asking import server_of, told
from controlroom.cli.saying import CheckFailed, Data, Room, Wrong, here, note, say, settings_of

if TYPE_CHECKING:
    from controlroom.domain.plan import Person, Plan
    from controlroom.settings import Settings
    from controlroom.store import Store

_KEYS: Final = {"planned_for_ms": "minutes", "starts_ms": "starts"}
"""How a plan file names the fields that it calls otherwise."""


async def keep_text(store: Store, room: str, plan: Plan, file: Path | None) -> None:
    """Keep the text of a plan as the newest version of the room's.

    Args:
        plan: What it says.
        file: Where it was read; None: it is the demo's.
    """
    from controlroom.domain.plan_digest import plan_digest

    text = await asyncio.to_thread(_text, file)
    await store.plans.save(room, time.time_ns() // 1_000_000, "file", plan_digest(plan), text)


def _text(file: Path | None) -> str:
    from controlroom.planfile.demo import demo_text
    from controlroom.planfile.read import YAML_SUFFIXES, tree_of_file
    from controlroom.planfile.yamledit import whole

    if file is None:
        return demo_text()
    if file.suffix.lower() in YAML_SUFFIXES:
        return file.read_bytes().decode("utf-8-sig")
    value = tree_of_file(file).value
    return whole(value) if isinstance(value, dict) else ""


async def team_of(store: Store, room: str) -> tuple[Person, ...] | None:
    """Return the team of the newest plan that was given to a room; None: it never had one."""
    from controlroom.domain.records import ShowOpened, decode_page
    from controlroom.planfile.documents import read_document

    versions = await store.plans.all(room)
    row = await store.plans.plan(room, versions[-1].version) if versions else None
    if row is not None:
        read = await asyncio.to_thread(read_document, row.document)
        return read.plan.show.team if read.plan is not None else ()
    show = await store.book.current_show(room)
    if show is None:
        return None
    async for page in store.journal.pages(show.id):
        first = decode_page(page)[0]
        return first.plan.show.team if isinstance(first, ShowOpened) and first.plan is not None else None
    return None


def copy(
    show: Annotated[str, typer.Argument(metavar="SHOW", help="The show's id (rooms list).", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write there.", show_default="standard output")
    ] = None,
    data: Data = None,
) -> None:
    """Write a past show as a plan, with its real durations.

    Its segments stand in their last order, each as long as it was on air, with what was edited; the rest is as it was planned.
    """
    settings = settings_of(data)
    if out is not None and out.exists():
        raise Wrong(f"{out} exists already: name another file, or delete it.")
    text = asyncio.run(_copied(settings, show))
    if out is None:
        say(text.rstrip("\n"))
    else:
        out.write_text(text, encoding="utf-8")
        note(f"{out}: the plan of {show} as it really went. Change its start, then: controlroom check {out}")


async def _copied(settings: Settings, show: str) -> str:
    from controlroom.domain.plan_digest import plan_digest
    from controlroom.live.archive import Archive
    from controlroom.planfile.documents import as_it_was
    from controlroom.store import open_store

    async with open_store(settings) as store:
        rows = {row.id: row for row in await store.book.shows()}
        if show not in rows:
            raise Wrong(
                f"There is no show {show!r} in {settings.data}: controlroom rooms list{here(settings)} names them."
            )
        past = await Archive(store.journal, store.snapshots).show(show)
        row = await store.plans.saying(rows[show].room, plan_digest(past.plan)) if past.plan is not None else None
        if row is None:
            raise Wrong(f"The show {show!r} has no plan, or one whose text was never kept.")
        end_ms = past.ended_ms if past.ended_ms is not None else past.as_of_ms
        return as_it_was(row.document, past.rundown.segments, past.rundown.took_ms(end_ms))


def apply(
    room: Room,
    file: Annotated[Path, typer.Argument(metavar="SHOW.yaml", help="The plan file.", show_default=False)],
    data: Data = None,
) -> None:
    """Let the room's open show go on by this plan; the server must run.

    It is merged by id: what was edited live stays as it was edited and is named, what has been on air stays in its place.
    It becomes a version of the room's plan. Whoever leads can take it back within a minute.
    """
    from controlroom.cli.plans import read_plan

    plan = read_plan(file)
    asyncio.run(_apply(settings_of(data), room, file, plan))


async def _apply(settings: Settings, room: str, file: Path, plan: Plan) -> None:
    from uuid import uuid4

    from controlroom.planfile.documents import read_document

    text = await asyncio.to_thread(_text, file)
    async with server_of(settings, room, "operator") as server:
        answer = await server.post("commands", json={"id": str(uuid4()), "type": "plan.apply", "plan": text})
        if answer.status_code == 409:
            raise CheckFailed(f"The plan is not applied: {answer.json()['detail']}.")
        told(answer)
        state = told(await server.get("state", params={"topics": "rundown"}))
        version = told(await server.get("plan"))["version"]
        was = await server.get(f"shows/{state['show']}/plan")
    copied = read_document(was.text).plan if was.status_code == 200 else None
    stands = {row["id"]: row for row in state["topics"]["rundown"]["segments"]}
    say(f"Show {state['show']} goes on by {file}, version {version} of the room's plan.")
    for line in _stays(plan, copied, stands):
        note(line)


def _stays(plan: Plan, copied: Plan | None, stands: dict[str, Any]) -> list[str]:
    """Return what does not stand as the plan says, a line each: somebody edited it while the show was open.

    Args:
        plan: The one that was applied.
        copied: The show as a plan; its lengths are those on air. None: nobody knows what was edited.
        stands: The rundown's rows by id.
    """
    from controlroom.domain.replanning import staying

    found = copied.segments if copied is not None else plan.segments
    live = [one for one in found if one.id in stands]
    if copied is not None:
        live = [structs.replace(one, planned_for_ms=stands[one.id]["planned_for_ms"]) for one in live]
    stays = staying(live, plan.segments)
    lines = [f"{s.segment}: {', '.join(_KEYS.get(n, n) for n in s.fields)} as edited live." for s in stays if s.fields]
    for kind, why in (("in", "stay in, put in live or on air before"), ("out", "stay out, taken out live")):
        named = [one.segment for one in stays if one.kind == kind]
        lines += [f"{', '.join(named)}: {why}."] if named else []
    return lines
