"""A person's page: their rows alone, whatever is pushed; one press does a task, two hand everything over."""

from __future__ import annotations

from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from controlroom.views.alert_shapes import AlertsView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render.made_alerts import alert, low
from tests.unit.render.made_tasks import task, tasks
from tests.unit.render.moment import NOW

NERVOUS_MS = 410


def shown(page: Page, list_: str) -> list[str]:
    """The tasks that are to be seen in one of the lists."""
    rows = page.locator(f'#mine [data-list="{list_}"] [data-id]').all()
    return [row.get_attribute("data-id") or "" for row in rows if row.is_visible()]


def test_a_person_sees_their_own_tasks_and_what_they_need_to_know(opened: OpenPage) -> None:
    page = opened("mine", width=390, height=844, touch=True)
    assert page.locator('[aria-pressed="true"][data-person]').get_attribute("data-person") == "zhang"
    assert {name: shown(page, name) for name in ("todo", "approve", "know", "done")} == {
        "todo": ["cream:2", "serum:1"],
        "approve": [],
        "know": ["cream:1"],
        "done": ["open:2", "open:3", "open:1"],
    }
    assert page.inner_text('#mine [data-list="todo"] .cnt') == "2"
    page.tap('[data-person="chen"]')
    assert (shown(page, "todo"), shown(page, "approve")) == ([], ["open:2"])
    assert page.locator('#mine [data-list="todo"] .none').is_visible()
    page.reload()
    assert shown(page, "approve") == ["open:2"]


def test_a_push_keeps_the_choice_and_never_shows_what_is_anothers(stage: Stage, opened: OpenPage) -> None:
    page = opened("mine", width=390, height=844)
    new = task("x:1", "新任务", NOW, "zhang"), task("x:2", "别人的", NOW, "wang")
    stage.push({Topic.TASKS: replace(tasks(), tasks=(*new, *tasks().tasks))})
    page.wait_for_selector('#mine [data-id="x:1"]')
    assert shown(page, "todo") == ["x:1", "cream:2", "serum:1"]
    assert page.inner_text('#mine [data-list="todo"] .cnt') == "3"


def test_one_press_does_a_task(stage: Stage, opened: OpenPage) -> None:
    page = opened("mine", width=390, height=844, touch=True)
    with page.expect_response("**/mine/commands"):
        page.tap('#mine [data-id="cream:2"] button')
    assert {name: stage.commands[-1][name] for name in ("type", "task")} == {"type": "task.done", "task": "cream:2"}


def test_two_presses_hand_everything_over_from_who_is_reading(stage: Stage, opened: OpenPage) -> None:
    page = opened("mine", width=800, height=1100)
    page.click("#tab-handover")
    assert not page.locator('[data-member="zhang"]').is_visible()
    page.click('[data-member="wang"]')
    assert stage.commands == []
    with page.expect_response("**/mine/commands"):
        page.click('[data-member="wang"]')
    sent = stage.commands[-1]
    assert (sent["type"], sent["owner"], sent["to"]) == ("task.hand_over", "zhang", "wang")


def test_one_task_is_handed_over_alone_and_stays_picked_through_a_push(stage: Stage, opened: OpenPage) -> None:
    page = opened("mine", width=800, height=1100)
    page.click("#tab-handover")
    page.click('[data-pick="serum:1"]')
    stage.push({Topic.TASKS: replace(tasks(), tasks=(task("x:1", "新任务", NOW, "zhang"), *tasks().tasks))})
    page.wait_for_selector('[data-pick="x:1"]')
    assert page.get_attribute('[data-pick="serum:1"]', "aria-pressed") == "true"
    page.click('[data-member="wang"]')
    with page.expect_response("**/mine/commands"):
        page.click('[data-member="wang"]')
    sent = {name: stage.commands[-1].get(name) for name in ("type", "task", "owner", "to")}
    assert sent == {"type": "task.assign", "task": "serum:1", "owner": "wang", "to": None}
    assert page.locator('[data-pick][aria-pressed="true"]').count() == 0


def test_the_controller_ticks_the_most_urgent_task_with_a_key(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    with page.expect_response("**/controller/commands"):
        page.keyboard.press("v")
    assert (stage.commands[-1]["type"], stage.commands[-1]["task"]) == ("task.done", "cream:1")


def test_an_owner_takes_in_hand_until_lets_be_acts_and_closes(stage: Stage, opened: OpenPage) -> None:
    page = opened("mine", width=390, height=844, touch=True)
    stage.push({Topic.ALERTS: AlertsView(open=(replace(low(), owner="zhang"),))})
    row = page.locator('[data-alert="incident-44"] .does button')
    wanted = (
        ("alert.ack", None), ("alert.act", "cue"), ("alert.act", "act"), ("alert.snooze", None), ("alert.close", None),
        ("alert.ack", 300_000), ("alert.ack", 1_200_000), ("alert.ack", "segment_end"), ("alert.ack", "sold_out"),
    )  # fmt: skip
    until(page, f"document.querySelectorAll('[data-alert=incident-44] .does button').length === {len(wanted)}")
    for n, (_, what) in enumerate(wanted):
        if isinstance(what, int):
            page.wait_for_timeout(NERVOUS_MS)  # the same command as before, but for its instant
        with page.expect_response("**/mine/commands"):
            row.nth(n).click()
    now_ms = page.evaluate("import('/static/js/clock.js').then((clock) => clock.now())")
    for (type_, what), sent in zip(wanted, stage.commands, strict=True):
        assert (sent["type"], sent["alert"]) == (type_, "incident-44")
        for_ms = 600_000 if type_ == "alert.snooze" else what if isinstance(what, int) else None
        if for_ms is not None:
            until_ms = int(sent["until_ms" if type_ == "alert.snooze" else "until"])
            assert abs(until_ms - now_ms - for_ms) < 10_000
        else:
            assert sent.get("do", sent.get("until")) == what


def test_another_readers_old_alerts_are_no_news(stage: Stage, opened: OpenPage) -> None:
    page = opened("mine", lang="en")
    old = alert("incident-50", "gift_off", "critical", NOW, "旧的", "Old", owner="chen")
    stage.push({Topic.ALERTS: AlertsView(open=(old,))})
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 1")
    page.click('[data-person="chen"]')
    assert page.is_visible('[data-alert="incident-50"]')
    new = replace(old, id="incident-51", text={"en": "New"})
    stage.push({Topic.ALERTS: AlertsView(open=(old, new))})
    until(page, "document.getElementById('alert-said').textContent.includes('New')")
    assert "Old" not in page.inner_text("#alert-said")
