"""What a screen does beyond showing: it stays awake, fills the screen, tells of alerts out of sight, is heard before the show."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.topics import Topic
from controlroom.views.alert_shapes import AlertsView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render.made_alerts import low

WATCHED = """() => {
  window.locks = 0, window.told = [], window.asked = 0;
  Object.defineProperty(navigator, 'wakeLock', {value: {request: async () => (window.locks += 1)}});
  document.documentElement.requestFullscreen = () => (window.whole = true);
  window.Notification = class {
    static permission = 'default';
    static async requestPermission() { window.asked += 1; return 'granted'; }
    constructor(title, {body, tag, renotify}) { window.told.push([body, Boolean(tag && renotify)]); }
  };
}"""


def test_screen_stays_awake_and_a_critical_alert_is_told_out_of_sight_when_a_person_has_asked_for_it(
    stage: Stage, opened: OpenPage
) -> None:
    page = opened("controller")
    page.evaluate(WATCHED)
    stage.push({Topic.ALERTS: AlertsView()})
    until(page, "document.querySelectorAll('#alerts [data-alert]').length === 0")
    until(page, "window.locks === 1", 5)
    page.keyboard.press("F10")
    until(page, "window.whole === true")
    assert page.evaluate("window.asked") == 0
    page.keyboard.press("}")
    until(page, "document.getElementById('notices').getAttribute('aria-pressed') === 'true'")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true})")
    stage.push({Topic.ALERTS: AlertsView(open=(replace(low(), severity="critical", acked_ms=None),))})
    until(page, "window.told.length === 1")
    assert page.evaluate("window.asked") == 1
    assert page.evaluate("window.told[0][1]")  # the same one again is heard again


def test_sound_test_is_ticked_by_who_heard_it(opened: OpenPage) -> None:
    page = opened("controller", moment="planned", lang="en")
    assert not page.is_visible("#sound-heard")
    page.click("#sound-play")
    assert page.evaluate("document.body.dataset.heard") == "card"
    assert page.is_visible("#sound-test .untried >> nth=0")
    page.click("#sound-heard")
    assert page.inner_text("#sound-test").strip() == "Sound heard"
    page.click("#sound")  # off
    assert page.is_visible("#sound-play")
    assert not page.is_visible("#sound-heard")
    assert not opened("controller", moment="calm").is_visible("#sound-test")


def test_ended_show_is_summed_up(opened: OpenPage) -> None:
    assert opened("controller").inner_text("#summary") == ""
    summary = opened("controller", moment="ended", lang="en").inner_text("#summary")
    assert "86,420" in summary
    assert "Segments aired" in summary
