"""Who complains: a wave of complaints told apart into people, accounts and copies of one text.

Owns: the complaints of the newest five minutes, which texts look copied, and what the wave comes down to.
Law: what many write by chance (没声音了, `no sound`) is no copy, however many they are: a text that several accounts wrote word
for word (width, case and signs aside) looks copied only by a row of `SIGNS`. Whoever wrote nothing else is an account and not
a person. Bounded: of more than `KEPT` the oldest are forgotten.
Must not know: what makes a comment a complaint, names, rules.
"""

from __future__ import annotations

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


class Sign(Struct, frozen=True):
    """What makes a text look copied: all of it holds.

    Args:
        accounts: So many wrote it. `long`: it says more than many say by chance.
        fresh: Of a hundred of them so many were fresh. `at_once`: so many wrote it in one and the same second.
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
who watch about half came within the last minute, so that a few fresh ones are none either."""


class Written(Struct, frozen=True):
    """One text of a wave, as its accounts wrote it: how many they are, how many of them fresh, the most in one second."""

    plain: str
    accounts: int
    fresh: int
    at_once: int


def looks_copied(text: Written) -> bool:
    """Tell whether a text is hardly what so many people wrote by themselves."""
    return any(
        text.accounts >= sign.accounts
        and 100 * text.fresh >= sign.fresh * text.accounts
        and text.at_once >= sign.at_once
        and (not sign.long or is_long(text.plain))
        for sign in SIGNS
    )


def is_long(plain: str) -> bool:
    """Tell whether a text (in its even form) says more than several people say alike by chance."""
    han, words = says(plain)
    return han * WORDS_MOST + words * HAN_MOST > HAN_MOST * WORDS_MOST


class Complaint(Struct, frozen=True, gc=False):
    """One complaint. `plain`: its even form. `fresh`: who wrote it had just come in."""

    at_ms: int
    user: str
    plain: str
    text: str
    fresh: bool = False


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

    def add(self, user: str, text: str, at_ms: int, *, fresh: bool = False) -> None:
        """Take a complaint."""
        self.newest.append(Complaint(at_ms, user, even(text), text, fresh))
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
        alike: dict[str, list[Complaint]] = {}
        for one in self.newest:
            alike.setdefault(one.plain, []).append(one)
        copied = {plain for plain, ones in alike.items() if looks_copied(_written(plain, ones))}
        people = {one.user for one in self.newest if one.plain not in copied}
        top = max(alike.values(), key=len)
        return Wave(
            len(self.newest), len({one.user for one in self.newest}), len(people),
            sum(len(alike[plain]) for plain in copied), top[0].text if len(top) >= OFTEN else None, len(top),
        )  # fmt: skip


def _written(plain: str, ones: list[Complaint]) -> Written:
    """Return how a text was written."""
    seconds: dict[int, set[str]] = {}
    for one in ones:
        seconds.setdefault(one.at_ms // SECOND_MS, set()).add(one.user)
    accounts, fresh = {one.user for one in ones}, {one.user for one in ones if one.fresh}
    return Written(plain, len(accounts), len(fresh), max(map(len, seconds.values())))
