"""Alerts over the wire: told, taken in hand, acted on, silenced, and seen by those they are for."""

from __future__ import annotations

from typing import Any

import pytest

from controlroom.domain.roles import READS, Role
from controlroom.domain.topics import Topic
from controlroom.push.hub import Audience
from tests.contract.conftest import Front

LATER = 4_102_444_800_000


class Deaf:
    """A screen's wire that takes everything."""

    def send(self, frame: bytes) -> bool:
        return True

    def close(self, code: int, reason: str) -> None:
        """Nothing is held."""


async def topic(front: Front, role: Role = Role.CONTROLLER) -> dict[str, Any]:
    found: dict[str, Any] = (await front.get("state?topics=alerts", role)).json()["topics"]["alerts"]
    return found


async def sold_out(front: Front) -> dict[str, Any]:
    """Let the lamp be sold out; return its alert."""
    await front.command("show.start")
    await front.post([{"type": "stock", "sku": "K-1", "on_hand": 0}])
    return next(one for one in (await topic(front))["open"] if one["rule"] == "sold_out")


async def test_an_alert_has_the_contracts_fields(front: Front) -> None:
    alert = await sold_out(front)
    wanted = {
        "id", "rule", "labels", "severity", "state", "recovering", "incident", "since_ms", "value", "threshold", "owner",
        "text", "playbook", "act", "contributions", "muted_by",
    }  # fmt: skip
    assert wanted <= alert.keys()
    assert (alert["labels"], alert["severity"], alert["state"], alert["incident"], alert["value"]) == (
        {"sku": "K-1"}, "critical", "firing", "triggered", 0,
    )  # fmt: skip
    assert {"open", "recent", "silences", "rules", "log"} <= (await topic(front)).keys()


async def test_it_is_taken_in_hand_closed_and_taken_back(front: Front) -> None:
    alert = (await sold_out(front))["id"]
    assert (await front.command("alert.ack", alert=alert, until=LATER)).status_code == 200
    one = next(one for one in (await topic(front))["open"] if one["id"] == alert)
    assert (one["incident"], one["acked_by"], one["until_ms"]) == ("acked", "controller", LATER)
    closed = await front.command("alert.close", alert=alert, id="close", why="a test")
    assert closed.status_code == 200
    assert (await topic(front))["recent"][0]["id"] == alert
    refused = await front.command("alert.ack", alert=alert, id="late")
    assert (refused.status_code, refused.json()["code"]) == (409, "alert_over")
    assert (await front.command("undo", command="close")).status_code == 200
    assert alert in [one["id"] for one in (await topic(front))["open"]]


async def test_how_long_it_is_in_hand_may_be_an_instant_in_words(front: Front) -> None:
    alert = (await sold_out(front))["id"]
    for until, status in (
        ("2100-01-01T08:00:00+08:00", 200), (str(LATER), 400), ("2100-13-01T08:00:00Z", 400), ("segment", 400),
    ):  # fmt: skip
        answer = await front.command("alert.ack", alert=alert, until=until)
        assert answer.status_code == status, answer.text
    one = next(one for one in (await topic(front))["open"] if one["id"] == alert)
    assert (one["incident"], one["until_ms"]) == ("acked", LATER)


async def test_somebody_whom_it_is_not_with_is_refused_by_the_room(front: Front) -> None:
    room = await front.house.room("demo")
    assert room is not None
    page = Audience(kind="page", role=Role.CONTROLLER, page="controller", lang="en", topics=frozenset())
    room.join(page, Deaf())
    alert = await sold_out(front)
    assert alert["owner"] == "controller"
    refused = await front.command("alert.ack", Role.HOST, alert=alert["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
    assert (await topic(front))["open"][0]["incident"] == "triggered"


async def test_what_is_everybodys_may_be_taken_in_hand_by_anybody(front: Front) -> None:
    alert = (await sold_out(front))["id"]
    assert (await topic(front))["open"][0]["owner"] == "everybody", "no screen is here"
    assert (await front.command("alert.ack", Role.HOST, alert=alert)).status_code == 200


async def test_a_silence_is_told_and_ended(front: Front) -> None:
    added = await front.command("silence.add", matchers={"rule": "sold_out"}, until_ms=LATER, why="restocking")
    assert added.status_code == 200, added.text
    alert = await sold_out(front)
    (silence,) = (await topic(front))["silences"]
    assert (alert["muted_by"], silence["why"]) == (f"silence:{silence['id']}", "restocking")
    assert (await front.command("silence.expire", silence=silence["id"])).status_code == 200
    assert (await topic(front))["silences"] == []


async def test_a_rule_is_edited_as_the_topic_tells_it(front: Front) -> None:
    await sold_out(front)
    rule = next(one for one in (await topic(front))["rules"] if one["id"] == "sold_out")["rule"]
    answer = await front.command("rules.set", rule={**rule, "below": {"value_millionths": -5_000_000}})
    assert answer.status_code == 200, answer.text
    assert "sold_out" not in [one["rule"] for one in (await topic(front))["open"]]
    bad = await front.command("rules.set", id="bad", rule={**rule, "metric": "weather"})
    told = bad.json()
    assert (bad.status_code, told["code"], told["part"], told["fault"]) == (
        409, "unknown_metric", "metric", "unknown_metric"
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.HOST, Role.ASSISTANT])
async def test_whoever_does_not_lead_gets_neither_rules_nor_log(front: Front, role: Role) -> None:
    await sold_out(front)
    told = await topic(front, role)
    assert (told["rules"], told["silences"], told["log"], told["recent"]) == ([], [], [], [])


@pytest.mark.parametrize("role", list(Role))
async def test_the_topic_is_for_those_of_the_table(front: Front, role: Role) -> None:
    answer = await front.get("state?topics=alerts", role)
    allowed = Topic.ALERTS in READS[role]
    assert (answer.status_code == 200) is allowed, answer.text
