"""What a feed is, as data: its kind, what it carries, how long it may be silent, how its client or its webhook's door is made.

Owns: `Kind`, `Option`, the shape of a webhook's door and the error of a lost link.
Law: whatever the supervisor, the pages and the command line know of a platform, they read from its `Kind`.
Must not know: any platform, any socket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from msgspec import Struct

from controlroom.domain.events import Fact
from controlroom.feeds.faults import fault
from controlroom.feeds.fields import Decoding
from controlroom.ports import Feed

NO_LIMITS: Final[Mapping[type[Fact], float]] = MappingProxyType({})


class LinkLost(Exception):
    """The connection could not be made or ended; the message says what, where and the mend.

    Args:
        why: The message.
        wait_s: The other side wants no attempt for so long; None: it said nothing of the kind.
    """

    def __init__(self, why: str, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.wait_s = wait_s


class BadOption(ValueError):
    """An option of a feed cannot be used; the message names it and what is wanted."""


class Option(Struct, frozen=True, kw_only=True):
    """A setting of a feed.

    `default`: what holds when it is not given; `means`: for a person; `secret`: never shown again, and kept apart.
    """

    name: str
    default: str | None
    means: str
    secret: bool = False


class Delivery(Struct, frozen=True, kw_only=True):
    """One request of a platform's webhook, as it came.

    `headers`: names in lower case; `query`: what stands behind the `?`; `body`: the raw bytes; `at_ms`: when it came, epoch ms.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at_ms: int


class Message(Struct, frozen=True):
    """One message of a delivery and what it came to. `line`: as it came, for the list of rejects."""

    came_to: Decoding
    line: bytes


Read = Callable[[bytes], Sequence[Message]]
"""Takes a frame or a body apart. Nothing raises."""


class Reply(Struct, frozen=True):
    """What a platform wants to hear."""

    status: int = 200
    body: bytes = b""
    media_type: str | None = None


class Forged(Exception):
    """A delivery's signature is missing, wrong or too old; the message says which header, never what it should be."""


class Probe(Exception):
    """A delivery that its platform does not sign, to see whether somebody answers: it is answered, and brings nothing."""


class Hook(Protocol):
    """The door of one feed's webhook. Pure: the same delivery comes to the same, whatever came before it."""

    def check(self, delivery: Delivery) -> None:
        """Return when the delivery is signed by the platform, compared in constant time over the raw bytes.

        Raises:
            Forged: It is not.
            Probe: It need not be.
        """
        ...

    def read(self, delivery: Delivery) -> list[Message]:
        """Return what a checked delivery holds; a probe holds nothing. Nothing raises."""
        ...

    def reply(self, delivery: Delivery) -> Reply:
        """Return the answer once everything is durable, or for a probe."""
        ...


class NotTold(Exception):
    """Nobody told what was asked for; the message says why, without a secret.

    Args:
        again: Asking later may help.
        wait_s: The other side wants no question for so long; None: it said nothing of the kind.
    """

    def __init__(self, why: str, *, again: bool, wait_s: float | None = None) -> None:
        super().__init__(why)
        self.again = again
        self.wait_s = wait_s


class Elsewhere(NotTold):
    """The order is not this feed's to tell: it was placed in another room."""

    def __init__(self, order: str) -> None:
        super().__init__(f"order {order} is another room's", again=False)


class OrderDetails(Protocol):
    """Who knows of an order what its platform's push left out."""

    @property
    def whose(self) -> object:
        """Which orders it tells of as the feed's own; what it said of another room's holds while this is equal."""
        ...

    async def of(self, order: str) -> Sequence[Fact]:
        """Return the order's steps with what is known of them, under ids that are the same each time.

        Raises:
            NotTold: Nothing is known, or not now.
        """
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


class Kind(Struct, frozen=True, kw_only=True):
    """A sort of feed.

    Args:
        name: What people and plans call it, such as `barragegrab`.
        title: By language, for pages.
        carries: The types of facts it can bring.
        silence_s: With no message at all for so long, the link is dead; None: no limit.
        idle_s: The same for one type of fact, once one of it has come.
        rare_s: … and for one that may rightly be rare: at least so long, and never before a multiple of its usual pause.
        opens_within_s: A link that is not up after so long is given up.
        options: What its client can be told.
        make: Makes the client from the feed's name and its options; None: the facts are sent to us.
        hook: Makes the door of its webhook from its options; None: it has none.
        details: Makes who is asked for what its webhooks leave out of an order, from its options; None: nobody is.
        estimates: The types of facts of which it brings only an estimate (said on the page).
        read: Makes what reads the lines that were kept of its client's rejected messages, from its options; None: nothing does.
        money: The currency in which it tells what gifts are worth; None: the show's. In a show of another they only count.
        notes: What its page says of what comes with such options, from them: `feednote.<name>` of the catalogs.
    """

    name: str
    title: Mapping[str, str]
    carries: tuple[type[Fact], ...]
    silence_s: float | None = None
    idle_s: Mapping[type[Fact], float] = NO_LIMITS
    rare_s: Mapping[type[Fact], float] = NO_LIMITS
    opens_within_s: float = 15.0
    options: tuple[Option, ...] = ()
    make: Callable[[str, Mapping[str, str]], Feed] | None = None
    hook: Callable[[Mapping[str, str]], Hook] | None = None
    details: Callable[[Mapping[str, str]], OrderDetails | None] | None = None
    estimates: tuple[type[Fact], ...] = ()
    read: Callable[[Mapping[str, str]], Read] | None = None
    money: str | None = None
    notes: Callable[[Mapping[str, str]], tuple[str, ...]] = lambda _: ()

    def settled(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the options with their defaults.

        Raises:
            BadOption: One is given that this kind does not have.
        """
        known = {option.name: option.default for option in self.options}
        for name in given:
            if name not in known:
                raise BadOption(fault("no_option", kind=self.name, name=repr(name), known=", ".join(known) or "none"))
        return {name: value for name, value in (known | dict(given)).items() if value is not None}
