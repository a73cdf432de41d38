"""A compiled statement takes its values by name."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import bindparam, literal, select

from controlroom.store.statement import Statement


def test_values_go_to_every_place_they_are_named() -> None:
    statement = Statement(select(bindparam("a"), literal(7), bindparam("b"), bindparam("a")))
    connection = sqlite3.connect(":memory:")
    row = connection.execute(statement.sql, statement.places({"a": "x'; --", "b": None})).fetchone()
    connection.close()
    assert row == ("x'; --", 7, None, "x'; --")


def test_value_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="c"):
        Statement(select(bindparam("a"))).places({"a": 1, "c": 2})


def test_value_that_is_missing_is_refused() -> None:
    with pytest.raises(KeyError, match="b"):
        Statement(select(bindparam("a"), bindparam("b"))).places({"a": 1})
