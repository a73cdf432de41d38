"""The panes about a room's feeds: how one is doing, and the form of one.

Owns: what a feed's test comes to, and which values the templates are given.
Law: of a secret nothing is here but that it is set; what a kind does not carry is named, not left out.
Must not know: sockets, HTTP, where feeds are entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from controlroom.domain.links import KeyLine
from controlroom.render.panes import Draw
from controlroom.views.shapes import FeedView

ASKED: Final = ("audience", "comment", "like", "follow", "impression", "click", "order", "stock")
"""What a room's figures rest on: of these it is said that a feed does not bring them."""

Verdict = Literal["fault", "down", "connecting", "connected", "message", "signed", "forged", "waiting"]


class Heard(NamedTuple):
    """When a webhook's newest deliveries came, epoch ms."""

    signed_ms: int | None = None
    forged_ms: int | None = None


class Field(NamedTuple):
    """An option in a form. `value`: as it is; of a secret None: only whether it is `set`."""

    name: str
    means: str
    default: str | None
    secret: bool
    value: str | None
    set: bool


class NewKey(NamedTuple):
    """A key that was made just now: shown this once."""

    feed: str
    key: str


class Said(NamedTuple):
    """What is wrong with a feed, for a page's words: `fault.<code>` of the catalogs. `where`: a place in a file, an option."""

    code: str
    named: Mapping[str, str]
    where: str | None = None


class Wrong(NamedTuple):
    """What is wrong, as it stands, and as far as it has a code."""

    sentence: str
    said: Said | None


class Given(NamedTuple):
    """What is known of a feed besides its health.

    `fault`: why it cannot run; `said`: that, or why its link is down, as far as it has a code; `heard`: of a webhook; `address`:
    what its platform is to be given; `options`: what it was given; `again`: its rejects can be read once more; `notes`: what is
    to be said of what it brings, `feednote.<name>` of the catalogs.
    """

    fault: str | None = None
    heard: Heard = Heard()
    address: str | None = None
    options: tuple[Field, ...] = ()
    said: Said | None = None
    again: bool = True
    notes: tuple[str, ...] = ()


class Sort(NamedTuple):
    """A kind that can be chosen. `way`: how its facts come."""

    name: str
    title: Mapping[str, str]
    way: str
    carries: tuple[str, ...]
    estimates: tuple[str, ...]


def verdict(feed: FeedView, fault: str | None, heard: Heard) -> Verdict:
    """Return what a feed's test comes to."""
    if fault is not None:
        return "fault"
    if feed.way == "hook":
        if heard.forged_ms is not None and heard.forged_ms > (heard.signed_ms or 0):
            return "forged"
        return "signed" if heard.signed_ms is not None else "message" if feed.last_ms is not None else "waiting"
    if feed.link == "down":
        return "down"
    if feed.last_ms is not None:
        return "message"
    return "connecting" if feed.link == "connecting" else "connected" if feed.link == "live" else "waiting"


def one(draw: Draw, lang: str, feed: FeedView, *, page: str, now_ms: int, wall_ms: int, given: Given, may: bool) -> str:
    """Return how a feed is doing.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        page: Where the pane stands.
        now_ms: By the room's clock, which `feed` goes by. `wall_ms`: by the server's, which deliveries go by.
        given: What is known of it besides.
        may: It may be changed here.
    """
    lacks = [name for name in ASKED if name not in feed.carries] if feed.carries else []
    heard = given.heard
    return draw(
        "feed", lang, feed=feed, page=page, verdict=verdict(feed, given.fault, heard), fault=given.fault, said=given.said,
        address=given.address, again=given.again, notes=given.notes,
        options=[option for option in given.options if option.set or option.value], may=may, lacks=lacks,
        ago=_ago(feed.last_ms, now_ms), signed=_ago(heard.signed_ms, wall_ms), forged=_ago(heard.forged_ms, wall_ms),
    )  # fmt: skip


def _ago(at_ms: int | None, now_ms: int) -> int | None:
    return None if at_ms is None else max(0, now_ms - at_ms)


def form(draw: Draw, lang: str, *, page: str, kind: Sort, name: str | None, fields: Iterable[Field]) -> str:
    """Return the form of a feed; `name`: of the one that is changed, None: of a new one."""
    return draw("feed_form", lang, page=page, kind=kind, feed=name, fields=list(fields))


def kinds(draw: Draw, lang: str, sorts: Iterable[Sort], faults: Iterable[Wrong] = ()) -> str:
    """Return the kinds to choose from. `faults`: why others cannot be chosen."""
    return draw("feed_kinds", lang, kinds=list(sorts), faults=list(faults))


def refused(draw: Draw, lang: str, code: str, message: str, said: Said | None = None) -> str:
    """Return the page's words for a feed that cannot be entered like this. `said`: the message, as far as it has a code."""
    return draw("feed_refused", lang, code=code, message=message, said=said)


def retried(draw: Draw, lang: str, told: Mapping[str, int]) -> str:
    """Return what came of reading the rejects again."""
    return draw("feed_retried", lang, told=told)


def keys(
    draw: Draw, lang: str, rows: Iterable[KeyLine], *, page: str, address: str, made: NewKey | None, timezone: str
) -> str:
    """Return which feeds have keys, with a key that was made just now.

    Args:
        address: Where events are sent.
        timezone: In which instants are told.
    """
    return draw("feed_keys", lang, keys=list(rows), page=page, address=address, made=made, timezone=timezone)
