from __future__ import annotations

from sim.facts import Fact
from sim.scenarios import SCENARIOS
from sim.world.audience import Crowd
from sim.world.products import OWN, Catalogue, Product
from sim.world.shopping import Shoppers

T0 = 1_767_268_800_000


def looked(sold: Product | None) -> list[Fact]:
    scenario = SCENARIOS["evening"]
    crowd, shoppers = Crowd(1, scenario), Shoppers(1, scenario)
    crowd.seat(T0)
    return [fact for s in range(200) for fact in shoppers.step(T0 + s * 1000, crowd, Catalogue(OWN), sold, 1.0)]


def test_most_look_at_the_product_on_air_and_some_at_others() -> None:
    clicks = [fact.fields["sku"] for fact in looked(OWN[0]) if fact.kind == "click"]
    assert 0.8 < clicks.count(OWN[0].sku) / len(clicks) < 0.97
    assert set(clicks) == {product.sku for product in OWN}


def test_cards_are_shown_more_often_than_opened_and_less_while_nothing_is_on_air() -> None:
    on, off = looked(OWN[0]), looked(None)
    shown, opened = (sum(fact.kind == kind for fact in on) for kind in ("impression", "click"))
    assert shown > opened > 0
    assert 0 < len(off) < len(on) / 2


def test_each_look_names_a_viewer_or_is_a_sum() -> None:
    assert all(("user" in fact.fields) != ("count" in fact.fields) for fact in looked(OWN[0]))
