"""What a sheet came to."""

from __future__ import annotations

from controlroom.feeds.sheets.outcome import NOTES_MOST, Outcome


def test_notes_are_bounded() -> None:
    outcome = Outcome()
    for line in range(2 * NOTES_MOST):
        outcome.note(line, "x")
    assert len(outcome.notes) == NOTES_MOST
