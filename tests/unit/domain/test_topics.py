"""The topics' names are the contract's."""

from __future__ import annotations

from controlroom.domain.topics import Topic


def test_topics_are_named_as_in_the_contract() -> None:
    assert sorted(Topic) == sorted(
        [
            "show",
            "rundown",
            "program",
            "cue",
            "prompter",
            "timers",
            "tasks",
            "kpi",
            "stock",
            "comments",
            "feeds",
            "screens",
            "notes",
            "pulse",
            "offers",
            "desk",
            "scenes",
            "signals",
            "messages",
            "draws",
            "alerts",
        ]
    )
