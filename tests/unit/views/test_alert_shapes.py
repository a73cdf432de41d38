"""On the wire the topic `alerts` has the names of the contract."""

from __future__ import annotations

import msgspec

from controlroom.views.alert_shapes import AlertsView, AlertView


def test_the_wire_has_the_contracts_names_and_nulls() -> None:
    alert = AlertView(
        id="incident-9", rule="low_stock", labels={"sku": "cream-50"}, severity="warning", state="firing",
        recovering=False, incident="triggered", since_ms=1, value=83, threshold=100, owner="controller", text="83 left",
    )  # fmt: skip
    told = msgspec.to_builtins(AlertsView(open=(alert,)))
    assert set(told) >= {"open", "recent", "silences", "rules"}
    wanted = {
        "id", "rule", "labels", "severity", "state", "recovering", "incident", "since_ms", "value", "threshold",
        "owner", "text", "playbook", "act", "contributions", "muted_by",
    }  # fmt: skip
    assert wanted <= set(told["open"][0])
    assert told["open"][0]["act"] is None
