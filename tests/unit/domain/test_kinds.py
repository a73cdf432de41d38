"""Comments by class and minute."""

from __future__ import annotations

from controlroom.domain.kinds import MINUTES, ORDER, Kinds

NONE = dict.fromkeys(ORDER, 0)


def test_comments_count_in_the_minute_in_which_they_were_written() -> None:
    kinds = Kinds()
    for kind, second in (("negative", 60), ("negative", 119), ("spam", 59), ("praise", 120)):
        kinds.add(kind, second)  # type: ignore[arg-type]
    assert kinds.within(0, 60_000) == [(0, NONE | {"spam": 1}), (60_000, NONE | {"negative": 2})]
    assert kinds.within(60_001, 120_000) == [(120_000, NONE | {"praise": 1})]


def test_more_than_a_day_is_forgotten_from_its_beginning() -> None:
    kinds = Kinds()
    for minute in range(MINUTES + 5):
        kinds.add("other", minute * 60)
    assert (len(kinds.minutes), min(kinds.minutes)) == (MINUTES, 5)
