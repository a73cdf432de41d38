"""What is seen of the prompter.

Owns: the shape of its topic (`shapes` has the others), and its pace in what people count.
Law: nothing ticks: the place is told as of its instant, and screens go on from there.
Must not know: who may see it, sizes of type, lines.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.prompter import Prompter
from controlroom.domain.spoken import measure
from controlroom.domain.units import MINUTE_MS


class PrompterView(Struct, frozen=True, kw_only=True):
    """Topic `prompter`: where the script on air is being read.

    While it runs, now = `position` + `pace_cpm` × the minutes since `position_at_ms`, `[directions]` taking none.

    Args:
        segment: Whose script it is; None: nothing is on air.
        script: None: it has none. `script_rev` is another number whenever it is another text.
        position: Code points into the script; `position_into`: the share of the next one already read.
        pace_cpm: Code points a minute; `pace` the same in what people count, `pace_unit`.
        left_for_ms: How long what lies ahead of `position` takes at this pace.
    """

    segment: str | None
    script: str | None
    script_rev: int
    position: int
    position_into: float
    position_at_ms: int
    pace_cpm: int
    pace: int
    pace_unit: Literal["characters", "words"]
    running: bool
    left_for_ms: int


def prompter_view(p: Prompter) -> PrompterView:
    """Return what whoever reads the script sees of the prompter."""
    scale = measure(p.script)
    return PrompterView(
        segment=p.segment,
        script=p.script or None,
        script_rev=p.rev,
        position=p.position,
        position_into=round(p.part / MINUTE_MS, 4),
        position_at_ms=p.at_ms,
        pace_cpm=p.pace,
        pace=scale.pace(p.pace),
        pace_unit=scale.unit,
        running=p.running,
        left_for_ms=p.left_ms(),
    )


NO_PROMPTER: Final = prompter_view(Prompter())
"""What is seen while nothing is on air."""
