"""A past show, folded again.

Owns: `replay`.
Law: the answer is the file's alone: the same file gives the same state and digest on any machine.
Must not know: the store; what folds (`live.replay`).
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from controlroom.cli.saying import Data, Wrong, note, say, settings_of

if TYPE_CHECKING:
    from controlroom.domain.plan import Plan
    from controlroom.live.replay import Opening
    from controlroom.room.room import Room

EPOCH: Final = "replay"
File = Annotated[
    Path,
    typer.Argument(metavar="FILE.ndjson", help="An exported journal, or events in arrival order.", show_default=False),
]
PlanFile = Annotated[Path | None, typer.Option("--plan", metavar="SHOW.yaml", help="The plan, for plain events.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("replay")(replay)


def replay(
    file: File,
    plan: PlanFile = None,
    until: Annotated[
        str | None,
        typer.Option("--until-ms", metavar="T", help="Use only what was received before T (epoch ms)."),
    ] = None,
    state: Annotated[bool, typer.Option("--state", help="Print the state, in the form of GET …/state.")] = False,
    digest: Annotated[bool, typer.Option("--digest", help="Print seq, as_of_ms and the state's digest.")] = False,
    speed: Annotated[
        float, typer.Option(metavar="N", min=1, max=60, help="On the screens: show seconds a second.")
    ] = 1.0,
    data: Data = None,
) -> None:
    """Fold a past show again.

    Without --state and --digest it runs on the screens.
    Plain events are received at the running maximum of their `at`.
    The first must have one; the show starts with it.
    """
    settings = settings_of(data)
    until_ms = instant(until)
    from controlroom.cli.plans import read_plan
    from controlroom.cli.reading import ShowFile

    source = ShowFile(file)
    opening = opening_of(read_plan(plan) if plan is not None else None)
    if source.kind == "journal" and plan is not None:
        raise Wrong(f"{file} is an exported journal, which holds its plan: leave --plan out.")
    if not state and not digest:
        from controlroom.cli.screening import screen

        screen(settings, source, opening, until_ms, speed)
        return
    from controlroom.live.replay import fold

    told = fold(source.pages(opening), source.marks(), until_ms)
    source.tell()
    for seq, why in told.broken.items():
        note(f"{file}: record {seq} was left out: {why}")
    if not told.room.state.seq:
        what = "holds no event that can be used" if until_ms is None else f"holds nothing received before {until_ms}"
        raise Wrong(f"{file} {what}.")
    if state:
        say(state_document(told.room))
    if digest:
        say(digest_document(told.room))


def opening_of(plan: Plan | None) -> Opening:
    """Return how a file of plain events opens its show: as a rehearsal of seed 0 would."""
    from controlroom.live.replay import Opening

    room = plan.show.room if plan is not None else EPOCH
    key = blake2b(b"rehearsal 0", digest_size=32).digest()
    return Opening(room=room, show=f"{room}-1", mode="replay", plan=plan, user_key=key)


def instant(text: str | None) -> int | None:
    """Return the epoch milliseconds of an instant.

    Raises:
        Wrong: It is none.
    """
    from controlroom.domain.units import EPOCH_MS_MAX

    if text is None:
        return None
    if text.isascii() and text.isdigit() and 0 < int(text) <= EPOCH_MS_MAX:
        return int(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Wrong(f"--until-ms {text!r} is no instant: give epoch milliseconds, or RFC 3339 with its offset.")
    return int(at.timestamp() * 1000)


def state_document(room: Room) -> str:
    """Return the document of `GET …/state` for a folded show, as JSON."""
    import msgspec

    from controlroom.domain.roles import READS, Role
    from controlroom.live.feedhealth import FeedHealth
    from controlroom.views import shapes
    from controlroom.views.beside import Beside
    from controlroom.views.project import project

    s = room.state
    feeds = [FeedHealth().view(name, line, s.as_of_ms) for name, line in s.feeds.items()]
    document = {
        "room": s.room,
        "show": s.show,
        "mode": EPOCH,
        "clock": {"now_ms": s.as_of_ms, "speed": 0},
        "epoch": EPOCH,
        "pos": 0,
        "seq": s.seq,
        "as_of_ms": s.as_of_ms,
        "topics": {
            topic: shapes.wire(project(topic, s, Beside(feeds=feeds), Role.ADMIN))
            for topic in sorted(READS[Role.ADMIN])
        },
    }
    return msgspec.json.encode(document).decode()


def digest_document(room: Room) -> str:
    """Return a folded show's place and digest, as JSON."""
    import msgspec

    from controlroom.room.snapshot import digest

    s = room.state
    return msgspec.json.encode({"seq": s.seq, "as_of_ms": s.as_of_ms, "value": digest(s)}).decode()
