"""Before the start the controller reads what is found in the plan; it goes when the show starts."""

from __future__ import annotations

from controlroom.domain.topics import Topic
from tests.browser.conftest import OpenPage
from tests.browser.stage import Stage
from tests.unit.render import made


def test_findings_stand_there_before_the_start_and_go_with_it(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", moment="planned", lang="en")
    page.wait_for_selector("#precheck .found li")
    assert "Not rehearsed since last edit" in page.inner_text("#precheck")
    assert page.locator("#precheck .found li").count() == 3
    assert page.locator("#precheck .found li").first.get_attribute("class") == "error"
    stage.push({Topic.SHOW: made.show()})
    page.wait_for_selector("#precheck", state="hidden")


def test_they_are_asked_for_again_when_the_rundown_has_changed(stage: Stage, opened: OpenPage) -> None:
    page = opened("controller", moment="planned")
    page.wait_for_selector("#precheck .found li")
    asked = len([name for name in stage.panes if name.startswith("check")])
    assert asked == 1
    with page.expect_response("**/controller/check*"):
        stage.push({Topic.RUNDOWN: made.rundown()})
