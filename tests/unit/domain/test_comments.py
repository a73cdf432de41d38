"""The tail of comments."""

from __future__ import annotations

from controlroom.domain.comments import TAIL, Comments, Said


def test_the_tail_keeps_the_newest_and_never_grows_past_twice_what_is_shown() -> None:
    comments = Comments()
    sizes = []
    for i in range(5 * TAIL):
        comments.add(Said(str(i), i, "u", "买"))
        sizes.append(len(comments.tail))
    assert max(sizes) < 2 * TAIL
    assert [said.id for said in comments.tail[-TAIL:]] == [str(i) for i in range(4 * TAIL, 5 * TAIL)]
