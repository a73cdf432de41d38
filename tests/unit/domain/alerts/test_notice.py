from __future__ import annotations

from controlroom.domain.alerts.notice import KEPT, Notice, Notices


def notice(n: int) -> Notice:
    return Notice(
        f"show/alert-1/{n}", n, ("controller",), "warning", "fired", {"en": "x"}, ("low_stock",), ("alert-1",)
    )


def test_the_newest_are_kept_and_the_others_counted() -> None:
    notices = Notices()
    for n in range(KEPT + 5):
        notices.add(notice(n))
    assert (notices.made, len(notices.newest)) == (KEPT + 5, KEPT)
    assert notices.newest[0].at_ms == 5


def test_what_is_new_since_a_count_is_told_once() -> None:
    notices = Notices()
    for n in range(3):
        notices.add(notice(n))
    assert [n.at_ms for n in notices.after(1)] == [1, 2]
    assert notices.after(3) == []


def test_what_is_forgotten_is_not_told() -> None:
    notices = Notices()
    for n in range(KEPT + 5):
        notices.add(notice(n))
    assert notices.after(0) == notices.newest
