"""What is on air, sold and shown on the pages: offers, the row on air, cards, the product with its price."""

import pytest
from msgspec.structs import replace

from controlroom.domain.roles import READS, PageName
from controlroom.domain.topics import Topic
from controlroom.domain.wordings import PLACEHOLDERS
from controlroom.render.formats import Formats
from controlroom.render.pages import Renderer
from controlroom.render.slots import slots_of
from controlroom.views.shapes import DeskView, OffersView, ScenesView
from tests.unit.render import made
from tests.unit.render.made_tasks import reader_of
from tests.unit.render.test_pages import EVERYTHING, page_of
from tests.unit.render.test_pages import renderer as renderer  # noqa: PLC0414 - the fixture


@pytest.mark.parametrize("page", ["controller", "host"])
def test_a_show_without_offers_scenes_and_acts_is_drawn(renderer: Renderer, page: PageName) -> None:
    bare = made.views() | {
        Topic.OFFERS: OffersView(offers=()),
        Topic.DESK: DeskView(acts=()),
        Topic.SCENES: ScenesView(scenes=()),
    }
    slots = renderer.slots(page, "en", bare, EVERYTHING)
    assert "Five-minute price" not in slots.get("left", "")
    assert slots.get("shop", "") == ""


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"available": 5, "listed": 5}, True),
        ({"available": 0, "listed": 0}, False),
        ({"available": -2, "listed": None}, False),
        ({"platform_state": "sold_out"}, False),
    ],
)
def test_what_is_sold_out_has_no_time_left(renderer: Renderer, left: dict[str, object], said: bool) -> None:
    views = made.views() | {Topic.PROGRAM: replace(made.program(), runs_out_ms=None, **left)}
    for page, slot in (("controller", "air"), ("host", "left")):
        assert ("time left" in renderer.slots(page, "en", views, EVERYTHING)[slot]) is said


def test_every_open_offer_of_the_product_says_what_it_counts(renderer: Renderer) -> None:
    left = renderer.slots("host", "en", made.views(), EVERYTHING)["left"]
    for said in ("First 100 get an eye cream", "17 left", "Five-minute price", "data-until="):
        assert said in left
    first, five = made.offers().offers[:2]
    bare = replace(first, quota=None, left=None)
    alone = renderer.slots("host", "en", made.views() | {Topic.OFFERS: OffersView(offers=(bare, five))}, EVERYTHING)
    assert "First 100" not in alone["left"]  # it counts nothing, and stands among the gifts
    only = renderer.slots("host", "en", made.views() | {Topic.OFFERS: OffersView(offers=(bare,))}, EVERYTHING)
    assert "First 100" in only["left"]


def test_the_row_on_air_says_when_it_began_and_when_it_was_planned(renderer: Renderer) -> None:
    rundown = made.rundown()
    [on] = [s for s in rundown.segments if s.state == "on_air"]
    assert on.started_ms is not None
    late = replace(on, planned_start_ms=on.started_ms - 3 * made.MINUTE)
    views = made.views() | {
        Topic.RUNDOWN: replace(rundown, segments=tuple(late if s is on else s for s in rundown.segments))
    }
    row = (
        renderer.slots("controller", "en", views, EVERYTHING)["rundown"]
        .partition("data-current")[2]
        .partition("</li>")[0]
    )
    clock = Formats("en").clock
    began, planned = clock(on.started_ms, "Asia/Shanghai", False), clock(late.planned_start_ms, "Asia/Shanghai", False)
    assert f"<b>{planned}</b>" in row
    assert f"</span>{began}</span>" in row


def test_a_card_that_was_acknowledged_still_says_when_it_was_delivered(renderer: Renderer) -> None:
    cue = made.cue()
    one = replace(cue.recent[0], delivered_ms=made.NOW - 20_000, acked_ms=made.NOW - 5_000, expired=False)
    views = made.views() | {Topic.CUE: replace(cue, recent=(one,))}
    card = renderer.slots("controller", "en", views, EVERYTHING)["cues"].partition(f'data-cue="{one.id}"')[2]
    assert card.index("delivered ") < card.index("got it ")


def test_the_field_of_a_card_names_every_number_that_is_filled_in(renderer: Renderer) -> None:
    field = page_of(renderer, "controller", made.views(), "en").partition('id="cue-text"')[2].partition(">")[0]
    assert [name for name in PLACEHOLDERS if f"{{{name}}} " not in field] == []
    assert all(f"{{{name}}}" in field.partition("title=")[0] for name in ("price", "stock", "left"))


@pytest.mark.parametrize(("page", "slot"), [("analyst", "onair"), ("remote", "segment")])
def test_the_product_on_air_has_its_price_where_only_the_segment_was(
    renderer: Renderer, page: PageName, slot: str
) -> None:
    words = renderer.slots(page, "en", made.views(), EVERYTHING)[slot]
    for said in ("<b>3</b>", "Night cream 50 ml", "¥199", "¥399", "Locks moisture in", "Gift Eye cream sample"):
        assert said in words
    [place] = [one for name, one in slots_of(page).items() if name == slot]
    assert place.topics <= READS[reader_of(page)]
    assert "¥199" not in renderer.slots(page, "en", made.views() | {Topic.PROGRAM: None}, EVERYTHING)[slot]


def test_the_time_left_in_a_card_is_counted_by_the_screen(renderer: Renderer) -> None:
    cue = made.cue()
    assert cue.current is not None
    card = replace(cue.current, text="还剩 3:33，拍完恢复原价", until_ms=made.NOW + 200_000, left_said="3:33")
    views = made.views() | {Topic.CUE: replace(cue, current=card)}
    for page, slot in (("host", "cue"), ("remote", "cue"), ("controller", "cues")):
        words = renderer.slots(page, "en", views, EVERYTHING)[slot]  # type: ignore[arg-type]
        runs = f'还剩 <span aria-hidden="true" data-until="{made.NOW + 200_000}">3:33</span><span class="sr">3:33</span>，拍完'
        assert runs in words
