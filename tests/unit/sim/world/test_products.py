from __future__ import annotations

from sim.world.chance import stream
from sim.world.products import OWN, Catalogue, Product


def test_first_price_told_is_the_plans_and_a_later_one_is_what_is_charged() -> None:
    catalogue = Catalogue()
    catalogue.meet("a")
    assert not catalogue.get("a").by_plan
    catalogue.meet("a", "霜", 3, 19_900)
    assert catalogue.get("a").by_plan
    catalogue.meet("a", price_minor=17_900)
    assert catalogue.get("a") == Product("a", "霜", 3, 17_900, 19_900)
    assert not catalogue.get("a").by_plan
    assert catalogue.plan_prices() == {"a": 19_900}


def test_product_without_a_price_is_sold_at_one_of_its_own() -> None:
    catalogue = Catalogue()
    catalogue.meet("a")
    assert catalogue.get("a").charged_minor > 0
    assert catalogue.plan_prices() == {}


def test_cheap_products_appeal_more_than_dear_ones() -> None:
    cheap, dear = Product("a", "a", 1, 1_990), Product("a", "a", 1, 199_000)
    assert cheap.appeal > 2 * dear.appeal > 0


def test_another_product_is_never_the_one_named() -> None:
    catalogue, rng = Catalogue(OWN), stream(1, "x")
    drawn = {p.sku for _ in range(100) if (p := catalogue.another(rng, "sim-cream"))}
    assert drawn == {"sim-towel", "sim-lamp"}
    assert Catalogue(OWN[:1]).another(rng, "sim-cream") is None
