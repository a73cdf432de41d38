"""The set of a show's instances, and what it remembers."""

from __future__ import annotations

from controlroom.domain.alerts.instances import RECENT, Alerts, Transition, key_of


def test_an_instance_of_the_room_is_called_as_its_rule() -> None:
    assert (key_of("hot", ""), key_of("low_stock", "A1")) == ("hot", "low_stock{A1}")


def test_the_newest_transitions_are_remembered() -> None:
    alerts = Alerts()
    for n in range(RECENT + 5):
        alerts.tell([Transition(n, "hot", "", "inactive", "firing", "warning", 1, 2, "breach")])
    assert [one.at_ms for one in alerts.recent] == list(range(5, RECENT + 5))
