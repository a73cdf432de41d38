"""A compiled statement takes its values by name."""

from __future__ import annotations

import sqlite3

import pytest

from controlroom.store.statement import Statement, Text

_TWICE = Text(sql="SELECT ?, ?, ?, ?", order=("a", "seven", "b", "a"), defaults={"seven": 7})


def test_values_go_to_every_place_they_are_named() -> None:
    statement = Statement("twice", _TWICE)
    connection = sqlite3.connect(":memory:")
    row = connection.execute(statement.sql, statement.places({"a": "x'; --", "b": None})).fetchone()
    connection.close()
    assert row == ("x'; --", 7, None, "x'; --")


def test_value_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="c"):
        Statement("twice", _TWICE).places({"a": 1, "b": 2, "c": 3})


def test_value_that_is_missing_is_refused() -> None:
    with pytest.raises(KeyError, match="b"):
        Statement("twice", _TWICE).places({"a": 1})


def test_statement_is_found_by_its_name() -> None:
    assert Statement("journal.append").sql.startswith("INSERT INTO pages ")


def test_statement_that_was_not_compiled_is_told_by_name() -> None:
    with pytest.raises(KeyError, match="forgotten"):
        _ = Statement("journal.forgotten").sql
