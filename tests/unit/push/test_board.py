import json

from controlroom.push.board import Board


def test_take_of_equal_values_is_no_change() -> None:
    board = Board("topics", 1)
    assert board.take({"kpi": b"1", "cue": b"null"}, 1, 10)
    assert not board.take({"kpi": b"1"}, 2, 11)
    assert (board.pos, board.seq, board.changes) == (1, 10, 1)


def test_update_holds_what_changed_after_since_and_no_more() -> None:
    board = Board("topics", 1)
    board.take({"kpi": b"1", "cue": b"null", "stock": b"{}"}, 1, 10)
    board.take({"kpi": b"2"}, 2, 11)
    board.take({"cue": b"[]", "stock": b"{}"}, 3, 12)
    assert json.loads(board.update(1, 1)) == {
        "kind": "update", "pos": 3, "seq": 12, "topics": {"kpi": 2, "cue": []}, "skipped": 1,
    }  # fmt: skip
    assert json.loads(board.update(2, 0)) == {"kind": "update", "pos": 3, "seq": 12, "topics": {"cue": []}}


def test_update_is_encoded_once_for_screens_in_step_and_anew_after_a_change() -> None:
    board = Board("page", 1)
    board.take({"a": b'"x"'}, 1, 1)
    board.take({"a": b'"y"'}, 2, 2)
    first = board.update(1, 0)
    assert board.update(1, 0) is first
    board.take({"a": b'"z"'}, 3, 3)
    assert json.loads(board.update(1, 1))["slots"] == {"a": "z"}


def test_knows_only_positions_since_it_was_made_and_up_to_the_newest() -> None:
    board = Board("topics", 5)
    assert [board.knows(since, 7) for since in (4, 5, 7, 8)] == [False, True, True, False]
