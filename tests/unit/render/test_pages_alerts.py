"""Alerts, drawn: what is wrong, who is on it, what to do, with one key each; and what is not offered to whom."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from controlroom.domain.roles import PageName
from controlroom.domain.topics import Topic
from controlroom.render.pages import Renderer
from controlroom.render.web import find_web
from controlroom.views.alert_shapes import AgeView, AlertsView, AlertView
from controlroom.views.shapes import ShowView
from tests.unit.render import made
from tests.unit.render.made_alerts import alert, alerts, dip, lag, low, quiet


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def drawn(renderer: Renderer, page: PageName, slot: str, lang: str = "en", view: AlertsView | None = None) -> str:
    views = made.views() | ({Topic.ALERTS: view} if view is not None else {})
    return renderer.slots(page, lang, views, frozenset(Topic))[slot]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def one(renderer: Renderer, view: AlertView, page: PageName = "controller") -> str:
    return drawn(renderer, page, "alerts", view=AlertsView(open=(view,)))


def given(html: str) -> set[str]:
    return set(re.findall(r'"type": "([a-z_.]+)"', html.replace("&#34;", '"')))


def keys(html: str) -> set[str]:
    return set(re.findall(r'data-keys="([^"]+)"', html))


def test_an_alert_says_what_is_wrong_whose_it_is_and_when_it_goes_on(renderer: Renderer) -> None:
    told = words(one(renderer, dip()))
    assert "Conversion 1.9 %, should be 3.4 % Critical" in told
    assert "Controller → Analyst goes on in -:--" in told
    assert "chance: 1 in 148" in told
    assert "1 See" not in told.split("Ack")[0].split("Critical")[0]


def test_each_thing_to_do_has_its_one_key(renderer: Renderer) -> None:
    html = one(renderer, low())
    assert given(html) == {"alert.ack", "alert.act", "alert.snooze", "alert.close"}
    assert keys(html) == {"a", "f", "p", "x", "z", "Backspace Delete"}
    assert "Switch to Serum 30 ml" in words(html)
    assert '"do": "cue"' in html.replace("&#34;", '"')


def test_words_of_the_playbook_alone_have_their_key_too_and_without_words_there_is_none(renderer: Renderer) -> None:
    book = low().playbook
    assert book is not None
    plain = replace(low(), playbook=replace(book, cue=None))
    assert "p" in keys(one(renderer, plain))
    assert "p" not in keys(one(renderer, replace(low(), playbook=replace(book, words=None))))


def test_what_cannot_be_done_is_not_offered(renderer: Renderer) -> None:
    bare = alert("i1", "feed_lag", "warning", 1, "滞后", "Lags")
    assert keys(one(renderer, bare)) == {"a", "f", "z", "Backspace Delete"}
    taken = one(renderer, lag())
    assert "alert.ack" not in given(taken)
    assert "data-waits" not in taken
    assert "Analyst has it until the segment ends" in words(taken)
    put_off = one(renderer, replace(bare, incident="snoozed", until_ms=made.NOW + 600_000))
    assert "alert.snooze" not in given(put_off)
    assert "Put off until 20:24" in words(put_off)


def test_evidence_stands_beside_and_is_called_no_cause(renderer: Renderer) -> None:
    told = words(one(renderer, dip()))
    assert "GMV −9,390 Viewers +1,240 · Conversion −10,874 · Order value +244" in told
    assert told.index("20:13:07 &lt;b&gt;价高?&lt;/b&gt;") < told.index("20:10:32 Ads raised")
    assert "cause" not in told


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"recovering": True}, "Recovering"),
        ({"state": "pending", "incident": None}, "Pending"),
        ({"muted_by": "phase"}, "Not told in this phase"),
        ({"muted_by": "rule:sold_out"}, "Covered by another alert"),
        ({"muted_by": "silence:s1"}, "Silenced"),
        ({"muted_by": "flapping"}, "It comes and goes"),
        ({"muted_by": "elsewhere"}, "Muted"),
        ({"owner": "everybody", "shared": ("analyst", "operator")}, "Analyst → Operator → Everybody"),
        ({"owner": "wang"}, "王"),
    ],
)
def test_every_state_says_itself_in_words(renderer: Renderer, fields: dict[str, object], said: str) -> None:
    view = replace(alert("i1", "low_stock", "warning", 1, "低", "Low"), **fields)  # type: ignore[arg-type]
    html = one(renderer, view)
    assert said in words(html)
    assert ("data-waits" in html) == (view.incident == "triggered" and view.muted_by is None)


def test_what_has_no_incident_yet_offers_nothing(renderer: Renderer) -> None:
    pending = replace(low(), state="pending", incident=None)
    assert given(one(renderer, pending)) == set()


def test_the_count_is_of_those_that_wait_as_it_is_for_the_analyst(renderer: Renderer) -> None:
    muted = replace(low(), muted_by="rule:feed_silent")
    html = drawn(
        renderer, "controller", "alerts", view=AlertsView(open=(low(), muted, replace(low(), incident="acked")))
    )
    assert 'class="cnt">1<' in html
    assert 'class="cnt"' not in one(renderer, muted)


def test_a_quiet_room_says_so_and_what_was_last(renderer: Renderer) -> None:
    told = words(drawn(renderer, "controller", "alerts", view=quiet()))
    assert "All quiet 2 rules are watching Not watched now: Pay rate drops" in told
    assert "Comments were silent for 28 s took 0:28" in told


def test_slip_warning_and_network_down_are_one_key_each_while_the_show_is_live(renderer: Renderer) -> None:
    html = drawn(renderer, "controller", "tells")
    assert given(html) == {"slip.tell", "violation.tell", "stream.tell"}
    assert keys(html) == {"F6", "F7", "F8"}
    assert '"text"' not in html.replace("&#34;", '"')  # other screens are in another language
    assert '"state": "interrupted"' in html.replace("&#34;", '"')
    views = made.views()
    show = views[Topic.SHOW]
    assert isinstance(show, ShowView)
    assert show.stream is not None
    for state, gives in (("interrupted", "live"), ("ended", "interrupted")):  # whatever became of its alert
        views[Topic.SHOW] = replace(show, stream=replace(show.stream, state=state))
        html = renderer.slots("controller", "en", views, frozenset(Topic))["tells"]
        assert '"type": "stream.tell"' in html
        assert f'"state": "{gives}"' in html.replace("&#34;", '"')
    views = made.planned()
    planned = renderer.slots("controller", "en", views, frozenset(Topic))["tells"]
    assert planned.count(" disabled") == 3


def test_the_analyst_suggests_and_silences_instead_of_pushing(renderer: Renderer) -> None:
    html = one(renderer, dip(), "analyst")
    assert given(html) == {"alert.ack", "message.send", "alert.snooze", "alert.close"}
    assert '"text": "Conversion 1.9 %, should be 3.4 % \\u2192 See who came in"' in html.replace("&#34;", '"')
    assert f'data-at="{dip().since_ms}"' in html
    assert keys(html) == {"a", "f", "s", "x", "z", "Backspace Delete"}


def test_a_person_sees_alerts_marked_with_whose_they_are(renderer: Renderer) -> None:
    html = drawn(renderer, "mine", "alerts")
    assert re.findall(r'data-for="([^"]*)"', html) == ["analyst controller", "wang", "analyst"]
    assert html.count("</svg>Ack</button>") == 2
    assert given(html) == {"alert.ack", "alert.act", "alert.snooze", "alert.close"}
    muted = AlertsView(open=(replace(low(), muted_by="phase"),))
    assert drawn(renderer, "mine", "alerts", view=muted) == ""


def test_what_is_over_says_how_long_it_took(renderer: Renderer) -> None:
    told = words(drawn(renderer, "analyst", "recent"))
    assert told.startswith("Middle time to acknowledge and to resolve 0:12 0:28")
    assert "“Pop link 3” was late Ack — Resolved 1:35" in told


def test_rules_and_silences_are_listed_with_their_keys(renderer: Renderer) -> None:
    html = drawn(renderer, "analyst", "rules")
    assert 'data-pane="rules/low_stock"' in html
    assert "Online surge Off" in words(html)
    watched = words(drawn(renderer, "analyst", "rules", view=replace(alerts(), unwatched=())))
    assert "卖不动 &lt;急&gt; &lt; ¥2,000 own Edit" in watched
    assert 'data-pane="rule-new"' in html
    silences = drawn(renderer, "analyst", "silences")
    assert "眼霜不再讲 &lt;了&gt;" in silences
    assert given(silences) == {"silence.expire"}
    none = AlertsView()
    assert words(drawn(renderer, "analyst", "silences", view=none)) == "Nothing is silenced"


def test_a_rule_that_cannot_be_judged_is_said_to_with_why(renderer: Renderer) -> None:
    told = (
        "Not watched now: Pay rate drops, Refund spike, because no feed has brought any order yet; Online surge, because it is "
        "not known yet: Average online &lt;5 min&gt;; GMV behind, because the plan has no GMV target; Crowd, because no feed "
        "brings any viewers or enters now; 卖不动 &lt;急&gt;, because the rule is wrong: Fires – there is no such number"
    )
    for page in ("controller", "analyst"):
        assert told in words(drawn(renderer, page, "alerts")).replace(" ,", ",")
    calm = words(drawn(renderer, "controller", "alerts", view=quiet())).replace(" ,", ",")
    assert "Not watched now: Pay rate drops, Refund spike, because no feed has brought any order yet" in calm
    rules = words(drawn(renderer, "analyst", "rules"))
    assert "Pay rate drops Not watched now: no feed has brought any order yet Changed Edit" in rules
    assert "Low stock &lt; Safety line" in rules


@pytest.mark.parametrize("page", ["controller", "analyst", "mine"])
def test_an_age_is_counted_by_the_screen_so_that_nothing_is_pushed_each_second(
    renderer: Renderer, page: PageName
) -> None:
    def silent(told: str) -> str:
        words = f"Feed <shop> has been silent for {told}"
        age = AgeView(since_ms=made.NOW - 83_000, told=told)
        return one(renderer, alert("i", "feed_silent", "critical", made.NOW, words, words, age=age), page)

    assert silent("1:23") == silent("1:24")
    assert f'silent for <span data-since="{made.NOW - 83_000}">-:--</span>' in silent("1:23")
    assert "Feed &lt;shop&gt;" in silent("1:23")


def test_an_age_that_the_words_do_not_tell_changes_nothing_in_them(renderer: Renderer) -> None:
    age = AgeView(since_ms=made.NOW, told="1:23")
    assert words(one(renderer, replace(dip(), age=age))) == words(one(renderer, dip()))
