"""Who is told by chat app or mail, and what became of it.

Owns: `notify list`, `notify test`, `notify log`.
Law: an address is never printed; a trial is sent now, by this process, to whom the file names.
Must not know: how a target is reached.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

from controlroom.cli.saying import CheckFailed, Data, Wrong, note, say, settings_of, table

if TYPE_CHECKING:
    from controlroom.notify.targets import Target
    from controlroom.ports import Letter, NotTaken
    from controlroom.settings import Settings

_MEANS: Final = {
    "refused": "it answered no",
    "unreachable": "it cannot be reached",
    "silent": "it did not answer in time; nobody knows whether it arrived",
    "address": "its address is not understood",
}


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(help="Tell chat apps and mail of alerts.", no_args_is_help=True)
    group.command("list")(list_)
    group.command("test")(try_out)
    group.command("log")(log)
    app.add_typer(group, name="notify")


def list_(data: Data = None) -> None:
    """List the targets, without their addresses, and what is wrong with one.

    Exit code 1 when something is.
    """
    from controlroom.notify.channel import fault

    targets = _targets(settings_of(data))
    faults = [fault(target.url) for target in targets]
    rows = [
        (
            t.name,
            t.url.partition("://")[0],
            " ".join((*t.roles, *t.people)),
            " ".join(t.rooms),
            t.severity,
            wrong or "ok",
        )
        for t, wrong in zip(targets, faults, strict=True)
    ]
    table(("target", "by", "hears", "of rooms", "from", "address"), rows)
    if any(faults):
        raise CheckFailed("The addresses of some targets cannot be used.")


def try_out(
    target: Annotated[
        str | None, typer.Argument(metavar="TARGET", help="A target's name.", show_default="all of them")
    ] = None,
    data: Data = None,
) -> None:
    """Send a trial message to a target, or to all of them.

    Exit code 1 when one did not take it.
    """
    settings = settings_of(data)
    targets = [one for one in _targets(settings) if target in (None, one.name)]
    if not targets:
        raise Wrong(f"There is no target {target!r}: controlroom notify list names them.")
    failed = asyncio.run(_try(targets, settings.lang))
    if failed:
        raise CheckFailed(f"{failed} of {len(targets)} did not take it.")


def _targets(settings: Settings) -> Sequence[Target]:
    from controlroom.notify.targets import NAME, read_targets

    file = settings.notify or settings.data / NAME
    targets = read_targets(file, wanted=settings.notify is not None)
    if not targets:
        raise Wrong(f"Nobody is told: {file} has no targets. docs/notify.md says how to write one.")
    return targets


async def _try(targets: Sequence[Target], lang: str) -> int:
    from controlroom.notify.channel import AppriseChannel
    from controlroom.notify.message import trial
    from controlroom.ports import NotTaken

    failed = 0
    for target in targets:
        try:
            await AppriseChannel(target.url).send(trial(target.name, target.lang or lang))
            say(f"{target.name}: taken")
        except NotTaken as failure:
            failed += 1
            say(f"{target.name}: {_words(failure)}")
    return failed


def _words(failure: NotTaken) -> str:
    return _MEANS[failure.why] + (f" ({failure.detail})" if failure.detail else "")


def log(
    newest: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="So many.")] = 20, data: Data = None
) -> None:
    """Show the newest alerts in the outbox and what became of them, newest first."""
    settings = settings_of(data)
    letters = asyncio.run(_newest(settings, newest))
    if not letters:
        note("The outbox is empty: no live room has had anything to tell.")
        return
    table(
        ("when", "room", "severity", "target", "state", "tries", "why", "what"),
        [_row(letter, settings.lang) for letter in letters],
    )


async def _newest(settings: Settings, newest: int) -> Sequence[Letter]:
    from controlroom.store import open_store

    async with open_store(settings) as store:
        return await store.outbox.newest(newest)


def _row(letter: Letter, lang: str) -> tuple[object, ...]:
    from controlroom.domain.plan import plain

    when = datetime.fromtimestamp(letter.at_ms / 1000, ZoneInfo(letter.timezone)).strftime("%Y-%m-%d %H:%M:%S")
    text = plain(letter.text, lang).replace("\n", " / ")
    who = letter.target or None
    return when, letter.room, letter.severity, who, letter.state.replace("_", " "), letter.tries, letter.why, text
