from __future__ import annotations

import pytest

from controlroom.planfile.models import PlanFile, Product, Segment, Show
from controlroom.planfile.sections import Cue, Faq, Offer, Playbook, Scene, SegmentCue, Task, Timer
from controlroom.planfile.sheets.columns import EN, OWNER, TABLES, ZH, heads_of, names_of, plain_head

MODELS = {
    "show": Show, "products": Product, "segments": Segment, "offers": Offer, "cues": SegmentCue, "timers": Timer,
    "tasks": Task, "playbooks": Playbook, "scenes": Scene, "faq": Faq,
}  # fmt: skip
ELSEWHERE = {
    "show": {"team", "papers", "bands"}, "products": {"evidence"}, "segments": {"cues", "timers", "tasks"}
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_sheet_has_every_key_of_its_part(name: str) -> None:
    [table] = [table for table in TABLES if table.name == name]
    keys = {column.path[0] for column in table.columns} - {OWNER}
    assert keys == set(MODELS[name].model_fields) - ELSEWHERE.get(name, set())


def test_every_list_of_a_plan_has_its_sheet() -> None:
    assert {table.name for table in TABLES} >= set(PlanFile.model_fields) - {"rules", "drill", "allowed"}
    assert issubclass(SegmentCue, Cue)


def test_heads_and_names_mean_one_thing_each() -> None:
    for table in TABLES:
        heads = [head for column in table.columns for head in heads_of(column)]
        assert sorted({head for head in heads if heads.count(head) > 1}) == [], table.name
    names = [name for table in TABLES for name in names_of(table)]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_text_of_two_languages_has_chinese_first() -> None:
    for table in TABLES:
        paths = [column.path for column in table.columns]
        assert all(paths[paths.index(path) - 1] == (path[0], ZH) for path in paths if path[-1] == EN)


@pytest.mark.parametrize(
    ("written", "compared"), [("货号*", "货号"), (" List Price ", "listprice"), ("ＳＫＵ", "sku"), ("库存[件]", "库存")]
)
def test_head_is_compared_without_what_people_add(written: str, compared: str) -> None:
    assert plain_head(written) == compared
