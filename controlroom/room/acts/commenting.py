"""What is done with comments: pinned before the host, answered, done with; people counted who say a word.

Owns: `comment.pin`, `comment.unpin`, `comment.answer`, `comment.done`, `tally.open`, `tally.close`.
Law: an answer is words on the desk, or a reply that is owed in private; what a command closed is open again when it is
taken back, unless the words are out already.
Must not know: pages, the platform, how questions are gathered.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.commenting import CommentAnswer, CommentDone, CommentPin, CommentUnpin, TallyClose, TallyOpen
from controlroom.domain.comments import FOLLOWED, FollowUp, Pinned
from controlroom.domain.errors import Refusal
from controlroom.domain.keywords import OPEN, Keyword, plain_of
from controlroom.domain.plan import Text
from controlroom.domain.questions import Question
from controlroom.domain.queues import Said
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.wordings import PLACEHOLDERS, Wording, fill, placeholders, unknown
from controlroom.room import selling
from controlroom.room.acts.act import Act, Place, Undoing, made, no, not_live
from controlroom.room.answering import answer_of, answer_to_said, meant_in
from controlroom.room.showing import CURRENCY, numbers
from controlroom.room.state import RoomState

OfOne = CommentPin | CommentAnswer | CommentDone


class Pin(Struct):
    """What was pinned before."""

    before: Pinned | None


class Closed(Struct):
    """How what was closed stood before.

    Args:
        question: The group that was closed, at `at_ms`. `took`: how long the answer took, None: it counted as none.
        comment: What waited to be read.
        pinned: What was pinned. `follow`: the reply that was sent. `made`: the reply or the desk's act that came of it.
    """

    at_ms: int
    question: Question | None = None
    took: int | None = None
    comment: Said | None = None
    pinned: Pinned | None = None
    follow: str | None = None
    made: str | None = None


class Counting(Struct):
    """Which count."""

    tally: str


def _question(s: RoomState, c: OfOne) -> Question | None:
    """Return the group of questions that a command is about, also by one of its comments."""
    id_ = c.question
    if c.comment is not None:
        said = s.comments.find(c.comment)
        id_ = said.question if said is not None else None
    return s.comments.questions.by_id.get(id_) if id_ is not None else None


def _one(c: OfOne) -> str:
    return c.comment or c.question or getattr(c, "follow", None) or ""


def _refuse_one(s: RoomState, c: OfOne) -> Refusal | None:
    """Refuse a command that does not name one thing that is still here."""
    named = [name for name in (c.comment, c.question, getattr(c, "follow", None)) if name is not None]
    if not named:
        return no("nothing_told", "name a comment or a question")
    if len(named) > 1:
        return no("told_twice", "name one thing")
    if c.question is not None and c.question not in s.comments.questions.by_id:
        return no("unknown_question", f"there is no question {c.question!r} any more", c.question)
    if c.comment is not None and s.comments.find(c.comment) is None:
        return no("unknown_comment", f"comment {c.comment!r} is not kept any more", c.comment)
    return None


def _text_of(s: RoomState, c: OfOne) -> str | None:
    if c.question is not None:
        return s.comments.questions.by_id[c.question].text
    if isinstance(c, CommentDone) and c.follow is not None:
        return s.comments.follows[c.follow].text
    said = s.comments.find(c.comment or "")
    return said.text if said is not None else None


# Before the host.


def _pin(s: RoomState, c: CommentPin, at: Place) -> None:
    said = s.comments.find(c.comment) if c.comment is not None else None
    s.comments.pinned = Pinned(said, c.question, at.received_ms)


def _refuse_pin(s: RoomState, c: CommentPin, by: Role, now_ms: int) -> Refusal | None:
    refused = _refuse_one(s, c)
    return refused or (no("already_pinned", "it is before the host already", _one(c)) if _is_pinned(s, c) else None)


def _is_pinned(s: RoomState, c: OfOne) -> bool:
    pinned = s.comments.pinned
    if pinned is None:
        return False
    if c.question is not None:
        return pinned.question == c.question
    return c.comment is not None and pinned.comment is not None and pinned.comment.id == c.comment


def _unpin(s: RoomState, c: CommentUnpin, at: Place) -> None:
    s.comments.pinned = None


def _refuse_unpin(s: RoomState, c: CommentUnpin, by: Role, now_ms: int) -> Refusal | None:
    return None if s.comments.pinned is not None else no("nothing_pinned", "nothing is pinned before the host")


def _was_pinned(s: RoomState, c: cmd.Command, at: Place) -> Pin:
    return Pin(s.comments.pinned)


def _repin(s: RoomState, kept: Pin, at: Place) -> None:
    s.comments.pinned = kept.before


def _pin_gone(s: RoomState, kept: Pin) -> bool:
    question = kept.before.question if kept.before is not None else None
    return question is not None and question not in s.comments.questions.by_id


# Answered, or done with.


def words_of_answer(s: RoomState, c: CommentAnswer | CommentPin, at_ms: int) -> tuple[Wording | None, str | None]:
    """Return the words of an answer, None: there are none; and the product it is about."""
    question = _question(s, c)
    said = s.comments.find(c.comment) if c.comment is not None else None
    sku = question.sku if question is not None else meant_in(s, said).sku if said is not None else None
    if isinstance(c, CommentAnswer) and c.text is not None:
        return fill(c.text, numbers(s, sku, at_ms), s.currency or CURRENCY), sku
    if question is not None:
        return answer_of(s, question, at_ms), sku
    return answer_to_said(s, said, at_ms) if said is not None else None, sku


def _answer(s: RoomState, c: CommentAnswer, at: Place) -> None:
    words, sku = words_of_answer(s, c, at.received_ms)
    text, written = (words.text, words.numbers) if words is not None else (None, {})
    if c.private:
        s.comments.follow(_follow_up(s, c, text, at, sku, written))
    elif text is not None:
        selling.ask(s, "answer", sku, text, at.received_ms, str(at.seq), written)
    question = _closes(s, c)
    if question is not None:
        s.comments.questions.close(question.id, "answered", text, at.received_ms, written)
    _read(s, c.comment, at.received_ms)


def _closes(s: RoomState, c: CommentAnswer | CommentDone) -> Question | None:
    """Return the group that a command closes: a reply to one person leaves it open, one to all is no second answer."""
    question = _question(s, c)
    if question is None or not (isinstance(c, CommentAnswer) and c.private):
        return question
    return question if c.question is not None and question.closed_ms is None else None


def _follow_up(
    s: RoomState, c: CommentAnswer, words: Text | None, at: Place, sku: str | None, written: dict[str, int]
) -> FollowUp:
    id_ = made("follow", at.seq)
    if c.question is not None:
        question = s.comments.questions.by_id[c.question]
        text, users, count = question.text, tuple(list(question.people)[-FOLLOWED:]), question.count
    else:
        said = s.comments.find(c.comment or "")
        assert said is not None
        text, users, count = said.text, (said.user, *said.others), 1 + len(said.others)
    return FollowUp(id_, text, users, count, words, at.received_ms, sku=sku, numbers=written)


def _read(s: RoomState, comment: str | None, at_ms: int) -> None:
    """Let a comment wait no longer; how long it waited is kept."""
    said = s.comments.find(comment) if comment is not None else None
    if said is not None and s.comments.waits(said):
        s.comments.take(said)
        s.comments.questions.took(at_ms - said.at_ms)


def _refuse_answer(s: RoomState, c: CommentAnswer, by: Role, now_ms: int) -> Refusal | None:
    refused = _refuse_one(s, c)
    if refused is not None:
        return refused
    question = _question(s, c)
    if question is not None and question.state == "answered" and c.text is None and not c.private:
        return no("already_answered", "it was answered already, and nobody has asked since", c.question)
    strange = next((name for name in placeholders(c.text or "") if name not in PLACEHOLDERS), None)
    if strange is not None:
        said = f"there is no {{{strange}}}: there are {', '.join(PLACEHOLDERS)}"
        return no("unknown_placeholder", said, strange)
    words, sku = words_of_answer(s, c, now_ms)
    missing = unknown(c.text or "", numbers(s, sku, now_ms))
    if missing:
        return no("unknown_number", f"nobody knows {missing[0]} now", missing[0])
    if words is None and not c.private:
        return no("no_answer", "the plan has no answer to this: write one as `text`", _one(c))
    return None


def _done(s: RoomState, c: CommentDone, at: Place) -> None:
    if c.follow is not None:
        s.comments.follows[c.follow].done_ms = at.received_ms
        return
    question = _closes(s, c)
    if question is not None:
        s.comments.questions.close(question.id, "done", None, at.received_ms)
    _read(s, c.comment, at.received_ms)
    if _is_pinned(s, c):
        s.comments.pinned = None


def _refuse_done(s: RoomState, c: CommentDone, by: Role, now_ms: int) -> Refusal | None:
    refused = _refuse_one(s, c)
    if refused is not None:
        return refused
    if c.follow is not None:
        item = s.comments.follows.get(c.follow)
        if item is None:
            return no("unknown_follow_up", f"there is no reply {c.follow!r} on the list any more", c.follow)
        return no("already_done", "it was sent already", c.follow) if item.done_ms is not None else None
    if _is_pinned(s, c):
        return None
    question = _question(s, c)
    if question is not None:
        done = question.state == "done"
    else:
        said = s.comments.find(c.comment or "")
        done = said is not None and not s.comments.waits(said)
    return no("already_done", "it was done with already", _one(c)) if done else None


def _closing(s: RoomState, c: CommentAnswer | CommentDone, at: Place) -> Closed:
    question = _closes(s, c)
    said = s.comments.find(c.comment) if c.comment is not None else None
    waited = said if said is not None and s.comments.waits(said) else None
    since_ms = waited.at_ms if waited is not None else None
    if question is not None and question.state == "open":
        since_ms = question.first_ms
    result = None
    if isinstance(c, CommentAnswer):
        result = made("follow", at.seq) if c.private else f"desk-{at.seq}-answer"
    return Closed(
        at_ms=at.received_ms,
        question=replace(question, people={}, forms={}, grams={}) if question is not None else None,
        took=max(0, at.received_ms - since_ms) if since_ms is not None else None,
        comment=waited,
        pinned=s.comments.pinned if _is_pinned(s, c) else None,
        follow=c.follow if isinstance(c, CommentDone) else None,
        made=result,
    )


def _reopen(s: RoomState, kept: Closed, at: Place) -> None:
    if kept.follow is not None:
        s.comments.follows[kept.follow].done_ms = None
    question = s.comments.questions.by_id.get(kept.question.id) if kept.question is not None else None
    if question is not None and kept.question is not None and question.closed_ms == kept.at_ms:
        question.state, question.closed_ms = kept.question.state, kept.question.closed_ms
        question.answer, question.numbers = kept.question.answer, kept.question.numbers
    if kept.took is not None:
        s.comments.questions.untook(kept.took)
    if kept.comment is not None:
        s.comments.put_back(kept.comment)
    if kept.pinned is not None and s.comments.pinned is None:
        s.comments.pinned = kept.pinned
    if kept.made is not None:
        s.comments.follows.pop(kept.made, None)
        s.desk.chips.pop(kept.made, None)
        s.desk.reckon()


def _closed_gone(s: RoomState, kept: Closed) -> bool:
    """Tell whether the words are out already, or what was closed is not kept any more."""
    if kept.question is not None and kept.question.id not in s.comments.questions.by_id:
        return True
    if kept.follow is not None:
        return kept.follow not in s.comments.follows
    if kept.made is None:
        return False
    item, chip = s.comments.follows.get(kept.made), s.desk.chips.get(kept.made)
    if item is not None:
        return item.done_ms is not None
    return chip is None or chip.state == "confirmed"


# Who says a word.


def _meant(s: RoomState, c: TallyClose) -> Keyword | None:
    plain = plain_of(c.keyword) if c.keyword is not None else None
    return next((one for one in s.comments.keywords.counting() if plain in (None, one.plain)), None)


def _open(s: RoomState, c: TallyOpen, at: Place) -> None:
    s.comments.keywords.open(made("tally", at.seq), c.keyword, at.received_ms)


def _refuse_open(s: RoomState, c: TallyOpen, by: Role, now_ms: int) -> Refusal | None:
    counting = s.comments.keywords.counting()
    if any(one.plain == plain_of(c.keyword) for one in counting):
        return no("already_counting", "who says this is counted already", c.keyword)
    if len(counting) >= OPEN:
        return no("tallies_full", f"{OPEN} words are counted already: close one", c.keyword)
    return not_live(s)


def _opened(s: RoomState, c: TallyOpen, at: Place) -> Counting:
    return Counting(made("tally", at.seq))


def _unopen(s: RoomState, kept: Counting, at: Place) -> None:
    s.comments.keywords.drop(kept.tally)


def _count_gone(s: RoomState, kept: Counting) -> bool:
    return kept.tally not in s.comments.keywords.by_id


def _close(s: RoomState, c: TallyClose, at: Place) -> None:
    meant = _meant(s, c)
    assert meant is not None
    s.comments.keywords.close(meant.id, at.received_ms)


def _refuse_close(s: RoomState, c: TallyClose, by: Role, now_ms: int) -> Refusal | None:
    return None if _meant(s, c) is not None else no("not_counting", "nobody is counted for this", c.keyword)


def _closed(s: RoomState, c: TallyClose, at: Place) -> Counting:
    meant = _meant(s, c)
    assert meant is not None
    return Counting(meant.id)


def _unclose(s: RoomState, kept: Counting, at: Place) -> None:
    s.comments.keywords.reopen(kept.tally)


def _word(s: RoomState, c: TallyClose) -> str | None:
    meant = _meant(s, c)
    return meant.keyword if meant is not None else None


_COMMENTS: Final = frozenset({Topic.COMMENTS})
_ANSWERS: Final = _COMMENTS | {Topic.DESK}
_PINS: Final = Undoing(Pin, _was_pinned, _repin, _pin_gone)
_CLOSES: Final = Undoing(Closed, _closing, _reopen, _closed_gone, why="told_elsewhere")

ACTS: Final[dict[type[cmd.Command], Act]] = {
    CommentPin: Act(carry=_pin, refuse=_refuse_pin, touches=_COMMENTS, subject="pin", what=_text_of, undo=_PINS),
    CommentUnpin: Act(carry=_unpin, refuse=_refuse_unpin, touches=_COMMENTS, subject="pin", undo=_PINS),
    CommentAnswer: Act(
        carry=_answer, refuse=_refuse_answer, touches=_ANSWERS, subject="comment", part=_one, what=_text_of, undo=_CLOSES
    ),
    CommentDone: Act(
        carry=_done, refuse=_refuse_done, touches=_ANSWERS, subject="comment", part=_one, what=_text_of, undo=_CLOSES
    ),
    TallyOpen: Act(
        carry=_open, refuse=_refuse_open, touches=_COMMENTS, makes="tally", what=lambda s, c: c.keyword,
        undo=Undoing(Counting, _opened, _unopen, _count_gone),
    ),
    TallyClose: Act(
        carry=_close, refuse=_refuse_close, touches=_COMMENTS, subject="tallies", what=_word,
        undo=Undoing(Counting, _closed, _unclose, _count_gone),
    ),
}  # fmt: skip
