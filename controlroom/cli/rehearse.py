"""A whole simulated show in one command.

Owns: `rehearse` and its arguments.
Law: nothing of a rehearsal is left behind but in a data folder that was asked for.
Must not know: how processes are run (`children`), what a rehearsal does (`rehearsal`).
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from controlroom.cli.saying import settings_of
from controlroom.cli.serve import Port


class Via(StrEnum):
    """How the audience's facts reach the server."""

    douyin = "douyin"
    douyinlive = "douyinlive"
    oba = "oba"
    bilibili = "bilibili"
    twitch = "twitch"
    youtube = "youtube"
    douyinpush = "douyinpush"
    doudian = "doudian"
    youzan = "youzan"
    shopify = "shopify"
    woocommerce = "woocommerce"
    tiktokshop = "tiktokshop"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("rehearse")(rehearse)


def rehearse(
    show: Annotated[
        Path | None,
        typer.Argument(metavar="SHOW.yaml", help="The plan of the show.", show_default="the demo's"),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME", help="How busy, how faulty: calm, evening, rush, faulty, incidents.")
    ] = None,
    speed: Annotated[float, typer.Option(metavar="N", min=1, max=60, help="Show seconds a second.")] = 1.0,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="The same seed plays the same show.")] = 1,
    minutes: Annotated[
        float | None,
        typer.Option(metavar="M", min=0.1, max=1440, help="Of live show.", show_default="the plan's length"),
    ] = None,
    port: Port = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
    via: Annotated[
        Via | None,
        typer.Option(help="Let what this relay, platform or shop carries come by a stand-in of it, in its own words."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="The data folder.", show_default="CONTROLROOM_DATA, else a temporary one"
        ),
    ] = None,
) -> None:
    """Play a simulated show, with the server and all its screens.

    The simulator is a process of its own and knows only the public contract.
    At the end its books are compared with the room's figures.
    Exit code 1 when one differs. Ctrl-C ends everything.
    """
    from controlroom.cli.rehearsal import Wishes, run

    wishes = Wishes(
        plan=show, scenario=scenario, speed=speed, seed=seed, minutes=minutes, port=port,
        browser=not no_browser, via=via.value if via is not None else None,
    )  # fmt: skip
    kept = data or os.environ.get("CONTROLROOM_DATA")
    folder = nullcontext(str(kept)) if kept else tempfile.TemporaryDirectory(prefix="controlroom-rehearsal-")
    with folder as place:
        code = asyncio.run(run(wishes, settings_of(Path(place))))
    raise typer.Exit(code)
