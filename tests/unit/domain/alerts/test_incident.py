from __future__ import annotations

from typing import get_args

import pytest

from controlroom.domain.alerts.incident import (
    ACK_MS,
    DEEDS_KEPT,
    TABLE,
    Deed,
    Event,
    Incident,
    State,
    highest,
    ladder,
    opened,
)
from controlroom.domain.alerts.notice import Why

T = 1_000_000


def everybody(who: str) -> bool:
    return True


def incident(state: State = "triggered", severity: str = "critical") -> Incident:
    made = opened("alert-1", "low_stock", "A1", severity, "controller", T, everybody)  # type: ignore[arg-type]
    made.told(T)
    if state == "acked":
        made.ack(deed("ack"), None, None, None)
    elif state == "snoozed":
        made.snooze(deed("snooze"), T + 60_000)
    elif state == "closed":
        made.close(deed("close"))
    elif state == "resolved":
        made.step("ended", T)
    return made


def deed(act: str, at_ms: int = T) -> Deed:
    return Deed(at_ms, act, "controller")  # type: ignore[arg-type]


ROWS: dict[tuple[State, Event], tuple[State, Why | None]] = {
    ("resolved", "fired"): ("triggered", None),
    ("triggered", "rose"): ("triggered", "rose"),
    ("acked", "rose"): ("triggered", "rose"),
    ("snoozed", "rose"): ("triggered", "rose"),
    ("closed", "rose"): ("closed", None),
    ("triggered", "hit"): ("triggered", "hit"),
    ("acked", "hit"): ("triggered", "hit"),
    ("snoozed", "hit"): ("snoozed", None),
    ("closed", "hit"): ("triggered", "hit"),
    ("triggered", "fell"): ("triggered", None),
    ("acked", "fell"): ("acked", None),
    ("snoozed", "fell"): ("snoozed", None),
    ("closed", "fell"): ("closed", None),
    ("triggered", "ended"): ("resolved", "resolved"),
    ("acked", "ended"): ("resolved", "resolved"),
    ("snoozed", "ended"): ("resolved", "resolved"),
    ("closed", "ended"): ("resolved", None),
    ("triggered", "ack"): ("acked", None),
    ("acked", "ack"): ("acked", None),
    ("snoozed", "ack"): ("acked", None),
    ("triggered", "snooze"): ("snoozed", None),
    ("acked", "snooze"): ("snoozed", None),
    ("snoozed", "snooze"): ("snoozed", None),
    ("triggered", "close"): ("closed", None),
    ("acked", "close"): ("closed", None),
    ("snoozed", "close"): ("closed", None),
    ("acked", "lapsed"): ("triggered", "again"),
    ("snoozed", "lapsed"): ("triggered", "again"),
    ("triggered", "waited"): ("triggered", "escalated"),
    ("triggered", "unheard"): ("triggered", "repeat"),
}


@pytest.mark.parametrize(("state", "event"), list(ROWS))
def test_each_row_of_the_table(state: State, event: Event) -> None:
    made = incident(state)
    to, why = ROWS[state, event]
    assert (made.step(event, T + 5), made.state) == (why, to)
    assert made.since_ms == (T + 5 if to != state else T)


def test_the_table_has_no_other_row_and_every_word_is_used() -> None:
    assert set(TABLE) == set(ROWS)
    assert {event for _, event in TABLE} == set(get_args(Event))
    assert {state for state, _ in TABLE} == set(get_args(State))


@pytest.mark.parametrize("event", ["ack", "snooze", "close", "rose", "lapsed", "waited"])
def test_what_is_over_cannot_be_acted_on(event: Event) -> None:
    with pytest.raises(KeyError):
        incident("resolved").step(event, T)


def test_a_critical_one_goes_up_after_a_minute_and_is_repeated_after_three() -> None:
    made = incident()
    assert made.due() == (T + 60_000, "waited")
    made.rung, made.owner = len(made.rungs) - 1, "everybody"
    assert made.due() == (T + 180_000, "unheard")


def test_a_warning_goes_up_after_three_minutes_and_is_repeated_after_ten() -> None:
    made = incident(severity="warning")
    assert made.due() == (T + 180_000, "waited")
    made.rung = len(made.rungs) - 1
    assert made.due() == (T + 600_000, "unheard")


def test_information_is_said_once() -> None:
    assert incident(severity="info").due() is None


def test_one_that_was_never_said_waits_for_nothing() -> None:
    made = opened("alert-1", "low_stock", "A1", "critical", "controller", T, everybody)
    assert made.due() is None


@pytest.mark.parametrize("held", ["owed", "grouped"])
def test_one_that_the_gate_holds_waits_for_nothing(held: str) -> None:
    made = incident()
    setattr(made, held, "repeat" if held == "owed" else True)
    assert made.due() is None


def test_an_acknowledgement_lasts_ten_minutes_or_until_what_was_chosen() -> None:
    made = incident("acked")
    assert made.due() == (T + ACK_MS, "lapsed")
    made.ack(deed("ack"), None, None, T + 5_000)
    assert made.due() == (T + 5_000, "lapsed")
    made.ack(deed("ack"), "sold_out", "A1", None)
    assert (made.due(), made.until, made.about) == (None, "sold_out", "A1")


def test_its_rule_may_give_it_other_times() -> None:
    made = incident()
    made.ack_ms, made.escalate_ms = 120_000, 20_000
    made.told(T)
    assert made.due() == (T + 20_000, "waited")
    made.ack(deed("ack"), None, None, None)
    assert made.due() == (deed("ack").at_ms + 120_000, "lapsed")


def test_a_second_acknowledgement_is_kept_and_the_first_stays_its_owner() -> None:
    made = incident()
    made.ack(Deed(T + 1, "ack", "controller", "wang"), None, None, None)
    made.ack(Deed(T + 2, "ack", "analyst"), None, None, None)
    assert (made.acked_ms, made.acked_by) == (T + 1, "wang")
    assert [d.role for d in made.deeds] == ["controller", "analyst"]


def test_a_lapsed_one_has_its_whole_time_again() -> None:
    made = incident("acked")
    made.step("lapsed", T + ACK_MS)
    made.told(T + ACK_MS)
    assert (made.until_ms, made.due()) == (None, (T + ACK_MS + 60_000, "waited"))


def test_the_ladder_goes_from_the_owner_on() -> None:
    assert ladder("controller") == ("controller", "analyst", "operator", "everybody")
    assert ladder("analyst") == ("analyst", "operator", "everybody")
    assert ladder("operator") == ("operator", "everybody")
    assert ladder("wang") == ("wang", "controller", "analyst", "operator", "everybody")


def test_a_role_with_nobody_passes_on_at_once() -> None:
    made = opened("alert-1", "low_stock", "", "critical", "controller", T, lambda who: who == "operator")
    assert made.owner == "operator"
    assert opened("alert-2", "low_stock", "", "critical", "controller", T, lambda who: False).owner == "everybody"


def test_going_up_passes_over_those_who_are_not_there() -> None:
    made = incident()
    made.climb(T + 60_000, lambda who: who == "operator")
    assert (made.owner, made.with_ms) == ("operator", T + 60_000)
    made.told(T + 60_000)
    assert made.had == ["controller", "operator"]


def test_those_who_are_there_keep_it() -> None:
    made = incident()
    assert not made.settle(everybody)
    assert made.settle(lambda who: who == "analyst")
    assert made.owner == "analyst"


def test_a_span_in_which_nobody_was_here_does_not_count() -> None:
    made = incident()
    made.away(T + 20_000, T + 320_000)
    assert made.due() == (T + 360_000, "waited")
    acked = incident("acked")
    acked.away(T + ACK_MS - 1, T + ACK_MS + 60_000)
    assert acked.due() == (T + ACK_MS + 60_000, "lapsed")
    over = incident("closed")
    over.away(T, T + 1_000_000)
    assert over.said_ms == T


def test_closing_is_an_end_for_people_and_keeps_the_reason() -> None:
    made = incident("closed")
    assert (made.over, made.why, made.resolved_ms) == (True, "closed", T)
    made.step("ended", T + 9)
    assert made.resolved_ms == T


def test_what_people_did_is_kept_in_bounds() -> None:
    made = incident()
    for n in range(DEEDS_KEPT + 3):
        made.did(deed("act", T + n))
    assert len(made.deeds) == DEEDS_KEPT
    assert made.deeds[0].at_ms == T + 3


def test_the_gravest_of_several() -> None:
    assert highest(["info", "critical", "warning"]) == "critical"


@pytest.mark.parametrize("state", ["triggered", "acked", "snoozed"])
def test_one_that_goes_on_after_its_rules_edit_stands_as_before(state: State) -> None:
    made, before = incident(state), incident(state)
    assert made.cut(T + 1000) == "resolved"
    assert (made.state, made.until_ms, made.resolved_ms) == ("resolved", None, T + 1000)
    made.go_on()
    assert made == before
