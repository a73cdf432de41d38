from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.offers import Claim, Offers, Round
from controlroom.domain.orders import Figures, Share

OPEN_MS = 1_000_000


def order(
    placed_s: int, paid_s: int | None, *, sku: str = "cream", pieces: int = 1, amount: int = 19_900, refunded: int = 0
) -> Figures:
    paid_minor = amount if paid_s is not None else 0
    return Figures(
        created_ms=OPEN_MS + placed_s * 1000, segment="", created_minor=amount,
        paid_ms=None if paid_s is None else OPEN_MS + paid_s * 1000, paid_minor=paid_minor, refunded_minor=refunded,
        units=pieces, user=None, traffic="unknown", shares=(Share(sku, True, pieces, amount, paid_minor, refunded),),
        holds=((sku, pieces),), estimate=False,
    )  # fmt: skip


def first(quota: int | None = 2, lasts_s: int | None = None) -> Round:
    ends_ms = None if lasts_s is None else OPEN_MS + lasts_s * 1000
    return Round("gift", "cream", OPEN_MS, quota, ends_ms)


def test_an_order_counts_once_it_is_paid() -> None:
    one = first()
    one.count("a", order(1, None))
    assert one.taken == 0
    one.count("a", order(1, 9))
    assert one.taken == 1


def test_an_order_placed_before_the_offer_or_of_another_product_does_not_count() -> None:
    one = first()
    assert not one.count("early", order(-1, 5))
    assert not one.count("other", order(1, 5, sku="serum"))
    assert one.claims == {}


def test_an_order_placed_in_the_window_counts_even_when_it_is_paid_after_it() -> None:
    one = first(quota=None, lasts_s=300)
    one.count("in", order(299, 500))
    one.count("out", order(300, 301))
    assert [id_ for id_, _ in one.owed()] == ["in"]


def test_the_first_paid_are_owed_not_the_first_told() -> None:
    one = first(quota=2)
    for id_, paid_s in (("c", 30), ("a", 10), ("b", 20)):
        one.count(id_, order(1, paid_s))
    assert one.owed() == [("a", Claim(OPEN_MS + 10_000, 1)), ("b", Claim(OPEN_MS + 20_000, 1))]
    assert [id_ for id_, _ in one.ranked()] == ["a", "b", "c"]
    assert one.taken == 2


def test_a_cancelled_or_wholly_refunded_order_steps_out_and_the_next_moves_up() -> None:
    one = first(quota=1)
    one.count("a", order(1, 2))
    one.count("b", order(1, 3))
    one.count("a", order(1, 2, refunded=5_000))
    assert [id_ for id_, _ in one.owed()] == ["a"]
    one.count("a", order(1, 2, refunded=19_900))
    assert [id_ for id_, _ in one.owed()] == ["b"]


def test_an_order_of_nothing_to_pay_counts() -> None:
    one = first()
    one.count("free", order(1, 1, amount=0))
    assert one.taken == 1


def test_a_full_round_stays_full_and_takes_no_order_placed_later() -> None:
    offers = Offers()
    offers.open(first(quota=1))
    assert [r.offer for r in offers.order("a", order(1, 2), OPEN_MS + 2_000)] == ["gift"]
    assert offers.running("gift") is None
    offers.order("late", order(3, 4), OPEN_MS + 4_000)
    offers.order("a", order(1, 2, refunded=19_900), OPEN_MS + 9_000)
    newest = offers.newest("gift")
    assert newest is not None
    assert (newest.state, newest.taken, newest.ended_ms) == ("full", 0, OPEN_MS + 2_000)


def test_rounds_end_each_at_its_own_instant_however_far_time_jumps() -> None:
    offers = Offers()
    offers.open(first(quota=None, lasts_s=300))
    offers.open(Round("b", "serum", OPEN_MS, None, OPEN_MS + 60_500))
    assert offers.mature(OPEN_MS + 60_000) == []
    assert [(r.offer, r.ended_ms) for r in offers.mature(OPEN_MS + 3_600_000)] == [
        ("b", OPEN_MS + 60_500), ("gift", OPEN_MS + 300_000)
    ]  # fmt: skip
    assert offers.next_due_ms is None


def test_a_round_that_is_reopened_counts_what_was_placed_meanwhile() -> None:
    offers = Offers()
    one = first(quota=2)
    offers.open(one)
    one.end("closed", OPEN_MS + 5_000)
    offers.order("b", order(6, 7), OPEN_MS + 7_000)
    offers.order("far", order(5 + 60, 70), OPEN_MS + 70_000)
    offers.order("a", order(4, 8), OPEN_MS + 8_000)
    assert (one.taken, one.left) == (1, 0)
    offers.reopen(one, OPEN_MS + 9_000)
    assert (one.state, [id_ for id_, _ in one.owed()], one.after) == ("full", ["b", "a"], {})


def test_what_is_refunded_after_the_closing_does_not_come_back() -> None:
    offers = Offers()
    one = first(quota=None)
    offers.open(one)
    one.end("closed", OPEN_MS + 5_000)
    offers.order("b", order(6, 7), OPEN_MS + 7_000)
    offers.order("b", order(6, 7, refunded=19_900), OPEN_MS + 8_000)
    offers.reopen(one, OPEN_MS + 9_000)
    assert (one.state, one.taken, one.left) == ("open", 0, None)


def test_an_offer_opened_again_counts_anew() -> None:
    offers = Offers()
    offers.open(first(quota=1))
    offers.order("a", order(1, 2), OPEN_MS + 2_000)
    offers.open(Round("gift", "cream", OPEN_MS + 60_000, 1))
    assert offers.running("gift") is not None
    offers.order("b", order(61, 62), OPEN_MS + 62_000)
    assert [[id_ for id_, _ in r.owed()] for r in offers.rounds] == [["a"], ["b"]]


steps = st.lists(
    st.tuples(
        st.sampled_from("abcdef"), st.integers(-5, 20), st.one_of(st.none(), st.integers(0, 30)), st.sampled_from([0, 19_900])
    ),
    max_size=30,
)  # fmt: skip


@given(steps, st.integers(1, 4))
def test_what_is_owed_is_what_counting_anew_gives(told: list[tuple[str, int, int | None, int]], quota: int) -> None:
    one = first(quota=quota)
    newest: dict[str, Figures] = {}
    for id_, placed_s, paid_s, refunded in told:
        newest[id_] = order(placed_s, paid_s, refunded=refunded if paid_s is not None else 0)
        one.count(id_, newest[id_])
    standing = [
        (o.paid_ms, id_)
        for id_, o in newest.items()
        if o.paid_ms is not None and o.created_ms >= OPEN_MS and o.refunded_minor < o.paid_minor
    ]
    assert [id_ for id_, _ in one.owed()] == [id_ for _, id_ in sorted(standing)][:quota]
    assert one.taken == len(one.owed())
