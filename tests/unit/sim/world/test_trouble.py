"""What each incident does to the world, and that a world without any is as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from sim.facts import Fact
from sim.incidents import Incident, Kind
from sim.scenarios import SCENARIOS
from sim.world.products import Catalogue
from sim.world.trouble import WARNING
from sim.world.world import World

T0 = 1_767_268_800_000
AT, FOR = 200, 60


def played(kind: Kind | None, size: float = 0.0, for_s: int = FOR, seconds: int = 400) -> list[list[Fact]]:
    """The facts of each second of a show in which one thing goes wrong."""
    catalogue = Catalogue()
    catalogue.meet("cream", "面霜", 1, 19_900)
    catalogue.meet("serum", "精华", 2, 12_900)
    told = () if kind is None else (Incident(kind=kind, at_s=AT, for_s=for_s, size=size, alert="x", within_s=1),)
    scenario = replace(SCENARIOS["incidents"], incidents=told)
    world = World(1, scenario, catalogue, {"cream": 1200, "serum": 400})
    return [world.step(T0 + s * 1000, s, "cream") for s in range(seconds)]


def of(seconds: list[list[Fact]], kind: str, begin: int = 0, end: int = 10_000) -> list[Fact]:
    return [fact for facts in seconds[begin:end] for fact in facts if fact.kind == kind]


@pytest.mark.parametrize("kind", ["stock_low", "viewer_drop", "refund_spike", "conversion_dip", "pay_rate_drop"])
def test_until_it_begins_the_show_is_as_without_it(kind: Kind) -> None:
    assert played(kind, 0.3)[:AT] == played(None)[:AT]


def test_a_warning_and_an_interruption_are_told() -> None:
    (warning,) = of(played("platform_warning", for_s=0), "violation")
    assert warning.fields == {"level": "warning", "text": WARNING}
    assert T0 + AT * 1000 - 1000 < warning.at <= T0 + AT * 1000
    seconds = played("stream_interrupted")
    states = [(s, fact.fields["state"]) for s, facts in enumerate(seconds) for fact in facts if fact.kind == "stream"]
    assert states == [(AT, "interrupted"), (AT + FOR, "live")]


@pytest.mark.parametrize(
    ("kind", "size", "begins"),
    [
        ("stock_low", 0.1, ("stock", {"sku": "cream", "on_hand": 120})),
        ("sold_out", 0.0, ("stock", {"sku": "cream", "on_hand": 0})),
    ],
)
def test_stock_of_the_product_on_air_is_taken_and_filled_up_again(
    kind: Kind, size: float, begins: tuple[str, dict[str, object]]
) -> None:
    seconds = played(kind, size)
    assert begins in [(fact.kind, fact.fields) for fact in seconds[AT]]
    assert of(seconds, "stock_change", 0, AT + FOR) == []
    (filled,) = of(seconds, "stock_change", AT + FOR, AT + FOR + 1)
    assert filled.fields["sku"] == "cream"
    assert filled.fields["by"] > 1000


def test_more_was_sold_than_there_is() -> None:
    (taken, filled) = of(played("oversold", 5), "stock_change", AT, AT + FOR + 1)
    assert taken.fields["by"] < -100
    assert filled.fields["by"] > 1190


def test_the_platform_sells_at_another_price_for_a_while() -> None:
    prices = [fact.fields for fact in of(played("price_differs", 0.9), "price")]
    assert prices == [{"sku": "cream", "unit_minor": 17_910}, {"sku": "cream", "unit_minor": 19_900}]


def test_fewer_buy_and_fewer_payments_come_through() -> None:
    usual = Counter(f.fields["status"] for f in of(played(None, seconds=600), "order", AT, 400))
    dip = Counter(f.fields["status"] for f in of(played("conversion_dip", 0.1, 200, 600), "order", AT, 400))
    fails = Counter(f.fields["status"] for f in of(played("pay_rate_drop", 0.1, 200, 600), "order", AT, 400))
    assert dip["created"] < 0.3 * usual["created"]
    assert fails["created"] == usual["created"]
    assert fails["paid"] < 0.3 * usual["paid"]


def test_nothing_follows_a_payment_that_failed() -> None:
    facts = of(played("pay_rate_drop", 0.0, 200, 900), "order")
    paid = {f.fields["order"] for f in facts if f.fields["status"] == "paid"}
    refunded = {f.fields["order"] for f in facts if f.fields["status"] == "refunded"}
    assert refunded <= paid


def test_viewers_go_at_once_and_are_told_as_gone_once() -> None:
    seconds = played("viewer_drop", 0.4)
    online = [fact.fields["online"] for fact in of(seconds, "audience", AT - 6, AT + 6)]
    assert min(online) < 0.5 * max(online)
    gone = Counter(fact.fields["user"] for fact in of(seconds, "leave", AT, AT + 1))
    assert len(gone) > 300
    assert max(gone.values()) == 1
    later = [fact.fields["online"] for fact in of(seconds, "audience", AT + FOR - 6, AT + FOR)]
    assert max(later) < 0.6 * max(online)


def test_refunds_and_complaints_come_in_a_wave() -> None:
    seconds = played("refund_spike", 1.5)
    refunds = [f for f in of(seconds, "order", AT, AT + FOR) if str(f.fields.get("refund", "")).startswith("rs-")]
    assert 60 <= len(refunds) <= 120
    assert len({f.fields["order"] for f in refunds}) == len(refunds)
    wave = [f for f in of(played("negative_wave", 2.0), "comment", AT, AT + FOR) if f.id.startswith("w")]
    assert len(wave) == 2 * FOR
    assert len({f.fields["user"] for f in wave}) > FOR
    texts = Counter(f.fields["text"] for f in wave)
    assert texts.most_common(1)[0][1] > FOR / 2


def test_while_the_feed_is_silent_the_show_goes_on() -> None:
    catalogue = Catalogue()
    incident = Incident(kind="feed_silent", at_s=5, for_s=3, alert="x", within_s=1)
    world = World(1, replace(SCENARIOS["incidents"], incidents=(incident,)), catalogue)
    told = [(world.silent(s), bool(world.step(T0 + s * 1000, s, None))) for s in range(10)]
    assert [silent for silent, _ in told] == [5 <= s < 8 for s in range(10)]
    assert all(happens for _, happens in told)
