"""A room's plans: every version stays, the one that runs is checked, a past show comes back as a plan."""

import re
from pathlib import Path
from typing import Any

import controlroom.planfile
from controlroom.domain.roles import Role
from controlroom.planfile.demo import demo_text
from controlroom.planfile.documents import read_document
from controlroom.server.plans import TITLED
from controlroom.server.tokens import link_path
from tests.contract.conftest import Front

PLANFILE = Path(controlroom.planfile.__file__).parent

FIRST = """
# a plan for the drill
show: {title: Evening, room: drill, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-22T20:00:00+08:00}
segments:
  - {id: open, title: Hello, minutes: 5, kind: opening}
  - {id: close, title: Bye, minutes: 3, kind: closing}
"""


async def give(front: Front, type_: str, id_: str, **fields: Any) -> dict[str, Any]:
    answer = await front.command(type_, Role.CONTROLLER, "drill", id=id_, **fields)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def to(front: Front, to_ms: int) -> None:
    headers = front.as_(Role.FEED, "drill")
    answer = await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": to_ms}, headers=headers)
    assert answer.status_code == 200, answer.text


async def read(front: Front, path: str) -> Any:
    answer = await front.get(path, Role.CONTROLLER, "drill")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_each_plan_that_is_given_is_a_version_and_can_be_given_again_by_its_number(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    await give(front, "plan.apply", "b", plan=FIRST.replace("minutes: 3", "minutes: 4"))
    await give(front, "plan.apply", "c", plan=1)
    listed = (await read(front, "plans"))["plans"]
    assert [(row["version"], row["source"]) for row in listed] == [(1, "applied"), (2, "applied")]
    text = await front.get("plans/2", Role.OPERATOR, "drill")
    assert (text.headers["content-type"], text.text.count("minutes: 4")) == ("application/yaml; charset=utf-8", 1)
    checked = await read(front, "plan")
    assert (checked["version"], checked["rehearsed"]) == (1, None)
    assert {"no_papers", "no_script"} <= {finding["code"] for finding in checked["findings"]}
    assert all(finding["line"] for finding in checked["findings"])
    gone = await front.command("plan.apply", room="drill", id="d", plan=9)
    assert (gone.status_code, gone.json()["errors"][0]["code"]) == (400, "unknown_version")
    assert (await front.get("plans/9", room="drill")).status_code == 404


async def test_a_plan_with_an_error_is_no_version(front: Front) -> None:
    answer = await front.command("plan.apply", room="drill", id="a", plan=FIRST.replace("opening", "nonsense"))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "plan.segments[0].kind")
    assert (await read(front, "plans"))["plans"] == []


async def test_a_plan_is_rehearsed_once_a_rehearsal_of_it_has_ended_and_no_longer_after_an_edit(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    await give(front, "show.start", "s")
    await give(front, "take", "t", segment="open", from_=None)
    await give(front, "show.end", "e")
    rehearsed = (await read(front, "plan"))["rehearsed"]
    assert (rehearsed["show"], rehearsed["aired"], rehearsed["segments"]) == ("drill-1", 1, 2)
    await give(front, "show.open", "o", plan=FIRST.replace("2026-11-22", "2026-11-29"))
    assert (await read(front, "plan"))["rehearsed"] == rehearsed
    await give(front, "plan.apply", "b", plan=FIRST.replace("Hello", "Hi"))
    assert (await read(front, "plan"))["rehearsed"] is None


async def codes(front: Front) -> list[str]:
    return [finding["code"] for finding in (await read(front, "plan"))["findings"]]


async def test_what_is_edited_in_the_rundown_is_checked_and_is_not_rehearsed(front: Front) -> None:
    slot = FIRST.replace("+08:00}", "+08:00, ends: 2026-11-22T20:08:00+08:00}")
    await give(front, "plan.apply", "a", plan=slot)
    await give(front, "show.start", "s")
    await give(front, "show.end", "e")
    await give(front, "show.open", "o", plan=slot)
    found = await read(front, "plan")
    assert found["rehearsed"]["show"] == "drill-1"
    assert any(finding["line"] for finding in found["findings"])
    await give(front, "segment.edit", "b", segment="close", script="全网最低价")
    found = await read(front, "plan")
    words = [(one["path"], one["word"]["text"]) for one in found["findings"] if one["word"]]
    assert (found["version"], words, found["rehearsed"]) == (1, [("segments[1].script", "全网最低价")], None)
    assert all(finding["line"] is None for finding in found["findings"])
    await give(front, "undo", "b2", command="b")
    assert (await read(front, "plan"))["rehearsed"]["show"] == "drill-1"
    await give(front, "rundown.set_duration", "c", segment="close", planned_for_ms=600_000)
    assert "over_slot" in await codes(front)
    assert (await read(front, "plan"))["rehearsed"] is None
    await give(front, "skip", "d", segment="close", on=True)
    assert "over_slot" not in await codes(front)
    assert (await read(front, "plan"))["rehearsed"] is None
    path = link_path("drill", Role.CONTROLLER, front.token(room="drill"))
    assert (await front.http.get(path)).status_code == 200
    shown = await front.http.get(f"{path.partition('?')[0]}/check?lang=en")
    assert "Not rehearsed since last edit" in shown.text


async def test_a_rehearsal_edited_on_the_way_counts_for_the_plan_it_then_was(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    await give(front, "show.start", "s")
    await give(front, "rundown.set_duration", "c", segment="close", planned_for_ms=240_000)
    await give(front, "show.end", "e")
    await give(front, "show.open", "o", plan=FIRST)
    assert (await read(front, "plan"))["rehearsed"] is None
    await give(front, "plan.apply", "b", plan=FIRST.replace("minutes: 3", "minutes: 4"))
    assert (await read(front, "plan"))["rehearsed"]["show"] == "drill-1"


async def test_a_past_show_is_copied_as_a_plan_with_its_real_durations(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    clock = (await read(front, "state?topics=show"))["clock"]["now_ms"]
    await give(front, "show.start", "s")
    await give(front, "take", "t", segment="open", from_=None)
    await to(front, clock + 90_000)
    await give(front, "next", "n", from_="open")
    await to(front, clock + 300_000)
    await give(front, "show.end", "e")
    here = await front.get("shows/drill-1/plan", room="drill")
    await give(front, "show.open", "o")
    past = await front.get("shows/drill-1/plan", room="drill")
    assert here.text == past.text
    assert "# a plan for the drill" in past.text
    plan = read_document(past.text).plan
    assert plan is not None
    assert [segment.planned_for_ms for segment in plan.segments] == [90_000, 210_000]
    assert (await front.get("shows/drill-2/plan", room="drill")).status_code == 404
    assert (await front.get("shows/drill-9/plan", room="drill")).status_code == 404


async def test_plans_are_not_for_the_host_nor_for_an_analyst(front: Front) -> None:
    for role in (Role.HOST, Role.ANALYST, Role.ASSISTANT):
        assert (await front.get("plan", role)).status_code == 403
        assert (await front.get("plans", role)).status_code == 403
    assert (await front.get("plan", Role.OPERATOR)).json()["version"] is None


async def test_the_controllers_page_shows_what_is_found(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    path = link_path("drill", Role.CONTROLLER, front.token(room="drill"))
    assert (await front.http.get(path)).status_code == 200
    shown = await front.http.get(f"{path.partition('?')[0]}/check?lang=en")
    assert "Not rehearsed since last edit" in shown.text
    assert re.search(r"version 1", shown.text)
    assert "No papers are listed" in shown.text
    assert "没有登记资质" in (await front.http.get(f"{path.partition('?')[0]}/check?lang=zh-CN")).text
    assert (await front.http.get("/rooms/drill/host/check")).status_code == 401


async def test_a_good_plan_has_nothing_found(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=demo_text().replace("room: demo", "room: drill"))
    assert (await read(front, "plan"))["findings"] == []


def test_every_finding_of_the_trade_has_its_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (PLANFILE / "trade").glob("*.py"))
    source += (PLANFILE / "wording.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'find\(\s*"(\w+)"', source)) | {"bad_wording", "no_evidence"}
    assert codes - TITLED == set()


async def test_the_controllers_page_lists_versions_and_says_what_each_would_change(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    second = FIRST.replace("minutes: 3", "minutes: 4").replace(
        "  - {id: open, title: Hello, minutes: 5, kind: opening}\n", ""
    )
    await give(front, "plan.apply", "b", plan=second + "  - {id: more, title: Encore, minutes: 2, kind: interaction}\n")
    path = link_path("drill", Role.CONTROLLER, front.token(room="drill"))
    assert (await front.http.get(path)).status_code == 200
    page = path.partition("?")[0]
    listed = (await front.http.get(f"{page}/plans?lang=en")).text
    assert re.findall(r'<td class="b">(\d+)</td>', listed) == ["2", "1"]
    assert (listed.count("runs now"), listed.count('data-pane="plans/1"')) == (1, 1)
    one = (await front.http.get(f"{page}/plans/1?lang=en")).text
    told = re.findall(r'<b class="nw \w*">(\w+)</b><span class="grow">([^<]*)</span>', one)
    assert {(kind, words.partition(":")[0]) for kind, words in told} == {
        ("gone", "segments &#39;more&#39;"), ("new", "segments &#39;open&#39;"), ("changed", "segments &#39;close&#39; minutes"),
    }  # fmt: skip
    assert '"plan": "1"' in one
    assert ">stays" not in one
    await give(front, "segment.edit", "c", segment="close", script="Bye all", planned_for_ms=60_000)
    await give(front, "rundown.insert", "d", segment={"title": "Gift", "planned_for_ms": 60_000}, after=None)
    one = (await front.http.get(f"{page}/plans/1?lang=en")).text
    stays = re.findall(r'<b class="nw">(stays[^<]*)</b><span class="grow">([^<]*)</span>', one)
    assert stays == [("stays in", "Gift"), ("stays", "Bye: Length, Script")]
    shown = (await front.http.get(f"{page}/plans/1?lang=zh-CN")).text
    assert "保留（加场）</b>" in shown
    assert "Bye：时长、话术" in shown
    assert "和正在用的一样" in (await front.http.get(f"{page}/plans/2?lang=zh-CN")).text
    assert (await front.http.get(f"{page}/plans/9")).status_code == 404
    assert (await front.http.get("/rooms/drill/host/plans")).status_code == 401


async def test_after_the_end_the_next_show_is_opened_from_the_page_with_a_version(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    await give(front, "plan.apply", "b", plan=FIRST.replace("minutes: 3", "minutes: 4"))
    path = link_path("drill", Role.CONTROLLER, front.token(room="drill"))
    assert (await front.http.get(path)).status_code == 200
    page = path.partition("?")[0]
    assert "show.open" not in (await front.http.get(f"{page}/plans?lang=en")).text
    await give(front, "show.start", "s")
    await give(front, "show.end", "e")
    listed = (await front.http.get(f"{page}/plans?lang=en")).text
    assert re.findall(r'"btn sm( go)?" type="button" hx-post[^>]*"plan": "(\d)"', listed) == [(" go", "2"), ("", "1")]
    form = {"type": "show.open", "plan": "2", "id": "o"}
    answer = await front.http.post(f"{page}/commands", data=form, headers={"origin": str(front.http.base_url)})
    assert answer.status_code == 200, answer.text
    assert (await read(front, "plan"))["version"] == 2
    refused = await front.command("show.open", Role.CONTROLLER, "drill", id="p")
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_waits")


async def test_a_show_opened_without_a_plan_takes_a_version_before_it_is_live(front: Front) -> None:
    await give(front, "plan.apply", "a", plan=FIRST)
    await give(front, "show.start", "s")
    await give(front, "show.end", "e")
    await give(front, "show.open", "o")
    path = link_path("drill", Role.CONTROLLER, front.token(room="drill"))
    assert (await front.http.get(path)).status_code == 200
    one = (await front.http.get(f"{path.partition('?')[0]}/plans/1?lang=en")).text
    assert "has no plan yet" in one
    assert " disabled" not in one
    await give(front, "plan.apply", "b", plan=1)
    assert (await read(front, "plan"))["version"] == 1
