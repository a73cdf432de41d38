"""Where numbers should lie."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.bands import Band, bands
from controlroom.domain.metrics import BY_CODE
from tests.stories import PLAN

PAST = {"conversion_rate": Band(0.021, 0.034, "the last 5 shows")}


def plan(category: str | None, **more: tuple[int, int | None]):  # type: ignore[no-untyped-def]
    return replace(PLAN, show=replace(PLAN.show, category=category, bands=more))


def test_presets_follow_the_category_and_name_their_source() -> None:
    found = bands(plan("food"))
    assert [(b.lo, b.hi) for b in (found["conversion_rate"], found["roi"])] == [(0.05, 0.08), (3.0, None)]
    assert all(isinstance(b.source, dict) and all(b.source.values()) for b in found.values())
    assert set(bands(plan("toys"))) == set(bands(None)) == {"roi"}


def test_the_rooms_own_past_comes_before_a_preset_and_the_plan_before_both() -> None:
    assert bands(plan("beauty"), PAST)["conversion_rate"] == PAST["conversion_rate"]
    said = bands(plan("beauty", conversion_rate=(60_000, 70_000), roi=(2_500_000, None)), PAST)
    assert [(b.lo, b.hi) for b in (said["conversion_rate"], said["roi"])] == [(0.06, 0.07), (2.5, None)]


def test_every_band_is_of_a_known_code() -> None:
    assert set(bands(plan("beauty"))) <= set(BY_CODE)
