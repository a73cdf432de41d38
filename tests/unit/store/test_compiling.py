"""What runs is what the statements in Core say."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import bindparam, literal, select

import controlroom.store
from controlroom.store import asides, book, engine, journal, links, outbox, plans, snapshots
from controlroom.store.compiling import compile_clause, compiled
from controlroom.store.core import AREAS
from controlroom.store.statement import COMPILED, Statement

_MODULES = {
    "asides": asides,
    "book": book,
    "engine": engine,
    "journal": journal,
    "links": links,
    "outbox": outbox,
    "plans": plans,
    "snapshots": snapshots,
}


def test_file_holds_what_the_statements_say() -> None:
    written = (Path(controlroom.store.__file__).parent / COMPILED).read_bytes()
    assert written == compiled(), "compile them anew: python -m controlroom.store.compiling"


@pytest.mark.parametrize("area", AREAS)
def test_statements_that_are_used_are_those_that_are_written(area: str) -> None:
    used = {value.name for value in vars(_MODULES[area]).values() if isinstance(value, Statement)}
    assert used == {f"{area}.{name}" for name in AREAS[area]}


def test_literals_stay_and_names_are_asked_for_where_they_stand() -> None:
    text = compile_clause(select(bindparam("a"), literal(7), bindparam("a")))
    (own,) = text.defaults
    assert text.order == ("a", own, "a")
    assert text.defaults == {own: 7}
