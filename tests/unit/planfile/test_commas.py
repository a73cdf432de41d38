from __future__ import annotations

from controlroom.domain.plan import CuePlan
from controlroom.planfile.read import read_yaml

SHOW = "show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z}\n"


def test_text_that_commas_cut_is_read_whole_with_a_warning_at_each() -> None:
    read = read_yaml(SHOW + "cues: [{id: a, text: 你好,朋友, and  all, priority: push}]\n")
    assert read.plan is not None
    assert read.plan.cues == (CuePlan(id="a", text="你好,朋友, and  all", priority="push"),)
    assert [(f.severity, f.code, f.column) for f in read.findings] == [
        ("warning", "unquoted_comma", 25),
        ("warning", "unquoted_comma", 29),
    ]


def test_quoted_text_is_never_joined_with_what_follows() -> None:
    read = read_yaml(SHOW + 'cues: [{id: a, text: "你好", 朋友}]\n')
    assert [f.code for f in read.findings if f.severity == "error"] == ["unquoted_comma"]


def test_text_of_a_product_is_not_joined() -> None:
    read = read_yaml(SHOW + "products: [{sku: a, title: 你好,朋友, price: 1}]\n")
    assert [f.code for f in read.findings] == ["unquoted_comma"]
    assert read.plan is None
