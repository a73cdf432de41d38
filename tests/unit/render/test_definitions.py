"""What a tile's code means, and which tiles call for a look."""

import re
from typing import Literal

import pytest
from msgspec.structs import replace

from controlroom.domain.metrics import BY_CODE
from controlroom.render.definitions import codes, define, every_code, standing
from controlroom.render.slots import TILES
from controlroom.views.shapes import DipView
from tests.unit.render import made
from tests.unit.render.made import tile


def test_name_has_its_window_and_the_show_is_said_where_it_could_be_mistaken() -> None:
    assert define("conversion_rate_5m", "zh-CN").name == "转化 5 分钟"
    assert define("conversion_rate", "zh-CN").name == "转化 全场"
    assert define("conversion_rate", "en").name == "Conversion, show"
    assert define("gmv_minor", "en").name == "GMV"
    assert define("gmv_minor_30m", "en").name == "GMV 30 min"


def test_definition_is_the_tables() -> None:
    kpi, found = BY_CODE["aov_minor"], define("aov_minor_5m", "zh-CN")
    assert (found.meaning, found.formula, found.better) == (kpi.definition_zh, "GMV ÷ 付款单", kpi.better)
    assert define("aov_minor", "en").formula == "GMV ÷ paid orders"
    assert (found.base, found.bare, found.span, found.window_ms) == ("aov_minor", kpi.zh, "5 分钟", 300_000)


def test_a_formula_is_in_words_and_a_level_is_of_now() -> None:
    for code, kpi in BY_CODE.items():
        assert re.search(r"[a-z]{2}", define(code, "zh-CN").formula) is None, code
        assert re.search(r"[._∫Σ]", kpi.formula_en) is None, code
    assert [define("online", lang).span for lang in ("zh-CN", "en")] == ["此刻", "now"]
    assert [define("online_peak", lang).span for lang in ("zh-CN", "en")] == ["全场", "show"]


@pytest.mark.parametrize("code", ["nothing", "online_5m", "conversion_rate_7m", "_5m"])
def test_code_that_is_not_in_the_table_is_an_error(code: str) -> None:
    with pytest.raises(KeyError):
        define(code, "en")


def test_every_code_is_listed_once_with_its_windows() -> None:
    assert codes("online") == ("online",)
    assert codes("likes") == ("likes", "likes_1m", "likes_5m", "likes_30m")
    assert len(every_code()) == len(set(every_code()))
    assert set(TILES) <= set(every_code())


@pytest.mark.parametrize(
    ("code", "value", "band", "said"),
    [
        ("conversion_rate", 0.02, (0.03, 0.05), "look"),
        ("conversion_rate", 0.06, (0.03, 0.05), ""),  # better than the band is well
        ("conversion_rate", 0.04, (0.03, 0.05), ""),
        ("refunds_minor", 12, (0.0, 10.0), "look"),
        ("refunds_minor", 0, (1.0, 10.0), ""),
        ("conversion_rate", 0.02, None, ""),
        ("conversion_rate", None, (0.03, 0.05), ""),
        ("gmv_minor", 5, (6.0, None), "look"),
    ],
)
def test_tile_on_the_wrong_side_of_its_band_calls_for_a_look(
    code: str, value: float | None, band: tuple[float, float | None] | None, said: str
) -> None:
    assert standing(code, tile(value, band=band)) == said


def test_unsure_tile_calls_for_nothing() -> None:
    assert standing("conversion_rate", tile(0.01, "ratio", band=(0.03, 0.05), state="unsure")) == ""
    assert standing("conversion_rate", None) == ""


def dip(state: Literal["quiet", "look", "dip"]) -> DipView:
    return DipView(state=state, sure=4.6, odds=1_200, since_ms=made.NOW - 300_000, expected=96, seen=62)


@pytest.mark.parametrize(("state", "said"), [("quiet", ""), ("look", "look"), ("dip", "air")])
def test_dip_colours_the_tile_that_says_it(state: Literal["quiet", "look", "dip"], said: str) -> None:
    assert standing("conversion_rate_5m", tile(0.02, "ratio"), dip(state)) == said


def test_tile_of_few_samples_calls_for_nothing() -> None:
    few = replace(tile(0.01, "ratio", band=(0.03, 0.05)), few=True)
    assert standing("conversion_rate", few) == ""
