"""How much of what was refused is kept."""

from __future__ import annotations

from controlroom.domain.rejects import READY, WHOLE_BYTES, cut, outside


def test_a_line_is_kept_whole_or_is_known_to_be_cut() -> None:
    for text in ("好" * (WHOLE_BYTES // 3), "x" * WHOLE_BYTES):
        assert cut(text) == text
    for text in ("好" * (WHOLE_BYTES // 3 + 9), "x" + "好" * WHOLE_BYTES, "🎁" * WHOLE_BYTES):
        assert WHOLE_BYTES < len(cut(text).encode()) <= WHOLE_BYTES + 4


def test_no_line_from_outside_begins_as_one_of_ours() -> None:
    assert [outside(READY * n + "{}") for n in range(3)] == ["{}"] * 3
    assert len(outside(READY + "x" * WHOLE_BYTES)) == WHOLE_BYTES
