"""The commands about comments on the wire."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain.commands import AnyCommand
from controlroom.domain.commenting import CommentAnswer, CommentDone, TallyClose

DECODER = msgspec.json.Decoder(AnyCommand)


def test_what_is_answered_is_a_comment_or_a_question_with_words_or_without() -> None:
    told = DECODER.decode(b'{"type":"comment.answer","id":"c","question":"question-9","text":"48 h","private":true}')
    assert told == CommentAnswer(id="c", question="question-9", text="48 h", private=True)
    assert DECODER.decode(b'{"type":"comment.done","id":"c","follow":"follow-3"}') == CommentDone(
        id="c", follow="follow-3"
    )
    assert DECODER.decode(b'{"type":"tally.close","id":"c"}') == TallyClose(id="c")


@pytest.mark.parametrize(
    "told",
    [
        'tally.open"',
        'tally.open","keyword":""',
        'comment.answer","comment":"c","text":""',
        'comment.unpin","comment":"c"',
    ],
)
def test_empty_words_and_strange_fields_are_refused(told: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode('{"id":"c","type":"' + told + "}")
