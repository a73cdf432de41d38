from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.planfile.check import check_tree
from controlroom.planfile.read import reading
from controlroom.planfile.sheets.columns import TABLES
from controlroom.planfile.sheets.grid import Cell, Grid
from controlroom.planfile.sheets.rows import tree_of_grids
from controlroom.planfile.tree import Tree

SHOW = Grid("节目", [
    ["标题", "直播间", "时区", "货币", "开始时间"],
    ["专场", "demo", "Asia/Shanghai", "CNY", "2026-11-22 20:00"],
])  # fmt: skip


def found(*grids: Grid) -> list[tuple[str, str, str | None, int | None, int | None]]:
    read, _ = reading(tree_of_grids(grids, Tree()), "plan.xlsx")
    return [(f.code, f.path, f.sheet, f.line, f.column) for f in read.findings]


def products(*rows: list[Cell]) -> Grid:
    return Grid("商品", [["双十一货盘"], [], ["货号*", "商品名称", "直播价", "库存"], *rows])


def test_sheets_are_a_plan() -> None:
    read, _ = reading(tree_of_grids([products(["a", "面霜", "1,299", "100"], []), SHOW], Tree()), "plan")
    assert read.plan is not None
    assert read.findings == []
    assert read.plan.show.starts_ms == 1_795_348_800_000
    assert [(p.sku, p.title, p.price_minor, p.stock) for p in read.plan.products] == [("a", "面霜", 129_900, 100)]


def test_fault_is_found_at_its_sheet_row_and_column() -> None:
    assert found(SHOW, products(["a", "面霜", "便宜", "100"], ["a", "精华", "9", None])) == [
        ("bad_money", "products[0].price", "商品", 4, 3),
    ]
    assert found(SHOW, products(["a", "面霜", "9", "100"], ["a", "精华", "9", None])) == [
        ("duplicate_sku", "products[1].sku", "商品", 5, 1),
    ]
    assert found(SHOW, products(["a", None, "9", "100"])) == [("missing_key", "products[0].title", "商品", 4, 1)]


def test_column_and_sheet_that_nobody_knows_are_told_and_not_read() -> None:
    grid = Grid("商品", [["货号", "商品名称", "直播价", "库存量"], ["a", "A", "9", "3"]])
    assert found(SHOW, grid, Grid("备注", [["随便"]])) == [
        ("unknown_column", "products", "商品", 1, 4),
        ("no_such_sheet", "", "备注", 1, 1),
    ]


def test_sheet_with_another_name_is_known_by_its_heads() -> None:
    grid = Grid("Sheet1", [["SKU", "Title", "Price", "List price"], ["a", "A", "9", "10"]])
    read, _ = reading(tree_of_grids([SHOW, grid], Tree()), "plan")
    assert read.plan is not None
    assert [p.list_price_minor for p in read.plan.products] == [1000]


def test_rows_go_to_their_owners() -> None:
    segments = Grid("环节", [["编号", "标题", "分钟", "类型"], ["open", "开场", "5", "开场"]])
    tasks = Grid("任务", [["环节", "时间", "任务", "知会"], ["open", "-15m", "核对", "host;controller"]])
    cues = Grid("提示", [["环节", "编号", "内容", "库存低于"], ["open", "a", "{stock}", "300"], [None, "b", "x", None]])
    read, file = reading(tree_of_grids([tasks, cues, segments, SHOW], Tree()), "plan")
    assert read.findings == []
    assert file is not None
    assert [task.inform for task in file.segments[0].tasks] == [["host", "controller"]]
    assert [cue.id for cue in file.segments[0].cues] == ["a"]
    assert [cue.id for cue in file.cues] == ["b"]
    assert found(SHOW, segments, Grid("任务", [["环节", "任务"], [None, "核对"]])) == [
        ("missing_key", "segments", "任务", 2, 2)
    ]


def test_lists_of_two_languages_must_be_as_long() -> None:
    heads: list[Cell] = ["货号", "商品名称", "直播价", "Points (en)", "卖点"]
    grid = Grid("商品", [heads, ["a", "A", "9", "x;-", "甲;乙"]])
    _, file = reading(tree_of_grids([SHOW, grid], Tree()), "plan")
    assert file is not None
    assert file.products[0].points == [{"zh-CN": "甲", "en": "x"}, "乙"]
    grid = Grid("商品", [heads, ["a", "A", "9", "x", "甲;乙"]])
    assert found(SHOW, grid) == [("bad_text", "products[0].points", "商品", 2, 4)]


def test_nothing_of_a_plan_is_told() -> None:
    assert found(Grid("x", [])) == [("empty_plan", "", None, 1, 1)]


cells = st.none() | st.sampled_from(
    ["a", "b", "1,299", "是", "host", "", "x;y", "2026-11-22", "国家级", "-15m", "{stok}", "主推", "open"]
)


@given(st.data())
def test_any_cells_give_a_plan_or_findings(data: st.DataObject) -> None:
    grids = [SHOW] if data.draw(st.booleans()) else []
    for table in data.draw(st.lists(st.sampled_from(TABLES), max_size=4)):
        heads: list[Cell] = [column.zh for column in table.columns if data.draw(st.booleans())]
        rows = data.draw(st.lists(st.lists(cells, max_size=len(heads)), max_size=3))
        grids.append(Grid(table.zh, [heads, *rows]))
    read = check_tree(tree_of_grids(grids, Tree()), "plan.xlsx")
    assert read.plan is not None or any(finding.severity == "error" for finding in read.findings)
    read.told()
