"""What viewers write: the newest comments.

Owns: the tail that screens show.
Law: text is kept as written and escaped where it is drawn; a nickname never comes here.
Must not know: classes of comments, names.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

TAIL: Final = 60


class Said(Struct, frozen=True, gc=False):
    """One comment. `user`: keyed hash."""

    id: str
    at_ms: int
    user: str
    text: str


class Comments(Struct):
    """The newest comments, oldest first (a few more than `TAIL` are kept, so that trimming is rare)."""

    tail: list[Said] = field(default_factory=list)

    def add(self, said: Said) -> None:
        """Take a comment in order of arrival."""
        tail = self.tail
        tail.append(said)
        if len(tail) >= 2 * TAIL:
            del tail[:-TAIL]
