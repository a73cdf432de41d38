"""How long a text takes to say, and at what pace somebody says it.

Owns: what of a script is said and what is not, the usual pace, a pace in the unit that suits a script.
Law: `[directions]` and punctuation take no time; Chinese is counted in characters, other languages in words.
Must not know: segments, hosts, where in a script somebody is.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from controlroom.domain.units import MINUTE_MS, half_up

Unit = Literal["characters", "words"]

CHARACTERS_PER_MINUTE: Final = 240
WORDS_PER_MINUTE: Final = 150
"""A host who shows things while talking; a news reader is a quarter faster."""

SLOWEST: Final = 10
FASTEST: Final = 6000
"""Code points a minute: an auctioneer's English stays below."""

DIRECTION: Final = re.compile(r"\[[^\[\]]*\]")
_CHARACTER: Final = re.compile(
    r"[\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’.&][^\W\d_]+)*|\d+(?:[.,:]\d+)*%?")


def without_directions(script: str) -> str:
    """Return `script` with each `[direction]` blanked out, so that places in it stay."""
    return DIRECTION.sub(lambda found: " " * len(found[0]), script)


def counted(script: str) -> tuple[int, int]:
    """Return how many characters (Chinese, Japanese, Korean) and how many words of other languages are said.

    A number in a Chinese text counts its digits as characters: that is about how long it takes.
    """
    said = without_directions(script)
    characters = len(_CHARACTER.findall(said))
    words = _WORD.findall(_CHARACTER.sub(" ", said))
    if characters:
        digits = [word for word in words if word[0].isdigit()]
        return characters + sum(len(word) for word in digits), len(words) - len(digits)
    return 0, len(words)


def reading_ms(script: str) -> int:
    """Return how long `script` takes to say at the usual pace, in ms."""
    characters, words = counted(script)
    return half_up(characters * MINUTE_MS, CHARACTERS_PER_MINUTE) + half_up(words * MINUTE_MS, WORDS_PER_MINUTE)


class Measure(NamedTuple):
    """What turns code points of one script into what people count a pace in.

    Args:
        unit: `characters` for Chinese and its like, else `words` (what there is more of).
        said: Code points outside `[directions]`, spaces and punctuation among them.
        num, den: So many units they are, as a fraction; what is not of the unit counts by the time that it takes.
    """

    unit: Unit
    said: int
    num: int
    den: int

    def points(self, pace: int) -> int:
        """Return the code points a minute that `pace` units a minute are; a script that says nothing: `pace` itself."""
        return half_up(pace * self.said * self.den, self.num) if self.num else pace

    def pace(self, points: int) -> int:
        """Return the units a minute that `points` code points a minute are."""
        return half_up(points * self.num, self.said * self.den) if self.said and self.num else points


def measure(script: str) -> Measure:
    """Return how a pace is counted in `script`."""
    characters, words = counted(script)
    said = len(DIRECTION.sub("", script))
    time = WORDS_PER_MINUTE * characters + CHARACTERS_PER_MINUTE * words
    if words > characters:
        return Measure("words", said, time, CHARACTERS_PER_MINUTE)
    return Measure("characters", said, time, WORDS_PER_MINUTE)


USUAL: Final[dict[Unit, int]] = {"characters": CHARACTERS_PER_MINUTE, "words": WORDS_PER_MINUTE}
"""The usual pace in each unit."""


def length(ms: int) -> str:
    """Return a length as people say it: `40 s`, `12 min`, `12 min 40 s`."""
    minutes, seconds = divmod(half_up(ms, 1000), 60)
    parts = [f"{minutes} min"] if minutes else []
    return " ".join([*parts, f"{seconds} s"] if seconds or not parts else parts)
