"""The pages as they are seen: every size, both languages, both themes; light to load; usable by everybody."""

from __future__ import annotations

import gzip
from itertools import product

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from controlroom.domain.roles import PAGES
from controlroom.domain.topics import Topic
from controlroom.render.web import find_web
from controlroom.views.shapes import OffersView
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made, made_shop

SIZES = {"laptop": (1280, 720), "wide": (1920, 1080), "tablet": (800, 1280), "phone": (390, 844)}

_TROUBLE = {
    "en": {"full": "The disk is full", "locked": "The database is locked"},
    "zh-CN": {"full": "磁盘满了", "locked": "数据库被占用"},
}

_SPILLS = """() => {
  const spilt = [];
  for (const one of document.querySelectorAll('body *')) {
    if (one.closest('svg, .scroll') || getComputedStyle(one).position === 'fixed') continue;
    const box = one.getBoundingClientRect();
    if (box.width && box.height && box.right > innerWidth + 1)
      spilt.push(`${one.tagName}.${one.className} ${Math.round(box.right)}`);
  }
  return spilt;
}"""

_SMALL = """() => [...document.querySelectorAll('button, a[href], .picks label')].filter((one) => {
  const box = one.getBoundingClientRect();
  return one.checkVisibility() && box.width && !one.closest('.li, .chip, .cue, .undos, .own, .ask-help, .jump')
    && !one.matches('.jump, .sr') && box.height < 44;
}).map((one) => `${one.className} ${one.textContent.trim()} ${one.getBoundingClientRect().height}`)"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_spills_over_the_edge(opened: OpenPage, name: str, size: str, lang: str) -> None:
    width, height = SIZES[size]
    page = opened(name, width=width, height=height, touch=width < 1000, lang=lang)
    assert page.evaluate(_SPILLS) == []
    page.evaluate("document.body.dataset.keyboard = 'yes'")  # then key caps show and take room
    assert page.evaluate(_SPILLS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_in_words_that_nothing_can_be_written_until_it_can(
    opened: OpenPage, stage: Stage, name: str, lang: str
) -> None:
    page = opened(name, lang=lang)
    said = page.locator(".store[role=alert]")
    assert said.count() == 0
    for trouble, words in _TROUBLE[lang].items():
        stage.push({Topic.SHOW: replace(made.show(), store=trouble)})
        said.filter(has_text=words).wait_for()
        top, bottom = page.evaluate(
            "(({top, bottom}) => [top, bottom])(document.querySelector('.store').getBoundingClientRect())"
        )
        assert 0 <= top < bottom <= 720, trouble
        assert page.evaluate("""() => {
            const box = document.querySelector('.store b').getBoundingClientRect();
            return document.elementFromPoint(box.left + 4, box.top + box.height / 2).closest('.store') !== null;
        }"""), "something lies over it"
    stage.push({Topic.SHOW: made.show()})
    said.wait_for(state="detached")


_ROOM = """() => {
  const box = (one) => one.getBoundingClientRect();
  const all = (what) => [...document.querySelectorAll(what)].map(box);
  const boxes = ['#products', '#products .grid', '#comments .queue', '#shop .offers ul'];
  const [goods, tiles, queue, offers] = boxes.map((what) => all(what)[0]);
  return {
    blank: Math.round(goods.bottom - tiles.bottom),
    comments: all('#comments .queue .li').filter((one) => one.bottom <= queue.bottom).length,
    narrowest: Math.min(...all('.cuekey>.cut').map((one) => one.width)),
    counted: all('#shop .deal b').filter((one) => one.right <= offers.right).length,
  };
}"""


def test_products_take_the_rows_they_need_and_the_rest_is_for_cards_and_comments(opened: OpenPage) -> None:
    room = opened("controller", width=1440, height=900, lang="en").evaluate(_ROOM)
    assert room["blank"] <= 1
    assert room["comments"] >= 7
    assert room["narrowest"] >= 72
    assert room["counted"] == 3


_SIDEWAYS = """() => [...document.querySelectorAll('.band ul, .timers, #feeds, #feeds .li')]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.getAttribute('aria-label') ?? one.className)"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1440, 900)])
def test_no_row_of_the_controller_goes_on_sideways(opened: OpenPage, lang: str, width: int, height: int) -> None:
    page = opened("controller", width=width, height=height, lang=lang)
    page.click("#tab-feeds")
    assert page.evaluate(_SIDEWAYS) == []
    room = page.evaluate(_ROOM)
    assert room["counted"] == 3
    assert room["blank"] >= 0  # two rows of products stand whole beside two of offers


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "height"), [(800, 1280), (820, 1180)])
def test_every_offer_is_read_on_an_upright_tablet(opened: OpenPage, lang: str, width: int, height: int) -> None:
    page = opened("controller", width=width, height=height, touch=True, lang=lang)
    assert page.evaluate(_SIDEWAYS) == []
    assert page.evaluate(_ROOM)["counted"] == 3
    assert page.evaluate("""() => {
      const list = document.querySelector('#shop .offers ul').getBoundingClientRect();
      return [...document.querySelectorAll('#shop .offers li')].every((one) => one.getBoundingClientRect().bottom <= list.bottom);
    }""")


_HALF = """() => {
  const list = document.getElementById('said').getBoundingClientRect();
  return [...document.querySelectorAll('#said>li')].map((one) => one.getBoundingClientRect())
    .filter((box) => box.top < list.bottom - 1 && box.bottom > list.bottom + 1 && Math.round(list.bottom - box.top) % 24).length;
}"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1366, 768), (1440, 900), (1920, 1080)])
def test_no_row_of_the_analysts_comments_is_half_cut(opened: OpenPage, lang: str, width: int, height: int) -> None:
    page = opened("analyst", width=width, height=height, lang=lang)
    assert page.evaluate(_HALF) == 0
    assert page.evaluate("document.getElementById('said').clientHeight") >= 48


def test_what_nothing_asks_for_is_not_amber(opened: OpenPage) -> None:
    page = opened("analyst")
    colour = "getComputedStyle(document.querySelector('{}')).color"
    assert page.evaluate(colour.format("#rules .asks")) == page.evaluate(colour.format("body"))


def test_on_a_phone_figures_stand_in_two_columns_and_two_cards_are_whole(opened: OpenPage) -> None:
    page = opened("controller", width=390, height=844, touch=True, lang="en")
    lefts = page.evaluate(
        "[...document.querySelectorAll('.foot .fig .v')].map((one) => one.getBoundingClientRect().left)"
    )
    assert len(set(lefts)) == 2
    assert page.evaluate("""() => {
      const list = document.querySelector('#cues .cues').getBoundingClientRect();
      const cards = [...document.querySelectorAll('#cues .cue')].slice(0, 2).map((one) => one.getBoundingClientRect());
      return cards.every((card) => card.bottom <= list.bottom);
    }""")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_definition_is_left_by_its_button_on_a_phone(opened: OpenPage, lang: str) -> None:
    page = opened("analyst", width=390, height=844, touch=True, lang=lang)
    page.evaluate("document.body.dataset.keyboard = 'yes'")  # then key caps show and take room
    for tile in page.locator(".tile .open").all():
        tile.click()
        until(page, "!document.getElementById('pop').hidden")
        for what in ("[data-close]", "[data-copy]", "[data-form=tiles]"):
            box = page.locator(f"#pop {what}").bounding_box()
            assert box is not None
            assert 8 <= box["x"] < box["x"] + box["width"] <= 382, (what, page.inner_text("#pop-title"))
        page.click("#pop [data-close]")
        until(page, "document.getElementById('pop').hidden")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_scenes_and_two_offers_share_a_line_on_a_laptop(stage: Stage, opened: OpenPage, lang: str) -> None:
    page = opened("controller", lang=lang)
    ready = [replace(one, state="ready", ends_ms=None) for one in made_shop.offers().offers[:2]]
    stage.push({Topic.OFFERS: OffersView(offers=tuple(ready))})
    until(page, "document.querySelectorAll('#shop .offers li').length === 2")
    assert page.evaluate("document.querySelector('#shop .band').offsetHeight") == 40
    assert page.evaluate(_SIDEWAYS) == []


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_pinned_question_is_read_beside_two_countdowns(opened: OpenPage, lang: str) -> None:
    box = opened("host", lang=lang).locator("#comment .pinned").bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] <= 48


def test_the_script_is_read_on_a_phone_whatever_else_there_is(opened: OpenPage) -> None:
    box = opened("host", width=390, height=844, touch=True, lang="en").locator("#paper").bounding_box()
    assert box is not None
    assert box["height"] > 100


@pytest.mark.parametrize("name", PAGES)
def test_fingers_find_targets_of_44_pixels(opened: OpenPage, name: str) -> None:
    page = opened(name, width=390, height=844, touch=True)
    assert page.evaluate(_SMALL) == []


@pytest.mark.parametrize("moment", ["planned", "ended", "planless", "store", "calm"])
@pytest.mark.parametrize("name", PAGES)
def test_every_moment_fits_and_complains_of_nothing(opened: OpenPage, name: str, moment: str) -> None:
    page = opened(name, moment=moment, lang="en")
    assert page.evaluate(_SPILLS) == []


def test_first_view_of_the_host_page_is_light(stage: Stage, browser: Browser) -> None:
    asked: list[str] = []
    bytes_in: list[int] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: bytes_in.append(len(gzip.compress(response.body(), 6))))
    page.goto(f"{stage.url}/host")
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 8, asked
    assert sum(bytes_in) <= 80_000
    page.close()


def test_help_and_settings_are_reached_on_a_phone(opened: OpenPage) -> None:
    page = opened("host", width=390, height=844, touch=True)
    assert not page.locator("#larger").is_visible()
    page.tap("#help-key")
    page.tap("#display-key")
    page.tap("#larger")
    assert page.inner_text("#size") == "48"
    assert not page.locator("#help").is_visible()  # one panel at a time
    page.tap("#display-close")
    assert not page.locator("#display").is_visible()


def test_every_key_and_the_language_are_reached_on_a_phone(opened: OpenPage) -> None:
    page = opened("controller", width=390, height=844, touch=True)
    page.tap("#help-key")
    assert page.evaluate("document.getElementById('help').getBoundingClientRect().bottom <= innerHeight")
    page.locator("#help dl>div").last.scroll_into_view_if_needed()
    assert page.locator("#help dl>div").last.evaluate("one => one.getBoundingClientRect().bottom <= innerHeight")
    with page.expect_navigation():
        page.tap(".lang [lang=en]")


@pytest.mark.parametrize("address", ["/", "/failure/401", "/failure/404"])
def test_plain_pages_fit_a_phone(stage: Stage, browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(stage.url.removesuffix("/rooms/demo") + address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click(".lang [lang=en]")
    until(page, "document.documentElement.lang === 'en'")
    page.close()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(opened: OpenPage, name: str, theme: str) -> None:
    assert [line for lang in ("zh-CN", "en") for line in violations(opened(name, theme=theme, lang=lang))] == []


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_in_the_charts_table_and_on_a_wall(opened: OpenPage, theme: str) -> None:
    page = opened("analyst", theme=theme)
    page.keyboard.press("t")
    wall = opened("analyst", wall="1", theme=theme, width=1920, height=1080)
    assert violations(page) + violations(wall) == []


@pytest.mark.parametrize("address", ["/", "/failure/401", "/failure/404"])
def test_axe_finds_nothing_in_plain_pages(stage: Stage, browser: Browser, address: str) -> None:
    page = browser.new_page()
    for lang, theme in product(("zh-CN", "en"), ("dark", "light")):
        page.goto(f"{stage.url.removesuffix('/rooms/demo')}{address}?lang={lang}&theme={theme}")
        assert page.get_attribute("html", "lang") == lang
        assert page.get_attribute("html", "data-theme") == theme
        assert violations(page) == [], (lang, theme)
    page.close()


@pytest.mark.parametrize("moment", ["planned", "ended", "planless"])
def test_axe_finds_nothing_before_after_and_without_a_plan(opened: OpenPage, moment: str) -> None:
    assert [line for name in PAGES for line in violations(opened(name, moment=moment))] == []


def test_web_folder_of_the_stage_has_the_vendored_library() -> None:
    assert (find_web() / "static" / "vendor" / "htmx.min.js").is_file()
