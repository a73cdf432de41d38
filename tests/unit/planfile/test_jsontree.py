from __future__ import annotations

import pytest

from controlroom.planfile.jsontree import tree_of_json
from controlroom.planfile.tree import Scalar


def test_numbers_keep_their_text() -> None:
    tree = tree_of_json("[1.10, 1e400, -0, 12345678901234567890123]")
    assert tree.value == [Scalar(text, "number") for text in ("1.10", "1e400", "-0", "12345678901234567890123")]


def test_decoded_json_reads_alike() -> None:
    tree = tree_of_json({"a": [1, 0.1, True, None, "x"]})
    assert tree.value == {
        "a": [
            Scalar("1", "number"),
            Scalar("0.1", "number"),
            Scalar("true", "boolean"),
            Scalar("null", "null"),
            Scalar("x", "text"),
        ]
    }


def test_first_of_two_like_keys_is_kept_and_the_second_found() -> None:
    tree = tree_of_json('{"a": 1, "a": 2}')
    assert tree.value == {"a": Scalar("1", "number")}
    assert [finding.code for finding in tree.findings] == ["duplicate_key"]


def test_depth_and_size_are_bounded() -> None:
    assert [f.code for f in tree_of_json({"a": [[]] * 60_000}).findings] == ["too_large"]
    assert [f.code for f in tree_of_json("[" * 40 + "]" * 40).findings] == ["too_deep"]
    assert [f.code for f in tree_of_json(" " * 2_000_000).findings] == ["too_large"]


def test_what_is_no_json_value_is_the_callers_mistake() -> None:
    with pytest.raises(TypeError, match="a: a set is no JSON value"):
        tree_of_json({"a": {1}})
