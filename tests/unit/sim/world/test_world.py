from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.facts import Fact
from sim.scenarios import SCENARIOS
from sim.world.products import Catalogue
from sim.world.world import World

T0 = 1_767_268_800_000
PRICES = {"cream-50": 19_900, "serum-30": 12_900}


def world(seed: int = 1, scenario: str = "evening", **changed: float) -> World:
    catalogue = Catalogue()
    for link, (sku, minor) in enumerate(PRICES.items(), 1):
        catalogue.meet(sku, sku, link, minor)
    return World(seed, replace(SCENARIOS[scenario], **changed), catalogue, {"cream-50": 1200})


def show(played: World, seconds: int = 300, program: str | None = "cream-50") -> list[Fact]:
    return [fact for s in range(seconds) for fact in played.step(T0 + s * 1000, s, program)]


def of(facts: Sequence[Fact], kind: str) -> list[Fact]:
    return [fact for fact in facts if fact.kind == kind]


def test_same_seed_gives_the_same_facts_and_another_seed_others() -> None:
    assert show(world(1)) == show(world(1))
    assert show(world(1)) != show(world(2))


def test_every_fact_has_its_own_id_and_an_instant_of_its_second() -> None:
    played = world()
    ids = []
    for second in range(300):
        end_ms = T0 + second * 1000
        facts = played.step(end_ms, second, "cream-50")
        assert all(end_ms - 1000 < fact.at <= end_ms for fact in facts)
        assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
        ids += [fact.id for fact in facts]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("changed", ["comment_rate", "like_rate", "click_rate", "order_rate"])
def test_a_part_that_is_silent_does_not_disturb_the_comings_and_goings(changed: str) -> None:
    silent, whole = show(world(1, **{changed: 0.0})), show(world(1))
    for kind in ("enter", "leave"):
        assert of(silent, kind) == of(whole, kind)


def test_evening_has_about_a_thousand_viewers_and_30_to_60_facts_a_second() -> None:
    played = world(3)
    show(played, 900)
    later = [played.step(T0 + s * 1000, s, "cream-50") for s in range(900, 1200)]
    assert 800 < played.online < 1300
    assert 30 < sum(len(facts) for facts in later) / 300 < 60


def test_before_the_start_only_levels_are_told() -> None:
    played = world()
    kinds = Counter(fact.kind for s in range(60) for fact in played.wait(T0 + s * 1000))
    assert kinds == {"audience": 20, "stock": 1}


def test_stock_is_told_at_the_start_only_where_the_room_does_not_know_it() -> None:
    stock = of(show(world(), 1), "stock")
    assert [fact.fields["sku"] for fact in stock] == ["serum-30"]


def test_room_without_a_plan_gets_the_simulators_products_announced_and_shown_in_turn() -> None:
    played = World(1, SCENARIOS["calm"], Catalogue())
    facts = show(played, 500, None)
    announced = {fact.fields["sku"] for fact in of(facts, "price")}
    assert announced == {fact.fields["sku"] for fact in of(facts, "stock")} == {p.sku for p in played.catalogue.all()}
    assert len(announced) == 3
    shown = [fact.fields["sku"] for fact in of(facts, "product") if fact.fields["state"] == "explaining"]
    assert len(shown) == len(set(shown)) == 3


def test_planned_products_are_never_repriced() -> None:
    assert not of(show(world()), "price")


def test_product_that_comes_on_air_unannounced_is_sold_too() -> None:
    facts = show(world(), 300, "surprise")
    assert "surprise" in {fact.fields["sku"] for fact in of(facts, "click")}
