"""Comments by class: in all, lately, by the minute."""

from __future__ import annotations

from controlroom.domain.kinds import CLASSES, KEPT, LATELY, STEP_S, Kinds

NONE = dict.fromkeys(CLASSES, 0)


def test_comments_count_in_the_minute_in_which_they_were_written() -> None:
    kinds = Kinds()
    for kind, second in (("negative", 60), ("negative", 119), ("spam", 59), ("praise", 120)):
        kinds.add(kind, second)  # type: ignore[arg-type]
    assert kinds.within(0, 60_000) == [(0, NONE | {"spam": 1}), (60_000, NONE | {"negative": 2})]
    assert kinds.within(60_001, 120_000) == [(120_000, NONE | {"praise": 1})]


def test_each_step_of_a_class_is_read_in_order() -> None:
    kinds = Kinds()
    for kind, second in (("negative", 61), ("negative", 9), ("negative", 5), ("spam", 30)):
        kinds.add(kind, second)  # type: ignore[arg-type]
    assert list(kinds.each("negative").items()) == [(0, 2), (60, 1)]


def test_counts_of_lately_slide_and_those_of_the_show_stay() -> None:
    kinds = Kinds()
    kinds.add("negative", 0)
    kinds.add("negative", None)
    kinds.add("spam", STEP_S * LATELY)
    assert kinds.lately()["negative"] == 1
    assert not kinds.slide(STEP_S * LATELY)
    assert kinds.slide(STEP_S * (LATELY + 1))
    assert not kinds.slide(STEP_S * (LATELY + 1) + 1)
    assert kinds.lately() == NONE | {"spam": 1}
    assert kinds.total == {"negative": 2, "spam": 1}


def test_more_than_a_day_is_forgotten_from_its_beginning() -> None:
    kinds = Kinds()
    for step in range(KEPT + 5):
        kinds.add("other", step * STEP_S)
    assert (len(kinds.steps), min(kinds.steps), kinds.total) == (KEPT, 5, {"other": KEPT + 5})
