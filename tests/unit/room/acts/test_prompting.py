"""The prompter under somebody's hand, and how it follows what is on air."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import prompting as ask
from controlroom.domain.prompter import Voice
from controlroom.domain.roles import Role
from controlroom.room.snapshot import digest
from tests.unit.room.desk import NOW, Desk, give, scripted, take

SCRIPT = "好" * 400


@pytest.fixture
def reading() -> Desk:
    """A segment of 400 characters on air, its script standing at the top."""
    room = scripted(SCRIPT, cream="二" * 50)
    give(room, take("t", "opening", None), NOW)
    return Desk(room)


def place(desk: Desk) -> tuple[int, int]:
    return desk.room.state.prompter.at(desk.now_ms)


def test_whoever_reads_runs_it_and_whoever_drives_stops_it(reading: Desk) -> None:
    reading.give(ask.PrompterRun(id="r"), Role.HOST)
    reading.give(ask.PrompterPause(id="p"), Role.CONTROLLER, wait_ms=10_000)
    assert place(reading) == (40, 0)
    reading.give(ask.PrompterSeek(id="s", position=7), Role.REMOTE)
    reading.give(ask.PrompterPace(id="c", cpm=600), Role.HOST)
    reading.give(ask.PrompterRun(id="r2"), Role.REMOTE)
    reading.now_ms += 1000
    assert place(reading) == (17, 0)


def test_refusals_say_why(reading: Desk) -> None:
    assert reading.give(ask.PrompterPause(id="p")) == "already_paused"
    reading.give(ask.PrompterRun(id="r"))
    assert reading.give(ask.PrompterRun(id="r2")) == "already_running"
    assert reading.give(ask.PrompterSeek(id="s", position=1, script_rev=7)) == "stale"
    reading.give(take("n", "serum", "opening"))
    for command in (
        ask.PrompterRun(id="1"), ask.PrompterPause(id="2"), ask.PrompterSeek(id="3", position=0),
        ask.PrompterPace(id="4", cpm=99),
    ):  # fmt: skip
        assert reading.give(command) == "no_script"


def test_a_take_begins_the_next_script_and_its_undo_goes_on_where_it_was(reading: Desk) -> None:
    reading.give(ask.PrompterRun(id="r"))
    reading.give(take("n", "cream", "opening"), wait_ms=10_000)
    assert (reading.room.state.prompter.script, place(reading)) == ("二" * 50, (0, 0))
    reading.give(cmd.Undo(id="u", command="n"), wait_ms=2000)
    assert (reading.room.state.prompter.script, place(reading)) == (SCRIPT, (40, 0))
    assert reading.room.state.prompter.running


def test_the_end_of_the_show_ends_the_script_and_its_undo_gives_it_back(reading: Desk) -> None:
    reading.give(ask.PrompterRun(id="r"))
    reading.give(cmd.ShowEnd(id="e"), wait_ms=10_000)
    assert (reading.room.state.prompter.segment, reading.room.state.prompter.running) == (None, False)
    reading.give(cmd.Undo(id="u", command="e"))
    assert (place(reading), reading.room.state.prompter.running) == ((40, 0), True)


def test_each_is_taken_back_while_the_script_is_the_same(reading: Desk) -> None:
    reading.give(ask.PrompterSeek(id="s", position=90))
    reading.give(cmd.Undo(id="u1", command="s"))
    assert place(reading) == (0, 0)
    reading.give(ask.PrompterRun(id="r"))
    reading.give(cmd.Undo(id="u2", command="r"), wait_ms=5000)
    assert (place(reading), reading.room.state.prompter.running) == ((0, 0), False)
    reading.give(ask.PrompterPace(id="c", cpm=600))
    reading.give(cmd.Undo(id="u3", command="c"))
    assert reading.room.state.prompter.pace == 240
    reading.give(ask.PrompterRun(id="r2"))
    reading.give(ask.PrompterPause(id="p"), wait_ms=10_000)
    reading.give(cmd.Undo(id="u4", command="p"), wait_ms=5000)
    assert (place(reading), reading.room.state.prompter.running) == ((40, 0), True)
    reading.give(ask.PrompterSeek(id="s2", position=90))
    reading.give(take("n", "cream", "opening"))
    assert reading.give(cmd.Undo(id="u5", command="s2")) == "cannot_undo"


def test_a_pace_is_learned_from_a_finished_segment_and_carried_into_the_next_show(reading: Desk) -> None:
    reading.give(ask.PrompterPace(id="c", cpm=300))
    reading.give(ask.PrompterRun(id="r"))
    reading.give(take("n", "cream", "opening"), wait_ms=60_000)
    assert reading.room.state.prompter.voices == {"wei": Voice(300, 60_000, 300)}
    after = scripted(SCRIPT, voices=reading.room.state.prompter.voices)
    give(after, take("t", "opening", None), NOW)
    assert after.state.prompter.pace == 300
    assert after.state.prompter.voices["wei"].characters_now is None


def test_an_edit_on_air_keeps_the_words_and_its_undo_gives_them_back(reading: Desk) -> None:
    reading.give(cmd.SegmentEdit(id="e0", segment="opening", script="一二三四五六七八九十。" + SCRIPT))
    reading.give(ask.PrompterRun(id="r"))
    reading.give(
        cmd.SegmentEdit(id="e", segment="opening", script="新的一句。一二三四五六七八九十。" + SCRIPT), wait_ms=1000
    )
    prompter = reading.room.state.prompter
    assert (prompter.script[prompter.position], place(reading)[0], prompter.running) == ("五", 9, True)
    reading.give(cmd.Undo(id="u", command="e"), wait_ms=1000)
    assert (prompter.script[prompter.position], place(reading)[0], prompter.running) == ("九", 8, True)


def test_an_idle_hour_is_the_same_stepped_or_jumped(reading: Desk) -> None:
    other = Desk(scripted(SCRIPT, cream="二" * 50))
    give(other.room, take("t", "opening", None), NOW)
    for desk in (reading, other):
        desk.give(ask.PrompterRun(id="r"))
    for second in range(NOW // 1000 + 2, NOW // 1000 + 3601):
        reading.room.advance(second * 1000)
    for desk in (reading, other):
        desk.now_ms = NOW + 3600_000
        desk.give(ask.PrompterPause(id="p"))
    assert place(reading) == place(other) == (400, 0)
    assert digest(reading.room.state) == digest(other.room.state)
