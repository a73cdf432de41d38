from __future__ import annotations

from controlroom.domain.alerts.casebook import RECENT_KEPT, Casebook
from controlroom.domain.alerts.incident import Deed, Incident

T = 1_000_000


def begin(book: Casebook, labels: str = "A1", at_ms: int = T) -> Incident:
    made = book.begin("low_stock", labels, "critical", "controller", at_ms, lambda who: True)
    made.told(at_ms)
    book.follow(made)
    return made


def test_an_instance_has_one_incident_under_an_id_of_its_own() -> None:
    book = Casebook()
    first, second = begin(book), begin(book, "A2")
    assert (first.id, second.id) == ("alert-1", "alert-2")
    assert book.of("low_stock{A1}") is first
    assert book.of("low_stock{A3}") is None
    assert book.fired == {"low_stock": 2}


def test_what_nobody_knows_is_an_incident_and_has_not_fired() -> None:
    book = Casebook()
    begin(book)
    made = book.begin_blank("viewer_drop", "", "controller", T, lambda who: True)
    assert (made.id, made.blank, made.severity, book.of("viewer_drop")) == ("alert-2", True, "info", made)
    assert book.fired == {"low_stock": 1, "viewer_drop": 0}


def test_one_that_is_over_is_found_for_a_while() -> None:
    book = Casebook()
    for n in range(RECENT_KEPT + 1):
        made = begin(book, f"A{n}")
        made.step("ended", T)
        book.finish(made)
    assert (book.open, book.by_key) == ({}, {})
    assert book.find("alert-1") is None
    found = book.find("alert-2")
    assert found is not None
    assert found.state == "resolved"


def test_the_newest_of_an_instance_is_opened_again_without_being_said() -> None:
    book = Casebook()
    made = begin(book)
    made.ack(Deed(T, "ack", "controller"), None, None, None)
    made.step("ended", T + 1000)
    book.finish(made)
    again = book.reopen("low_stock{A1}", T + 5000)
    assert again is made
    assert (made.state, made.said, made.said_ms, made.first_ms, made.opened_ms) == (
        "triggered",
        1,
        T + 5000,
        T,
        T + 5000,
    )
    assert made.due() == (T + 65_000, "waited")
    assert (book.recent, book.of("low_stock{A1}")) == ([], made)
    assert book.reopen("low_stock{A2}", T) is None


def test_the_first_instant_at_which_something_is_due() -> None:
    book = Casebook()
    assert book.next_ms is None
    begin(book, at_ms=T + 5000)
    begin(book, "A2")
    assert book.next_ms == T + 60_000
    book.gate.group("controller", "alert-1", "fired", T)
    book.reckon()
    assert book.next_ms == T + 3000


def test_a_span_in_which_nobody_was_here_moves_it() -> None:
    book = Casebook()
    begin(book)
    book.away(T + 10_000, T + 110_000)
    assert book.next_ms == T + 160_000


def test_one_whose_rule_was_edited_goes_on_for_its_owner_and_while_it_is_lately() -> None:
    book = Casebook()
    made = begin(book)
    made.cut(T + 1000)
    book.finish(made)
    assert book.go_on(made.key, "analyst", T) is None
    assert book.go_on(made.key, "controller", T + 1001) is None
    assert book.go_on(made.key, "controller", T + 1000) is made
    assert (book.of(made.key), book.recent) == (made, [])
    made.step("ended", T + 2000)
    book.finish(made)
    assert book.go_on(made.key, "controller", T) is None
