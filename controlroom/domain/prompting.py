"""What whoever reads or drives asks of the prompter: one struct per command.

Owns: `prompter.run`, `.pause`, `.seek`, `.pace` on the wire, and their limits.
Law: a place is a position of a script, a pace code points a minute; neither is a pixel or a line.
Must not know: scripts, what is on air.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from controlroom.domain.command import Command
from controlroom.domain.spoken import FASTEST, SLOWEST


class PrompterRun(Command, frozen=True, kw_only=True, omit_defaults=True, tag="prompter.run"):
    """Let the script move by itself."""


class PrompterPause(Command, frozen=True, kw_only=True, omit_defaults=True, tag="prompter.pause"):
    """Let the script stand."""


class PrompterSeek(Command, frozen=True, kw_only=True, omit_defaults=True, tag="prompter.seek"):
    """Go to a position in the script (code points). `script_rev`: refuse it as `stale` if the script is another one now."""

    position: Annotated[int, Meta(ge=0, le=1_000_000)]
    script_rev: Annotated[int, Meta(ge=0)] | None = None


class PrompterPace(Command, frozen=True, kw_only=True, omit_defaults=True, tag="prompter.pace"):
    """Let the script move at `cpm` code points a minute."""

    cpm: Annotated[int, Meta(ge=SLOWEST, le=FASTEST)]
