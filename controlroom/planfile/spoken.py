"""How long a text takes to say.

Owns: what of a script is said and what is not, and the usual pace.
Law: `[directions]` and punctuation take no time; Chinese is counted in characters, other languages in words.
Must not know: segments, hosts, what pace somebody has.
"""

from __future__ import annotations

import re
from typing import Final

from controlroom.domain.units import MINUTE_MS, half_up

CHARACTERS_PER_MINUTE: Final = 240
WORDS_PER_MINUTE: Final = 150
"""A host who shows things while talking; a news reader is a quarter faster."""

_DIRECTION: Final = re.compile(r"\[[^\[\]]*\]")
_CHARACTER: Final = re.compile(
    r"[\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’.&][^\W\d_]+)*|\d+(?:[.,:]\d+)*%?")


def without_directions(script: str) -> str:
    """Return `script` with each `[direction]` blanked out, so that places in it stay."""
    return _DIRECTION.sub(lambda found: " " * len(found[0]), script)


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


def length(ms: int) -> str:
    """Return a length as people say it: `40 s`, `12 min`, `12 min 40 s`."""
    minutes, seconds = divmod(half_up(ms, 1000), 60)
    parts = [f"{minutes} min"] if minutes else []
    return " ".join([*parts, f"{seconds} s"] if seconds or not parts else parts)
