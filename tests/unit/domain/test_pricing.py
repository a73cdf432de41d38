from __future__ import annotations

import pytest

from controlroom.domain.pricing import Asked, price_now, still_asked


@pytest.mark.parametrize(
    ("asked", "told", "planned", "now"),
    [
        (None, None, None, None),
        (None, None, 19_900, 19_900),
        (None, 18_900, 19_900, 18_900),
        (Asked(17_900, 0, 18_900), 18_900, 19_900, 17_900),
    ],
)
def test_a_price_that_was_set_counts_before_what_is_told_and_that_before_the_plan(
    asked: Asked | None, told: int | None, planned: int | None, now: int | None
) -> None:
    assert price_now(asked, told, planned) == now


def test_a_repetition_of_the_old_price_unmakes_nothing() -> None:
    asked = Asked(17_900, 0, 19_900)
    assert still_asked(asked, 19_900) is asked


def test_once_the_platform_tells_it_or_moves_elsewhere_the_platform_leads() -> None:
    asked = Asked(17_900, 0, 19_900)
    assert still_asked(asked, 17_900) is None
    assert still_asked(asked, 18_500) is None


def test_the_first_price_ever_told_leads() -> None:
    assert still_asked(Asked(17_900, 0, None), 19_900) is None


def test_what_was_asked_twice_and_told_once_is_done() -> None:
    assert still_asked(Asked(17_900, 0, 17_900), 17_900) is None
