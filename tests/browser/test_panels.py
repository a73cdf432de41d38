"""The analyst's panes in a browser: definitions, sorting, forms, tabs; nothing of it is undone by a push."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from controlroom.views.shapes import KpiView, UndoView
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made


def moved(people: int) -> KpiView:
    kpi = made.kpi()
    return replace(kpi, tiles=kpi.tiles | {"online": made.tile(people, "people")})


def sold(sku: str, gmv: int) -> KpiView:
    kpi = made.kpi()
    tiles = kpi.products.get(sku, {}) | {"gmv_minor": made.tile(gmv, "money")}
    return replace(kpi, products=kpi.products | {sku: tiles})


def rows(page: Page) -> list[str]:
    """Return the link numbers of the products in the order they stand in."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('#goods th b')].map((one) => one.textContent)")
    return found


def test_tile_opens_its_definition_by_keyboard_and_escape_gives_the_focus_back(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.focus("[data-pane='kpi/conversion_rate_5m']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pop:not([hidden])")
    said = page.inner_text("#pop").replace("\N{NO-BREAK SPACE}", " ")
    for words in ("Conversion 5 min", "buyers ÷ viewers", "62", "3,260", "1.5 % – 2.4 %"):
        assert words in said
    until(page, r"/Newest fact\s+viewers \d+:\d\d · order \d+:\d\d/.test(document.querySelector('#pop').innerText)")
    assert page.evaluate("document.querySelector('#pop').contains(document.activeElement)")
    assert page.get_attribute("[data-pane='kpi/conversion_rate_5m']", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.is_hidden("#pop")
    assert page.evaluate("document.activeElement.dataset.pane") == "kpi/conversion_rate_5m"


def test_open_definition_follows_its_figure_and_keeps_the_focus(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    page.click("[data-pane='kpi/online']")
    page.wait_for_selector("#pop:not([hidden])")
    assert page.evaluate("document.activeElement.closest('#pop') !== null")
    page.evaluate("document.querySelector('#pop [data-close]').classList.add('armed')")
    stage.push({Topic.KPI: moved(4_321)})
    page.wait_for_timeout(2_200)  # its own pace: while a button waits for its second press nothing changes under it
    assert "4,321" not in page.inner_text("#pop")
    page.evaluate("document.querySelector('#pop [data-close]').classList.remove('armed')")
    until(page, "document.querySelector('#pop').innerText.includes('4,321')")
    assert page.evaluate("document.activeElement.closest('#pop') !== null")


def test_definition_closes_beside_and_another_opens_at_once(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.click("[data-pane='kpi/online']")
    page.wait_for_selector("#pop:not([hidden])")
    page.click("[data-pane='kpi/viewers']")
    until(page, "document.querySelector('#pop-title')?.textContent === 'Viewers'")
    page.mouse.click(20, 700)
    assert page.is_hidden("#pop")


def test_definition_is_copied_as_csv(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-pane='kpi/online']")
    page.wait_for_selector("#pop:not([hidden])")
    page.click("#pop [data-copy]")
    until(page, "document.querySelector('#pop [data-copy] span').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()").startswith("code,value,unit")


def test_rejects_open_with_their_reasons(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.click("#tab-feeds")
    page.click("[data-pane=rejects]")
    page.wait_for_selector("#pop:not([hidden])")
    assert "lines[3].sku is missing" in page.inner_text("#pop")


def test_chosen_order_of_products_survives_pushes_and_a_reload(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    assert rows(page)[:4] == ["3", "11", "7", "5"]
    page.click(".goods thead th:nth-child(4) button")  # what is left, most first
    wanted = ["18", "12", "5", "21", "11", "7", "30", "3"]
    assert rows(page) == wanted
    assert page.get_attribute(".goods thead th:nth-child(4)", "aria-sort") == "descending"
    stage.push({Topic.KPI: sold("gift", 9_900_000)})
    until(page, "document.querySelector('#goods').innerText.includes('99,000')")
    assert rows(page) == wanted
    page.reload()
    until(page, "document.querySelector('[data-rtt]').textContent !== '—'")
    assert rows(page) == wanted
    page.click(".goods thead th:nth-child(4) button")
    assert rows(page) == wanted[::-1]


def test_unknown_is_last_whichever_way(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    for _ in range(2):
        page.click(".goods thead th:nth-child(3) button")  # GMV a minute: two products have been on air
        assert set(rows(page)[:2]) == {"3", "11"}


def test_worth_of_a_cell_is_read_as_it_is_written(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    read = """async (texts) => { const {worth} = await import('/static/js/sorting.js'); return texts.map(worth) }"""
    texts = ["¥73,033", "−1.5 pt", "1.2万", "12K", "—", "", "Serum", "> 99 min"]
    assert page.evaluate(read, texts) == [73_033, -1.5, 12_000, 12_000, None, None, "Serum", 99]


def test_forecast_counts_down_by_itself(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    until(page, "document.querySelector('[data-out]').nextElementSibling.textContent === '4–8 min'")
    assert page.evaluate("document.querySelector('.fc i').style.getPropertyValue('--mid')").startswith("29.")


def test_platforms_figures_are_told_in_one_key_a_number_and_enter(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="zh-CN")
    page.keyboard.press("b")
    page.keyboard.type("7.98万")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#form-totals').hidden")
    (told,) = stage.commands
    assert (told["type"], told["gmv_minor"], told["board"]) == ("totals.tell", "7980000", "罗盘")
    assert told["orders"] == ""  # an empty field of a form is one that was not filled in
    assert page.input_value("#form-totals [name=gmv_minor]") == ""


def test_who_told_is_offered_again(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="zh-CN")
    for name, value in (("orders", "1,234"), ("as_told_by", "李")):
        if page.is_hidden("#form-totals"):
            page.click("[data-form=totals]")
        page.fill(f"#form-totals [name={name}]", value)
    page.press("#form-totals [name=as_told_by]", "Enter")
    until(page, "document.querySelector('#form-totals').hidden")
    assert stage.commands[0]["orders"] == "1234"
    page.click("[data-form=totals]")
    assert page.input_value("#form-totals [name=as_told_by]") == "李"


def test_number_that_cannot_be_read_is_said_and_not_sent(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    page.click("[data-form=spend]")
    page.fill("#form-spend [name=amount_minor]", "about 5")
    page.press("#form-spend [name=amount_minor]", "Enter")
    page.wait_for_timeout(300)
    assert stage.commands == []
    assert page.evaluate("document.querySelector('#form-spend [name=amount_minor]').validationMessage") != ""
    page.fill("#form-spend [name=amount_minor]", "1200.505")
    page.press("#form-spend [name=amount_minor]", "Enter")
    page.wait_for_timeout(300)
    assert stage.commands == []  # nothing is rounded in silence
    page.fill("#form-spend [name=amount_minor]", "1,200.50")
    page.check("#form-spend [value=commission]", force=True)
    page.press("#form-spend [name=amount_minor]", "Enter")
    until(page, "document.querySelector('#form-spend').hidden")
    assert (stage.commands[0]["amount_minor"], stage.commands[0]["kind"]) == ("120050", "commission")


def test_note_is_tied_to_a_minute_and_a_product(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    page.keyboard.press("n")
    page.fill("#form-note [name=text]", "price too high?")
    page.fill("#form-note [name=minute]", "20:09")
    page.select_option("#form-note [name=sku]", "serum-30")
    page.keyboard.press("Control+Enter")
    until(page, "document.querySelector('#form-note').hidden")
    note = stage.commands[0]
    assert (note["text"], note["sku"], int(note["at_ms"])) == (
        "price too high?",
        "serum-30",
        made.START + 9 * made.MINUTE,
    )
    assert "minute" not in note


def test_half_typed_text_survives_pushes_and_closing(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    page.keyboard.press("n")
    page.keyboard.type("half a th")
    for people in (1_001, 1_002):
        stage.push({Topic.KPI: moved(people), Topic.NOTES: made.notes()})
    until(page, "document.querySelector('[data-kpi=online]').dataset.value === '1002'")
    page.keyboard.type("ought")
    page.keyboard.press("Escape")
    assert page.is_hidden("#form-note")
    assert page.evaluate("document.activeElement.dataset.form") == "note"
    page.click(".talk [data-form=note]")
    assert page.input_value("#form-note [name=text]") == "half a thought"


def test_tabs_change_by_pointer_and_arrows(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    assert (page.is_visible("#said"), page.is_visible("#notes")) == (True, False)
    page.focus("#tab-said")
    page.keyboard.press("ArrowRight")
    assert (page.is_visible("#said"), page.is_visible("#notes")) == (False, True)
    assert page.evaluate("document.activeElement.id") == "tab-notes"
    page.click("#tab-said")
    assert page.is_visible("#said")


def test_held_comments_are_counted_in_the_head(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    page.hover("#said")
    said = made.comments()
    stage.push({Topic.COMMENTS: replace(said, tail=(replace(said.tail[0], id="new-1", text="fresh"), *said.tail))})
    until(page, "!document.querySelector('[data-held=said]').hidden")
    assert page.inner_text("[data-held=said] b") == "+1"
    page.mouse.move(100, 300)
    until(page, "document.querySelector('[data-held=said]').hidden")
    assert "fresh" in page.inner_text("#said")


def settled(page: Page) -> None:
    """Wait until the page has what it asks for by itself."""
    until(page, "document.querySelector('#why [data-windows]') !== null")
    until(page, "document.querySelector('[data-spark=online] path')?.getAttribute('d').length > 20")
    page.wait_for_timeout(200)


def test_push_moves_nothing(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    settled(page)
    page.evaluate("""() => {
      window.shifted = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifted += one.value; })
        .observe({type: 'layout-shift', buffered: false});
    }""")
    for people in (999, 12_345, 1_234_567, 7):
        stage.push({Topic.KPI: moved(people)})
        until(page, f"document.querySelector('[data-kpi=online]').dataset.value === '{people}'")
        page.wait_for_timeout(100)
    assert page.evaluate("window.shifted") == 0


def test_curve_is_drawn_from_the_series(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    until(page, "document.querySelector('[data-spark=online] path')?.getAttribute('d').length > 20")


def asked(stage: Stage) -> dict[str, str]:
    """Return the last question about what changed."""
    return dict(parse_qsl([pane for pane in stage.panes if pane.startswith("why")][-1].partition("?")[2]))


def hears(page: Page, stage: Stage, name: str) -> None:
    """Wait until the page's newest question, which has this field, has come to the stage."""
    for _ in range(100):
        if name in asked(stage):
            return
        page.wait_for_timeout(20)


def test_what_changed_begins_with_the_last_five_minutes_and_is_divided_on_request(
    opened: OpenPage, stage: Stage
) -> None:
    page = opened("analyst", lang="en")
    until(page, "document.querySelector('#why').innerText.includes('−9,390')")
    assert (asked(stage)["last_ms"], asked(stage)["by"]) == ("300000", "factors")
    page.focus("#why [data-by=product]")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#why [data-by=product]').ariaPressed === 'true'")
    assert page.evaluate("document.activeElement.dataset.by") == "product"
    assert "3 Night cream 50 ml" in page.inner_text("#why")


def test_any_two_windows_are_compared(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    until(page, "document.querySelector('#why [data-windows]') !== null")
    page.keyboard.press("w")
    assert page.input_value("#form-windows [name=a_from_ms]") == "20:04"
    for name, value in (("a_from_ms", "20:01"), ("a_to_ms", "20:03"), ("b_from_ms", "20:08"), ("b_to_ms", "20:07")):
        page.fill(f"#form-windows [name={name}]", value)
    page.press("#form-windows [name=b_to_ms]", "Enter")
    assert page.is_visible("#form-windows")  # it would end before it begins
    page.fill("#form-windows [name=b_to_ms]", "20:10:30")
    page.press("#form-windows [name=b_to_ms]", "Enter")
    until(page, "document.querySelector('#form-windows').hidden")
    hears(page, stage, "a_from_ms")
    told = {key: (int(value) - made.START) / made.MINUTE for key, value in asked(stage).items() if key.endswith("_ms")}
    assert told == {"a_from_ms": 1, "a_to_ms": 3, "b_from_ms": 8, "b_to_ms": 10.5}
    page.click("#why .spans")
    page.click("#form-windows [data-last='600000']")
    until(page, "document.querySelector('#form-windows').hidden")
    hears(page, stage, "last_ms")
    assert asked(stage)["last_ms"] == "600000"


def test_span_chosen_in_the_chart_is_compared_with_as_much_before(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    settled(page)
    page.evaluate(
        "([from, to]) => document.dispatchEvent(new CustomEvent('chart:chosen', {detail: {from, to}}))",
        [made.START + 6 * made.MINUTE, made.START + 8 * made.MINUTE],
    )
    page.wait_for_timeout(200)
    told = {key: (int(value) - made.START) / made.MINUTE for key, value in asked(stage).items() if key.endswith("_ms")}
    assert told == {"a_from_ms": 4, "a_to_ms": 6, "b_from_ms": 6, "b_to_ms": 8}
    page.keyboard.press("0")
    page.wait_for_timeout(200)
    assert asked(stage)["last_ms"] == "300000"


def test_tile_is_exchanged_in_its_place_and_kept_in_this_browser(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.click("[data-pane='kpi/online']")
    page.wait_for_selector("#pop:not([hidden])")
    page.click("#pop [data-form=tiles]")
    assert page.input_value("#form-tiles [name=code]") == "online"
    page.select_option("#form-tiles [name=code]", "likes_5m")
    with page.expect_navigation():
        page.click("#form-tiles [type=submit]")
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["cr_tiles"].split(".")
    assert (kept[0], kept[1], len(kept)) == ("likes_5m", "viewers", 12)


def test_figure_that_is_a_tile_already_changes_places(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    change = (
        """async (args) => { const {exchanged} = await import('/static/js/tiles.js'); return exchanged(...args) }"""
    )
    assert page.evaluate(change, [["a", "b", "c"], "a", "c"]) == ["c", "b", "a"]
    assert page.evaluate(change, [["a", "b", "c"], "b", "x"]) == ["a", "x", "c"]


def test_text_that_is_cut_is_whole_in_its_title(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    said = made.comments()
    long = "word " * 60
    stage.push({Topic.COMMENTS: replace(said, tail=(replace(said.tail[0], id="new-1", text=long), *said.tail))})
    until(page, "document.querySelector('#said').innerText.includes('word')")
    for id_, title in (("new-1", long), (said.tail[0].id, None)):
        page.hover(f"#said li[data-id='{id_}'] span")
        assert page.get_attribute(f"#said li[data-id='{id_}'] span", "title") == title


def test_a_whole_table_is_copied_as_csv_and_a_failure_is_said(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, row in (
        ("products", "cream-50,3,Night cream 50 ml"),
        ("segments", "cream,Night cream"),
        ("traffic", "paid,3809"),
    ):
        button = f"[data-copy-from='tables/{name}']"
        page.click(button)
        until(page, f"document.querySelector(\"{button} span\").textContent === 'Copied'")
        assert f"\n{row}," in page.evaluate("navigator.clipboard.readText()")
    page.route("**/tables/*", lambda route: route.fulfill(status=409))
    page.click("[data-copy-from='tables/products']")
    until(page, "document.querySelector(\"[data-copy-from='tables/products'] span\").textContent === 'Not copied'")


def test_what_was_told_is_taken_back_with_one_key(opened: OpenPage, stage: Stage) -> None:
    page = opened("analyst", lang="en")
    told = UndoView(command="c-12", title="spend.add", what=None, until_ms=made.NOW + 30_000)
    stage.push({Topic.SHOW: replace(made.show(), undo=(told,))})
    until(page, "document.querySelector('#undo').innerText.includes('Cost')")
    page.keyboard.press("Control+z")
    page.wait_for_timeout(300)
    assert (stage.commands[0]["type"], stage.commands[0]["command"]) == ("undo", "c-12")


_TILE = "[data-pane='kpi/conversion_rate_5m']"


# What the forms are made of is the same in both themes: each form is looked at in one of them, the rest in both.
@pytest.mark.parametrize(
    ("theme", "buttons"),
    [
        ("dark", [_TILE]), ("light", [_TILE]), ("dark", ["[data-pane=rejects]"]), ("light", ["[data-pane=rejects]"]),
        ("dark", [_TILE, "[data-form=tiles]"]), ("light", ["[data-form=totals]"]), ("dark", ["[data-form=spend]"]),
        ("light", ["[data-form=note]"]), ("dark", ["#why [data-form=windows]"]),
    ],
)  # fmt: skip
def test_axe_finds_nothing_in_what_opens(opened: OpenPage, buttons: list[str], theme: str) -> None:
    page = opened("analyst", lang="en", theme=theme)
    if "[data-pane=rejects]" in buttons:
        page.click("#tab-feeds")
    for button in buttons:
        page.click(button)
        page.wait_for_selector(f"{button}[aria-expanded=true]")
    page.wait_for_selector(".pop:not([hidden])")
    assert violations(page) == []
