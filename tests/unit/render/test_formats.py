"""How values are written."""

import pytest
from babel.core import localedata

from controlroom.render.formats import Formats, raw, symbol, width
from controlroom.views.shapes import TileUnit
from tests.unit.render.made import tile

ZH, EN = Formats("zh-CN"), Formats("en")


@pytest.mark.parametrize(
    ("minor", "currency", "zh", "en"),
    [
        (19_900, "CNY", "¥199", "¥199"),
        (1_290, "CNY", "¥12.90", "¥12.90"),
        (0, "CNY", "¥0", "¥0"),
        (123_456_789, "CNY", "¥1,234,567.89", "¥1,234,567.89"),
        (-250, "USD", "−$2.50", "−$2.50"),
        (1_980, "JPY", "¥1,980", "¥1,980"),
        (12_345, "KWD", "KWD\u00a012.345", "KWD\u00a012.345"),
        (None, "CNY", "—", "—"),
    ],
)
def test_money_is_exact_with_its_sign_and_exponent(minor: int | None, currency: str, zh: str, en: str) -> None:
    assert (ZH.money(minor, currency), EN.money(minor, currency)) == (zh, en)


@pytest.mark.parametrize(
    ("minor", "zh", "en"),
    [
        (23_107, "¥231.07", "¥231.07"),
        (8_642_049, "¥86,420", "¥86,420"),
        (1_234_567_800, "¥1234.6万", "¥12.3M"),
        (-8_642_049, "−¥86,420", "−¥86,420"),
        (None, "—", "—"),
    ],
)
def test_sum_drops_cents_from_a_thousand_and_shortens_from_ten_million(minor: int | None, zh: str, en: str) -> None:
    assert (ZH.sum(minor, "CNY"), EN.sum(minor, "CNY")) == (zh, en)


@pytest.mark.parametrize(
    ("of", "written"),
    [
        (tile(1_380, "people"), "1,380"),
        (tile(0), "0"),
        (tile(None), "—"),
        (None, "—"),
        (tile(0.03299, "ratio"), "3.3\u00a0%"),
        (tile(1.25, "ratio"), "125.0\u00a0%"),
        (tile(0.0062, "ratio"), "0.62\u00a0%"),
        (tile(1 / 26_012, "ratio"), "0.004\u00a0%"),
        (tile(4e-7, "ratio"), "<0.0001\u00a0%"),
        (tile(1e-19, "ratio"), "0.0\u00a0%"),
        (tile(0, "ratio"), "0.0\u00a0%"),
        (tile(340, "seconds"), "5:40"),
        (tile(3.24, "x"), "3.2"),
        (tile(23_107, "money"), "¥231.07"),
    ],
)
def test_tile_is_written_by_its_unit(of: object, written: str) -> None:
    assert ZH.tile(of, "CNY") == written  # type: ignore[arg-type]


def test_count_too_long_for_a_tile_is_shortened_in_the_languages_way() -> None:
    big = tile(12_345_678)
    assert (ZH.tile(big, "CNY"), EN.tile(big, "CNY")) == ("1234.6万", "12.3M")


@pytest.mark.parametrize(
    ("of", "written"),
    [
        (tile(1, delta=-20), "−20"),
        (tile(1, delta=2_910), "+2,910"),
        (tile(1, delta=0), "±0"),
        (tile(1), ""),
        (None, ""),
        (tile(0.019, "ratio", delta=-0.0151), "−1.5\u00a0pt"),
        (tile(0.019, "ratio", delta=0.0002), "±0.0\u00a0pt"),
        (tile(1, "money", delta=1_432_200), "+14,322"),
    ],
)
def test_change_carries_its_sign_and_is_empty_when_unknown(of: object, written: str) -> None:
    assert EN.change(of, "CNY", "pt") == written  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ms", "written"), [(340_999, "5:40"), (720_000, "12:00"), (3_725_000, "1:02:05"), (0, "0:00"), (None, "—")]
)
def test_length_is_in_minutes_and_hours(ms: int | None, written: str) -> None:
    assert ZH.length(ms) == written


def test_a_plans_length_is_in_words_of_the_language() -> None:
    assert (ZH.lasting("48h"), EN.lasting("48h")) == ("48 小时", "48 hours")


def test_clock_is_the_shows_local_time() -> None:
    at = 1_795_349_647_000  # 2026-11-22 12:14:07 UTC
    assert ZH.clock(at, "Asia/Shanghai") == "20:14:07"
    assert ZH.clock(at, "America/New_York", False) == "07:14"
    assert ZH.clock(at, "Nowhere/At all") == "12:14:07"
    assert ZH.clock(None, "Asia/Shanghai") == "—"


def test_texts_come_in_the_pages_language_else_the_first_written() -> None:
    assert EN.text({"zh-CN": "面霜", "en": "Cream"}) == "Cream"
    assert EN.text({"zh-CN": "面霜"}) == "面霜"
    assert EN.text("面霜") == "面霜"
    assert EN.text(None) == ""


def test_symbol_has_no_country() -> None:
    assert [symbol(currency, "en") for currency in ("CNY", "USD", "AUD", "EUR")] == ["¥", "$", "$", "€"]


def test_raw_number_is_absent_when_unknown() -> None:
    assert (raw(tile(8_642_000, "money")), raw(tile(0.019, "ratio")), raw(tile(None)), raw(None)) == (
        "8642000", "0.019", None, None,
    )  # fmt: skip


def test_width_counts_chinese_characters_twice() -> None:
    assert width("最后 83 件") == 10


@pytest.mark.parametrize(
    ("band", "unit", "written"),
    [
        ((0.03, 0.05), "ratio", "3–5"),
        ((0.035, 0.05), "ratio", "3.5–5"),
        ((3.0, None), "x", "≥ 3"),
        ((0.0, 0.02), "ratio", "≤ 2"),
        ((4_800_000, 7_500_000), "money", "48,000–75,000"),
        ((60, 90), "seconds", "1:00–1:30"),
        (None, "ratio", ""),
    ],
)
def test_band_is_as_short_as_it_reads(band: tuple[float, float | None] | None, unit: TileUnit, written: str) -> None:
    assert Formats("en").band(tile(1, unit, band=band), "CNY") == written


def test_parts_and_edges_of_a_tile_are_written_as_its_value_is() -> None:
    money = tile(23_107, "money", of=(8_642_000, 374))
    assert (Formats("en").part(money, money.num, "CNY"), Formats("en").edge(money, 12_300, "CNY")) == (
        "¥86,420",
        "¥123",
    )
    assert Formats("en").part(tile(0.5, "ratio"), 1_234, "CNY") == "1,234"
    assert Formats("en").edge(money, None, "CNY") == "—"


def test_a_number_does_not_read_its_locale_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = Formats("zh-CN")
    numbers.number(1)

    def never(name: str) -> bool:
        raise AssertionError(name)

    monkeypatch.setattr(localedata, "exists", never)
    assert (numbers.number(987_654_321), numbers.money(123_456_789, "CNY")) == ("987,654,321", "¥1,234,567.89")
