from __future__ import annotations

from controlroom.domain.alerts.notice import FRESH_MS, KEPT, MOST, Notice, Notices


def notice(n: int, at_ms: int | None = None) -> Notice:
    return Notice(
        f"show/alert-1/{n}",
        at_ms if at_ms is not None else n * (FRESH_MS + 1),
        ("controller",),
        "warning",
        "fired",
        {"en": "x"},
        ("low_stock",),
        ("alert-1",),
    )


def test_the_newest_are_kept_and_the_others_counted() -> None:
    notices = Notices()
    for n in range(KEPT + 5):
        notices.add(notice(n))
    assert (notices.made, len(notices.newest)) == (KEPT + 5, KEPT)
    assert notices.newest[0].id == "show/alert-1/5"


def test_what_is_new_since_a_count_is_told_once() -> None:
    notices = Notices()
    for n in range(3):
        notices.add(notice(n))
    assert [n.id for n in notices.after(1)] == ["show/alert-1/1", "show/alert-1/2"]
    assert notices.after(3) == []


def test_what_is_forgotten_is_not_told() -> None:
    notices = Notices()
    for n in range(KEPT + 5):
        notices.add(notice(n))
    assert notices.after(0) == notices.newest


def test_however_many_come_at_once_none_is_forgotten_before_a_while_and_then_all_but_the_newest() -> None:
    notices = Notices()
    for n in range(3 * KEPT):
        notices.add(notice(n, 1000))
    assert [one.id for one in notices.after(0)] == [f"show/alert-1/{n}" for n in range(3 * KEPT)]
    notices.add(notice(3 * KEPT, 1000 + FRESH_MS))
    assert len(notices.newest) == 3 * KEPT + 1
    notices.add(notice(3 * KEPT + 1, 1001 + FRESH_MS))
    assert len(notices.newest) == KEPT
    for n in range(MOST + 5):
        notices.add(notice(n, 1002 + FRESH_MS))
    assert len(notices.newest) == MOST
