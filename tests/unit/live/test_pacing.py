"""How soon slots follow: at once, as bytes allow, each second, as a table is read; nothing is lost by waiting."""

from __future__ import annotations

from controlroom.domain.topics import Topic
from controlroom.live.pacing import MOST_A_SECOND, SPARE_BYTES, SPARE_BYTES_S, SPARE_WAITS_S, Beat, Pacing
from controlroom.render.slots import PACES, Pace, topics_by_pace

READS: dict[Pace, frozenset[Topic]] = {
    "now": frozenset({Topic.SHOW}),
    "spare": frozenset({Topic.KPI}),
    "table": frozenset({Topic.KPI, Topic.STOCK}),
}
KPI = frozenset({Topic.KPI})
STOCK = frozenset({Topic.STOCK})
NONE: frozenset[Topic] = frozenset()


def test_first_change_is_due_at_every_pace_that_reads_it() -> None:
    assert Pacing(READS, 100).due(KPI | {Topic.SHOW}, 100) == {"now": {Topic.SHOW}, "spare": KPI, "table": KPI}


def test_table_waits_for_its_time_and_then_follows_once_with_all_that_changed() -> None:
    pacing = Pacing(READS, 100)
    pacing.due(KPI, 100)
    assert pacing.again_s(100) is None
    assert pacing.due(KPI, 100.1) == {"spare": KPI}
    assert pacing.due(STOCK, 100.2) == {}
    assert pacing.again_s(100.2) == 100 + PACES["table"]
    assert pacing.due(NONE, 100 + PACES["table"]) == {"table": KPI | STOCK}
    assert pacing.again_s(104) is None


def test_what_is_owed_follows_at_each_pace() -> None:
    pacing = Pacing(READS, 100)
    pacing.due(KPI, 100)
    pacing.owe(STOCK | {Topic.SHOW})
    assert pacing.again_s(100.1) == 100.1
    assert pacing.due(NONE, 100.1) == {"now": {Topic.SHOW}}
    assert pacing.due(NONE, 100 + PACES["table"]) == {"table": STOCK}


def test_topic_that_no_slot_of_a_pace_reads_does_not_start_its_wait() -> None:
    pacing = Pacing(READS, 100)
    assert pacing.due(frozenset({Topic.SCREENS}), 100) == {}
    assert pacing.due(KPI, 100.1) == {"spare": KPI, "table": KPI}


def test_spare_slots_wait_when_the_page_has_had_its_bytes_and_what_follows_at_once_does_not() -> None:
    pacing = Pacing(READS, 100)
    pacing.due(KPI, 100)
    pacing.took(SPARE_BYTES + SPARE_BYTES_S)
    assert pacing.due(KPI | {Topic.SHOW}, 100.1) == {"now": {Topic.SHOW}}
    again = pacing.again_s(100.1)
    assert again is not None
    assert 100.9 < again < 101.1
    assert pacing.due(NONE, again + 0.01) == {"spare": KPI}


def test_spare_slots_wait_no_longer_than_a_moment_whatever_else_the_page_has_taken() -> None:
    pacing = Pacing(READS, 100)
    pacing.due(KPI, 100)
    pacing.took(100_000)
    assert pacing.due(KPI, 100.1) == {}
    assert pacing.again_s(100.1) == 100 + SPARE_WAITS_S
    assert pacing.due(NONE, 100 + SPARE_WAITS_S) == {"spare": KPI}


def test_storm_is_forgiven_as_soon_as_its_last_frame_has_waited() -> None:
    pacing = Pacing(READS, 100)
    pacing.took(100 * SPARE_BYTES)
    pacing.due(KPI, 100)
    assert pacing.due(KPI, 100.2) == {}
    assert pacing.due(NONE, 100 + SPARE_WAITS_S) == {"spare": KPI}
    assert pacing.due(KPI, 100.1 + SPARE_WAITS_S) == {"spare": KPI}


def test_calm_fills_up_to_the_brim_only() -> None:
    pacing = Pacing(READS, 0)
    assert pacing.due(KPI, 1000) == {"spare": KPI, "table": KPI}
    pacing.took(SPARE_BYTES + 100)
    assert "spare" not in pacing.due(KPI, 1000.001)


def test_busy_page_takes_little_over_its_bytes() -> None:
    pacing, sent, seconds = Pacing(READS, 0), 0, 60
    for tenth in range(seconds * 10):
        due = pacing.due(KPI, tenth / 10)
        sent += 300 * len(due)
        pacing.took(300 * len(due))
    assert sent < SPARE_BYTES + seconds * SPARE_BYTES_S * 1.1


def test_every_page_reads_something_at_once_and_the_analysts_tables_wait() -> None:
    assert set(topics_by_pace("host")) == {"now"}
    assert set(topics_by_pace("controller")) == {"now", "second"}  # the summary after the show
    assert {"now", "spare", "table"} <= set(topics_by_pace("analyst"))


def test_two_may_be_at_once_after_a_calm_while_then_one_each_so_often() -> None:
    beat, made = Beat(), []
    for tenth_ms in range(100_000, 110_000):
        if (now_s := tenth_ms / 10_000) >= beat.next_s:
            beat.made(now_s, 0.3)
            made.append(round(now_s, 1))
    assert made == [10.0, 10.0, 10.3, 10.6, 10.9]


def test_in_any_second_there_are_no_more_than_may_be_though_some_wait_for_nothing() -> None:
    beat, made = Beat(), []
    for thousandth in range(10_000, 15_000):
        now_s = thousandth / 1000
        hurried = thousandth % 230 == 0 and not beat.full(now_s)
        if hurried or now_s >= beat.next_s:
            beat.made(now_s, 0.112)
            made.append(now_s)
    assert max(sum(at <= other < at + 1 for other in made) for at in made) == MOST_A_SECOND
    assert sum(11 <= at < 14 for at in made) >= 25
