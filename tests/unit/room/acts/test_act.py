"""A row of the table: its subject and what it changes."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.room.acts.act import Act


@pytest.mark.parametrize(
    ("act", "about", "changes"),
    [
        (Act(carry=None), "", ""),
        (Act(carry=None, subject="cue"), "cue", "cue"),
        (Act(carry=None, subject="cue", part=lambda c: c.cue), "cue:cue-3", "cue:cue-3"),
        (Act(carry=None, subject="cue", makes="cue"), "cue", "cue:cue-9"),
    ],
)
def test_an_act_is_about_its_subject_and_changes_what_it_makes(act: Act, about: str, changes: str) -> None:
    command = cmd.CueAck(id="x", cue="cue-3")
    assert (act.about(command), act.changes(command, 9)) == (about, changes)
