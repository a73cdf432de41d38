"""Which kinds of feeds there are: those of this package, and those that installed packages offer.

Owns: the table of kinds by name and the entry point group `controlroom.feeds`.
Law: a package's kind is loaded only when it is asked for by name, so a broken one harms nobody else: whatever a package raises is
told as its fault.
Must not know: rooms, the running clients.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Final, TypeVar

from controlroom.domain.events import EVENT_TYPES
from controlroom.feeds.barragegrab.client import BARRAGEGRAB
from controlroom.feeds.base import BadOption, Hook, Kind, Option, OrderDetails, Read
from controlroom.feeds.bilibili.client import BILIBILI
from controlroom.feeds.doudian.hook import DOUDIAN
from controlroom.feeds.douyinlive.client import DOUYINLIVE
from controlroom.feeds.douyinpush.hook import DOUYINPUSH
from controlroom.feeds.faults import fault
from controlroom.feeds.obalive.client import OBALIVE
from controlroom.feeds.shopify.hook import SHOPIFY
from controlroom.feeds.tiktokshop.hook import TIKTOKSHOP
from controlroom.feeds.twitch.client import TWITCH
from controlroom.feeds.woocommerce.hook import WOOCOMMERCE
from controlroom.feeds.youtube.client import YOUTUBE
from controlroom.feeds.youzan.hook import YOUZAN
from controlroom.ports import Feed

T = TypeVar("T")

GROUP: Final = "controlroom.feeds"

NATIVE: Final = Kind(
    name="native",
    title={"zh-CN": "标准事件接口", "en": "Events over HTTP or WebSocket"},
    carries=EVENT_TYPES,
)
"""The contract's own wire: facts are sent to us, so it has no client."""

_CLIENTS: Final = (BARRAGEGRAB, DOUYINLIVE, OBALIVE, BILIBILI, TWITCH, YOUTUBE)
_HOOKS: Final = (SHOPIFY, WOOCOMMERCE, TIKTOKSHOP, YOUZAN, DOUDIAN, DOUYINPUSH)
_BUILT_IN: Final[Mapping[str, Kind]] = {kind.name: kind for kind in (NATIVE, *_CLIENTS, *_HOOKS)}


class UnknownKind(LookupError):
    """There is no such kind of feed, or it cannot be loaded; the message says what and the mend."""


def names() -> tuple[str, ...]:
    """Return the names of all kinds, sorted."""
    return tuple(sorted({*_BUILT_IN, *_offered()}))


def find(name: str) -> Kind:
    """Return the kind of this name; one of this package comes before one that is offered.

    Raises:
        UnknownKind: There is none, or the package that offers it is broken.
    """
    if kind := _BUILT_IN.get(name):
        return kind
    point = _offered().get(name)
    if point is None:
        raise UnknownKind(fault("no_kind", kind=repr(name), known=", ".join(names())))
    try:
        offered: object = point.load()
        fits = _fits(offered)
    except (Exception, SystemExit) as error:
        raise UnknownKind(fault("not_loaded", kind=repr(name), value=point.value, error=error)) from error
    if not isinstance(offered, Kind) or not fits:
        raise UnknownKind(fault("old_kind", kind=repr(name), value=point.value))
    return offered


def _fits(kind: object) -> bool:
    """Tell whether what a package offers is a kind, with what others read of it."""
    return isinstance(kind, Kind) and (
        all(fact in EVENT_TYPES for fact in (*kind.carries, *kind.estimates, *kind.idle_s, *kind.rare_s))
        and all(isinstance(option, Option) for option in kind.options)
        and all(isinstance(title, str) for title in kind.title.values())
    )


def make(kind: str, name: str, options: Mapping[str, str]) -> Feed:
    """Return a client of this kind.

    Args:
        kind: A kind's name.
        name: The feed's own name in its room.
        options: As the kind's `options` say.

    Raises:
        BadOption: An option cannot be used.
        UnknownKind: There is no such kind, or it has no client.
    """
    found = find(kind)
    if found.make is None:
        raise UnknownKind(fault("no_client", kind=kind))
    return _made(kind, found, partial(found.make, name), options)


def door(kind: str, options: Mapping[str, str]) -> Hook:
    """Return the door of this kind's webhooks.

    Raises:
        BadOption: An option cannot be used.
        UnknownKind: There is no such kind, or it has no webhooks.
    """
    found = find(kind)
    if found.hook is None:
        raise UnknownKind(fault("no_hooks", kind=kind))
    return _made(kind, found, found.hook, options)


def details(kind: str, options: Mapping[str, str]) -> OrderDetails | None:
    """Return who is asked for what this kind's webhooks leave out of orders; None: nobody.

    Raises:
        BadOption: An option cannot be used.
        UnknownKind: There is no such kind.
    """
    found = find(kind)
    return _made(kind, found, found.details, options) if found.details is not None else None


def reader(kind: str, options: Mapping[str, str]) -> Read | None:
    """Return what reads the lines that were kept of this kind's rejected messages; None: nothing does.

    Raises:
        BadOption: An option cannot be used.
        UnknownKind: There is no such kind.
    """
    found = find(kind)
    return _made(kind, found, found.read, options) if found.read is not None else None


def notes(kind: str, options: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is to be said of what this kind brings with these options.

    Raises:
        BadOption: An option cannot be used.
        UnknownKind: There is no such kind.
    """
    found = find(kind)
    return _made(kind, found, lambda given: tuple(found.notes(given)), options)


def _made(name: str, kind: Kind, maker: Callable[[Mapping[str, str]], T], options: Mapping[str, str]) -> T:
    """Return what a kind makes of options; one that chokes on a value has an option that cannot be used.

    (Which value is not said: it may be secret.)
    """
    try:
        return maker(kind.settled(options))
    except BadOption:
        raise
    except Exception as error:
        raise BadOption(fault("choked", kind=name, error=type(error).__name__)) from error


def _offered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
