"""The simulator's command line.

Owns: arguments, signals, exit codes: 0 done or stopped, 1 figures differ, 2 bad arguments or no room.
Law: a signal ends it within a second, with the rehearsal's clock paused.
Must not know: how a show is played.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Coroutine, Sequence
from pathlib import Path

from sim.carriers import Unheard
from sim.driver import BadArguments, Options
from sim.export import ENCODINGS, SHEETS
from sim.run import run
from sim.scenarios import DEFAULT, SCENARIOS
from sim.senders import SENDERS, Sender
from sim.voices import DIALECTS, VIA
from sim.wire import WireError
from sim.world.products import Catalogue
from sim.world.world import World

DONE, DIFFERS, BAD = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulator and return its exit code.

    Args:
        argv: Without the program's name; None: the process's own.
    """
    arguments = _parser().parse_args(argv)
    if arguments.command == "scenarios":
        _say("\n".join(sorted(SCENARIOS)))
        return DONE
    try:
        return asyncio.run(
            _until_signalled(
                _relay(arguments) if arguments.command == "relay" else run(_options(arguments), _say, _note)
            )
        )
    except KeyboardInterrupt:
        return DONE
    except (BadArguments, Unheard, WireError, OSError) as error:
        _note(f"sim: {error}")
        return BAD


def _say(text: str) -> None:
    print(text, flush=True)


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


async def _until_signalled(work: Coroutine[None, None, int]) -> int:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(
            NotImplementedError
        ):  # where loops have no signals, Ctrl-C still comes as an exception
            loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return DONE


async def _relay(arguments: argparse.Namespace) -> int:
    """Tell an evening by the relay alone, at the wall's pace, until stopped."""
    scenario = SCENARIOS[arguments.scenario]
    dialect = DIALECTS[arguments.dialect]
    relay, speaker = dialect.carrier(arguments.port, arguments.interface_port), dialect.voice("CNY")
    world = World(arguments.seed, scenario, Catalogue())
    await relay.open()
    _say(f"{'http' if relay.polled else 'ws'}://127.0.0.1:{relay.port} speaks {arguments.dialect}")
    try:
        show_s, now_ms = 0, int(time.time()) * 1000
        while True:
            for fact in world.step(now_ms, show_s, None):
                if speaker.carries(fact):
                    relay.tell(speaker.frame(fact))
            show_s, now_ms = show_s + 1, now_ms + 1000
            await asyncio.sleep(max(0.0, now_ms / 1000 - time.time()))
    finally:
        relay.tell(speaker.end())
        await relay.close()


def _sender(arguments: argparse.Namespace) -> Sender | None:
    make = SENDERS.get(arguments.via)
    return make(arguments.shop_secret, arguments.shop_currency) if make is not None else None


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        url=arguments.url,
        room=arguments.room,
        key=arguments.key,
        scenario=arguments.scenario,
        seed=arguments.seed,
        speed=arguments.speed,
        minutes=arguments.minutes,
        ledger=arguments.ledger,
        export=arguments.export,
        board=arguments.export_board,
        sheet=arguments.export_sheet,
        encoding=arguments.export_encoding,
        progress=arguments.progress,
        stand_in=arguments.stand_in,
        compare_token=arguments.compare_token,
        relay_port=arguments.relay_port if arguments.via in VIA else None,
        dialect=arguments.dialect or VIA.get(arguments.via or "", "ape"),
        shop=_sender(arguments),
        detail_port=arguments.detail_port,
        currency=arguments.shop_currency,
        staff=tuple(arguments.staff),
        team=arguments.team,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sim", description="A simulated live sale, told through the public contract."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    play = commands.add_parser("run", help="play a scenario into a room")
    play.add_argument("--url", required=True, help="the server's address, http://127.0.0.1:8080")
    play.add_argument("--room", required=True, help="the room's slug")
    play.add_argument("--key", required=True, help="a feed's key (controlroom keys new ROOM FEED)")
    _common(play)
    play.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        help="show seconds per second, 1 to 60; above 1 only in a rehearsal",
    )
    play.add_argument("--minutes", type=_minutes, default=30.0, help="minutes of live show (default 30)")
    _files(play)
    play.add_argument("--progress", action="store_true", help="a JSON line a second on standard error")
    play.add_argument(
        "--stand-in",
        metavar="TOKEN",
        help="a controller's token: take the next segment when one's time is over",
    )
    play.add_argument(
        "--compare-token", metavar="TOKEN", help="an analyst's token: compare the room's figures at the end"
    )
    play.add_argument(
        "--staff",
        action="append",
        default=[],
        metavar="ID",
        help="an account of the team, which acts like a viewer (may be repeated)",
    )
    play.add_argument(
        "--team",
        action="store_true",
        help="with --stand-in, until a person drives: do the team's tasks and the desk, answer viewers",
    )
    _ways(play)
    relay = commands.add_parser("relay", help="a stand-in relay alone, until stopped")
    relay.add_argument("--port", type=int, default=8888, help="where it listens on loopback (0: any free port)")
    relay.add_argument("--interface-port", type=int, default=0, help="where its interface is asked (bilibili, twitch)")
    relay.add_argument("--dialect", choices=sorted(DIALECTS), default="ape", help="what it speaks (default ape)")
    _common(relay)
    commands.add_parser("scenarios", help="the scenarios' names, one a line")
    return parser


def _files(play: argparse.ArgumentParser) -> None:
    play.add_argument("--ledger", type=Path, metavar="FILE", help="write the truth there, as JSON")
    play.add_argument(
        "--export", type=Path, metavar="FILE.csv", help="write the orders there, as a back office exports them"
    )
    play.add_argument("--export-sheet", choices=SHEETS, default="doudian", help="whose back office (default doudian)")
    play.add_argument(
        "--export-board", type=Path, metavar="FILE.csv", help="write there what the platform's board said"
    )
    play.add_argument("--export-encoding", choices=ENCODINGS, default=ENCODINGS[0], help="of those files")


def _ways(play: argparse.ArgumentParser) -> None:
    play.add_argument(
        "--via",
        choices=sorted([*VIA, *SENDERS]),
        help="tell what this relay or platform carries through a stand-in of it",
    )
    play.add_argument(
        "--shop-secret", default="rehearsal", help="what a platform's webhooks are signed with (feed `shop`)"
    )
    play.add_argument("--shop-currency", default="CNY", help="what the shop sells in")
    play.add_argument(
        "--detail-port",
        type=int,
        help="where a platform's interface is asked (orders of doudian, tiktokshop; sessions of bilibili, twitch)",
    )
    play.add_argument(
        "--relay-port",
        type=int,
        default=8888,
        help="where what is connected to, or asked for pages, listens (default 8888)",
    )
    play.add_argument("--dialect", choices=sorted(DIALECTS), help="what it speaks (default: as --via says)")


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scenario",
        choices=sorted(SCENARIOS),
        default=DEFAULT,
        help=f"how busy, how faulty (default {DEFAULT})",
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same show (default 1)")


def _speed(text: str) -> float:
    speed = float(text)
    if not 1 <= speed <= 60:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and 60")
    return speed


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes <= 1440:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and at most 1440")
    return minutes


if __name__ == "__main__":
    sys.exit(main())
