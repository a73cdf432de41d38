from __future__ import annotations

import pytest

from tests.unit.planfile.trade.plans import codes, found

SCRIPT = "    script: 先看质地。\n"
OPENING = "大家好,我是小薇。"


def test_good_plan_has_no_findings() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("T20:10:00", "T20:09:00", ("warning", "over_slot", "show.ends")),
        ("T20:10:00", "T20:30:00", ("info", "under_slot", "show.ends")),
        ("T20:10:00", "T19:00:00", ("error", "over_slot", "show.ends")),
        ("kind: opening", "kind: interaction", ("warning", "no_opening", "segments[0].kind")),
        (OPENING, "大家好。", ("warning", "no_introduction", "segments[0].script")),
        (OPENING, "好" * 90 + "我是小薇。", ("warning", "no_introduction", "segments[0].script")),
        (OPENING, "我是小薇," + "好" * 90, ("warning", "long_introduction", "segments[0].script")),
        (SCRIPT, "", ("warning", "no_script", "segments[1]")),
        ("    sku: cream\n    host: wei\n", "    host: wei\n", ("warning", "no_product", "segments[1]")),
        ("    sku: cream\n    host: wei\n", "    sku: cream\n", ("info", "no_host", "segments[1]")),
        ("at: 4m", "at: 6m", ("warning", "after_segment", "segments[1].cues[0].at")),
        ("start: 3m", "start: 4m", ("warning", "after_segment", "segments[1].timers[0]")),
        ("at: -15m", "at: 6m", ("warning", "after_segment", "segments[0].tasks[0].at")),
    ],
)
def test_what_cannot_run_as_planned_is_found(old: str, new: str, finding: tuple[str, str, str]) -> None:
    assert finding in codes(old, new)


def test_a_slot_without_an_end_is_said_not_to_be_checked() -> None:
    [finding] = found("  ends: 2026-11-22T20:10:00+08:00\n", "")
    assert (finding.code, finding.severity, finding.path, finding.line) == ("no_end", "info", "show", 2)
    assert "take 10 min" in finding.message


STARTS = "    starts: 2026-11-22T20:0{}:00+08:00\n"


def test_fixed_start_before_what_precedes_it_ends_is_found() -> None:
    line = "    sku: cream\n    host: wei\n"
    [finding] = found(line, line + STARTS.format(3))
    assert (finding.code, finding.severity, finding.path) == ("early_start", "warning", "segments[1].starts")
    assert "2 min later" in finding.message
    assert codes(line, line + STARTS.format(5)) == []
    assert codes(line, line + STARTS.format(6)) == [("warning", "over_slot", "show.ends")]  # a pause takes time too


def test_long_opening_is_found_without_more() -> None:
    assert codes("minutes: 5\n    kind: opening", "minutes: 5.5\n    kind: opening") == [
        ("warning", "over_slot", "show.ends"),
        ("warning", "long_opening", "segments[0].minutes"),
    ]


def test_script_is_told_how_much_too_long_it_is() -> None:
    [finding] = found(SCRIPT, f"    script: {'好' * 240 * 5}{'好' * 160}[{'举' * 99}]\n")
    assert (finding.code, finding.severity, finding.line) == ("script_too_long", "warning", 38)
    assert "5 min 40 s" in finding.message
    assert "40 s too long for the segment's 5 min" in finding.message
    assert finding.mend == "Cut about 160 characters, or give the segment more minutes."


def test_script_that_just_fits_is_not_found() -> None:
    assert codes(SCRIPT, f"    script: {'好' * 240 * 5}[{'举' * 99}]\n") == []


def test_english_script_is_measured_in_words() -> None:
    [finding] = found(SCRIPT, f"    script: {'very ' * 150 * 5}{'very ' * 100}\n")
    assert "40 s too long" in finding.message
    assert finding.mend == "Cut about 100 words, or give the segment more minutes."


def test_introduction_may_follow_a_short_greeting() -> None:
    assert codes(OPENING, "|\n      " + "好" * 60 + "\n      我是小薇。") == []
