"""Who complains: a wave of complaints told apart into people, accounts and copies of one text.

Owns: the complaints of the newest five minutes, what is written alike, which texts look copied, and what the wave comes down to.
Law: what many write by chance (没声音了, `no sound`) is no copy, however many they are: a text that several accounts wrote word
for word (width, case, signs and a long one's tail aside) looks copied only by a row of `SIGNS`. Whoever wrote nothing else is
an account and not a person. Bounded: of more than `KEPT` the oldest are forgotten.
Must not know: what makes a comment a complaint, names, rules.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import comb
from typing import Final

from msgspec import Struct, field

from controlroom.domain.asking import even, says
from controlroom.domain.units import SECOND_MS

WINDOW_MS: Final = 300_000
KEPT: Final = 1_000
OFTEN: Final = 3
"""A text that was written so often is told."""

HAN_MOST: Final = 8
WORDS_MOST: Final = 5
"""So many Chinese characters, or words of other scripts, several people write alike by chance; fillers aside, and of a text with
both in proportion."""

FRESH_S: Final = 60
"""Who came into the room so shortly before writing is fresh. (Of whom no platform told that he came, nobody knows.)"""

USUAL: Final = 50
"""Of a hundred who watch so many came within the last minute when nothing is the matter."""

CHANCE: Final = 20
"""What so many writers would all be fresh by, once in so many times, the room being as fresh as it is, is chance."""

_LETTER: Final = r"[^\W\d_\u3400-\u9fff]"
_TAIL: Final = re.compile(rf" ?(?:(?<!{_LETTER}){_LETTER}{{1,3}}|(?<!\d)\d{{1,4}})$|[吗嘛么呢啊呀哦吧哈啦]$")
"""What is hung on to a copy so that it passes for another text: a few letters or digits, a particle. (Signs are no part of the
even form.)"""


class Sign(Struct, frozen=True):
    """What makes a text look copied: all of it holds.

    Args:
        accounts: So many wrote it. `long`: it says more than many say by chance.
        fresh: Of a hundred of them so many were fresh, and that is no chance in a room as fresh as it is (`CHANCE`).
        at_once: So many wrote it in one and the same second.
    """

    accounts: int
    long: bool = False
    fresh: int = 0
    at_once: int = 0


SIGNS: Final = (
    Sign(accounts=3, long=True),
    Sign(accounts=6, fresh=90, at_once=3),
    Sign(accounts=12, fresh=90),
)
"""One is enough. A second with many alike is none by itself: when the sound fails, everybody hears it fail at once; and of those
who watch about half came within the last minute, in a show's first minutes and after a raid nearly all, so that a few fresh ones
are none either."""


class Written(Struct, frozen=True):
    """One text of a wave, as its accounts wrote it: how many they are, how many of them fresh, the most in one second.

    `usual`: of a hundred in the room so many were as fresh when they wrote.
    """

    plain: str
    accounts: int
    fresh: int
    at_once: int
    usual: int = USUAL


def looks_copied(text: Written) -> bool:
    """Tell whether a text is hardly what so many people wrote by themselves."""
    return any(
        text.accounts >= sign.accounts
        and 100 * text.fresh >= sign.fresh * text.accounts
        and text.at_once >= sign.at_once
        and (not sign.long or is_long(text.plain))
        and (not sign.fresh or not by_chance(text.accounts, text.fresh, text.usual))
        for sign in SIGNS
    )


@lru_cache(maxsize=1024)
def by_chance(accounts: int, fresh: int, usual: int) -> bool:
    """Tell whether of so many accounts so many or more are fresh once in `CHANCE` times, where `usual` of a hundred are.

    The upper tail of the binomial, in whole numbers.
    """
    ways: int = sum(comb(accounts, k) * usual**k * (100 - usual) ** (accounts - k) for k in range(fresh, accounts + 1))
    every: int = 100**accounts
    return CHANCE * ways > every


def is_long(plain: str) -> bool:
    """Tell whether a text (in its even form) says more than several people say alike by chance."""
    han, words = says(plain)
    return han * WORDS_MOST + words * HAN_MOST > HAN_MOST * WORDS_MOST


@lru_cache(maxsize=4096)
def form(text: str) -> str:
    """Return what texts that are written alike have in common: the even form, a long one without its tail.

    A text of signs alone is alike to none but itself.
    """
    plain = even(text)
    while is_long(shorter := _TAIL.sub("", plain)) and shorter != plain:
        plain = shorter
    return plain or text


class Complaint(Struct, frozen=True, gc=False):
    """One complaint. `plain`: its form. `fresh`: who wrote it had just come in, as `usual` of a hundred in the room had."""

    at_ms: int
    user: str
    plain: str
    text: str
    fresh: bool = False
    usual: int = USUAL


class Wave(Struct, frozen=True):
    """What the complaints of the window come down to.

    Args:
        complaints: How many there are. `accounts`: how many users wrote them.
        people: Those of them who wrote anything that does not look copied.
        copies: How many look copied.
        text: What was written most often, `OFTEN` times at least, as first written; None: nothing was.
        most: How many are the text that was written most often.
    """

    complaints: int = 0
    accounts: int = 0
    people: int = 0
    copies: int = 0
    text: str | None = None
    most: int = 0


class Complaints(Struct):
    """The complaints of the window, in order of arrival."""

    newest: list[Complaint] = field(default_factory=list)

    def add(self, user: str, text: str, at_ms: int, *, fresh: bool = False, usual: int = USUAL) -> None:
        """Take a complaint."""
        self.newest.append(Complaint(at_ms, user, form(text), text, fresh, usual))
        if len(self.newest) > KEPT:
            del self.newest[0]

    def slide(self, as_of_ms: int) -> bool:
        """Let the window end at an instant; return whether anything left it."""
        before = as_of_ms - WINDOW_MS
        kept = [one for one in self.newest if one.at_ms >= before]
        slid = len(kept) < len(self.newest)
        self.newest = kept
        return slid

    def wave(self) -> Wave:
        """Return what the complaints come down to."""
        if not self.newest:
            return Wave()
        alike = self._alike()
        copied = _copied(alike)
        people = {one.user for one in self.newest if one.plain not in copied}
        top = max(alike.values(), key=len)
        return Wave(
            len(self.newest), len({one.user for one in self.newest}), len(people),
            sum(len(alike[plain]) for plain in copied), top[0].text if len(top) >= OFTEN else None, len(top),
        )  # fmt: skip

    def copied(self) -> frozenset[str]:
        """Return the forms that look copied."""
        return _copied(self._alike())

    def _alike(self) -> dict[str, list[Complaint]]:
        alike: dict[str, list[Complaint]] = {}
        for one in self.newest:
            alike.setdefault(one.plain, []).append(one)
        return alike


def _copied(alike: dict[str, list[Complaint]]) -> frozenset[str]:
    return frozenset(plain for plain, ones in alike.items() if looks_copied(_written(plain, ones)))


def _written(plain: str, ones: list[Complaint]) -> Written:
    """Return how a text was written."""
    seconds: dict[int, set[str]] = {}
    for one in ones:
        seconds.setdefault(one.at_ms // SECOND_MS, set()).add(one.user)
    accounts, fresh = {one.user for one in ones}, {one.user for one in ones if one.fresh}
    usual = -(-sum(one.usual for one in ones) // len(ones))
    return Written(plain, len(accounts), len(fresh), max(map(len, seconds.values())), usual)
