"""Who did what in a show, on the command line.

Owns: `audit`.
Law: it is read from the store itself, whether a server runs or not.
Must not know: what a command is about.
"""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.saying import Data, Wrong, here, say, settings_of

if TYPE_CHECKING:
    from controlroom.settings import Settings


Language = StrEnum("Language", {"CHINESE": "zh-CN", "ENGLISH": "en"})


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("audit")(audit)


def audit(
    show: Annotated[str, typer.Argument(metavar="SHOW", help="The show's id (rooms list).", show_default=False)],
    lang: Annotated[Language | None, typer.Option(help="Its words.", show_default="CONTROLROOM_LANG")] = None,
    data: Data = None,
) -> None:
    """Print who did what when in a show, as CSV, oldest first.

    Every command, accepted or refused, and what was done about links and keys.
    """
    settings = settings_of(data)
    say(asyncio.run(_audit(settings, show, lang.value if lang is not None else settings.lang)).rstrip("\n"))


async def _audit(settings: Settings, show: str, lang: str) -> str:
    from controlroom.cli.plan_texts import team_of
    from controlroom.render.auditing import Wording, audit_csv
    from controlroom.render.locale import read_catalog
    from controlroom.render.web import find_web
    from controlroom.server.audit import audited
    from controlroom.store import open_store

    async with open_store(settings) as store:
        row = next((row for row in await store.book.shows() if row.id == show), None)
        if row is None:
            raise Wrong(f"There is no show {show!r} in {settings.data}: see controlroom rooms list{here(settings)}")
        view = await audited(store.journal, row.room, show, await store.asides.of_show(row.room, show))
        names = {one.id: one.name for one in await team_of(store, row.room) or ()}
    return audit_csv(view, Wording(read_catalog(find_web(), lang).gettext, lang, names))
