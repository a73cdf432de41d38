"""What the topic `comments` holds.

Owns: its shapes, a part of `views.shapes`.
Law: as there: an unknown value is None, and nothing ticks.
Must not know: roles, HTML, the state's own structs.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from controlroom.domain.asking import About
from controlroom.domain.events import CommentKind
from controlroom.domain.plan import Text
from controlroom.domain.questions import QuestionState


class CommentView(Struct, frozen=True, kw_only=True):
    """One comment.

    Args:
        user: The hash. `name`: public nickname where it is still kept (never in the journal).
        kind: Its class, None: nobody has classified it.
        times: How many it stands for, of so many `accounts`. `question`: the group that it asks with.
        watched: The watched words in it. `copied`: many wrote it, and hardly by themselves.
    """

    id: str
    at_ms: int
    user: str
    text: str
    name: str | None
    kind: CommentKind | None = None
    times: int = 1
    question: str | None = None
    watched: tuple[str, ...] = ()
    accounts: int = 1
    copied: bool = False


class QuestionView(Struct, frozen=True, kw_only=True):
    """Questions that say the same.

    Args:
        count: How many people ask, in the window. `asked`: how often.
        sku, title, link: The product they are about, None: none.
        topic: What about. `answer`: the words it was answered with; open: those that would answer it now.
        first_ms: Since when it is open. `closed_ms`: when it was answered or done with.
        stale: A number in the answer has changed since.
    """

    id: str
    text: str
    count: int
    asked: int
    first_ms: int
    sku: str | None
    title: Text | None
    link: int | None
    topic: About
    answer: Text | None
    state: QuestionState
    closed_ms: int | None
    stale: bool = False


class PinnedView(Struct, frozen=True, kw_only=True):
    """What stands before the host. `count`: how many people ask, None: it is one comment, `name` whose.

    `stale`: a number in the answer has changed since.
    """

    kind: Literal["comment", "question"]
    id: str
    text: str
    count: int | None
    name: str | None
    answer: Text | None
    since_ms: int
    stale: bool = False


class TallyView(Struct, frozen=True, kw_only=True):
    """How many people say a keyword. `said`: how often; `closed_ms` None: it counts."""

    id: str
    keyword: str
    users: int
    said: int
    since_ms: int
    closed_ms: int | None


class WhoView(Struct, frozen=True, kw_only=True):
    """A person: the hash, and the public nickname where it is still kept."""

    user: str
    name: str | None


class FollowView(Struct, frozen=True, kw_only=True):
    """People who are owed a reply in private. `users`: of `count`, as far as they are kept; `answer`: the words to send.

    `stale`: a number in the words has changed since.
    """

    id: str
    text: str
    users: tuple[WhoView, ...]
    count: int
    answer: Text | None
    since_ms: int
    done_ms: int | None
    stale: bool = False


class RepliesView(Struct, frozen=True, kw_only=True):
    """How fast what people write is dealt with: `closed` so far; of the newest of them the median and the slowest."""

    closed: int = 0
    median_for_ms: int | None = None
    slowest_for_ms: int | None = None


class WaveView(Struct, frozen=True, kw_only=True):
    """The complaints of five minutes: how many, by how many accounts, and about how many `people`.

    `copies`: how many look copied (`domain.complaints`). `text`: what `said` of them say, the most often written; None: each
    says something else.
    """

    complaints: int = 0
    accounts: int = 0
    people: int = 0
    copies: int = 0
    text: str | None = None
    said: int = 0


class CommentsView(Struct, frozen=True, kw_only=True):
    """Topic `comments`, newest first.

    Args:
        tail: The newest, without spam.
        pinned: What stands before the host.
        questions: Groups: what is open by how many ask, then what was answered lately.
        triage: What waits to be read, by class; complaints written alike are one, and those that look copied come last.
        tally: Who says a word.
        follow: Replies in private: all that are owed, then a few that were sent.
        counts: Comments by class since the show began. `lately`: in the newest five minutes.
        replies: How fast. `wave`: who complains. `flagged`: watched words and how often, the most frequent first.
        watched: Of what waits, of any class but spam, the newest with watched words.
    """

    tail: tuple[CommentView, ...] = ()
    pinned: PinnedView | None = None
    questions: tuple[QuestionView, ...] = ()
    triage: dict[CommentKind, tuple[CommentView, ...]] = field(default_factory=dict)
    tally: tuple[TallyView, ...] = ()
    follow: tuple[FollowView, ...] = ()
    counts: dict[CommentKind, int] = field(default_factory=dict)
    lately: dict[CommentKind, int] = field(default_factory=dict)
    replies: RepliesView = field(default_factory=RepliesView)
    wave: WaveView = field(default_factory=WaveView)
    flagged: dict[str, int] = field(default_factory=dict)
    watched: tuple[CommentView, ...] = ()
