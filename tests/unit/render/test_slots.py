"""The table of slots against the templates."""

import re

import pytest

from controlroom.domain.roles import PAGES, READS, PageName, Role
from controlroom.domain.topics import Topic
from controlroom.render.slots import SLOTS
from controlroom.render.web import find_web

TEMPLATES = find_web() / "templates"
FRAGMENTS = TEMPLATES / "fragments"


def test_every_page_has_its_slots() -> None:
    assert set(SLOTS) == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_page_places_each_of_its_slots_once(page: PageName) -> None:
    text = (TEMPLATES / "screens" / "base.html").read_text() + (TEMPLATES / "screens" / f"{page}.html").read_text()
    placed = re.findall(r"slot\('(\w+)'", text)
    assert sorted(placed) == sorted(SLOTS[page])


def test_every_fragment_is_used() -> None:
    used = {slot.template for slots in SLOTS.values() for slot in slots.values()} | {"refusal"}
    assert {path.stem for path in FRAGMENTS.glob("*.html")} == used


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
    assert needed - READS[Role(page)] == frozenset()
