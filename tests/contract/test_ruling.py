"""What the analyst's page asks about rules: the form, how often a changed rule would have fired, and saving it."""

from __future__ import annotations

import asyncio
import html as entities
import json
import re
from functools import partial
from typing import Any

import pytest

from controlroom.domain.roles import Role
from controlroom.server.doors import RULES
from controlroom.server.tries import Asked
from tests.contract.conftest import START_MS, Front
from tests.contract.test_panes import sign_in

DROP = {"fire": "0.5", "for_s": "30"}
CROWD = {"id": "crowd", "metric": "online", "above": {"value_millionths": 100_000_000}, "for_ms": 10_000}
LONGER = {"for_s": "30"}


async def clock(front: Front, to_ms: int) -> None:
    answer = await front.http.post(
        "/api/v1/rooms/drill/clock", json={"to_ms": to_ms, "speed": 0}, headers=front.as_(Role.FEED, "drill")
    )
    assert answer.status_code == 200, answer.text


async def crowd(front: Front, begin_ms: int, levels: list[tuple[int, int]], until_s: int) -> None:
    """Let so many watch from each second of a show on; the feed is never silent for long."""
    online = 0
    for second in sorted({*range(12, until_s, 12), *(second for second, _ in levels)}):
        online = dict(levels).get(second, online)
        await clock(front, begin_ms + second * 1000)
        told = await front.post([{"type": "audience", "online": online, "at": begin_ms + second * 1000}], "drill")
        assert told.json()["accepted"] == 1
    await clock(front, begin_ms + until_s * 1000)


async def live(front: Front, begin_ms: int, name: str = "s") -> None:
    await clock(front, begin_ms)
    assert (await front.command("show.start", room="drill", id=name)).status_code == 200
    assert (await front.command("rules.set", room="drill", id=f"{name}-rule", rule=CROWD)).status_code == 200


async def tried(front: Front, page: str, rule: str = "viewer_drop", **typed: str) -> str:
    answer = await front.http.get(f"{page}/rules/{rule}/tried", params={"lang": "en", **typed})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return answer.text


def counts(html: str) -> list[tuple[str, str]]:
    """How often as it stands, and as changed, of each stretch."""
    return re.findall(r'</th><td>(\d+)</td><td class="b">(\d+|—)</td>', html)


async def test_a_rules_form_is_for_those_who_may_set_it(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    form = await front.http.get(f"{page}/rules/low_stock?lang=en")
    assert (form.status_code, "Low stock" in form.text) == (200, True)
    assert (await front.http.get(f"{page}/rules/nothing")).status_code == 404
    host = await sign_in(front, Role.HOST, "drill")
    assert (await front.http.get(f"{host}/rules/low_stock")).status_code == 403
    assert (await front.http.get(f"{host}/rules/low_stock/tried")).status_code == 403


async def test_a_changed_rule_is_tried_on_the_last_hour_and_on_past_shows(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    assert "nothing to try it on" in await tried(front, page)
    begin_ms = START_MS + 60_000
    await live(front, begin_ms)
    await crowd(front, begin_ms, [(1, 200), (24, 20), (36, 200)], 50)
    assert counts(await tried(front, page, "crowd")) == [("2", "2")]
    assert counts(await tried(front, page, "crowd", **LONGER)) == [("2", "0")]
    assert counts(await tried(front, page, "crowd", enabled="false")) == [("2", "—")]
    await front.command("show.end", room="drill", id="e")
    await front.command("show.open", room="drill", id="o", plan=None)
    later_ms = begin_ms + 100_000
    await live(front, later_ms, "s2")
    await crowd(front, later_ms, [(1, 100)], 20)
    html = await tried(front, page, "crowd", for_s="0")
    assert counts(html) == [("0", "0"), ("2", "2")]
    assert "The show before" in html


async def test_a_show_that_is_too_long_is_told_from_what_was_kept_or_recorded(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    begin_ms = START_MS + 60_000
    await live(front, begin_ms)
    told = [{"type": "violation", "level": "warning", "text": "careful", "at": begin_ms + 5000}]
    await clock(front, begin_ms + 5000)
    assert (await front.post(told, "drill")).json()["accepted"] == 1
    await crowd(front, begin_ms, [(12, 200), (36, 20)], 50)
    monkeypatch.setattr("controlroom.server.ruling.Asked", partial(Asked, most=0))
    html = await tried(front, page, "crowd", **LONGER)
    assert (counts(html), "kept values" in html) == ([("1", "0")], True)
    lost = await tried(front, page, "platform_warning", for_s="9")
    assert re.findall(r'as recorded</span></th><td>(\d+)</td><td class="b">(—)</td>', lost) == [("1", "—")]
    await front.command("show.end", room="drill", id="e")
    await front.command("show.open", room="drill", id="o", plan=None)
    assert counts(await tried(front, page, **DROP)) == [("0", "0")]
    past = await tried(front, page, "platform_warning")
    assert "The show before" in past
    assert "as recorded" in past


async def test_what_no_series_keeps_is_tried_too_and_what_is_wrong_is_said_at_its_field(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    begin_ms = START_MS + 60_000
    await live(front, begin_ms)
    for second in (10, 30, 70):
        await clock(front, begin_ms + second * 1000)
        told = {"type": "heartbeat", "at": begin_ms + second * 1000, "source": "shop"}
        assert (await front.post([told], "drill")).json()["accepted"] == 1
    await clock(front, begin_ms + 80_000)
    assert counts(await tried(front, page, "feed_silent")) == [("1", "1")]
    html = await tried(front, page, "feed_silent", for_s="20")
    assert (counts(html), "Reckoned from the journal" in html) == ([("1", "0")], True)
    assert 'data-field="fire"' in await tried(front, page, "viewer_drop", fire="few")


async def test_the_rule_that_was_tried_is_saved_and_taken_back(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    html = await tried(front, page, **DROP)
    (vals,) = re.findall(r"hx-vals='([^']*)'", html)
    given: dict[str, Any] = json.loads(entities.unescape(vals))
    answer = await front.http.post(f"{page}/commands", data=given | {"id": "r-1"})
    assert answer.status_code == 200, answer.text

    async def saved() -> dict[str, Any]:
        topic = (await front.get("state?topics=alerts", Role.ANALYST, "drill")).json()["topics"]["alerts"]
        found: dict[str, Any] = next(rule for rule in topic["rules"] if rule["id"] == "viewer_drop")
        return found

    assert (await saved())["rule"]["below"]["times_millionths"] == 500_000
    assert (
        await front.http.post(f"{page}/commands", data={"id": "u", "type": "undo", "command": "r-1"})
    ).status_code == 200
    assert "below" not in (await saved())["rule"]


async def test_a_rule_of_ones_own_is_tried_saved_listed_and_removed(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    form = await front.http.get(f"{page}/rule-new?lang=en")
    assert (form.status_code, 'data-tries="rule-new/tried"' in form.text) == (200, True)
    host = await sign_in(front, Role.HOST, "drill")
    assert (await front.http.get(f"{host}/rule-new")).status_code == 403
    assert (await front.http.get(f"{host}/rule-new/tried")).status_code == 403
    begin_ms = START_MS + 60_000
    await live(front, begin_ms)
    await crowd(front, begin_ms, [(12, 200), (36, 20), (48, 200)], 60)

    async def new(**typed: str) -> str:
        given = {"lang": "en", "metric": "online", "fire": "150", "side": "above", **typed}
        return (await front.http.get(f"{page}/rule-new/tried", params=given)).text

    assert 'data-field="by"' in await new(by="sku")
    assert 'data-field="clear"' in await new(clear="200")
    html = await new(for_s="10", text="full house")
    assert re.findall(r'</th><td class="b">(\d+)</td>', html) == ["2"]
    (vals,) = re.findall(r"hx-vals='([^']*)'", html)
    given: dict[str, Any] = json.loads(entities.unescape(vals))
    assert (await front.http.post(f"{page}/commands", data=given | {"id": "n-1"})).status_code == 200
    topic = (await front.get("state?topics=alerts", Role.ANALYST, "drill")).json()["topics"]["alerts"]
    own = [(one["id"], one["title"]["en"]) for one in topic["rules"] if one["own"]]
    assert own == [("crowd", "Online"), ("own_1", "full house")]
    again = json.loads(json.loads(entities.unescape(re.findall(r"hx-vals='([^']*)'", await new())[0]))["rule"])
    assert again["id"] == "own_2"
    words = json.loads(
        entities.unescape(re.findall(r"hx-vals='([^']*)'", await tried(front, page, "own_1", text="full"))[0])
    )
    assert json.loads(words["rule"])["text"] == {"zh-CN": "full", "en": "full"}
    assert 'value="full house"' in (await front.http.get(f"{page}/rules/own_1")).text
    gone = {"type": "rules.remove", "rule": "own_1", "id": "g-1"}
    assert "rules.remove" in (await front.http.get(f"{page}/rules/own_1")).text
    assert (await front.http.post(f"{page}/commands", data=gone)).status_code == 200
    assert (await front.http.get(f"{page}/rules/own_1")).status_code == 404


async def test_a_rule_that_is_no_json_is_refused(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    answer = await front.http.post(f"{page}/commands", data={"id": "r", "type": "rules.set", "rule": "{"})
    assert answer.status_code == 400


async def test_a_form_is_not_saved_over_what_somebody_else_has_set_since(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")

    async def shown(form: str) -> str:
        (seq,) = re.findall(r'data-seq="(\d+)"', (await front.http.get(f"{page}/{form}?lang=en")).text)
        return str(seq)

    seq = await shown("rules/viewer_drop")
    for n, (typed, status) in enumerate((({"for_s": "20"}, 200), (DROP, 409), (DROP, 200))):
        seq = await shown("rules/viewer_drop") if n == 2 else seq  # drawn anew, it is taken
        (vals,) = re.findall(r"hx-vals='([^']*)'", await tried(front, page, **typed))
        given = json.loads(entities.unescape(vals)) | {"id": f"r-{n}", "expected_seq": seq}
        assert (await front.http.post(f"{page}/commands", data=given)).status_code == status


async def test_what_is_tried_at_once_has_a_limit(front: Front) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")
    asked = [front.http.get(f"{page}/rules/viewer_drop/tried", params=DROP) for _ in range(2 * RULES)]
    statuses = [answer.status_code for answer in await asyncio.gather(*asked)]
    assert statuses.count(200) >= RULES
    assert set(statuses) == {200, 429}
    await tried(front, page, **DROP)


async def test_of_two_new_rules_that_were_tried_at_once_the_second_is_taken_when_it_is_tried_again(
    front: Front,
) -> None:
    page = await sign_in(front, Role.ANALYST, "drill")

    async def told(metric: str) -> dict[str, Any]:
        form = (await front.http.get(f"{page}/rule-new?lang=en")).text
        (seq,) = re.findall(r'data-seq="(\d+)"', form)
        html = (await front.http.get(f"{page}/rule-new/tried", params={"metric": metric, "fire": "5"})).text
        given: dict[str, Any] = json.loads(entities.unescape(re.findall(r"hx-vals='([^']*)'", html)[0]))
        return given | {"expected_seq": seq}

    first, second = await told("online"), await told("comments")
    statuses = [
        (await front.http.post(f"{page}/commands", data=given | {"id": f"n-{n}"})).status_code
        for n, given in enumerate((first, second))
    ]
    again = await told("comments")
    assert statuses == [200, 409]
    assert (await front.http.post(f"{page}/commands", data=again | {"id": "n-2"})).status_code == 200
