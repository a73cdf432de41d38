"""How long a script takes its host."""

from __future__ import annotations

import pytest

from controlroom.domain.plan import SegmentPlan
from controlroom.domain.prompter import Prompter, Voice
from controlroom.domain.reading import fits_for_ms, reads_for_ms

CHINESE = "面" * 480


def segment(script: str | None, host: str | None = "wei") -> SegmentPlan:
    return SegmentPlan(id="s", title="s", planned_for_ms=100_000, kind="product", host=host, script=script)


@pytest.mark.parametrize(
    ("script", "voice", "for_ms"),
    [
        (CHINESE, None, 120_000),
        (CHINESE, Voice(characters=480), 60_000),
        (CHINESE + "[举起瓶子]", None, 120_000),
        ("very " * 300, None, 120_000),
        ("very " * 300, Voice(words=300, characters=1), 60_000),
        ("[waves]", None, 0),
        ("", None, 0),
    ],
)
def test_a_script_takes_its_host_as_long_as_its_pace_says(script: str, voice: Voice | None, for_ms: int) -> None:
    assert abs(reads_for_ms(script, voice) - for_ms) <= for_ms // 100


def test_a_segment_tells_what_is_left_over_or_lacking() -> None:
    assert fits_for_ms(segment(CHINESE), {}) == -20_000
    assert fits_for_ms(segment(CHINESE), {"wei": Voice(characters=480)}) == 40_000
    assert fits_for_ms(segment(CHINESE, None), {"": Voice(characters=480)}) == 40_000
    assert fits_for_ms(segment(None), {}) is None


def test_the_prompter_needs_as_long() -> None:
    voice = Voice(characters=333)
    prompter = Prompter(voices={"wei": voice})
    prompter.follow("s", "wei", CHINESE + "[停]一二三，four five", 0)
    assert prompter.left_ms() == reads_for_ms(CHINESE + "[停]一二三，four five", voice)
