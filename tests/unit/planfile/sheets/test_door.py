from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from controlroom.domain.plan import Plan
from controlroom.planfile.check import check_tree
from controlroom.planfile.demo import demo_text
from controlroom.planfile.read import read_yaml
from controlroom.planfile.sheets.columns import TABLES
from controlroom.planfile.sheets.door import example, tree_of_sheets, write_sheets
from controlroom.planfile.yamltree import tree_of_yaml

EXAMPLE = files("controlroom.planfile.sheets").joinpath("example.yaml").read_text(encoding="utf-8")


def meaning(plan: Plan | None, *without: str) -> tuple[object, object]:
    """A plan with its kept sections read, so that only what is said counts."""
    assert plan is not None
    kept = {name: json.loads(text, parse_int=float) for name, text in plan.kept.items() if name not in without}
    return msgspec.structs.replace(plan, kept={}), kept


def test_example_of_the_template_is_in_order() -> None:
    assert check_tree(tree_of_yaml(EXAMPLE), "example.yaml").told() == ""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_template_reads_back_as_the_plan_it_was_made_from(tmp_path: Path, lang: str) -> None:
    file = tmp_path / "plan.xlsx"
    write_sheets(file, example(), lang)
    read = check_tree(tree_of_sheets([file]), "plan.xlsx")
    assert read.told() == ""
    assert meaning(read.plan) == meaning(read_yaml(EXAMPLE).plan)


def test_template_as_csv_reads_back_too(tmp_path: Path) -> None:
    paths = [tmp_path / f"{table.name}.csv" for table in TABLES]
    for path in paths:
        write_sheets(path, example(), "en")
    read = check_tree(tree_of_sheets(paths), "sheets")
    assert read.told() == ""
    assert meaning(read.plan) == meaning(read_yaml(EXAMPLE).plan)


def test_demo_goes_through_a_workbook_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    value = tree_of_yaml(demo_text()).value
    assert isinstance(value, dict)
    write_sheets(file, value)
    read = check_tree(tree_of_sheets([file]), "plan.xlsx")
    assert read.told() == ""
    assert meaning(read.plan) == meaning(read_yaml(demo_text()).plan, "drill", "rules")


@pytest.mark.parametrize(("name", "said"), [("plan.ods", ".xlsx or .csv"), ("plan.csv", "products.csv")])
def test_file_that_cannot_be_a_template_is_refused_with_the_mend(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        write_sheets(tmp_path / name, example())
