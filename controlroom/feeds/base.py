"""What a feed is, as data: its kind, what it carries, how long it may be silent, how its client is made.

Owns: `Kind`, `Option` and the error of a lost link.
Law: whatever the supervisor, the pages and the command line know of a platform, they read from its `Kind`.
Must not know: any platform, any socket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from controlroom.domain.events import Fact
from controlroom.ports import Feed

NO_LIMITS: Final[Mapping[type[Fact], float]] = MappingProxyType({})


class LinkLost(Exception):
    """The connection could not be made or ended; the message says what, where and the mend."""


class BadOption(ValueError):
    """An option of a feed cannot be used; the message names it and what is wanted."""


class Option(Struct, frozen=True, kw_only=True):
    """A setting of a feed. `default`: what holds when it is not given; `means`: for a person."""

    name: str
    default: str | None
    means: str


class Kind(Struct, frozen=True, kw_only=True):
    """A sort of feed.

    Args:
        name: What people and plans call it, such as `barragegrab`.
        title: By language, for pages.
        carries: The types of facts it can bring.
        silence_s: With no message at all for so long, the link is dead; None: no limit.
        idle_s: The same for one type of fact, once one of it has come.
        opens_within_s: A link that is not up after so long is given up.
        options: What its client can be told.
        make: Makes the client from the feed's name and its options; None: the facts are sent to us.
    """

    name: str
    title: Mapping[str, str]
    carries: tuple[type[Fact], ...]
    silence_s: float | None = None
    idle_s: Mapping[type[Fact], float] = NO_LIMITS
    opens_within_s: float = 15.0
    options: tuple[Option, ...] = ()
    make: Callable[[str, Mapping[str, str]], Feed] | None = None

    def settled(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the options with their defaults.

        Raises:
            BadOption: One is given that this kind does not have.
        """
        known = {option.name: option.default for option in self.options}
        for name in given:
            if name not in known:
                raise BadOption(f"{self.name} has no option {name!r}: use {', '.join(known) or 'none'}.")
        return {name: value for name, value in (known | dict(given)).items() if value is not None}
