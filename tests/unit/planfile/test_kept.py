from __future__ import annotations

import pytest

from controlroom.planfile.kept import braces, cut_off, json_text, warn_of_traps
from controlroom.planfile.tree import Scalar, Tree, Value
from controlroom.planfile.yamltree import tree_of_yaml


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("179.00", "179.00"),
        ("0123", '"0123"'),
        (".5", '".5"'),
        ("Off", "false"),
        ("on", "true"),
        ("~", "null"),
        ('"双\\"引号"', '"双\\"引号"'),
        ("{b: 1, a: [x, 20:00]}", '{"b":1,"a":["x","20:00"]}'),
        ("2026-11-22", '"2026-11-22"'),
    ],
)
def test_section_is_kept_as_written(written: str, text: str) -> None:
    value = tree_of_yaml(f"- {written}").value
    assert isinstance(value, list)
    assert json_text(value[0]) == text


def test_braces_are_told_from_a_mapping() -> None:
    meant: dict[str, Value] = {"price": Scalar("", "bare")}
    assert (braces(meant), braces({"price": Scalar("", "null")}), braces({})) == ("{price}", None, None)


def test_plain_section_gives_no_warning() -> None:
    tree = Tree()
    warn_of_traps(tree, {"a": [Scalar("false", "boolean"), Scalar("x", "text"), Scalar("", "null")]}, ("rules",))
    assert tree.findings == []


def test_cut_off_names_the_second_half() -> None:
    assert "'朋友'" in cut_off("朋友")
