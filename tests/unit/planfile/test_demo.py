from __future__ import annotations

import re

from controlroom.domain.plan import Plan, SegmentPlan
from controlroom.planfile.demo import demo_text
from controlroom.planfile.read import read_yaml

PACE_CPM = 240
ABSOLUTE = re.compile(r"最|第一|唯一|绝对|100 ?%|百分之百|国家级|顶级|极致|全网|永久|根治|治疗|万能|秒杀全")
"""Words that the advertising law forbids, or that a platform's filter takes for them."""


def demo() -> Plan:
    read = read_yaml(demo_text(), "demo.yaml")
    assert read.findings == [], read.told()
    assert read.plan is not None
    return read.plan


def spoken(segment: SegmentPlan) -> int:
    """Characters that are read out: without directions and blanks."""
    return len(re.sub(r"\[[^\]]*\]|\s", "", segment.script or ""))


def test_demo_is_a_whole_show() -> None:
    plan = demo()
    assert (plan.show.room, plan.show.starts_ms) == ("demo", 1_795_348_800_000)
    assert 12 <= len(plan.segments) <= 14
    assert 8 <= len(plan.products) <= 10
    assert all(segment.script for segment in plan.segments)
    assert {segment.kind for segment in plan.segments} >= {
        "opening",
        "product",
        "draw",
        "flash_sale",
        "break",
        "closing",
    }
    assert all(None not in (p.link, p.stock, p.safety, p.role, p.expected_units) and p.points for p in plan.products)
    sold = {segment.sku for segment in plan.segments}
    assert {p.sku for p in plan.products} - sold == {"trial-kit"}


def test_demo_speaks_both_languages() -> None:
    plan = demo()
    texts = [plan.show.title, *(p.title for p in plan.products), *(s.title for s in plan.segments)]
    texts += [text for p in plan.products for text in (*p.points, *p.gifts)]
    assert [text for text in texts if not isinstance(text, dict) or set(text) != {"zh-CN", "en"}] == []


def test_demo_scripts_fit_their_segments() -> None:
    plan = demo()
    share = {s.id: spoken(s) / PACE_CPM / (s.planned_for_ms / 60_000) for s in plan.segments}
    assert {id_: value for id_, value in share.items() if value > 1} == {}
    full = ("open", "cream", "serum", "eye")
    assert {id_: round(share[id_], 2) for id_ in full if share[id_] < 0.75} == {}


def test_thirty_minutes_of_the_demo_see_six_segments() -> None:
    lengths = [s.planned_for_ms for s in demo().segments]
    assert sum(lengths[:5]) < 30 * 60_000
    assert sum(lengths) > 60 * 60_000


def test_demo_claims_nothing_absolute() -> None:
    assert ABSOLUTE.findall(demo_text()) == []


def test_demo_prices_in_a_script_are_the_products() -> None:
    plan = demo()
    gift = plan.product("gift-set")
    parts = [plan.product(sku) for sku in ("wash-120", "serum-30", "eye-15", "cream-50")]
    assert gift is not None
    assert sum(part.price_minor for part in parts if part is not None) == 57_600
    assert 57_600 - gift.price_minor == 7_700
