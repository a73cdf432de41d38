"""The platform's names of products."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.events import Click, Fact, Line, OrderStep, Product
from controlroom.domain.plan import Plan, ProductPlan
from controlroom.live.intake import Intake
from controlroom.live.joining import NAMING, join, skus_of
from controlroom.live.seen import Seen
from tests.unit.live.told import PLAN

CREAM = ProductPlan(sku="cream", title={"zh-CN": "面霜", "en": "Cream"}, price_minor=9900, aliases=("3690001", "set"))
EYE = ProductPlan(sku="eye", title="眼霜", price_minor=5900, aliases=("set", "cream"))


def plan_of(*products: ProductPlan) -> Plan:
    return replace(PLAN, products=products)


def joined(facts: list[Fact]) -> list[Fact]:
    for fact in facts:
        assert type(fact) in NAMING
        join(fact, skus_of(plan_of(CREAM, EYE)))
    return facts


def test_ids_and_titles_of_the_plan_stand_for_its_skus() -> None:
    facts: list[Fact] = [
        Product(sku="3690001", state="explaining"),
        Click(sku="眼霜"),
        OrderStep(order="1", status="paid", lines=(Line(sku="Cream", qty=2, unit_minor=5), Line(sku="other"))),
    ]
    assert joined(facts) == [
        Product(sku="cream", state="explaining"),
        Click(sku="eye"),
        OrderStep(order="1", status="paid", lines=(Line(sku="cream", qty=2, unit_minor=5), Line(sku="other"))),
    ]


def test_a_title_stands_for_the_sku_where_the_number_is_nobodys() -> None:
    def order(*lines: Line) -> list[Fact]:
        return [OrderStep(order="1", status="paid", lines=lines)]

    told = order(
        Line(sku="77", title="面霜"),
        Line(sku="3690001", title="眼霜"),
        Line(sku="eye", title="面霜"),
        Line(sku="8", title="?"),
    )
    assert joined(told) == order(Line(sku="cream"), Line(sku="cream"), Line(sku="eye"), Line(sku="8"))


def test_a_name_of_two_products_and_a_sku_join_nothing() -> None:
    facts: list[Fact] = [Click(sku="set"), Click(sku="cream")]
    assert joined(facts) == [Click(sku="set"), Click(sku="cream")]


def test_intake_joins_by_the_plan_of_the_moment() -> None:
    plans: list[Plan | None] = [None]
    intake = Intake(b"k" * 32, Seen(), lambda: None, plan=lambda: plans[0])
    assert intake.take("f", [Click(sku="3690001")], None, 1_764_000_000_000).facts[0] == Click(
        sku="3690001", source="f"
    )
    plans[0] = plan_of(CREAM)
    assert intake.take("f", [Click(sku="3690001")], None, 1_764_000_000_000).facts[0] == Click(sku="cream", source="f")
