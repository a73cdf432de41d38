"""What viewers write: the newest comments.

Owns: the tail that screens show.
Law: text is kept as written and escaped where it is drawn; a nickname never comes here.
Must not know: what makes a comment one of its class, names.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.events import CommentKind

TAIL: Final = 60


class Said(Struct, frozen=True, gc=False):
    """One comment. `user`: keyed hash. `kind`: its class; None: nobody has classified it (a journal of an older time)."""

    id: str
    at_ms: int
    user: str
    text: str
    kind: CommentKind | None = None


class Comments(Struct):
    """The newest comments, oldest first (a few more than `TAIL` are kept, so that trimming is rare)."""

    tail: list[Said] = field(default_factory=list)

    def add(self, said: Said) -> None:
        """Take a comment in order of arrival."""
        tail = self.tail
        tail.append(said)
        if len(tail) >= 2 * TAIL:
            del tail[:-TAIL]
