from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts.rules import Rule
from controlroom.views.alerts import alerts_view
from controlroom.views.evidence import evidence_view, has_evidence
from tests.unit.room.alarm import DIP, Alarm, alarm
from tests.unit.room.shop import order, told

MINUTE = 60_000


@pytest.mark.parametrize(
    ("rule", "has"),
    [
        (DIP, True),
        (Rule(id="r", metric="gmv_minor_5m"), True),
        (Rule(id="gmv_behind", metric="target_pace"), True),
        (Rule(id="r", metric="conversion_rate_5m"), True),
        (Rule(id="r", metric="gpm_minor"), True),
        (Rule(id="r", metric="orders_per_viewer"), True),
        (Rule(id="r", metric="click_to_pay_5m"), True),
        (Rule(id="r", metric="target_progress"), True),
        (Rule(id="r", metric="dip.sure"), True),
        (Rule(id="r", metric="stock.available"), False),
        (Rule(id="r", method="viewer_drop"), False),
    ],
)
def test_only_alerts_about_conversion_and_money_have_evidence(rule: Rule, has: bool) -> None:
    assert has_evidence(rule) is has


def sold(minutes: int) -> Alarm:
    """A show in which one order a minute is paid, then none; the price goes up in between."""
    room = alarm()
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    for n in range(minutes):
        told(room, ev.Audience(online=100), order(f"o{n}", "created"), order(f"o{n}", "paid"))
        room.later(MINUTE)
    room.give(cmd.PriceSet(id="p", sku="cream", unit_minor=19_900))
    for _ in range(6):
        told(room, ev.Audience(online=100))
        room.later(MINUTE)
    return room


def test_contributions_stand_beside_the_facts_of_the_same_minutes() -> None:
    room = sold(6)
    since_ms = room.now_ms - 5 * MINUTE
    evidence = evidence_view(room.room.state, since_ms)
    assert evidence is not None
    assert evidence.to_ms - evidence.from_ms >= 5 * MINUTE
    assert evidence.to_ms % 30_000 == evidence.from_ms % 30_000 == 0
    assert evidence.change_minor is not None
    assert evidence.change_minor < 0
    assert sum(factor.contribution_minor for factor in evidence.factors) == evidence.change_minor
    assert "price" in [fact.kind for fact in evidence.facts]


def test_of_a_rule_by_product_the_contributions_are_that_products() -> None:
    room = sold(6)
    since_ms = room.now_ms - 5 * MINUTE
    whole, cream = (evidence_view(room.room.state, since_ms, of) for of in (None, ("product", "cream")))
    assert whole is not None
    assert cream is not None
    assert (cream.change_minor, cream.factors) == (whole.change_minor, whole.factors)
    for nothing in (("product", "serum"), ("traffic", "nowhere")):
        other = evidence_view(room.room.state, since_ms, nothing)  # type: ignore[arg-type]
        assert other is not None
        assert (other.change_minor, other.facts) == (0, whole.facts)


def test_before_there_is_as_much_to_compare_with_there_is_none() -> None:
    room = alarm()
    room.fire("conversion_dip")
    room.later(3 * MINUTE)
    assert evidence_view(room.room.state, room.now_ms) is None
    (one,) = alerts_view(room.room.state).open
    assert one.contributions is None


def test_the_alert_itself_is_no_fact_of_its_minutes() -> None:
    room = sold(6)
    room.fire("conversion_dip")
    room.later(MINUTE)
    (one,) = alerts_view(room.room.state).open
    assert one.contributions is not None
    assert "alert" not in [fact.kind for fact in one.contributions.facts]


def test_it_is_reckoned_anew_with_the_half_minute_and_not_with_each_look() -> None:
    room = sold(6)
    room.fire("conversion_dip")
    room.later(MINUTE)
    first = alerts_view(room.room.state).open[0].contributions
    assert first is not None
    room.later(1000)
    assert alerts_view(room.room.state).open[0].contributions is first
    room.later(30_000)
    later = alerts_view(room.room.state).open[0].contributions
    assert later is not None
    assert later.to_ms == first.to_ms + 30_000
