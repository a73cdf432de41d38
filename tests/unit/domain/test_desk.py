from __future__ import annotations

from controlroom.domain.desk import CARD_FOR_MS, KEPT, LATE_FOR_MS, SHOWN_FOR_MS, Chip, Desk, Handwork, Told

AT_MS = 1_000_000
LATE_MS = AT_MS + LATE_FOR_MS["explain"]


def chip(
    act: Handwork = "explain", sku: str | None = "cream", *, at_ms: int = AT_MS, id_: str = "", told_by: Told | None = None,
    want: int | None = None,
) -> Chip:  # fmt: skip
    return Chip(id_ or f"{act}-{at_ms}", act, sku, "words", at_ms, at_ms, told_by=told_by, want=want)


def desk(*told: Told) -> Desk:
    made = Desk(told=dict.fromkeys(told))
    made.sell("cream", "3 cream")
    return made


def states(d: Desk) -> list[tuple[str, str, int]]:
    return [(c.act, c.state, c.at_ms) for c in d.chips.values()]


def test_an_act_is_confirmed_by_what_the_feed_tells_and_then_leaves() -> None:
    d = desk()
    d.ask(chip(told_by="product"))
    assert d.saw("product", "cream", ("explain",), None, AT_MS + 3_000)
    assert states(d) == [("explain", "confirmed", AT_MS + 3_000)]
    assert d.mature(AT_MS + 3_000 + SHOWN_FOR_MS)
    assert d.chips == {}


def test_an_act_that_nobody_sees_becomes_late_at_its_own_instant_and_is_confirmed_when_it_comes() -> None:
    d = desk()
    d.ask(chip(told_by="product"))
    assert not d.mature(LATE_MS - 1)
    assert d.mature(LATE_MS + 3_600_000)
    assert states(d) == [("explain", "late", LATE_MS)]
    d.saw("product", "cream", ("explain",), None, LATE_MS + 9_000)
    assert states(d) == [("explain", "confirmed", LATE_MS + 9_000)]


def test_another_products_fact_or_another_price_confirms_nothing() -> None:
    d = desk()
    d.ask(chip("price", told_by="price", want=17_900))
    assert not d.saw("price", "serum", ("price",), 17_900, AT_MS)
    assert not d.saw("price", "cream", ("price",), 19_900, AT_MS)
    assert not d.saw("stock", "cream", ("price",), 17_900, AT_MS)
    assert d.saw("price", "cream", ("price",), 17_900, AT_MS)


def test_a_hand_is_believed_only_where_no_feed_tells_such_things() -> None:
    d = desk("price")
    d.ask(chip("price", told_by="price", want=1, id_="p"))
    d.ask(chip(told_by="product", id_="e"))
    d.ask(chip("gift", id_="g"))
    for id_ in ("p", "e", "g"):
        d.done(id_, AT_MS + 1_000)
    assert [(c.id, c.state) for c in d.chips.values()] == [("p", "sent"), ("e", "confirmed"), ("g", "confirmed")]
    d.mature(AT_MS + 1_000 + LATE_FOR_MS["price"])
    assert d.chips["p"].state == "late"


def test_the_newest_act_on_a_product_replaces_the_one_before() -> None:
    d = desk()
    d.ask(chip("price", told_by="price", want=17_900, id_="old"))
    d.ask(chip("price", told_by="price", want=16_900, id_="new"))
    d.ask(chip("price", "serum", told_by="price", want=1, id_="other"))
    assert list(d.chips) == ["new", "other"]


def test_words_to_say_stand_beside_each_other() -> None:
    d = desk()
    d.ask(chip("say", None, id_="a"))
    d.ask(chip("say", None, id_="b"))
    assert list(d.chips) == ["a", "b"]


def test_nobody_pops_the_card_of_the_product_before() -> None:
    d = desk()
    d.ask(chip(told_by="product", id_="cream"))
    d.sell("serum", "11 serum")
    assert d.chips == {}


def test_a_card_is_worth_popping_again_after_a_while_and_the_reminder_is_never_late() -> None:
    d = desk("product")
    d.popped(AT_MS)
    assert not d.mature(AT_MS + CARD_FOR_MS - 1)
    assert d.mature(AT_MS + 10 * CARD_FOR_MS)
    [again] = d.chips.values()
    assert (again.act, again.sku, again.state, again.again, again.since_ms) == (
        "explain", "cream", "todo", True, AT_MS + CARD_FOR_MS
    )  # fmt: skip
    assert again.text == "3 cream"
    d.done(again.id, AT_MS + 11 * CARD_FOR_MS)
    assert (again.state, d.pop_ms) == ("confirmed", AT_MS + 12 * CARD_FOR_MS)


def test_no_card_is_reminded_of_once_another_product_is_on_air() -> None:
    d = desk()
    d.popped(AT_MS)
    d.sell("serum", "")
    assert d.next_due_ms is None


def test_time_in_one_leap_does_what_it_does_second_by_second() -> None:
    def story() -> Desk:
        d = desk("product")
        d.ask(chip(told_by="product"))
        d.ask(chip("price", told_by="price", want=5))
        d.ask(chip("gift", at_ms=AT_MS + 500))
        d.saw("product", "cream", ("explain",), None, AT_MS + 700)
        d.popped(AT_MS + 700)
        return d

    leapt, stepped = story(), story()
    leapt.mature(AT_MS + 300_000)
    for second in range(301):
        stepped.mature(AT_MS + second * 1000)
    assert leapt == stepped
    assert [c.state for c in leapt.chips.values()] == ["late", "late", "todo"]


def test_whoever_does_it_by_himself_says_whether_he_has_it() -> None:
    d = desk("price")
    d.ask(chip("price", told_by="price", want=5, id_="p"))
    d.sent("p", "no route to host", AT_MS + 100)
    assert (d.chips["p"].state, d.chips["p"].why) == ("todo", "no route to host")
    d.sent("p", None, AT_MS + 200)
    assert (d.chips["p"].state, d.chips["p"].why, d.chips["p"].at_ms) == ("sent", None, AT_MS + 200)
    d.saw("price", "cream", ("price",), 5, AT_MS + 300)
    d.sent("p", "too late", AT_MS + 400)
    d.sent("gone", None, AT_MS + 400)
    assert d.chips["p"].state == "confirmed"


def test_the_desk_keeps_no_more_than_it_can_show() -> None:
    d = desk()
    for n in range(KEPT + 5):
        d.ask(chip("say", None, at_ms=AT_MS + n))
    assert len(d.chips) == KEPT
    assert f"say-{AT_MS}" not in d.chips
