"""The comments as roles see them.

Owns: the view of the topic `comments`.
Law: who only reads aloud gets the newest comments, what is pinned and the counts of words; a nickname shows only where it
is still kept and the role may see it.
Must not know: roles, HTML, sockets.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from statistics import median_low
from typing import Final

from controlroom.domain.comments import TAIL, FollowUp
from controlroom.domain.complaints import Wave, form
from controlroom.domain.events import CommentKind
from controlroom.domain.kinds import CLASSES
from controlroom.domain.questions import Question
from controlroom.domain.queues import Said
from controlroom.room.answering import answer_of, answer_to_said, outdated
from controlroom.room.state import RoomState
from controlroom.views import comment_shapes as v

SHOWN: Final = 12
CLOSED: Final = 4
NAMED: Final = 400
LEAST: Final = 3
"""Whom replies are owed to is named, `NAMED` people in all; of each reply at least so many."""

Names = Mapping[str, str]


def comments_view(s: RoomState, names: Names, *, triages: bool) -> v.CommentsView:
    """Return the comments.

    Args:
        names: Public nicknames by hashed user, as far as the role may see them.
        triages: The role reads them, and may answer.
    """
    comments = s.comments
    tail = tuple(_comment(said, names) for said in reversed(comments.tail[-TAIL:]))
    words = [one for one in comments.keywords.by_id.values() if triages or one.closed_ms is None]
    tally = tuple(
        v.TallyView(
            id=one.id, keyword=one.keyword, users=one.users, said=one.said, since_ms=one.since_ms, closed_ms=one.closed_ms
        )
        for one in reversed(words)
    )  # fmt: skip
    pinned = _pinned(s, names)
    if not triages:
        return v.CommentsView(tail=tail, pinned=pinned, tally=tally)
    return v.CommentsView(
        tail=tail,
        pinned=pinned,
        questions=tuple(_question(s, one) for one in _groups(s)),
        triage={kind: waiting for kind in CLASSES if (waiting := _waiting(s, kind, names))},
        tally=tally,
        follow=_follow(s, names),
        counts=dict(s.kinds.total),
        lately=s.kinds.lately(),
        replies=_replies(comments.questions.times, comments.questions.closed),
        wave=_wave(comments.complaints.wave()),
        flagged=dict(sorted(comments.flagged.items(), key=lambda one: -one[1])[:SHOWN]),
        watched=_watched(s, names),
    )


def _comment(said: Said, names: Names, copied: frozenset[str] = frozenset()) -> v.CommentView:
    return v.CommentView(
        id=said.id, at_ms=said.at_ms, user=said.user, text=said.text, name=names.get(said.user), kind=said.kind,
        times=said.times, question=said.question, watched=said.watched, accounts=1 + len(said.others),
        copied=bool(copied) and form(said.text) in copied,
    )  # fmt: skip


def _groups(s: RoomState) -> list[Question]:
    """Return what is open, and the few that were answered last."""
    found = s.comments.questions.shown()
    is_open = [one for one in found if one.state == "open"]
    return is_open[:SHOWN] + found[len(is_open) :][:CLOSED]


def _question(s: RoomState, one: Question) -> v.QuestionView:
    product = s.plan.product(one.sku) if s.plan is not None and one.sku is not None else None
    answer = answer_of(s, one, s.as_of_ms)
    return v.QuestionView(
        id=one.id, text=one.text, count=one.count, asked=one.asked, first_ms=one.first_ms, sku=one.sku,
        title=product.title if product is not None else None, link=product.link if product is not None else None,
        topic=one.topic, answer=answer.text if answer is not None else None, state=one.state, closed_ms=one.closed_ms,
        stale=outdated(s, one.numbers, one.sku, s.as_of_ms),
    )  # fmt: skip


def _waiting(s: RoomState, kind: CommentKind, names: Names) -> tuple[v.CommentView, ...]:
    """Return what of a class waits to be read; of questions those whose group is open, of complaints people's before copies."""
    queue = s.comments.queues.get(kind)
    copied = s.comments.complaints.copied() if kind == "negative" else frozenset()
    waiting = (
        _comment(said, names, copied) for said in reversed(queue.said if queue is not None else ()) if _waits(s, said)
    )
    return tuple(islice(sorted(waiting, key=lambda one: one.copied) if copied else waiting, SHOWN))


def _waits(s: RoomState, said: Said) -> bool:
    group = s.comments.questions.by_id.get(said.question) if said.question is not None else None
    return said.question is None or (group is not None and group.state == "open")


def _watched(s: RoomState, names: Names) -> tuple[v.CommentView, ...]:
    """Return what waits to be read and has watched words: it stays in sight however much comes after it. Spam stays with spam."""
    queues = (queue for kind, queue in s.comments.queues.items() if kind != "spam")
    found = [said for queue in queues for said in queue.said if said.watched and _waits(s, said)]
    return tuple(_comment(said, names) for said in sorted(found, key=lambda one: -one.at_ms)[:SHOWN])


def _pinned(s: RoomState, names: Names) -> v.PinnedView | None:
    pinned = s.comments.pinned
    if pinned is None:
        return None
    if pinned.comment is not None:
        said = pinned.comment
        answer = answer_to_said(s, said, s.as_of_ms) if said.kind == "question" else None
        return v.PinnedView(
            kind="comment", id=said.id, text=said.text, count=None, name=names.get(said.user),
            answer=answer.text if answer is not None else None, since_ms=pinned.since_ms,
        )  # fmt: skip
    question = s.comments.questions.by_id.get(pinned.question or "")
    if question is None:
        return None
    answer = answer_of(s, question, s.as_of_ms)
    return v.PinnedView(
        kind="question", id=question.id, text=question.text, count=question.count, name=None,
        answer=answer.text if answer is not None else None, since_ms=pinned.since_ms,
        stale=outdated(s, question.numbers, question.sku, s.as_of_ms),
    )  # fmt: skip


def _follow(s: RoomState, names: Names) -> tuple[v.FollowView, ...]:
    """Return all replies that are owed, and a few that were sent."""
    items = s.comments.follows.values()
    owed = [one for one in items if one.done_ms is None]
    sent = [one for one in reversed(items) if one.done_ms is not None]
    left, shown = NAMED, []
    for one in owed + sent[: max(0, SHOWN - len(owed))]:
        shown.append(_reply(s, one, names, max(LEAST, left)))
        left -= len(shown[-1].users)
    return tuple(shown)


def _reply(s: RoomState, one: FollowUp, names: Names, named: int) -> v.FollowView:
    who = tuple(v.WhoView(user=user, name=names.get(user)) for user in one.users[:named])
    return v.FollowView(
        id=one.id, text=one.text, users=who, count=one.count, answer=one.answer, since_ms=one.since_ms,
        done_ms=one.done_ms, stale=one.done_ms is None and outdated(s, one.numbers, one.sku, s.as_of_ms),
    )  # fmt: skip


def _wave(wave: Wave) -> v.WaveView:
    return v.WaveView(
        complaints=wave.complaints, accounts=wave.accounts, people=wave.people, copies=wave.copies, text=wave.text,
        said=wave.most,
    )  # fmt: skip


def _replies(times: list[int], closed: int) -> v.RepliesView:
    if not times:
        return v.RepliesView(closed=closed)
    return v.RepliesView(closed=closed, median_for_ms=median_low(times), slowest_for_ms=max(times))
