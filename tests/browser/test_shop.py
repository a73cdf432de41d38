"""Selling by keyboard: the desk, offers, scenes, a price, a product with its segment."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain.topics import Topic
from controlroom.views.shapes import OffersView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.browser.test_keys import types
from tests.unit.render import made, made_shop


def test_d_copies_the_words_of_the_first_act_and_says_that_it_is_done(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.evaluate("document.execCommand = (what) => ((window.copied = [what, document.activeElement.value]), true)")
    page.evaluate("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.keyboard.press("d")
    assert types(stage, page) == ["desk.done"]
    assert stage.commands[0]["desk"] == "desk-40000-explain"
    assert page.evaluate("window.copied") == ["copy", "熬夜面霜 50ml"]


@pytest.mark.parametrize(("key", "type_", "field", "value"), [
    ("c", "offer.open", "offer", "two"), ("F2", "scene.apply", "scene", "bag"),
])  # fmt: skip
def test_one_key_opens_the_offer_at_hand_or_applies_a_scene(
    stage: Stage, opened: OpenPage, key: str, type_: str, field: str, value: str
) -> None:
    page = opened("controller")
    page.keyboard.press(key)
    assert types(stage, page) == [type_]
    assert stage.commands[0][field] == value


def test_an_offer_is_closed_only_by_a_second_press(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.click("#shop [data-id=five-min] button")
    assert types(stage, page) == []
    page.click("#shop [data-id=five-min] button")
    assert types(stage, page) == ["offer.close"]


def test_c_pressed_again_opens_no_other_offer_by_itself(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    with page.expect_response("**/commands"):
        page.keyboard.press("c")
    assert types(stage, page) == ["offer.open"]
    shop = made_shop.offers().offers
    begun = [replace(one, state="open") if one.id == "two" else one for one in shop]
    stage.push({Topic.OFFERS: OffersView(offers=(*begun, replace(shop[-1], id="three", state="ready")))})
    until(page, "document.querySelector('#shop [data-keys=c]')?.getAttribute('hx-vals').includes('three')")
    page.wait_for_timeout(300)  # no bounce any more
    page.keyboard.press("c")
    assert types(stage, page) == ["offer.open"]
    assert page.inner_text("#shop [data-keys=c] span >> nth=0") == "Again to open"
    page.wait_for_timeout(300)
    with page.expect_response("**/commands"):
        page.keyboard.press("c")
    assert [command["offer"] for command in stage.commands] == ["two", "three"]


def test_a_new_price_is_that_of_the_product_on_air_in_minor_units(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press(".")
    page.keyboard.type("1,289.5")
    page.keyboard.press("Enter")
    assert types(stage, page) == ["price.set"]
    assert (stage.commands[0]["sku"], stage.commands[0]["unit_minor"]) == ("cream-50", "128950")
    assert "amount" not in stage.commands[0]
    assert page.input_value("#new-price") == ""
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(1100)  # a key never acts so soon after a field was left
    page.keyboard.press(":")
    page.keyboard.type("40")
    page.click("#stock-panel label:has([value=fewer])")
    page.press("#stock-panel [name=pieces]", "Enter")
    until(page, "document.getElementById('stock-panel').hidden")
    page.click("#tab-stock")
    page.click("#stock [data-panel]")
    page.select_option("#stock-panel [name=sku]", "serum-30")
    page.fill("#stock-panel [name=pieces]", "83")
    page.click("#stock-panel label:has([value=listed])")
    page.press("#stock-panel [name=pieces]", "Enter")
    assert types(stage, page) == ["price.set", "stock.add", "stock.set"]
    moved, told = stage.commands[1:]
    assert (moved["sku"], moved["by"], told["sku"], told["listed"]) == ("cream-50", "-40", "serum-30", "83")
    assert {"what", "pieces"}.isdisjoint(moved | told)


@pytest.mark.parametrize(("lang", "currency", "amount", "said"), [
    ("en", "CNY", "1,29", "This is not a number"), ("zh-CN", "CNY", "1299,5", "看不懂"),
    ("en", "CNY", "9.995", "No more than 2 decimals"), ("zh-CN", "CNY", "9.995", "最多 2 位小数"),
    ("en", "JPY", "199.5", "A whole number"), ("zh-CN", "JPY", "199.5", "请填整数"),
])  # fmt: skip
def test_a_price_that_could_be_another_is_not_sent_and_says_why(
    stage: Stage, opened: OpenPage, lang: str, currency: str, amount: str, said: str
) -> None:
    stage.views[Topic.SHOW] = replace(made.show(), currency=currency)
    page = opened("controller", lang=lang)
    page.fill("#new-price", amount)
    page.press("#new-price", "Enter")
    assert types(stage, page) == []
    assert said in page.evaluate("document.getElementById('new-price').validationMessage")
    page.fill("#new-price", "1,299")
    page.press("#new-price", "Enter")
    assert types(stage, page) == ["price.set"]
    assert stage.commands[0]["unit_minor"] == {"CNY": "129900", "JPY": "1299"}[currency]


def test_pieces_are_read_with_their_thousands(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.click("#tab-stock")
    page.click("#stock [data-panel]")
    page.fill("#stock-panel [name=pieces]", "1.5")
    page.press("#stock-panel [name=pieces]", "Enter")
    assert types(stage, page) == []
    page.fill("#stock-panel [name=pieces]", "1,200")
    page.press("#stock-panel [name=pieces]", "Enter")
    assert types(stage, page) == ["stock.set"]
    assert stage.commands[0]["on_hand"] == "1200"


def test_a_new_price_without_a_product_on_air_goes_nowhere_and_says_why(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en", moment="planless")
    page.fill("#new-price", "10")
    page.press("#new-price", "Enter")
    page.wait_for_selector("#refusal p")
    assert types(stage, page) == []


def test_shift_and_a_number_take_the_products_own_segment(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("Shift+Digit7")
    assert types(stage, page) == ["take"]
    assert (stage.commands[0]["segment"], stage.commands[0]["from"]) == ("eye", "cream")


def test_the_host_sees_what_is_left_of_the_offer(opened: OpenPage) -> None:
    page = opened("host", lang="en")
    for said in ("First 100 get an eye cream", "17 left", "Five-minute price"):
        assert said in page.inner_text("#left")
    assert page.locator("#left [data-until]").inner_text().startswith("0")
    assert "about 12 min left" in page.inner_text("#left")
    assert "Gift Eye cream sample" in page.inner_text("#product")  # an offer does not take it away


_CUT = """() => ['.one b', '.price b', '.gifts', '.pts', '.gone'].filter((one) => {
  const box = document.querySelector(`.prodbar ${one}`);
  return box.scrollWidth > box.clientWidth + 1;
})"""
_LINE = "document.querySelector('.reading').getBoundingClientRect().top"


def test_product_points_gifts_and_forecast_are_seen_whole_and_the_reading_line_stays(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("host", lang="en")
    assert page.evaluate(_CUT) == []
    line = page.evaluate(_LINE)
    stage.push({Topic.PROGRAM: replace(made.program(), points=(), gifts=(), runs_out_ms=None)})
    until(page, "document.querySelector('.gifts') === null")
    assert "time left unknown" in page.inner_text("#left")
    assert page.evaluate(_LINE) == line


def test_the_controller_sees_on_air_what_the_host_has_to_say(opened: OpenPage) -> None:
    words = opened("controller", lang="en").inner_text("#air .on")
    for said in ("¥199", "Eye cream sample", "Locks moisture in", "about 12 min left"):
        assert said in words
