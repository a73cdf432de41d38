"""The prompter: a place is an instant and a pace; what it learns of a host."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.prompter import LEARN_MS, REMEMBER_MS, Prompter, Voice, carried
from controlroom.domain.scripts import said
from controlroom.domain.spoken import measure
from controlroom.domain.units import MINUTE_MS

SCRIPTS = st.text(alphabet="甲乙ab 。\n[]", max_size=80)
STEPS = st.lists(st.integers(0, 40_000), min_size=1, max_size=12)
PACES = st.integers(10, 3000)


def reading(script: str, *, pace: int = 240, running: bool = True) -> Prompter:
    return Prompter(segment="a", host="wei", script=script, pace=pace, running=running)


def test_a_place_moves_by_its_pace_while_it_runs() -> None:
    prompter = reading("好" * 100)
    assert [prompter.at(ms)[0] for ms in (0, 249, 250, 10_000, 60_000)] == [0, 0, 1, 40, 100]
    prompter.pause(10_125)
    assert (prompter.at(99_000), prompter.running) == ((40, 30_000), False)
    prompter.run(99_000)
    assert prompter.at(99_125) == (41, 0)


def test_directions_take_no_time() -> None:
    prompter = reading("一二[挥手]三[开盖][推近]四", pace=60)
    assert [prompter.at(ms)[0] for ms in (0, 1000, 2000, 3000, 4000)] == [0, 1, 6, 15, 16]


@given(SCRIPTS, PACES, STEPS)
def test_many_steps_lead_where_one_does(script: str, pace: int, steps: list[int]) -> None:
    stepped, jumped = reading(script, pace=pace), reading(script, pace=pace)
    now_ms = 0
    for step in steps:
        now_ms += step
        stepped.set_pace(pace, now_ms)
    jumped.set_pace(pace, now_ms)
    assert (stepped.position, stepped.part) == (jumped.position, jumped.part)
    assert (stepped.position, stepped.part) == reading(script, pace=pace).at(now_ms)


@given(SCRIPTS, PACES, STEPS)
def test_a_place_never_goes_back_by_itself_nor_beyond_the_end(script: str, pace: int, steps: list[int]) -> None:
    prompter = reading(script, pace=pace)
    places = [prompter.at(sum(steps[:n])) for n in range(len(steps) + 1)]
    assert places == sorted(places)
    assert places[-1][0] <= len(script)


@given(SCRIPTS, PACES, st.data())
def test_a_script_is_over_when_its_reading_time_is(script: str, pace: int, data: st.DataObject) -> None:
    prompter = reading(script, pace=pace)
    prompter.seek(data.draw(st.integers(0, len(script))), 0)
    left_ms = prompter.left_ms()
    assert prompter.at(left_ms) == (len(script), 0)
    assert left_ms == 0 or prompter.at(left_ms - 1) < (len(script), 0)


@given(SCRIPTS, SCRIPTS, PACES, st.integers(0, 60_000))
def test_an_edit_leaves_the_place_inside_and_running(old: str, new: str, pace: int, at_ms: int) -> None:
    prompter = reading(old, pace=pace)
    before = prompter.at(at_ms)
    changed = prompter.follow("a", "wei", new, at_ms)
    assert changed is (old != new)
    assert prompter.at(at_ms) == before if old == new else prompter.position <= len(new)
    assert (prompter.running, prompter.script, prompter.segment) == (True, new, "a")


def test_an_edit_on_air_keeps_the_word_that_is_read() -> None:
    prompter = reading("一二三四五六")
    prompter.follow("a", "wei", "零零一二三四五六七八", 1100)
    assert (prompter.script[prompter.position], prompter.part, prompter.rev) == ("五", 24_000, 1)
    assert prompter.at(1250)[0] == 7


def test_a_word_that_is_cut_under_the_readers_eyes_leaves_the_next_one_whole() -> None:
    prompter = reading("一二三四")
    prompter.follow("a", "wei", "一二四", 600)
    assert (prompter.position, prompter.part) == (2, 0)


def test_another_segment_begins_at_its_top_and_goes_on_running() -> None:
    prompter = reading("一二三四")
    prompter.follow("b", None, "五六七八", 700)
    assert (prompter.at(950), prompter.running) == ((1, 0), True)
    prompter.set_pace(600, 950)
    prompter.pause(960)
    prompter.follow("a", "wei", "一二三四", 1000, resume=True)
    assert (prompter.position, prompter.part, prompter.pace, prompter.running) == (2, 48_000, 240, True)
    prompter.follow("b", None, "五六七八", 1100)
    assert (prompter.position, prompter.part) == (0, 0)


def test_a_place_of_a_script_that_was_cut_meanwhile_is_its_end() -> None:
    prompter = reading("一二三四")
    prompter.follow("b", None, "五", 900)
    prompter.follow("a", "wei", "一", 950, resume=True)
    assert (prompter.position, prompter.part) == (1, 0)


def test_nothing_on_air_stands_still() -> None:
    prompter = reading("一二三四")
    assert prompter.follow(None, None, "", 700)
    assert (prompter.at(9000), prompter.running, prompter.left_ms()) == ((0, 0), False, 0)
    assert not prompter.follow(None, None, "", 800)


def test_a_place_is_restored_as_it_was_kept() -> None:
    prompter = reading("好" * 50)
    kept = prompter.keep(1100)
    prompter.seek(30, 1100)
    prompter.set_pace(600, 1100)
    prompter.restore(kept, 2000)
    assert (prompter.position, prompter.part, prompter.pace) == (4, 24_000, 240)
    assert prompter.at(2150) == (5, 0)


def test_a_seek_beyond_the_end_is_the_end() -> None:
    prompter = reading("一二", running=False)
    prompter.seek(99, 0)
    assert (prompter.position, prompter.left_ms()) == (2, 0)


def test_a_segment_read_long_enough_teaches_its_hosts_pace() -> None:
    prompter = reading("好" * 1000)
    prompter.set_pace(300, 0)
    prompter.follow("b", "wei", "你好,世界。" * 10, 2 * MINUTE_MS)
    assert prompter.voices == {"wei": Voice(300, 2 * MINUTE_MS, 300)}
    assert measure(prompter.script).pace(prompter.pace) == 300


def test_a_glance_teaches_nothing_but_the_next_segment_goes_on_at_the_same_pace() -> None:
    prompter = reading("好" * 1000)
    prompter.set_pace(360, 0)
    prompter.follow("b", "wei", "", LEARN_MS - 1)
    assert (prompter.voices["wei"].characters, prompter.voices["wei"].pace("characters")) == (None, 360)
    assert prompter.voices["wei"].pace("words") == 150


def test_standing_at_the_end_teaches_nothing() -> None:
    prompter = reading("好" * 200)
    prompter.follow(None, None, "", 10 * MINUTE_MS)
    assert prompter.voices["wei"].characters == 240
    assert prompter.voices["wei"].characters_for_ms == 50_000


def test_short_seeks_while_running_are_corrections_of_the_pace() -> None:
    forward, away = reading("好" * 1000), reading("好" * 1000)
    forward.seek(200 + 60, 50_000)
    forward.follow(None, None, "", MINUTE_MS)
    away.seek(900, 50_000)
    away.follow(None, None, "", MINUTE_MS)
    assert (forward.voices["wei"].characters, away.voices["wei"].characters) == (300, 240)


def test_whoever_reads_on_reads_at_their_own_pace() -> None:
    prompter = reading("好" * 1000)
    prompter.voices["lin"] = Voice(300, MINUTE_MS)
    prompter.follow("a", "lin", prompter.script, MINUTE_MS)
    assert (prompter.pace, prompter.position, prompter.voices["wei"].characters) == (300, 240, 240)


def test_english_is_learned_in_words() -> None:
    prompter = Prompter()
    prompter.follow("a", "wei", "five words in this one " * 100, 0)
    assert prompter.left_ms() == pytest.approx(500 / 150 * MINUTE_MS, rel=0.001)
    prompter.run(0)
    prompter.follow(None, None, "", MINUTE_MS)
    assert (prompter.voices["wei"].words, prompter.voices["wei"].characters) == (150, None)


def test_what_was_learned_counts_by_its_time_and_is_carried_without_the_last_pace() -> None:
    voice = Voice()
    voice.learn("characters", 240, MINUTE_MS)
    voice.learn("characters", 300, MINUTE_MS)
    assert voice.characters == 270
    voice.learn("characters", 270, 100 * MINUTE_MS)
    voice.learn("characters", 290, REMEMBER_MS)
    assert voice.characters == 280
    voice.left_at("characters", 400)
    assert carried({"wei": voice, "": Voice(words_now=99)}) == {"wei": Voice(280, voice.characters_for_ms)}
    assert voice.characters_for_ms == 2 * REMEMBER_MS


@given(SCRIPTS)
def test_a_script_begins_at_the_usual_pace(script: str) -> None:
    prompter = Prompter()
    prompter.follow("a", None, script, 0)
    scale = measure(script)
    assert abs(scale.pace(prompter.pace) - (240 if scale.unit == "characters" else 150)) <= 1 or not scale.num
    assert said(script).total == scale.said
