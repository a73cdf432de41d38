from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic_core import PydanticCustomError

from controlroom.planfile import scalars
from controlroom.planfile.tree import Scalar


@pytest.mark.parametrize(
    ("written", "ms"),
    [("48h", 172_800_000), ("5s", 5000), ("-15m", -900_000), ("1h30m", 5_400_000), ("2d", 172_800_000), ("0s", 0)],
)
def test_duration_is_read(written: str, ms: int) -> None:
    assert scalars.duration_ms(written) == ms


@pytest.mark.parametrize("written", ["", "-", "5", "h", "5 m", "30m1h", "1.5h", "5ms", "٥m"])
def test_what_is_no_duration_is_none(written: str) -> None:
    assert scalars.duration_ms(written) is None


@pytest.mark.parametrize(("written", "ms"), [("12", 720_000), ("2.5", 150_000), ("2.33", 139_800), ("0.02", 1200)])
def test_minutes_are_read_to_ms(written: str, ms: int) -> None:
    assert scalars.minutes(Scalar(written, "number")) == ms


def test_money_is_the_decimal_of_its_text() -> None:
    assert scalars.money(Scalar("129.90", "number")) == Decimal("129.90")
    assert scalars.money(Scalar("0.1", "text")) == Decimal("0.1")


@pytest.mark.parametrize("written", ["1e3", ".5", "5.", "+5", "-0", "1_000", "٣", "0x10", "1,5", "NaN", "5:30"])
def test_what_is_no_plain_decimal_is_no_money(written: str) -> None:
    with pytest.raises(PydanticCustomError, match="is no amount"):
        scalars.money(Scalar(written, "number"))


def test_word_out_of_a_list_is_guessed_at() -> None:
    with pytest.raises(PydanticCustomError, match="did you mean hero"):
        scalars.one_of("hero", "filler")(Scalar("herro", "text"))


def test_text_by_language_keeps_its_languages() -> None:
    assert scalars.text({"zh-CN": Scalar(" 面霜 ", "text"), "en": Scalar("Cream", "text")}) == {
        "zh-CN": "面霜",
        "en": "Cream",
    }


def test_script_keeps_its_blanks_and_loses_its_last_newlines() -> None:
    assert scalars.script(Scalar("  看 [挥手] \n\r\n", "text")) == "  看 [挥手] "
