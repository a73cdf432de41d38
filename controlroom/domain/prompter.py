"""The prompter: which character of the script is being read, and how fast.

Owns: the place in the script on air as of an instant, its pace, where it was left in earlier segments, and what is learned
of each host's pace.
Law: nothing ticks: a place is an instant and a pace, exact in sixty-thousandths of a character, so that going to an
instant in many steps or in one gives the same place. `[directions]` take no time. A pace is kept in code points a
minute; what is learned and carried is in the unit of the script (characters or words), which suits another script too.
Must not know: the rundown, screens, sizes of type.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.scripts import mapped, said
from controlroom.domain.spoken import CHARACTERS_PER_MINUTE, FASTEST, SLOWEST, USUAL, Unit, measure
from controlroom.domain.units import MINUTE_MS, half_up

NUDGE: Final = 80
"""A seek by no more said characters while running corrects the pace; a longer one goes somewhere else."""

LEARN_MS: Final = 30_000
"""A segment teaches a pace when it ran for so long …"""

REMEMBER_MS: Final = 20 * MINUTE_MS
"""… and what was learned before weighs no more than so long a time."""


class Voice(Struct):
    """How fast somebody reads, in characters and in words a minute. `…_for_ms`: over how long that was measured.

    `…_now`: what the last segment of this show left off with; it is not carried into another show.
    """

    characters: int | None = None
    characters_for_ms: int = 0
    characters_now: int | None = None
    words: int | None = None
    words_for_ms: int = 0
    words_now: int | None = None

    def pace(self, unit: Unit) -> int:
        """Return the pace to begin a script with."""
        now, learned = (self.characters_now, self.characters) if unit == "characters" else (self.words_now, self.words)
        return now if now is not None else learned if learned is not None else USUAL[unit]

    def learn(self, unit: Unit, pace: int, for_ms: int) -> None:
        """Take a pace measured over `for_ms` in: the longer it was, the more it counts."""
        known, weight = (
            (self.characters, self.characters_for_ms) if unit == "characters" else (self.words, self.words_for_ms)
        )
        weight = min(weight, REMEMBER_MS) if known is not None else 0
        learned = half_up((known or 0) * weight + pace * for_ms, weight + for_ms)
        if unit == "characters":
            self.characters, self.characters_for_ms = learned, weight + for_ms
        else:
            self.words, self.words_for_ms = learned, weight + for_ms

    def left_at(self, unit: Unit, pace: int) -> None:
        """Note the pace at which a segment was left."""
        if unit == "characters":
            self.characters_now = pace
        else:
            self.words_now = pace


Voices = dict[str, Voice]
"""By the plan's person; empty: of segments that name nobody."""


def carried(voices: Voices) -> Voices:
    """Return what another show takes over."""
    return {
        person: Voice(v.characters, v.characters_for_ms, None, v.words, v.words_for_ms, None)
        for person, v in voices.items()
        if v.characters is not None or v.words is not None
    }


class Kept(Struct, frozen=True):
    """A place in the script of revision `rev`, with what taking a command back needs."""

    rev: int
    position: int
    part: int
    pace: int
    running: bool


class Prompter(Struct):
    """Where the script on air is being read.

    Args:
        segment: Whose script it is; None: nothing is on air. `host`: who reads it. `script`: empty where there is none.
        rev: Raised whenever the script is another one.
        position: Code points into the script as of `at_ms`, and `part` sixty-thousandths of the next one.
        pace: Code points a minute. `running`: it moves by itself.
        places: How earlier segments were left.
        voices: What is known of each host's pace.
        ran, ran_for_ms: Sixty-thousandths of said characters passed while it ran in this segment, and for how long.
    """

    segment: str | None = None
    host: str = ""
    script: str = ""
    rev: int = 0
    position: int = 0
    part: int = 0
    at_ms: int = 0
    pace: int = CHARACTERS_PER_MINUTE
    running: bool = False
    places: dict[str, Kept] = field(default_factory=dict)
    voices: Voices = field(default_factory=dict)
    ran: int = 0
    ran_for_ms: int = 0

    def at(self, now_ms: int) -> tuple[int, int]:
        """Return the position at an instant not before `at_ms`, and the part of the next code point already read."""
        if not self.running:
            return self.position, self.part
        index = said(self.script)
        moved, part = divmod(self.part + max(0, now_ms - self.at_ms) * self.pace, MINUTE_MS)
        count = index.before(self.position) + moved
        return (index.place(count), part) if count < index.total else (index.length, 0)

    def left_ms(self) -> int:
        """Return how long what lies ahead of `position` takes at this pace."""
        index = said(self.script)
        ahead = (index.total - index.before(self.position)) * MINUTE_MS - self.part
        return -(-max(0, ahead) // self.pace)

    def run(self, now_ms: int) -> None:
        """Let it move."""
        self._settle(now_ms)
        self.running = True

    def pause(self, now_ms: int) -> None:
        """Let it stand."""
        self._settle(now_ms)
        self.running = False

    def seek(self, position: int, now_ms: int) -> None:
        """Go to a position; one beyond the script is its end."""
        self._settle(now_ms)
        index, to = said(self.script), min(position, len(self.script))
        by = index.before(to) - index.before(self.position)
        if self.running and abs(by) <= NUDGE:
            self.ran = max(0, self.ran + by * MINUTE_MS - self.part)
        self.position, self.part = to, 0

    def set_pace(self, pace: int, now_ms: int) -> None:
        """Move at another pace (code points a minute) from here on."""
        self._settle(now_ms)
        self.pace = max(SLOWEST, min(FASTEST, pace))

    def keep(self, now_ms: int) -> Kept:
        """Return the place at an instant, for `restore`."""
        position, part = self.at(now_ms)
        return Kept(self.rev, position, part, self.pace, self.running)

    def restore(self, kept: Kept, now_ms: int) -> None:
        """Go back to a place that was kept of this script."""
        self._settle(now_ms)
        self.position, self.part, self.pace, self.running = kept.position, kept.part, kept.pace, kept.running

    def follow(self, segment: str | None, host: str | None, script: str, now_ms: int, *, resume: bool = False) -> bool:
        """Take over what is on air; tell whether anything has changed.

        Another segment begins at its top and at its host's pace, and goes on running if the one before ran; an edited
        script keeps the place at its words.

        Args:
            segment: What is on air, if anything. `host`: who reads it.
            script: Its script as it is now; empty: it has none.
            now_ms: From when.
            resume: Another segment begins where it was left instead: the act that left it is taken back.
        """
        if (segment, host or "", script) == (self.segment, self.host, self.script):
            return False
        self._settle(now_ms)
        if segment is not None and segment == self.segment:
            self._edit(script)
        else:
            self._leave(now_ms)
            self.segment, self.script, self.position, self.part = segment, script, 0, 0
            self.running = self.running and segment is not None
            self._begin(host or "")
            left = self.places.get(segment or "") if resume else None
            if left is not None:
                self.pace, self.running = left.pace, left.running
                self.position, self.part = (
                    (left.position, left.part) if left.position < len(script) else (len(script), 0)
                )
        if self.host != (host or ""):  # another one reads on
            self._teach()
            self._begin(host or "")
        self.rev += 1
        return True

    def _edit(self, script: str) -> None:
        to = mapped(self.script, script, self.position)
        if script[to : to + 1] != self.script[self.position : self.position + 1]:
            self.part = 0
        self.script, self.position = script, to

    def _leave(self, now_ms: int) -> None:
        if self.segment is not None:
            self.places[self.segment] = self.keep(now_ms)
            self._teach()

    def _teach(self) -> None:
        """Let the segment teach its host's pace."""
        if not self.script:
            return
        scale, voice = measure(self.script), self.voices.setdefault(self.host, Voice())
        voice.left_at(scale.unit, scale.pace(self.pace))
        if self.ran_for_ms >= LEARN_MS and self.ran > 0:
            voice.learn(scale.unit, scale.pace(half_up(self.ran, self.ran_for_ms)), self.ran_for_ms)

    def _begin(self, host: str) -> None:
        """Read at a host's pace from here on."""
        scale = measure(self.script)
        pace = scale.points(self.voices.get(host, _UNHEARD).pace(scale.unit))
        self.host, self.pace = host, max(SLOWEST, min(FASTEST, pace))
        self.ran = self.ran_for_ms = 0

    def _settle(self, now_ms: int) -> None:
        """Bring the place up to an instant, and count what was passed."""
        position, part = self.at(now_ms)
        if self.running:
            index = said(self.script)
            passed = (index.before(position) - index.before(self.position)) * MINUTE_MS + part - self.part
            self.ran += passed
            self.ran_for_ms += min(max(0, now_ms - self.at_ms), -(-passed // self.pace))
        self.position, self.part, self.at_ms = position, part, max(self.at_ms, now_ms)


_UNHEARD: Final = Voice()
