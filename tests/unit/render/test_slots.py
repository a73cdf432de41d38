"""The table of slots against the templates."""

import re

import pytest

from controlroom.domain.roles import PAGES, READS, PageName
from controlroom.domain.topics import Topic
from controlroom.render.pages import Renderer
from controlroom.render.slots import SLOTS, TILES, slots_of
from controlroom.render.web import find_web
from tests.unit.render import made
from tests.unit.render.made_tasks import reader_of
from tests.unit.render.test_pages import page_of

TEMPLATES = find_web() / "templates"
FRAGMENTS = TEMPLATES / "fragments"


def test_every_page_has_its_slots() -> None:
    assert set(SLOTS) == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_page_places_each_of_its_slots_once(page: PageName) -> None:
    html = page_of(Renderer(find_web(), "zh-CN"), page, made.views())
    placed = re.findall(r'id="([\w-]+)" data-slot', html)
    assert sorted(placed) == sorted(slots_of(page))


def test_tiles_are_slots_of_their_own_on_the_analysts_page_alone() -> None:
    assert set(slots_of("analyst")) - set(SLOTS["analyst"]) == {f"k-{code}" for code in TILES}
    assert set(slots_of("analyst", ["likes_5m"])) - set(SLOTS["analyst"]) == {"k-likes_5m"}
    assert slots_of("host", ["likes_5m"]) == SLOTS["host"]


def test_every_fragment_is_used() -> None:
    used = {slot.template for page in PAGES for slot in slots_of(page).values()} | {"refusal"}
    assert {path.stem for path in FRAGMENTS.glob("*.html")} == used


def test_slots_that_read_what_can_be_taken_back_are_those_that_say_so() -> None:
    reads = {path.stem for path in FRAGMENTS.glob("*.html") if "show.undo" in path.read_text()}
    assert {slot.template for page in PAGES for slot in slots_of(page).values() if slot.undo} == reads


def test_no_slot_holds_a_field_that_a_person_types_in() -> None:
    fields = {
        path.name for path in FRAGMENTS.glob("*.html") if re.search(r"<(input|textarea|select)\b", path.read_text())
    }
    assert fields == set()


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    broken = re.compile(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\bsrc=)")
    assert {path.name for path in TEMPLATES.rglob("*.html") if broken.search(path.read_text())} == set()


@pytest.mark.parametrize("page", PAGES)
def test_role_of_a_page_may_read_all_its_slots_read(page: PageName) -> None:
    needed = frozenset[Topic]().union(*(slot.topics for slot in SLOTS[page].values()))
    assert needed - READS[reader_of(page)] == frozenset()


@pytest.mark.parametrize(
    ("page", "drawn"), [("controller", ["alerts"]), ("analyst", ["alerts"]), ("mine", ["alerts"]), ("host", [])]
)
def test_an_alarm_draws_what_lists_open_alerts_and_nothing_else(page: PageName, drawn: list[str]) -> None:
    renderer = Renderer(find_web(), "zh-CN")
    assert [*renderer.slots(page, "en", made.views(), frozenset(Topic), alarm=True)] == drawn
