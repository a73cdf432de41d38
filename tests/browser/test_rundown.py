"""The controller's rundown: dragged, stepped, edited, cut; and never moved under a finger."""

from __future__ import annotations

from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made

SETTLE_MS = 150
QUIET_MS = 1_050


def told(stage: Stage, page: Page, *names: str) -> list[tuple[str | None, ...]]:
    page.wait_for_timeout(SETTLE_MS)
    return [tuple(command.get(name) for name in ("type", *names)) for command in stage.commands]


def row(id_: str) -> str:
    return f'[data-segment="{id_}"]'


def order(page: Page) -> list[str]:
    rows: list[str] = page.evaluate(
        "[...document.querySelectorAll('[data-segment]')].map((one) => one.dataset.segment)"
    )
    return rows


def lift(page: Page, id_: str, onto: str) -> None:
    """Take a row by the mouse and hold it over another."""
    start, end = page.locator(row(id_)).bounding_box(), page.locator(row(onto)).bounding_box()
    assert start is not None
    assert end is not None
    x = start["x"] + 120
    page.mouse.move(x, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(x, start["y"] - 12, steps=4)
    page.mouse.move(x, end["y"] + 6, steps=8)
    page.wait_for_timeout(SETTLE_MS)


def test_dropped_row_asks_for_its_new_place_and_goes_back_until_the_room_moves_it(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    before = order(page)
    lift(page, "sun", "draw")
    page.mouse.up()
    assert told(stage, page, "segment", "after") == [("rundown.move", "sun", "serum")]
    assert order(page) == before


def test_list_stands_still_while_a_row_is_dragged_and_then_shows_what_it_missed(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    lift(page, "sun", "draw")
    rundown = made.rundown()
    changed = tuple(replace(s, planned_for_ms=99 * made.MINUTE) if s.id == "gift" else s for s in rundown.segments)
    stage.push({Topic.RUNDOWN: replace(rundown, segments=changed)})
    page.wait_for_timeout(SETTLE_MS)
    assert "1:39:00" not in page.inner_text(row("gift"))
    page.mouse.up()
    until(page, f"document.querySelector('{row('gift')}').innerText.includes('1:39:00')")


def test_alt_and_arrows_step_the_focused_row(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.focus(f"{row('draw')} .name")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowDown")
    assert told(stage, page, "segment", "after") == [("rundown.move", "draw", "cream"), ("rundown.move", "draw", "eye")]
    page.focus(f"{row('serum')} .name")
    page.keyboard.press("Alt+ArrowUp")  # it is the next already
    assert len(stage.commands) == 2


def test_form_sends_what_was_changed_and_nothing_else(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.click(f"{row('serum')} .name")
    until(page, "document.querySelector('#pop .segform') !== null && !document.querySelector('#pop').hidden")
    assert page.evaluate("document.activeElement.name") == "title.en"
    page.fill("#pop [data-length]", "7:30")
    page.fill("#pop [name='script']", "")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(SETTLE_MS)
    (command,) = stage.commands
    assert {name: value for name, value in command.items() if name not in ("id", "expires_ms")} == {
        "type": "segment.edit", "segment": "serum", "planned_for_ms": "450000", "script": ""
    }  # fmt: skip
    until(page, "document.querySelector('#pop').hidden")


def test_unchanged_form_sends_nothing(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.click(f"{row('serum')} .name")
    until(page, "document.activeElement.name === 'title.zh-CN'")
    page.keyboard.press("Control+Enter")
    assert told(stage, page) == []
    until(page, "document.querySelector('#pop').hidden")


def test_new_segment_goes_out_with_its_place_and_its_instant(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("+")
    until(page, "document.activeElement.name === 'segment.title'")
    page.keyboard.type("加一段")
    page.fill("#pop [data-length]", "4")
    page.fill("#pop [data-instant]", "20:30")
    page.select_option("#pop [name='after']", "draw")
    page.keyboard.press("Control+Enter")
    fields = ("segment.title", "segment.planned_for_ms", "segment.starts_ms", "after", "segment.kind")
    assert told(stage, page, *fields) == [
        ("rundown.insert", "加一段", "240000", str(made.START + 30 * made.MINUTE), "draw", "interaction")
    ]


def test_on_the_morning_of_the_show_a_fixed_start_is_one_of_the_evening(stage: Stage, opened: OpenPage) -> None:
    stage.from_ms = made.START - 11 * 60 * made.MINUTE
    page = opened("controller", moment="planned")
    page.click(f"{row('serum')} .name")
    until(page, "document.querySelector('#pop .segform') !== null && !document.querySelector('#pop').hidden")
    page.fill("#pop [data-instant]", "22:15")
    page.keyboard.press("Control+Enter")
    assert told(stage, page, "starts_ms") == [("segment.edit", str(made.START + 135 * made.MINUTE))]
    page.click("#rundown [data-pane='segment-new']")
    until(page, "document.activeElement.name === 'segment.title'")
    page.keyboard.type("加一段")
    page.fill("#pop [data-instant]", "21:00")
    page.select_option("#pop [name='after']", "draw")
    page.keyboard.press("Control+Enter")
    assert told(stage, page, "segment.starts_ms")[1] == ("rundown.insert", str(made.START + 60 * made.MINUTE))


def test_a_segment_of_an_hour_is_saved_from_its_form(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.click(f"{row('serum')} .name")
    until(page, "document.activeElement.name === 'title.en'")
    page.fill("#pop [data-length]", "1:15:00")  # as the form itself writes it
    page.keyboard.press("Control+Enter")
    assert told(stage, page, "planned_for_ms") == [("segment.edit", str(75 * made.MINUTE))]


def test_length_that_is_none_is_not_sent(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.click(f"{row('serum')} .name")
    until(page, "document.querySelector('#pop .segform') !== null && !document.querySelector('#pop').hidden")
    page.fill("#pop [data-length]", "soon")
    page.keyboard.press("Control+Enter")
    assert told(stage, page) == []


def test_skip_hold_and_lock_have_their_buttons(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("s")
    page.keyboard.press("h")
    page.click("#rundown [aria-pressed='false']")
    assert told(stage, page, "segment", "on") == [
        ("skip", "serum", None), ("rundown.hold", None, "true"), ("show.lock", None, "true")
    ]  # fmt: skip


def test_cuts_go_out_as_ticked(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.keyboard.press("g")
    until(page, "document.activeElement.name === 'cuts.qa'")
    page.keyboard.press("Space")
    page.click("#pop [type='submit']")
    assert told(stage, page, "cuts.qa", "cuts.wash") == [("rundown.fit", None, "450000")]


def test_held_clock_stands_and_later_times_run(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    rundown, show = made.rundown(), made.show()
    held = tuple(replace(s, held_ms=made.NOW - 60_000) if s.state == "on_air" else s for s in rundown.segments)
    stage.push({Topic.RUNDOWN: replace(rundown, segments=held), Topic.SHOW: replace(show, slips_ms=made.NOW - 60_000)})
    until(page, "document.querySelector('.seg.on b').innerText === '04:33'")
    before = page.inner_text(f"{row('serum')} [data-later]")
    page.wait_for_timeout(1_500)
    assert page.inner_text(".seg.on b") == "04:33"
    assert before == "20:18"


def test_planned_start_stands_where_it_differs_from_the_expected_one(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    told_at = """[...document.querySelectorAll('#rundown .was')].filter((one) => one.checkVisibility())
      .map((one) => [one.closest('li').dataset.segment, one.innerText.slice(-5)])"""
    rundown, late = made.rundown(), 3 * made.MINUTE
    plan = tuple(
        replace(s, planned_start_ms=s.planned_start_ms and s.planned_start_ms // 60_000 * 60_000)
        for s in rundown.segments
    )
    on_time = tuple(
        replace(s, expected_start_ms=s.planned_start_ms, started_ms=s.started_ms and s.planned_start_ms) for s in plan
    )
    stage.push({Topic.RUNDOWN: replace(rundown, segments=on_time)})
    until(page, f"({told_at}).length === 0")
    serum = next(s for s in on_time if s.id == "serum")
    assert serum.planned_start_ms is not None
    moved = replace(serum, expected_start_ms=serum.planned_start_ms + late)
    stage.push({Topic.RUNDOWN: replace(rundown, segments=tuple(moved if s.id == "serum" else s for s in on_time))})
    until(page, f"({told_at}).length === 1")
    assert page.evaluate(told_at)[0][0] == "serum"
    slipping = replace(
        made.show(), slips_ms=made.NOW - late
    )  # the one on air runs on: the clock alone moves what follows
    stage.push({Topic.RUNDOWN: replace(rundown, segments=on_time), Topic.SHOW: slipping})
    until(page, f"({told_at}).length > 1")


def test_a_segments_pane_has_no_fault_that_axe_finds(opened: OpenPage) -> None:
    page = opened("controller", theme="light", lang="en")
    page.click(f"{row('serum')} .name")
    until(page, "document.querySelector('#pop .segform') !== null && !document.querySelector('#pop').hidden")
    assert violations(page) == []


def test_the_pane_of_cuts_has_no_fault_that_axe_finds(opened: OpenPage) -> None:
    page = opened("controller", theme="dark", lang="en")
    page.keyboard.press("g")
    until(page, "document.activeElement.name === 'cuts.qa'")
    assert violations(page) == []
