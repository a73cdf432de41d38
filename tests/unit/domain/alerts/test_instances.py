"""The set of a show's instances, and what it remembers."""

from __future__ import annotations

from controlroom.domain.alerts.instances import RECENT, Alerts, Instance, Transition, key_of


def test_an_instance_of_the_room_is_called_as_its_rule() -> None:
    assert (key_of("hot", ""), key_of("low_stock", "A1")) == ("hot", "low_stock{A1}")


def test_the_newest_transitions_are_remembered() -> None:
    alerts = Alerts()
    for n in range(RECENT + 5):
        alerts.tell([Transition(n, "hot", "", "inactive", "firing", "warning", 1, 2, "breach")])
    assert [one.at_ms for one in alerts.recent] == list(range(5, RECENT + 5))


def test_who_has_something_to_say_of_a_label_is_known() -> None:
    alerts = Alerts()
    hot, low, of_room = Instance("hot", "A1"), Instance("low", "A1"), Instance("hot")
    for one in (hot, low, of_room):
        alerts.keep(one)
    assert (alerts.about("A1"), alerts.about(""), alerts.about("B2")) == ({"hot", "low"}, {"hot"}, set())
    alerts.drop(hot)
    assert alerts.about("A1") == {"low"}
    again = Alerts(instances=dict(alerts.instances))
    again.drop(low)
    assert (again.about("A1"), again.about("")) == (set(), {"hot"})
