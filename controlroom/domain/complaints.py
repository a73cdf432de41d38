"""Who complains: a wave of complaints told apart into people, accounts and copies of one text.

Owns: the complaints of the newest five minutes, and what they come down to.
Law: a text that `COPIED` accounts or more write word for word (width, case and signs aside) is a copy; whoever wrote
nothing else is an account and not a person. Bounded: of more than `KEPT` the oldest are forgotten.
Must not know: what makes a comment a complaint, names, rules.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.asking import even

WINDOW_MS: Final = 300_000
KEPT: Final = 1_000
COPIED: Final = 3


class Complaint(Struct, frozen=True, gc=False):
    """One complaint. `plain`: its even form."""

    at_ms: int
    user: str
    plain: str
    text: str


class Wave(Struct, frozen=True):
    """What the complaints of the window come down to.

    Args:
        complaints: How many there are. `accounts`: how many users wrote them.
        people: Those of them who wrote words of their own.
        copies: How many are the one text that most accounts wrote, 0: no text is a copy. `text`: it, as first written.
        most: How many are the text that was written most often, by however few.
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

    def add(self, user: str, text: str, at_ms: int) -> None:
        """Take a complaint."""
        self.newest.append(Complaint(at_ms, user, even(text), text))
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
        wrote: dict[str, dict[str, None]] = {}
        by: dict[str, dict[str, None]] = {}
        times: dict[str, int] = {}
        for one in self.newest:
            wrote.setdefault(one.plain, {})[one.user] = None
            by.setdefault(one.user, {})[one.plain] = None
            times[one.plain] = times.get(one.plain, 0) + 1
        copied = {plain for plain, users in wrote.items() if len(users) >= COPIED}
        people = sum(any(plain not in copied for plain in texts) for texts in by.values())
        if not copied:
            return Wave(len(self.newest), len(by), people, most=max(times.values(), default=0))
        copy = max((one.plain for one in self.newest if one.plain in copied), key=lambda plain: len(wrote[plain]))
        text = next(one.text for one in self.newest if one.plain == copy)
        return Wave(len(self.newest), len(by), people, times[copy], text, max(times.values()))
