from __future__ import annotations

from msgspec import structs

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.metrics import BY_CODE
from controlroom.domain.plan import OfferPlan, Playbook, ScenePlan
from controlroom.planfile.models import Bands
from controlroom.planfile.read import ReadPlan, read_yaml

SHOW = "show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z}\n"


def test_unknown_reference_is_told_with_the_nearest_known() -> None:
    text = SHOW + "products: [{sku: cream-50, title: A, price: 1}, {sku: b, title: B, price: 1, instead: cream50}]\n"
    [finding] = read_yaml(text).findings
    assert finding.message == "'cream50' is no product (by sku): did you mean cream-50?"


def test_duplicate_names_where_the_first_stands() -> None:
    text = SHOW + "products: [{sku: a, title: A, price: 1, link: 3}, {sku: b, title: B, price: 1, link: 3}]\n"
    [finding] = read_yaml(text).findings
    assert finding.message == "'3' stands in products[0] already: give each its own link."


def test_trades_findings_are_no_errors() -> None:
    text = (
        SHOW
        + "products: [{sku: a, title: 全网最低, price: 9, list_price: 5, cost: 20, stock: 1, expected_units: 99}]\n"
    )
    assert read_yaml(text).findings == []


def test_empty_sections_are_kept_and_missing_ones_are_not() -> None:
    plan = read_yaml(SHOW + "drill: {}\ncues:\n").plan
    assert plan is not None
    assert plan.kept == {"drill": "{}"}


def test_bands_are_read_in_millionths_and_a_segments_target_in_minor_units() -> None:
    show = SHOW.replace("}\n", ", bands: {conversion_rate: {low: 0.03, high: 0.0625}, roi: {low: 2.5}}}\n")
    plan = read_yaml(show + "segments: [{id: a, title: A, minutes: 5, kind: opening, target: {gmv: 12.5}}]\n").plan
    assert plan is not None
    assert plan.show.bands == {"conversion_rate": (30_000, 62_500), "roi": (2_500_000, None)}
    assert plan.segments[0].target_gmv_minor == 1250


def test_a_segment_may_have_a_start_of_its_own() -> None:
    plan = read_yaml(
        SHOW + "segments: [{id: a, title: A, minutes: 5, kind: opening, starts: 2026-11-22T23:59:00+08:00}]\n"
    ).plan
    assert plan is not None
    assert plan.segments[0].starts_ms == 1_795_363_140_000


def test_a_band_that_ends_below_its_beginning_or_of_no_kpi_is_an_error() -> None:
    [finding] = read_yaml(SHOW.replace("}\n", ", bands: {roi: {low: 5, high: 3}}}\n")).findings
    assert (finding.code, finding.path) == ("bad_number", "show.bands.roi.low")
    [finding] = read_yaml(SHOW.replace("}\n", ", bands: {gmv: {low: 5}}}\n")).findings
    assert finding.path.startswith("show.bands")


def test_every_code_a_plan_may_give_a_band_is_a_kpi_of_the_whole_show() -> None:
    assert set(Bands.model_fields) <= set(BY_CODE)
    assert [code for code in Bands.model_fields if BY_CODE[code].unit not in ("ratio", "x")] == []


def test_offers_are_in_minor_units_and_milliseconds_and_scenes_name_their_parts() -> None:
    text = (
        SHOW
        + "products: [{sku: a, title: A, price: 9.9, link: 3}]\n"
        + "offers: [{id: o, sku: a, title: O, price: 7.5, minutes: 5},"
        + " {id: g, sku: a, title: G, gift: cup, quota: 100, announce: G!}]\n"
        + "scenes: [{id: s, title: S, key: F1, product: a, offer: o, announce: S!}]\n"
    )
    plan = read_yaml(text).plan
    assert plan is not None
    assert plan.offers == (
        OfferPlan(id="o", sku="a", title="O", price_minor=750, lasts_for_ms=300_000),
        OfferPlan(id="g", sku="a", title="G", gift="cup", quota=100, announce="G!"),
    )
    assert plan.scenes == (ScenePlan(id="s", title="S", key="F1", sku="a", offer="o", announce="S!"),)
    assert (plan.offer("g"), plan.offer("x")) == (plan.offers[1], None)
    assert (plan.scene("s"), plan.scene("x")) == (plan.scenes[0], None)
    assert plan.kept == {}


def test_a_plans_playbooks_are_its_struct() -> None:
    text = (
        SHOW
        + "cues: [{id: last, text: L}]\n"
        + "playbooks:\n  low_stock: {owner: controller, steps: [A, {zh-CN: B, en: b}], say: S, cue: last}\n  mine:\n"
    )
    read = read_yaml(text)
    assert [finding.code for finding in read.findings] == ["not_a_mapping"]
    plan = read_yaml(text.replace("  mine:", "  mine: {steps: [C]}")).plan
    assert plan is not None
    assert plan.playbooks == {
        "low_stock": Playbook(owner="controller", steps=("A", {"zh-CN": "B", "en": "b"}), say="S", cue="last"),
        "mine": Playbook(steps=("C",)),
    }
    assert plan.kept == {}


def test_a_plans_rules_are_complete_ones() -> None:
    plan = read_yaml(SHOW + "rules: [{id: viewer_drop, enabled: false}, {id: hot, metric: online, above: 5}]\n").plan
    assert plan is not None
    assert plan.rules == (
        structs.replace(resolved()["viewer_drop"], enabled=False),
        Rule(id="hot", metric="online", above=Limit(value_millionths=5_000_000)),
    )
    assert plan.kept == {}


def test_an_offers_price_that_would_have_to_be_rounded_is_an_error() -> None:
    text = SHOW + "products: [{sku: a, title: A, price: 9}]\noffers: [{id: o, sku: a, title: O, price: 7.505}]\n"
    [finding] = read_yaml(text).findings
    assert (finding.code, finding.path) == ("too_many_decimals", "offers[0].price")


def test_a_word_that_yaml_reads_otherwise_is_warned_of_in_offers_too() -> None:
    text = SHOW + "products: [{sku: a, title: A, price: 9}]\noffers: [{id: o, sku: a, title: O, gift: {a: {price}}}]\n"
    assert [f.path for f in read_yaml(text).findings]


def test_more_than_three_figures_for_the_host_are_an_error() -> None:
    def read(numbers: str) -> ReadPlan:
        return read_yaml(
            "show: {title: x, room: r, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-22T20:00:00+08:00, "
            f"host_numbers: [{numbers}]}}\nsegments: [{{id: a, title: A, minutes: 5, kind: opening}}]\n",
            "p.yaml",
        )

    plan = read("likes, online, target_progress").plan
    assert plan is not None
    assert plan.show.host_numbers == ("likes", "online", "target_progress")
    assert [f.code for f in read("likes, online, viewers, orders_5m").findings if f.severity == "error"] == [
        "too_many_numbers"
    ]
    assert [f.code for f in read("gmv_minor").findings if f.severity == "error"] == ["unknown_value"]
