from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.plan import Plan
from controlroom.planfile.demo import demo_text
from controlroom.planfile.findings import Finding, ReadPlan
from controlroom.planfile.read import read_any, read_json, read_yaml
from controlroom.planfile.sheets.door import example, write_sheets

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
EXAMPLE = (GOLDEN / "plan-example.yaml").read_text(encoding="utf-8")

SHOW = """\
show:
  title: 面霜专场
  room: demo
  timezone: Asia/Shanghai
  currency: CNY
  starts: 2026-11-22T20:00:00+08:00
"""
"""Six lines that are a whole plan."""


def errors(read: ReadPlan) -> list[tuple[int | None, int | None, str, str]]:
    return [(f.line, f.column, f.code, f.path) for f in read.findings if f.severity == "error"]


def plan_of(text: str) -> Plan:
    read = read_yaml(text)
    assert read.plan is not None, read.told()
    return read.plan


def test_example_reads_without_errors() -> None:
    plan = plan_of(EXAMPLE)
    cream, serum = plan.products
    assert (cream.price_minor, cream.list_price_minor, cream.cost_minor) == (19900, 39900, 8900)
    assert (cream.stock, cream.safety, cream.expected_units, cream.target_gmv_minor) == (1200, 100, 1000, 18_000_000)
    assert (cream.points, cream.gifts) == (("锁住水分", "轻薄不油腻", "夜间修护"), ("眼霜小样",))
    assert (cream.link, cream.instead, cream.ships_within, cream.role) == (3, "serum-30", "48h", "hero")
    assert (serum.title, serum.safety) == ({"zh-CN": "精华 30ml", "en": "Serum 30 ml"}, 40)
    assert plan.show.starts_ms == 1_795_348_800_000
    assert [person.role for person in plan.show.team] == ["host", "controller", "analyst", "assistant"]
    opening, _ = plan.segments
    assert (opening.planned_for_ms, opening.kind, opening.host) == (300_000, "opening", "wei")
    assert opening.script == "大家好,我是小薇 [挥手]。今晚这款面霜,我自己用了三个月……"


def test_example_keeps_the_sections_that_are_not_read_yet() -> None:
    kept = plan_of(EXAMPLE).kept
    assert sorted(kept) == sorted("drill show.papers products.cream-50.evidence".split())
    assert kept["drill"] == '{"acknowledge_within":"20s","act_within":"60s"}'


def test_example_reads_its_tasks() -> None:
    opening, cream = plan_of(EXAMPLE).segments
    assert [(task.title, task.offset_for_ms, task.owner) for task in cream.tasks] == [("弹 3 号链接", -60_000, "wang")]
    assert [(task.approver, task.inform, task.sku) for task in opening.tasks] == [
        (None, (), None),
        ("li", ("wei",), "cream-50"),
    ]


def test_example_is_warned_of_commas_that_cut_its_texts() -> None:
    found = read_yaml(EXAMPLE).findings
    assert [(f.line, f.column, f.severity, f.code) for f in found] == [
        (69, 39, "warning", "unquoted_comma"),
        (69, 45, "warning", "unquoted_comma"),
        (79, 23, "warning", "unquoted_comma"),
        (84, 56, "warning", "unquoted_comma"),
    ]


def test_six_lines_are_a_plan() -> None:
    plan = plan_of(SHOW)
    assert (plan.show.title, plan.products, plan.segments, plan.kept) == ("面霜专场", (), (), {})


def test_plan_goes_through_the_journals_codec() -> None:
    plan = plan_of(EXAMPLE)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


PRODUCT = SHOW + "products:\n  - {sku: a, title: A, price: 1, %s}\n"
SEGMENT = SHOW + "segments:\n  - {id: a, title: A, minutes: 1, kind: break, %s}\n"
AT_PRODUCT = 8, 34
AT_SEGMENT = 8, 48


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, 1, "empty_plan", "")]),
        ("# nothing\n", [(1, 1, "empty_plan", "")]),
        ("a\n", [(1, 1, "not_a_mapping", "")]),
        ("show: 3\n", [(1, 7, "not_a_mapping", "show")]),
        ("products: []\n", [(1, 1, "missing_key", "show")]),
        (SHOW.replace("  room: demo\n", ""), [(2, 3, "missing_key", "show.room")]),
        (SHOW.replace("demo", ""), [(3, 8, "empty_value", "show.room")]),
        (SHOW.replace("面霜专场", '""'), [(2, 10, "empty_value", "show.title")]),
        (SHOW + "  titel: x\n", [(7, 3, "unknown_key", "show.titel")]),
        (SHOW + "extra: 1\n", [(7, 1, "unknown_key", "extra")]),
        (SHOW + "  room: b\n", [(7, 3, "duplicate_key", "show.room")]),
        (SHOW + "\troom: b\n", [(7, 1, "tab", "")]),
        (SHOW + "  category:\tbeauty\n", [(7, 12, "tab", "")]),
        (SHOW + "---\nshow: {}\n", [(7, 1, "several_documents", "")]),
        (SHOW + "? [a]\n: 1\n", [(7, 3, "bad_key", "")]),
        (SHOW + "faq: !!python/object:os.system []\n", [(7, 6, "bad_tag", "faq")]),
        (SHOW + "  category: !x y\n", [(7, 13, "bad_tag", "show.category")]),
        (SHOW + "  category: *x\n", [(7, 13, "bad_alias", "")]),
        (SHOW + "faq: &x [*x]\n", [(7, 6, "bad_alias", "faq[0][0]")]),
        (SHOW + "  <<: {room: b}\n", [(7, 3, "merge_key", "show")]),
        (SHOW + "faq: " + "[" * 30 + "]" * 30, [(7, 29, "too_deep", "")]),
        (SHOW + "  category: a\x07b\n", [(7, 14, "bad_character", "")]),
        (SHOW + '  category: "\\ud800"\n', [(7, 13, "bad_character", "show.category")]),
        (SHOW + '  category: "\\Uffffffff"\n', [(7, 16, "yaml_syntax", "")]),
        (SHOW + "  category: {a} 元\n", [(7, 17, "yaml_syntax", "")]),
        (SHOW + "  category: 'a' b\n", [(7, 17, "yaml_syntax", "")]),
        (SHOW + "  category: a: b\n", [(7, 14, "yaml_syntax", "")]),
        (SHOW + "faq: [a\n", [(8, 1, "yaml_syntax", "")]),
        (SHOW.replace("面霜专场", "{price}"), [(2, 10, "unquoted_braces", "show.title")]),
        (SHOW.replace("面霜专场", "{zh-CN: 你好,朋友, en: Hi}"), [(2, 21, "unquoted_comma", "show.title.朋友")]),
        (SHOW.replace("面霜专场", "no"), [(2, 10, "unquoted_boolean", "show.title")]),
        (SHOW.replace("面霜专场", "20:00"), [(2, 10, "unquoted_time", "show.title")]),
        (SHOW.replace("面霜专场", "[挥手]"), [(2, 10, "bad_text", "show.title")]),
        (SHOW.replace("面霜专场", "{中文: a}"), [(2, 11, "bad_language", "show.title.中文")]),
        (SHOW.replace("面霜专场", "{zh-CN: a, en: }"), [(2, 24, "empty_value", "show.title.en")]),
        (SHOW.replace("面霜专场", "长" * 501), [(2, 10, "bad_text", "show.title")]),
        (SHOW.replace("demo", "Demo"), [(3, 9, "bad_id", "show.room")]),
        (SHOW.replace("Asia/Shanghai", "Asia/Shanghi"), [(4, 13, "unknown_time_zone", "show.timezone")]),
        (SHOW.replace("Asia/Shanghai", "../etc"), [(4, 13, "unknown_time_zone", "show.timezone")]),
        (SHOW.replace("CNY", "元"), [(5, 13, "bad_currency", "show.currency")]),
        (SHOW.replace("2026-11-22T20:00:00+08:00", "20:00"), [(6, 11, "unquoted_time", "show.starts")]),
        (SHOW.replace("+08:00", ""), [(6, 11, "no_time_zone", "show.starts")]),
        (SHOW.replace("11-22T", "02-30T"), [(6, 11, "bad_instant", "show.starts")]),
        (SHOW.replace("2026-11-22T20:00:00+08:00", "tomorrow"), [(6, 11, "bad_instant", "show.starts")]),
        (SHOW.replace("2026-11", "1969-11"), [(6, 11, "bad_instant", "show.starts")]),
        (SHOW + "  target: {gmv: ¥5}\n", [(7, 17, "bad_money", "show.target.gmv")]),
        (SHOW + "  team: {id: a}\n", [(7, 9, "not_a_list", "show.team")]),
        (SHOW + "  team: [a]\n", [(7, 10, "not_a_mapping", "show.team[0]")]),
        (SHOW + "  team: [{id: a, name: A, role: hots}]\n", [(7, 33, "unknown_value", "show.team[0].role")]),
        (
            SHOW + "  team:\n  - {id: a, name: A, role: host}\n  - {id: a, name: B, role: host}\n",
            [(9, 10, "duplicate_id", "show.team[1].id")],
        ),
        (
            SHOW + "  papers: [{title: x, valid_until: 2027-02-30}]\n",
            [(7, 36, "bad_instant", "show.papers[0].valid_until")],
        ),
        (SHOW + "offers: 5\n", [(7, 9, "not_a_list", "offers")]),
        (SHOW + "offers: [5]\n", [(7, 10, "not_a_mapping", "offers[0]")]),
        (SHOW + "playbooks: [a]\n", [(7, 12, "not_a_mapping", "playbooks")]),
        (PRODUCT % "cost: 1,299", [(8, 42, "unquoted_comma", "products[0].299")]),
        (PRODUCT % 'cost: "1,299"', [(8, 40, "bad_money", "products[0].cost")]),
        (PRODUCT % "cost: -5", [(8, 40, "bad_money", "products[0].cost")]),
        (PRODUCT % "cost: no", [(8, 40, "bad_money", "products[0].cost")]),
        (PRODUCT % "cost: [5]", [(8, 40, "bad_money", "products[0].cost")]),
        (PRODUCT % "cost: 9999999999999", [(8, 40, "bad_money", "products[0].cost")]),
        (PRODUCT % "cost: 1.005", [(8, 40, "too_many_decimals", "products[0].cost")]),
        (PRODUCT % "stock: 12.5", [(8, 41, "bad_number", "products[0].stock")]),
        (PRODUCT % "stock: 010", [(8, 41, "bad_number", "products[0].stock")]),
        (PRODUCT % "stock: 1_000", [(8, 41, "bad_number", "products[0].stock")]),
        (PRODUCT % "link: 0", [(8, 40, "bad_number", "products[0].link")]),
        (PRODUCT % "role: heroe", [(8, 40, "unknown_value", "products[0].role")]),
        (PRODUCT % "presale: maybe", [(8, 43, "bad_truth", "products[0].presale")]),
        (PRODUCT % "ships_within: 2 days", [(8, 48, "bad_duration", "products[0].ships_within")]),
        (PRODUCT % "ships_within: -15m", [(8, 48, "bad_duration", "products[0].ships_within")]),
        (PRODUCT % "points: [a, yes]", [(8, 46, "unquoted_boolean", "products[0].points[1]")]),
        (PRODUCT % "evidence: [{claim: x}]", [(8, 45, "missing_key", "products[0].evidence[0].file")]),
        (PRODUCT % "instead: b", [(8, 43, "unknown_product", "products[0].instead")]),
        (PRODUCT % "instead: a", [(8, 43, "instead_of_itself", "products[0].instead")]),
        (PRODUCT % "colour: red", [(*AT_PRODUCT, "unknown_key", "products[0].colour")]),
        (PRODUCT % "link: 3" + "  - {sku: a, title: B, price: 1}\n", [(9, 11, "duplicate_sku", "products[1].sku")]),
        (
            PRODUCT % "link: 3" + "  - {sku: b, title: B, price: 1, link: 3}\n",
            [(9, 40, "duplicate_link", "products[1].link")],
        ),
        (SHOW + "products: [{sku: unknown, title: A, price: 1}]\n", [(7, 18, "reserved_id", "products[0].sku")]),
        (SHOW + 'products: [{sku: "a\\nb", title: A, price: 1}]\n', [(7, 18, "bad_id", "products[0].sku")]),
        (SEGMENT % "sku: cream", [(8, 53, "unknown_product", "segments[0].sku")]),
        (SEGMENT % "host: wei", [(8, 54, "unknown_person", "segments[0].host")]),
        (SEGMENT % "cues: {a: b}", [(8, 54, "not_a_list", "segments[0].cues")]),
        (SEGMENT % "script: {a: b}", [(8, 56, "bad_text", "segments[0].script")]),
        (SEGMENT % "cue: []", [(*AT_SEGMENT, "unknown_key", "segments[0].cue")]),
        (
            SEGMENT % "sku: " + "  - {id: a, title: B, minutes: 1, kind: break}\n",
            [(9, 10, "duplicate_id", "segments[1].id")],
        ),
        (SEGMENT.replace("id: a", "id: none") % "sku: ", [(8, 10, "reserved_id", "segments[0].id")]),
        (SEGMENT.replace("id: a", "id: a b") % "sku: ", [(8, 10, "bad_id", "segments[0].id")]),
        (SEGMENT.replace("minutes: 1", "minutes: 0") % "sku: ", [(8, 32, "bad_minutes", "segments[0].minutes")]),
        (SEGMENT.replace("minutes: 1", "minutes: 5m") % "sku: ", [(8, 32, "bad_minutes", "segments[0].minutes")]),
        (SEGMENT.replace("break", "brake") % "sku: ", [(8, 41, "unknown_value", "segments[0].kind")]),
    ],
)
def test_fault_is_found_at_its_line_and_column(text: str, found: list[tuple[int, int, str, str]]) -> None:
    read = read_yaml(text)
    assert errors(read) == found
    assert (read.plan is None) == bool(found)


def test_all_faults_are_told_at_once_in_the_files_order() -> None:
    read = read_yaml(SHOW.replace("demo", "Demo").replace("CNY", "yuan") + "  titel: x\n")
    assert [(line, code) for line, _, code, _ in errors(read)] == [
        (3, "bad_id"),
        (5, "bad_currency"),
        (7, "unknown_key"),
    ]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        (SHOW + "  titel: x\n", "did you mean title?"),
        (SHOW.replace("+08:00", ""), "2026-11-22T20:00:00+08:00"),
        (SHOW.replace("面霜专场", "{price}"), '"{price}"'),
        (SHOW + "  category: {a} 元\n", "put the whole text in quotes"),
        (SHOW + "  category: a: b\n", "needs quotes"),
        (SHOW + "faq: [a\n", "never closed"),
        (SHOW + "\troom: b\n", "replace it with spaces"),
        (SEGMENT % "host: wei", "there is none yet"),
    ],
)
def test_message_tells_the_mend(text: str, mend: str) -> None:
    [finding] = read_yaml(text).findings
    assert mend in finding.message


def test_truth_in_other_words_is_warned_of_and_read_as_yaml_reads_it() -> None:
    read = read_yaml(SHOW + "rules:\n  - {id: low_stock, enabled: no}\n")
    assert [(f.line, f.column, f.severity, f.code) for f in read.findings] == [(8, 30, "warning", "unquoted_boolean")]
    assert read.plan is not None
    assert [(rule.id, rule.enabled) for rule in read.plan.rules] == [("low_stock", False)]


def test_alias_bomb_is_refused() -> None:
    lines = ["faq:", "- &a0 {x: y}", *(f"- &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10))]
    assert errors(read_yaml(SHOW + "\n".join(lines))) == [(1, 1, "too_large", "")]


def test_too_long_text_is_refused_unread() -> None:
    assert errors(read_yaml("x" * 300_001)) == [(1, 1, "too_large", "")]


def test_read_any_reads_yaml_by_suffix(tmp_path: Path) -> None:
    file = tmp_path / "show.YML"
    file.write_bytes(b"\xef\xbb\xbf" + SHOW.encode())
    read = read_any(file)
    assert (read.plan, read.name) == (plan_of(SHOW), str(file))


def test_read_any_names_what_it_reads_when_the_suffix_is_another(tmp_path: Path) -> None:
    [finding] = read_any(tmp_path / "show.docx").findings
    assert (finding.code, ".yaml, .yml, .xlsx" in finding.message) == ("unknown_format", True)
    assert ".docx files" in finding.message


def test_read_any_reads_a_workbook(tmp_path: Path) -> None:
    file = tmp_path / "show.xlsx"
    write_sheets(file, example())
    read = read_any(file)
    assert (read.findings, read.name) == ([], str(file))
    assert read.plan is not None
    assert [segment.id for segment in read.plan.segments] == ["open", "cream"]


def test_read_any_finds_where_a_file_stops_being_utf8(tmp_path: Path) -> None:
    file = tmp_path / "show.yaml"
    file.write_bytes(b"show:\n  title: " + "面霜".encode("gbk"))
    assert errors(read_any(file)) == [(2, 10, "not_utf8", "")]


def as_json(text: str) -> str:
    return json.dumps(yaml.safe_load(text), default=lambda day: day.isoformat())


def test_json_reads_as_yaml_does() -> None:
    plan = plan_of(demo_text())
    document = as_json(demo_text())
    for data in (document, document.encode(), msgspec.json.decode(document)):
        read = read_json(data).plan
        assert read is not None
        assert (read.show, read.products, read.segments, sorted(read.kept)) == (
            plan.show,
            plan.products,
            plan.segments,
            sorted(plan.kept),
        )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("{", [("json_syntax", "")]),
        (b"\xff", [("not_utf8", "")]),
        ("[" * 100_000, [("too_deep", "")]),
        ("5", [("not_a_mapping", "")]),
        ({"show": {}, "x": [[[]]]}, [("unknown_key", "x")] + [("missing_key", f"show.{k}") for k in
         ("title", "room", "timezone", "currency", "starts")]),
        ('{"show": 1, "show": 2}', [("duplicate_key", "show"), ("not_a_mapping", "show")]),
        ('{"show": "\\ud800"}', [("bad_character", "show"), ("missing_key", "show")]),
        ('{"show": null}', [("missing_key", "show")]),
    ],
)  # fmt: skip
def test_json_fault_is_found_with_its_path(data: bytes | str | dict[str, object], found: list[tuple[str, str]]) -> None:
    read = read_json(data)
    assert read.plan is None
    assert sorted((f.code, f.path) for f in read.findings) == sorted(found)
    assert {(f.line, f.column) for f in read.findings} == {(None, None)}


minor_amounts = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)


@given(minor_amounts, st.booleans())
def test_money_is_exact(amount: Decimal, quoted: bool) -> None:
    written = f'"{amount:f}"' if quoted else f"{amount:f}"
    plan = plan_of(SHOW + f"products: [{{sku: a, title: A, price: {written}}}]\n")
    assert plan.products[0].price_minor == int(amount * 100)
    data = f'{{"show": {json.dumps({**SHOW_JSON})}, "products": [{{"sku": "a", "title": "A", "price": {written}}}]}}'
    read = read_json(data)
    assert read.plan is not None
    assert read.plan.products[0].price_minor == int(amount * 100)


SHOW_JSON = {
    "title": "x", "room": "demo", "timezone": "Asia/Shanghai", "currency": "CNY", "starts": 1_795_348_800_000,
}  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "written", "minor"),
    [
        ("CNY", "129.9", 12990),
        ("CNY", "0.1", 10),
        ("CNY", "19.900", 1990),
        ("JPY", "1980", 1980),
        ("KWD", "1.005", 1005),
    ],
)
def test_money_is_in_the_currencys_minor_units(currency: str, written: str, minor: int) -> None:
    plan = plan_of(SHOW.replace("CNY", currency) + f"products: [{{sku: a, title: A, price: {written}}}]\n")
    assert plan.products[0].price_minor == minor


@pytest.mark.parametrize(("stock", "safety"), [(0, 0), (1, 1), (10, 1), (11, 2), (1200, 120)])
def test_safety_line_is_a_tenth_of_the_stock_rounded_up(stock: int, safety: int) -> None:
    assert plan_of(PRODUCT % f"stock: {stock}").products[0].safety == safety


def test_safety_line_without_stock_is_none() -> None:
    assert plan_of(PRODUCT % "link: 3").products[0].safety is None


def test_script_loses_its_trailing_newline_only() -> None:
    plan = plan_of(
        SHOW + "segments:\n- id: a\n  title: A\n  minutes: 1\n  kind: break\n  script: |\n    一\n\n     二\n\n"
    )
    assert plan.segments[0].script == "一\n\n 二"


def test_key_left_empty_counts_as_not_given() -> None:
    assert plan_of(PRODUCT % "stock: , role: ").products[0] == plan_of(PRODUCT % "presale: false").products[0]


def test_numbers_and_dates_are_texts_where_a_text_is_wanted() -> None:
    plan = plan_of(SHOW + "products: [{sku: 00123, title: 2026-11-22, price: 1}]\n")
    assert (plan.products[0].sku, plan.products[0].title) == ("00123", "2026-11-22")


@pytest.mark.parametrize(
    ("written", "at_ms"),
    [
        ("2026-11-22T12:00:00Z", 1_795_348_800_000),
        ("2026-11-22 20:00:00 +08:00", 1_795_348_800_000),
        ("2026-11-22T20:00+08:00", 1_795_348_800_000),
        ('"2026-11-22T20:00:00.5+08:00"', 1_795_348_800_500),
        ("1795348800000", 1_795_348_800_000),
    ],
)
def test_start_is_an_instant(written: str, at_ms: int) -> None:
    assert plan_of(SHOW.replace("2026-11-22T20:00:00+08:00", written)).show.starts_ms == at_ms


def test_findings_encode_to_json() -> None:
    encoded = msgspec.json.encode(read_yaml("show: 3\n").findings)
    assert msgspec.json.decode(encoded, type=list[Finding]) == read_yaml("show: 3\n").findings


pieces = st.sampled_from([
    "show:", "products:", "segments:", "- ", "  ", "\n", "{", "}", "[", "]", ",", ": ", "&a ", "*a", "!!int ", "!x ",
    "|", ">", "'", '"', "\\", "#", "?", "<<", "---", "%YAML 1.1", "\t", "title", "price: 1e400", "20:00", "no",
    "\x85", "\ufeff", "\ud800", "\x00", "面霜", "\\ud800", "starts: 9999-99-99", "id: a", "~", "0x1f", "=", "@",
    "`", "\r",
])  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(pieces, max_size=40).map("".join)))
def test_any_text_gives_a_plan_or_findings_and_never_raises(text: str) -> None:
    read = read_yaml(text)
    assert (read.plan is None) == any(finding.severity == "error" for finding in read.findings)
    assert all(finding.line and finding.column for finding in read.findings)
    read.told()


@given(st.data())
def test_any_damage_to_the_example_gives_a_plan_or_findings(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(EXAMPLE)))
    text = EXAMPLE[:at] + data.draw(pieces) + EXAMPLE[at + data.draw(st.integers(0, 8)) :]
    read = read_yaml(text)
    assert (read.plan is None) == any(finding.severity == "error" for finding in read.findings)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["show", "products", "price", "title", "sku", "id", "x"]), inner, max_size=5)
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(["show", "products", "segments", "offers", "faq"]), json_values))
def test_any_json_gives_a_plan_or_findings_and_never_raises(data: dict[str, object]) -> None:
    read = read_json(data)
    assert (read.plan is None) == any(finding.severity == "error" for finding in read.findings)
    assert read_json(json.dumps(data)).plan == read.plan
