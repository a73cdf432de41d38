"""Who takes part in a draw, and how it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.draws import KEPT, Draw, Draws
from controlroom.domain.lots import Match, Rules, Source, check, commitment_of

SEED = "5e" * 32


def rules(source: Source = "comments", **more: object) -> Rules:
    return Rules(draw="d", title="cream", source=source, winners=2, **more)  # type: ignore[arg-type]


def opened(announced: Rules, until_ms: int | None = None) -> tuple[Draws, Draw]:
    draws = Draws()
    draw = Draw("d", announced, 1_000, commitment_of(SEED, announced), until_ms)
    draws.open(draw)
    return draws, draw


@pytest.mark.parametrize(
    ("match", "text", "counts"),
    [
        ("is", "666", True),
        ("is", " ６６６ !!", True),  # full width, as an input method writes it
        ("is", "6 6 6", True),
        ("is", "6666", False),
        ("is", "抽 666", False),
        ("has", "抽666抽我", True),
        ("has", "66", False),
    ],
)
def test_a_comment_counts_when_it_says_the_keyword(match: Match, text: str, counts: bool) -> None:
    draws, draw = opened(rules(keyword="666", match=match))
    assert draws.said("u", text, "c1", 1_500) is counts
    assert bool(draw.entries) is counts


def test_a_keyword_is_found_whatever_its_capitals() -> None:
    draws, draw = opened(rules(keyword="Cream", match="has"))
    draws.said("u", "i want CREAM", "c1", 1_500)
    assert list(draw.entries) == ["u"]


def test_a_writer_takes_part_once_with_the_first_comment() -> None:
    draws, draw = opened(rules(keyword="1"))
    assert draws.said("u", "1", "c2", 2_000)
    assert not draws.said("u", "1", "c3", 3_000)
    assert not draws.said("u", "1", "c1", 1_200)  # came late, but was written first
    assert draw.entries == {"u": {"c1": 1_200}}


@pytest.mark.parametrize(("at_ms", "counts"), [(999, False), (1_000, True), (4_999, True), (5_000, False)])
def test_only_what_is_in_time_counts(at_ms: int, counts: bool) -> None:
    draws, _ = opened(rules(keyword="1"), 5_000)
    assert draws.said("u", "1", "c1", at_ms) is counts


def test_a_late_comment_of_its_time_counts_until_it_is_drawn() -> None:
    draws, draw = opened(rules(keyword="1"), 5_000)
    assert draws.reach(5_000)
    assert draw.state == "over"
    assert draws.said("u", "1", "c1", 4_000)
    draw.draw(SEED, "", 6_000)
    draws.reckon()
    assert not draws.said("v", "1", "c2", 4_500)
    assert list(draw.entries) == ["u"]


def test_nothing_is_due_before_the_end_and_only_once() -> None:
    draws, _ = opened(rules(keyword="1"), 5_000)
    assert [draws.reach(at_ms) for at_ms in (4_000, 5_000, 6_000)] == [False, True, False]


def test_a_paid_order_takes_part_until_it_is_cancelled_or_refunded() -> None:
    draws, draw = opened(rules("orders", sku="cream"))
    assert not draws.ordered("o1", "u", ("cream",), None)  # created, not paid
    assert draws.ordered("o1", "u", ("serum", "cream"), 2_000)
    assert not draws.ordered("o2", "v", ("serum",), 2_000)
    assert draws.ordered("o3", None, ("cream",), 3_000)
    assert set(draw.entries) == {"u", "order:o3"}
    assert draws.ordered("o1", "u", ("cream",), None)
    assert set(draw.entries) == {"order:o3"}


def test_a_buyer_of_two_orders_takes_part_once_and_stays_in_with_one_of_them() -> None:
    draws, draw = opened(rules("orders"))
    draws.ordered("o1", "u", (), 2_000)
    draws.ordered("o2", "u", (), 3_000)
    assert len(draw.entries) == 1
    draws.ordered("o1", "u", (), None)
    assert draw.entries == {"u": {"o2": 3_000}}


def test_an_order_whose_buyer_becomes_known_takes_part_under_the_buyer() -> None:
    draws, draw = opened(rules("orders"))
    draws.ordered("o1", None, (), 2_000)
    assert draws.ordered("o1", "u", (), 2_000)
    assert draw.entries == {"u": {"o1": 2_000}}
    assert not draws.ordered("o1", "u", (), 2_000)


@given(
    st.permutations([("a", "1", "c1", 1_500), ("b", "1", "c2", 2_000), ("a", "1", "c3", 1_700), ("c", "2", "c4", 2)])
)
def test_the_order_of_arrival_changes_nothing(comments: list[tuple[str, str, str, int]]) -> None:
    draws, draw = opened(rules(keyword="1"))
    for comment in comments:
        draws.said(*comment)
    draw.draw(SEED, "", 9_000)
    assert draw.proof() is not None
    assert [(e.entry, e.by) for e in draw.proof().entries] == [("a", "c1"), ("b", "c2")]  # type: ignore[union-attr]


def test_what_was_drawn_proves_itself() -> None:
    draws, draw = opened(rules(keyword="1", for_ms=8_000), 9_000)
    for n in range(20):
        draws.said(f"u{n}", "1", f"c{n}", 2_000 + n)
    assert draw.proof() is None
    draw.draw(SEED, "seven", 9_500)
    proof = draw.proof()
    assert proof is not None
    assert check(proof) == ()
    assert (len(proof.entries), len(proof.winners)) == (20, 2)


def test_the_platforms_own_draw_takes_nobody_and_ends_when_told() -> None:
    draws = Draws()
    draws.open(Draw("d", rules("platform"), 1_000))
    assert not draws.said("u", "", "c1", 2_000)
    assert not draws.platform_ended("another", None, 2_000)
    assert draws.platform_ended("cream", None, 3_000)
    assert (draws.by_id["d"].state, draws.by_id["d"].closed_ms) == ("closed", 3_000)
    assert not draws.platform_ended(None, None, 4_000)


def test_the_oldest_that_is_over_is_forgotten_and_none_that_is_open() -> None:
    draws = Draws()
    for n in range(KEPT + 1):
        draws.open(Draw(f"d{n}", rules(keyword="1"), n, "", state="drawn" if n in (3, 4) else "open"))
    assert "d3" not in draws.by_id
    assert len(draws.by_id) == KEPT
