"""Alerts in a browser: one key each, nothing jumps under a finger, what is new is heard and said, a rule is tried first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.alerts.rules import Limit
from controlroom.domain.errors import Refusal
from controlroom.domain.topics import Topic
from controlroom.views.alert_shapes import AgeView, AlertsView, AlertView
from tests.browser.axe import violations
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made
from tests.unit.render.made_alerts import alert, dip, lag, low, quiet

SETTLE_MS = 150
AGAIN_MS = 500  # a nervous finger gives no command twice
CALM_MS = 800  # a choice that moved by itself is not acted on at once
NEWS = alert("incident-50", "stream_interrupted", "critical", made.NOW, "推流中断", "The stream is cut")


def given(stage: Stage, page: Page) -> list[dict[str, Any]]:
    page.wait_for_timeout(SETTLE_MS)
    return list(stage.commands)


def chosen(page: Page) -> str | None:
    return page.evaluate("document.querySelector('#alerts .sel')?.dataset.alert ?? null")


def show(stage: Stage, *views: AlertView) -> None:
    stage.push({Topic.ALERTS: AlertsView(open=views)})


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("a", {"type": "alert.ack", "alert": "incident-41"}),
        ("p", {"type": "alert.act", "alert": "incident-41", "do": "cue"}),
        ("Backspace", {"type": "alert.close", "alert": "incident-41"}),
        ("F6", {"type": "slip.tell"}),
        ("F7", {"type": "violation.tell", "level": "warning"}),
        ("F8", {"type": "stream.tell", "state": "interrupted"}),
    ],
)
def test_a_controllers_key_acts_on_the_chosen_alert(
    stage: Stage, opened: OpenPage, key: str, wanted: dict[str, str]
) -> None:
    page = opened("controller")
    page.keyboard.press(key)
    (command,) = given(stage, page)
    assert {name: command[name] for name in wanted} == wanted


def test_keys_move_on_to_the_next_alert_and_act_there(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    assert chosen(page) == "incident-41"
    page.keyboard.press("j")
    assert chosen(page) == "incident-44"
    page.keyboard.press("x")
    page.keyboard.press("z")
    act, snooze = given(stage, page)
    assert (act["type"], act["alert"], act["do"]) == ("alert.act", "incident-44", "act")
    assert (snooze["type"], snooze["alert"]) == ("alert.snooze", "incident-44")
    assert 590_000 < int(snooze["until_ms"]) - made.NOW < 630_000


def test_in_hand_until_takes_two_keys_and_switches_no_product(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    page.keyboard.press("f")
    assert page.locator("#hand-panel").is_visible()
    assert page.inner_text("#hand-of") == "Conversion 1.9 %, should be 3.4 %"
    assert page.locator("#hand-panel [data-digit='1']").is_disabled()  # it is about no product
    page.keyboard.press("2")
    (command,) = given(stage, page)
    assert (command["type"], command["alert"], command["until"]) == ("alert.ack", "incident-41", "segment_end")
    assert not page.locator("#hand-panel").is_visible()
    page.wait_for_timeout(AGAIN_MS)
    page.keyboard.press("j")
    page.keyboard.press("f")
    page.keyboard.press("1")
    assert given(stage, page)[-1]["until"] == "sold_out"
    page.wait_for_timeout(AGAIN_MS)
    page.keyboard.press("f")
    page.keyboard.press("4")
    assert 590_000 < int(given(stage, page)[-1]["until"]) - made.NOW < 640_000


def test_the_choice_moves_on_when_another_has_it_in_hand_and_stays_where_a_person_put_it(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    show(stage, replace(low(), severity="critical"), dip())
    page.wait_for_timeout(SETTLE_MS)
    taken = replace(dip(), incident="acked", acked_by="wang", acked_ms=made.NOW)
    show(stage, low(), taken)
    until(page, "document.querySelector('#alerts .sel')?.dataset.alert === 'incident-44'")
    page.keyboard.press("j")
    assert chosen(page) == "incident-41"  # a person's choice, though somebody has it
    page.evaluate("document.querySelector('#alerts .sel').dataset.seen = ''")
    show(stage, replace(low(), value=3), replace(taken, acked_ms=made.NOW + 1, acked_by="zhang"))
    until(page, "document.querySelector('#alerts [data-seen]') === null")
    page.wait_for_timeout(SETTLE_MS)
    assert chosen(page) == "incident-41"


def test_who_takes_one_in_hand_goes_on_to_act_on_it_and_no_key_hits_another_unseen(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    show(stage, low())
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 1")
    page.wait_for_timeout(CALM_MS)
    page.keyboard.press("a")  # a hand is on the list
    show(stage, NEWS, replace(low(), incident="acked", acked_by="wang", acked_ms=made.NOW))
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 2")
    assert chosen(page) == "incident-44"
    page.keyboard.press("p")
    page.keyboard.press("x")  # at once: another key is no nervous finger
    acked, *acts = given(stage, page)
    assert (acked["type"], acked["alert"]) == ("alert.ack", "incident-44")
    assert [(act["alert"], act["do"]) for act in acts] == [("incident-44", "cue"), ("incident-44", "act")]
    until(page, "document.querySelector('#alerts .sel').dataset.alert === 'incident-50'")
    page.keyboard.press("a")  # meant for the other one
    assert len(given(stage, page)) == 3
    page.wait_for_timeout(CALM_MS)
    page.keyboard.press("a")
    assert given(stage, page)[-1]["alert"] == "incident-50"


def test_a_list_that_is_pointed_at_stands_still_counts_what_is_new_and_still_says_it(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller", lang="en")
    page.hover("#a-incident-44 .claim")
    show(stage, NEWS, dip(), low(), lag())
    until(page, "document.querySelector('#alerts .held')?.hidden === false")
    assert page.inner_text("#alerts .held") == "new +1"
    assert page.locator("#alerts [data-alert]").count() == 3
    assert "The stream is cut" in page.inner_text("#alert-said")
    page.mouse.move(5, 300)
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 4")


def test_what_a_person_does_is_seen_at_once_also_in_a_list_that_stands_still(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    page.click("#a-incident-41 [data-keys=a]")
    assert given(stage, page)[0]["type"] == "alert.ack"
    show(stage, low(), replace(dip(), incident="acked", acked_by="wang", acked_ms=made.NOW), lag())
    until(page, "document.querySelector('#a-incident-41').classList.contains('off')")


def test_a_critical_one_is_heard_once_and_again_when_it_is_said_again(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", moment="quiet")
    page.click("#sound")
    until(page, "document.body.dataset.heard === 'card'")
    show(stage, low())
    page.wait_for_timeout(SETTLE_MS)
    assert page.evaluate("document.body.dataset.heard") == "card"
    show(stage, NEWS, low())
    until(page, "document.body.dataset.heard === 'alarm'")
    page.evaluate("document.body.dataset.heard = ''")
    show(stage, replace(NEWS, value=1), low())
    page.wait_for_timeout(SETTLE_MS)
    assert page.evaluate("document.body.dataset.heard") == ""
    show(stage, replace(NEWS, said=2), low())
    until(page, "document.body.dataset.heard === 'alarm'")


def test_a_quiet_room_says_so(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en", moment="quiet")
    assert "All quiet" in page.inner_text("#alerts")
    page.keyboard.press("a")
    assert given(stage, page) == []


def test_a_page_opens_at_its_top_whatever_alert_is_chosen_further_down(opened: OpenPage) -> None:
    page = opened("analyst", width=390, height=844, touch=True)
    until(page, "document.querySelector('#alerts .sel') !== null")
    place = page.evaluate("[scrollY, document.querySelector('#alerts').getBoundingClientRect().top > innerHeight]")
    assert place == [0, True]


def test_the_analyst_suggests_silences_and_notes_the_minute(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.keyboard.press("s")
    (command,) = given(stage, page)
    assert (command["type"], command["target"]) == ("message.send", "controller")
    assert command["text"].startswith("Conversion 1.9 %, should be 3.4 % →")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.fill("#form-silence [name=why]", "sold elsewhere")
    page.keyboard.press("Control+Enter")
    silence = given(stage, page)[-1]
    assert (silence["type"], silence["matchers.rule"], silence["matchers.sku"], silence["why"]) == (
        "silence.add", "low_stock", "cream-50", "sold elsewhere"
    )  # fmt: skip
    assert 890_000 < int(silence["until_ms"]) - made.NOW < 940_000
    page.click("#a-incident-44 [data-form=note]")
    assert page.input_value("#form-note [name=minute]") == "20:13"
    assert page.input_value("#form-note [name=sku]") == "cream-50"


def test_what_is_suggested_says_an_age_as_the_screen_counts_it(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    age = AgeView(since_ms=int(stage.clock()["now_ms"]) - 83_000, told="0:09")
    show(stage, replace(NEWS, text={"en": "Silent for 0:09", "zh-CN": "0:09 没有消息"}, age=age))
    until(page, "/^Silent for 1:2\\d$/.test(document.querySelector('#a-incident-50 .claim').textContent)")
    page.wait_for_timeout(CALM_MS)
    page.keyboard.press("s")
    assert given(stage, page)[-1]["text"][:-1] == "Silent for 1:2"


def test_what_was_typed_about_one_alert_is_not_told_of_another(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst")
    page.click("#a-incident-44 [data-choose]")
    page.click("#a-incident-44 [data-form=note]")
    page.fill("#form-note [name=text]", "half")
    page.keyboard.press("Escape")
    page.click("#a-incident-44 [data-form=note]")
    assert page.input_value("#form-note [name=text]") == "half"
    page.keyboard.press("Escape")
    page.click("#a-incident-41 [data-choose]")
    page.click("#a-incident-41 [data-form=note]")
    assert [page.input_value(f"#form-note [name={name}]") for name in ("text", "sku")] == ["", ""]
    page.keyboard.press("Escape")
    page.click("#a-incident-44 [data-choose]")
    page.click("#a-incident-44 [data-form=note]")
    assert page.input_value("#form-note [name=text]") == "half"
    page.keyboard.press("Escape")
    page.click("#a-incident-41 [data-choose]")
    page.click("#a-incident-41 [data-form=silence]")
    page.fill("#form-silence [name=why]", "known")
    page.keyboard.press("Escape")
    page.click("#a-incident-44 [data-choose]")
    page.click("#a-incident-44 [data-form=silence]")
    assert page.input_value("#form-silence [name=why]") == ""


@pytest.mark.parametrize(("name", "heard"), [("analyst", "alarm"), ("mine", "card")])
def test_a_critical_one_is_heard_and_said_on_every_page_that_shows_whose_it_is(
    stage: Stage, opened: OpenPage, name: str, heard: str
) -> None:
    page = opened(name, lang="en", moment="quiet")
    page.click("#sound")
    until(page, "document.body.dataset.heard === 'card'")
    show(stage, NEWS, replace(NEWS, id="incident-51", owner="zhang", severity="warning", text={"en": "Hers"}))
    until(page, "document.getElementById('alert-said').textContent.includes('Hers')")
    assert page.evaluate("document.body.dataset.heard") == heard  # on a person's own page only what is theirs
    assert ("The stream is cut" in page.inner_text("#alert-said")) == (heard == "alarm")
    if name == "analyst":
        page.click("#tab-rules")
        show(stage, NEWS, low())
        until(page, "document.querySelector('#tab-alerts .cnt').textContent === '2'")
        assert page.locator("#tab-alerts .cnt.crit").is_visible()
        page.keyboard.press("j")
        assert page.locator("#a-incident-50").is_visible()


def test_keys_of_alerts_that_act_on_nothing_are_left_to_the_page(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller")
    show(stage, low(), NEWS)
    until(page, "document.querySelector('#a-incident-50') !== null")
    show(stage, NEWS)
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 1")
    page.keyboard.press("s")  # no alert's key here: the segment's
    assert [command["type"] for command in given(stage, page)] == ["skip"]


def test_a_long_name_of_what_a_rule_is_compared_with_stays_within_its_column(opened: OpenPage) -> None:
    page = opened("analyst", lang="en", width=390, height=844)
    page.evaluate("document.querySelector('#tab-rules').click()")
    page.evaluate("document.querySelector(\"[data-pane='rules/low_stock']\").click()")
    page.wait_for_selector("#rule-form")
    page.evaluate(
        "document.querySelector('.ruleparts span').textContent = 'Fires > Refunds by chance (99.9 % certainty, 4 at least) ×'"
    )
    inside, wide = page.evaluate("(pop => [pop.scrollWidth, pop.clientWidth])(document.getElementById('pop'))")
    assert inside <= wide


def test_a_rule_is_tried_before_it_can_be_saved(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.click("#tab-rules")
    page.click("[data-pane='rules/low_stock']")
    page.wait_for_selector("#rule-form")
    assert page.locator("[data-rule-save]").count() == 0
    page.fill("#rule-form [name=fire]", "1.2")
    page.keyboard.press("Enter")
    page.wait_for_selector("#rule-tried [data-field=clear]")  # 1.1 is not on the safe side of 1.2
    page.fill("#rule-form [name=clear]", "1.3")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-rule-save]")
    assert "Times it would have fired in the last hour: 3" in page.inner_text("#rule-tried")
    assert violations(page) == []
    page.fill("#rule-form [name=for_s]", "30")
    assert page.locator("[data-rule-save]").count() == 0  # what was tried is not what stands there
    page.keyboard.press("Enter")
    page.click("[data-rule-save]")
    saved = given(stage, page)[-1]
    rule = json.loads(saved["rule"])
    assert (saved["type"], rule["for_ms"], rule["below"]["times_millionths"]) == ("rules.set", 30_000, 1_200_000)
    assert saved["expected_seq"] == "812"  # what the form showed
    until(page, "document.getElementById('pop').hidden")
    page.click("[data-pane='rule-new']")
    page.select_option("#rule-form [name=metric]", "units")
    page.select_option("#rule-form [name=by]", "sku")
    page.click("#rule-form [type=submit]")
    page.wait_for_selector("#rule-tried [data-field=fire]")
    assert page.evaluate("document.activeElement.name") == "fire"
    assert "Fires: fill it in" in page.inner_text("#rule-tried")
    page.fill("#rule-form [name=fire]", "20")
    page.select_option("#rule-form [name=window]", "_5m")
    page.fill("#rule-form [name=text]", "{title}: {value}")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-rule-save]")
    assert "Times it would have fired in the last hour: 2" in page.inner_text("#rule-tried")
    assert violations(page) == []
    page.click("[data-rule-save]")
    saved = given(stage, page)[-1]
    rule = json.loads(saved["rule"])
    assert (saved["type"], rule["id"], rule["metric"], rule["by"]) == ("rules.set", "own_1", "units_5m", "sku")
    assert (rule["above"]["value_millionths"], rule["text"]["zh-CN"]) == (20_000_000, "{title}: {value}")
    until(page, "document.getElementById('pop').hidden")


def test_a_save_over_somebodys_later_change_shows_it_keeps_what_was_typed_and_is_taken_at_the_next_press(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("analyst", lang="en")
    page.click("#tab-rules")
    page.click("[data-pane='rules/low_stock']")
    page.fill("#rule-form [name=fire]", "0.9")
    page.select_option("#rule-form [name=severity]", "critical")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-rule-save]")
    rule, stage.rules_seq = stage.rules["low_stock"], 900
    stage.rules["low_stock"] = replace(rule, below=Limit(field="safety", times_millionths=800_000), keep_ms=70_000)
    stage.refuse = Refusal(code="stale", message="changed")
    page.click("[data-rule-save]")
    page.wait_for_selector("#rule-form[data-seq='900']")
    page.wait_for_selector("[data-rule-save]")  # what was typed is tried on what stands now
    values = {name: page.input_value(f"#rule-form [name={name}]") for name in ("fire", "keep_s", "severity")}
    assert values == {"fire": "0.9", "keep_s": "70", "severity": "critical"}
    assert page.locator("#rule-form small").all_inner_texts() == ["It is now: 0.8"]
    assert violations(page) == []
    stage.refuse = None
    page.wait_for_timeout(500)  # a nervous finger means nothing twice
    page.click("[data-rule-save]")
    saved = given(stage, page)[-1]
    assert (saved["expected_seq"], json.loads(saved["rule"])["keep_ms"]) == ("900", 70_000)
    until(page, "document.getElementById('pop').hidden")


def test_a_save_of_a_rule_that_is_no_longer_there_closes_its_form(stage: Stage, opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.click("#tab-rules")
    page.click("[data-pane='rules/low_stock']")
    page.fill("#rule-form [name=fire]", "0.9")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-rule-save]")
    page.evaluate("""() => {
        const real = window.fetch;
        const gone = () => Promise.resolve(new Response("", { status: 404 }));
        window.fetch = (at, ...rest) => (String(at).includes("/rules/") ? gone() : real(at, ...rest));
    }""")
    stage.refuse = Refusal(code="stale", message="changed")
    page.click("[data-rule-save]")
    until(page, "document.getElementById('pop').hidden")
    assert page.inner_text("#refusal") != ""


def test_what_is_typed_wrong_is_told_below_the_form_and_not_by_the_browser(opened: OpenPage) -> None:
    page = opened("analyst", lang="en")
    page.click("#tab-rules")
    page.click("[data-pane='rules/low_stock']")
    for typed, said in (
        ("1.5", "Lasts: give a whole number"),
        ("1m", "Lasts: give a number"),
        ("", "Lasts: fill it in"),
    ):
        page.fill("#rule-form [name=for_s]", typed)
        page.keyboard.press("Enter")
        page.wait_for_selector("#rule-tried [data-field=for_s]")
        assert said in page.inner_text("#rule-tried")
        assert page.evaluate("document.activeElement.name") == "for_s"


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("name", ["controller", "analyst", "mine"])
def test_axe_finds_nothing_where_alerts_stand(opened: OpenPage, name: str, theme: str) -> None:
    page = opened(name, theme=theme)
    assert violations(page) == []
    if name == "controller":
        page.keyboard.press("f")
        assert violations(page) == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (800, 1280)])
def test_a_finger_hits_what_can_be_done(opened: OpenPage, width: int, height: int) -> None:
    page = opened("controller", width=width, height=height, touch=True)
    for button in page.locator("#alerts .sel .does button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 44


def test_quiet_after_all(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", lang="en")
    stage.push({Topic.ALERTS: quiet()})
    until(page, "document.querySelector('#alerts .calm') !== null")
    assert chosen(page) is None
