"""What people ask for about comments: pin, answer, done with, count who says a word.

Owns: the commands' structs, as far as comments go.
Law: a command names one thing: a comment, a group of questions, or a reply that is owed.
Must not know: roles, state, HTTP.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from controlroom.domain.command import Command
from controlroom.domain.events import Key

Words = Annotated[str, Meta(min_length=1, max_length=300)]


class CommentPin(Command, frozen=True, kw_only=True, omit_defaults=True, tag="comment.pin"):
    """Put a comment, or a group of questions, before the host."""

    comment: Key | None = None
    question: Key | None = None


class CommentUnpin(Command, frozen=True, kw_only=True, omit_defaults=True, tag="comment.unpin"):
    """Take from the host's screen what is pinned there."""


class CommentAnswer(Command, frozen=True, kw_only=True, omit_defaults=True, tag="comment.answer"):
    """Answer a comment or a group of questions on the platform: the words go to the desk.

    Args:
        text: None: the plan's answer, with what is true now in it.
        private: In private to each who asks: they go to the list of replies that are owed.
    """

    comment: Key | None = None
    question: Key | None = None
    text: Words | None = None
    private: bool = False


class CommentDone(Command, frozen=True, kw_only=True, omit_defaults=True, tag="comment.done"):
    """A comment or a group of questions needs nothing more (the host has said it); a reply that was owed is sent."""

    comment: Key | None = None
    question: Key | None = None
    follow: Key | None = None


class TallyOpen(Command, frozen=True, kw_only=True, omit_defaults=True, tag="tally.open"):
    """Count how many people say a keyword."""

    keyword: Annotated[str, Meta(min_length=1, max_length=50)]


class TallyClose(Command, frozen=True, kw_only=True, omit_defaults=True, tag="tally.close"):
    """Count no longer: the count of `keyword`, else the newest."""

    keyword: Annotated[str, Meta(min_length=1, max_length=50)] | None = None
