from __future__ import annotations

import pytest

from tests.unit.planfile.trade.plans import codes, found

TASK = "{at: -15m, title: 核对库存, owner: wang, approve: chen, sku: cream}"
SIGN_OFF = ("warning", "stock_sign_off", "products[0].stock")


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        (TASK, TASK + ", {title: 发公告}", [("warning", "task_without_person", "segments[0].tasks[1]")]),
        ("owner: wang, approve: chen", "owner: wang, approve: wang", [
            SIGN_OFF, ("warning", "own_approval", "segments[0].tasks[0].approve")]),
        (", approve: chen", "", [SIGN_OFF]),
        ("owner: wang, approve: chen", "owner: controller, approve: operator", []),
        (f"[{TASK}]", "[]", [("warning", "no_stock_check", "segments")]),
        ("title: 核对库存", "title: Check the stock", []),
        ("title: 核对库存", "title: 检查灯光", [("warning", "no_stock_check", "segments")]),
        ("approve: chen, sku: cream}", "sku: cream}, {title: 再核对库存, owner: chen}", []),
        ("  sold_out: *book\n", "", [("warning", "missing_playbook", "playbooks")]),
        ("{owner: wang, steps: [截图]}", "{steps: [截图]}", [("warning", "no_owner", "playbooks.platform_warning")]),
        ("{owner: wang, steps: [截图]}", "{owner: wang}", []),  # it has ready-made steps
        ("{owner: wang, steps: [截图]}", "{owner: wang, steps: [截图]}\n  own: {owner: wang, say: 稍等}", [
            ("warning", "no_steps", "playbooks.own")]),
        (", rescue: true", "", [("warning", "no_rescue", "cues")]),
        ("  papers: [{title: 备案, valid_until: 2026-11-22}]\n", "", [("warning", "no_papers", "show")]),
        ("备案, valid_until: 2026-11-22", "备案, valid_until: 2026-11-21", [
            ("error", "paper_out_of_date", "show.papers[0].valid_until")]),
        ("备案, valid_until: 2026-11-22", "备案", [("info", "paper_without_date", "show.papers[0]")]),
        ("a.pdf, valid_until: 2026-11-22", "a.pdf, valid_until: 2026-11-21", [
            ("error", "evidence_out_of_date", "products[0].evidence[0].valid_until")]),
    ],
)  # fmt: skip
def test_what_nobody_has_prepared_is_found(old: str, new: str, findings: list[tuple[str, str, str]]) -> None:
    assert codes(old, new) == findings


def test_trouble_without_words_is_found() -> None:
    assert codes(", say: 稍等", "") == [
        ("warning", "no_wording", f"playbooks.{name}")
        for name in ("low_stock", "sold_out", "negative_wave", "price_question", "network", "host_slip")
    ]


def test_papers_are_compared_with_the_day_at_the_shows_place() -> None:
    early = "2026-11-22T20:00:00+08:00"
    assert [code for _, code, _ in codes(early, "2026-11-23T07:59:00+08:00")][:1] == ["over_slot"]
    assert "paper_out_of_date" in [code for _, code, _ in codes(early, "2026-11-22T16:00:00Z")]


def test_who_mends_it_is_named() -> None:
    [finding] = found(TASK, TASK + ", {title: 发公告}")
    assert (finding.owner, finding.mend) == ("controller", "Add `owner:` with a member's id or a role.")
