"""How long a segment's script takes its own host, and whether it fits the segment.

Owns: reading times by what is known of a host's pace.
Law: said code points over code points a minute, as the prompter moves: the same pace gives the same time in both.
Must not know: where in a script somebody is, pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from controlroom.domain.plan import SegmentPlan
from controlroom.domain.prompter import Voice
from controlroom.domain.spoken import Measure, measure
from controlroom.domain.units import MINUTE_MS

_UNHEARD: Final = Voice()


@lru_cache(maxsize=512)
def _measured(script: str) -> Measure:
    return measure(script)


def reads_for_ms(script: str, voice: Voice | None) -> int:
    """Return how long a script takes to say, in ms, rounded up.

    Args:
        script: With its `[directions]`, which take no time.
        voice: What is known of who says it; None: nothing, and the usual pace counts.
    """
    scale = _measured(script)
    pace = scale.points((voice or _UNHEARD).pace(scale.unit))
    return -(-scale.said * MINUTE_MS // pace) if scale.num else 0


def fits_for_ms(segment: SegmentPlan, voices: Mapping[str, Voice]) -> int | None:
    """Return a segment's length less its script's reading time; negative: too long; None: it has no script.

    Args:
        segment: As it stands.
        voices: What is known of hosts, by person; empty: of segments that name nobody.
    """
    if segment.script is None:
        return None
    return segment.planned_for_ms - reads_for_ms(segment.script, voices.get(segment.host or ""))
