"""Rules that cannot be judged are said to, with why."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts.ready import READY, resolved
from controlroom.domain.alerts.rules import Level, Limit, Rule
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.views.alert_shapes import AlertsView, UnwatchedView
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.unwatched import unwatched
from tests.stories import PLAN
from tests.unit.room.ruled import START_S, Show, order

ONE = Limit(value_millionths=1_000_000)


def after(second: int, rule: Rule, *facts: ev.Fact, every_s: int = 5) -> dict[str, UnwatchedView]:
    """What is not watched so long after the start, with these facts told again and again."""
    show = Show((rule,))
    for at in range(1, second, every_s):
        if facts:
            show.tell(at, *(replace(one, id=f"{at}-{n}") for n, one in enumerate(facts)))
    show.wait(second)
    return {one.rule: one for one in unwatched(show.room.state)}


def test_what_no_feed_has_brought_is_named_of_what_is_watched_and_of_what_it_is_compared_with() -> None:
    crowd = Rule(id="crowd", metric="online", above=Limit(field="comments_5m"), no_data="ok")
    assert after(30, crowd, ev.Audience(online=9)) == {}  # a feed has a minute to come
    told = after(90, crowd, ev.Audience(online=9))
    assert told == {"crowd": UnwatchedView(rule="crowd", why="unheard", facts=("comment",))}
    assert after(90, crowd, ev.Comment(user="u", text="?"))["crowd"].facts == ("audience", "enter")
    assert after(90, crowd, ev.Comment(user="u", text="?"), ev.Audience(online=9)) == {}
    high = replace(crowd, above=ONE, critical=Level(above=Limit(field="comments_5m")))
    assert after(90, high, ev.Audience(online=9)) == told


def test_what_a_feed_brought_and_brings_no_more_is_silent() -> None:
    rule = replace(resolved()["viewer_drop"], no_data="ok")
    show = Show((rule,))
    for at in range(1, 700, 5):
        show.tell(at, ev.Audience(online=90))
    assert unwatched(show.room.state) == ()
    show.wait(760)
    assert unwatched(show.room.state) == (UnwatchedView(rule=rule.id, why="silent", facts=("audience", "enter")),)


@pytest.mark.parametrize("second", [200, 600])
def test_a_baseline_that_is_not_known_yet_is_named(second: int) -> None:
    told = after(second, resolved()["viewer_drop"], ev.Audience(online=90))
    named = {"zh-CN": "5–10 分钟前平均在线", "en": "Average online 5–10 min ago"}
    assert told == (
        {} if second == 600 else {"viewer_drop": UnwatchedView(rule="viewer_drop", why="unknown", figure=named)}
    )
    dip = after(second, resolved()["conversion_dip"], order("o", "paid"))
    assert dip["conversion_dip"].why == "unknown"


def test_a_plan_without_a_target_and_costs_that_nobody_told_are_named() -> None:
    told = after(90, resolved()["gmv_behind"], order("o", "paid"))
    assert told == {"gmv_behind": UnwatchedView(rule="gmv_behind", why="no_target")}
    roi = after(90, Rule(id="own", metric="roi", below=ONE), order("o", "paid"))
    assert (roi["own"].why, roi["own"].figure) == ("unknown", {"zh-CN": "ROI", "en": "ROI"})


def test_too_few_events_are_no_reason() -> None:
    rule = Rule(id="own", metric="click_rate", below=ONE)
    assert after(90, rule, ev.Click(sku="cream")) == {}
    paid = Rule(id="own", metric="pay_rate_5m", below=ONE)
    show = Show((paid,))
    show.tell(1, order("o", "paid"))
    show.wait(900)
    assert unwatched(show.room.state) == ()


def test_products_without_a_safety_line_are_low_of_nothing() -> None:
    rule, bare = resolved()["low_stock"], [replace(one, safety=None, stock=None) for one in PLAN.products]
    assert after(90, rule) == {}
    show = Show((rule,), replace(PLAN, products=tuple(bare)), live=False)
    show.tell(0, ev.StockLevel(sku="cream", on_hand=4))
    assert unwatched(show.room.state) == ()  # nothing is said before it is live
    show.give(1, cmd.ShowStart(id="start"))
    assert [one.figure for one in unwatched(show.room.state)] == [{"zh-CN": "安全线", "en": "Safety line"}]


def test_what_is_wrong_with_a_rule_is_said() -> None:
    rule = Rule(id="own", metric="online", above=Limit(field="onlin"))
    assert after(5, rule) == {"own": UnwatchedView(rule="own", why="wrong", part="fire", fault="unknown_metric")}


def test_what_is_off_or_speaks_in_another_phase_is_not_missed() -> None:
    rule = Rule(id="own", metric="online", above=Limit(field="onlin"))
    assert after(5, replace(rule, enabled=False)) == after(5, replace(rule, phases=("planned",))) == {}


def test_who_leads_reads_it_with_the_rules_name_and_sees_it_go() -> None:
    show = Show(READY)

    def names(role: Role) -> dict[str, str]:
        view = project(Topic.ALERTS, show.room.state, Beside(), role)
        assert isinstance(view, AlertsView)
        return {one.rule: one.title["en"] for one in view.unwatched if isinstance(one.title, dict)}

    show.wait(89)
    assert names(Role.ANALYST)["pay_rate_drop"] == "Pay rate drop"
    assert names(Role.HOST) == {}
    show.tell(90, order("o", "paid"))
    show.wait(91)
    assert "pay_rate_drop" not in names(Role.CONTROLLER)


def test_it_is_looked_again_by_and_by_where_nothing_else_is_new() -> None:
    show = Show(())
    told = [Topic.ALERTS in show.room.advance((START_S + second) * 1000).topics for second in range(1, 21)]
    assert sum(told) == 2
