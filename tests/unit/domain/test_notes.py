"""Remarks tied to an instant."""

from __future__ import annotations

from controlroom.domain.notes import KEPT, Note, Notes
from controlroom.domain.roles import Role


def note(id_: str, at_ms: int) -> Note:
    return Note(id_, at_ms, "hot", None, "none", Role.ANALYST, None, 99)


def test_notes_stand_by_the_instants_they_are_about() -> None:
    notes = Notes()
    for one in (note("a", 30), note("b", 10), note("c", 30)):
        notes.add(one)
    assert [one.id for one in notes.in_time()] == ["b", "a", "c"]


def test_the_oldest_written_goes_when_there_are_too_many() -> None:
    notes = Notes()
    for n in range(KEPT + 3):
        notes.add(note(f"n{n}", 1000 - n))
    assert (len(notes.by_id), next(iter(notes.by_id))) == (KEPT, "n3")
