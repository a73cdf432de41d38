"""The parts of the state that screens subscribe to.

Owns: the topics' names.
Law: a topic is pushed whole and newest wins; a new topic is a line here and a view in `views`.
Must not know: who reads them, how they look.
"""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """A part of the state that screens subscribe to (CONTRACT.md section 3)."""

    SHOW = "show"
    RUNDOWN = "rundown"
    PROGRAM = "program"
    CUE = "cue"
    PROMPTER = "prompter"
    TIMERS = "timers"
    TASKS = "tasks"
    KPI = "kpi"
    PULSE = "pulse"
    STOCK = "stock"
    COMMENTS = "comments"
    FEEDS = "feeds"
    SCREENS = "screens"
    NOTES = "notes"
    OFFERS = "offers"
    DESK = "desk"
    SCENES = "scenes"
    SIGNALS = "signals"
    MESSAGES = "messages"
    DRAWS = "draws"
    ALERTS = "alerts"
