from __future__ import annotations

from controlroom.domain.metrics import BY_CODE
from controlroom.planfile.models import Bands
from controlroom.planfile.read import read_yaml

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
    plan = read_yaml(SHOW + "rules: []\ncues:\n").plan
    assert plan is not None
    assert plan.kept == {"rules": "[]"}


def test_bands_are_read_in_millionths_and_a_segments_target_in_minor_units() -> None:
    show = SHOW.replace("}\n", ", bands: {conversion_rate: {low: 0.03, high: 0.0625}, roi: {low: 2.5}}}\n")
    plan = read_yaml(show + "segments: [{id: a, title: A, minutes: 5, kind: opening, target: {gmv: 12.5}}]\n").plan
    assert plan is not None
    assert plan.show.bands == {"conversion_rate": (30_000, 62_500), "roi": (2_500_000, None)}
    assert plan.segments[0].target_gmv_minor == 1250


def test_a_band_that_ends_below_its_beginning_or_of_no_kpi_is_an_error() -> None:
    [finding] = read_yaml(SHOW.replace("}\n", ", bands: {roi: {low: 5, high: 3}}}\n")).findings
    assert (finding.code, finding.path) == ("bad_number", "show.bands.roi.low")
    [finding] = read_yaml(SHOW.replace("}\n", ", bands: {gmv: {low: 5}}}\n")).findings
    assert finding.path.startswith("show.bands")


def test_every_code_a_plan_may_give_a_band_is_a_kpi_of_the_whole_show() -> None:
    assert set(Bands.model_fields) <= set(BY_CODE)
    assert [code for code in Bands.model_fields if BY_CODE[code].unit not in ("ratio", "x")] == []
