"""What people did that the journal does not hold: a command that was refused, a link, a key or a feed made, changed or ended,
how long names are kept.

Owns: its shape.
Law: it changes nothing of a show, and no show's fold depends on it.
Must not know: the store, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain.roles import Role

ACCESS: Final = (
    "link.give", "link.end", "links.end", "key.new", "key.end", "feed.new", "feed.set", "feed.end", "feed.test", "rejects.retry",
    "names.keep",
)  # fmt: skip
"""What is done about links, keys and feeds. Of `feed.test` there are old lines only: looking at a feed changes nothing."""


class Aside(Struct, frozen=True, kw_only=True):
    """What somebody did, or was refused.

    Args:
        show: The room's current one then.
        role: None: the command line, on the server's own machine. `person`: who, where their link says so.
        what: A command's type, or one of `ACCESS`.
        about: Its subject: a segment, a product, a link, a feed …; empty: none.
        code: Why it was refused; None: it was done.
    """

    room: str
    show: str
    at_ms: int
    role: Role | None
    person: str | None = None
    what: str
    about: str = ""
    code: str | None = None
