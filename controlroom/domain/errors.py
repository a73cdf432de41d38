"""Refusals: why a command was not accepted, as values.

Owns: the codes, and which of them a caller may mend by trying again.
Law: a refusal changes nothing and is not remembered (but for `left_out`: that record is marked as the one that broke the
fold); its words are made by the templates, in the page's language.
Must not know: HTTP, languages.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from controlroom.domain.plan import Text

RefusalCode = Literal[
    "stale",
    "expired",
    "not_yours",
    "needs_place",
    "no_plan",
    "already_live",
    "not_live",
    "show_ended",
    "show_running",
    "unknown_segment",
    "unknown_product",
    "unknown_cue",
    "unknown_timer",
    "unknown_command",
    "already_on_air",
    "no_next",
    "no_back",
    "nothing_on_air",
    "already_acked",
    "already_cleared",
    "already_stopped",
    "already_running",
    "already_past",
    "not_paused",
    "cannot_pause",
    "no_end",
    "cue_expired",
    "unknown_number",
    "unknown_placeholder",
    "told_twice",
    "already_undone",
    "too_late_to_undo",
    "cannot_undo",
    "undo_superseded",
    "facts_counted",
    "seed_published",
    "already_priced",
    "unknown_offer",
    "already_open",
    "other_offer_open",
    "not_open",
    "unknown_act",
    "already_confirmed",
    "unknown_scene",
    "nothing_to_do",
    "no_script",
    "already_running",
    "already_paused",
    "nothing_told",
    "not_yet",
    "locked",
    "already_so",
    "already_passed",
    "start_passed",
    "segment_exists",
    "unknown_person",
    "not_a_host",
    "rundown_full",
    "not_shorter",
    "plan_of_other_room",
    "plan_waits",
    "other_currency",
    "unknown_task",
    "already_done",
    "not_done_yet",
    "already_approved",
    "nothing_to_approve",
    "own_approval",
    "already_theirs",
    "nothing_to_hand_over",
    "replaying",
    "unknown_signal",
    "unknown_message",
    "unknown_screen",
    "already_seen",
    "already_red",
    "not_red",
    "red_light_on",
    "unknown_draw",
    "draw_over",
    "draw_still_open",
    "unused_rule",
    "unknown_comment",
    "unknown_question",
    "unknown_follow_up",
    "already_pinned",
    "nothing_pinned",
    "already_answered",
    "no_answer",
    "already_counting",
    "not_counting",
    "tallies_full",
    "unknown_alert",
    "alert_over",
    "too_long",
    "unknown_silence",
    "unknown_matcher",
    "unknown_rule",
    "too_many_silences",
    "unknown_metric",
    "bad_rule",
    "not_own_rule",
    "left_out",
]


UndoBar = Literal[
    "forgotten",
    "other_up",
    "moved_on",
    "told_elsewhere",
    "seen_done",
    "passed",
    "other_segment",
    "aired",
    "plan_edited",
    "other_script",
    "part_changed",
    "seen",
    "asked_again",
    "stock_told",
    "offer_over",
    "offer_again",
    "timer_over",
]
"""What has happened since to what a command was about, so that it cannot be taken back."""


class Given(Struct, frozen=True, kw_only=True):
    """A command as people call it: its type, and what it was about where that has a name."""

    type: str
    what: Text | None = None


class Refusal(Struct, frozen=True, kw_only=True):
    """A command was refused. `message`: plain English for programs; `about`: the subject it names, if any.

    Of an undo: `undo` is what was to be taken back, `why` what has happened to that, `since` a later command that changed it.
    `part`, `fault`: which part of what it carries is wrong, and why, where that can be told (a rule's).
    """

    code: RefusalCode
    message: str
    about: str | None = None
    undo: Given | None = None
    why: UndoBar | None = None
    since: Given | None = None
    part: str | None = None
    fault: str | None = None
