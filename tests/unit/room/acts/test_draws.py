"""Draws: who takes part by comments and orders, when one is drawn, what can be taken back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.draws import Draw
from controlroom.domain.lots import check, commitment_of
from controlroom.domain.roles import Role
from controlroom.room.acts.draws import rules_of
from controlroom.room.decide import refuse
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze
from tests.unit.room.desk import Desk

SEED = "0f" * 32


def give_sealed(desk: Desk, command: cmd.DrawOpen | cmd.DrawClose) -> str:
    """Give a command with what the server adds to it; return the draw's id."""
    desk.now_ms += 1000
    desk.room.advance(desk.now_ms - desk.now_ms % 1000)
    accepted = desk.room.decide(command, Role.CONTROLLER, None, desk.now_ms)
    assert isinstance(accepted, rec.Accepted), accepted
    seq = desk.room.state.seq + 1
    if isinstance(command, cmd.DrawOpen):
        added = commitment_of(SEED, rules_of(f"draw-{seq}", command))
        desk.room.apply(seq, desk.now_ms, replace(accepted, sealed=added))
        return f"draw-{seq}"
    desk.room.apply(seq, desk.now_ms, replace(accepted, sealed=SEED))
    return command.draw


def fact(desk: Desk, event: ev.Fact, wait_ms: int = 100) -> None:
    desk.now_ms += wait_ms
    desk.room.advance(desk.now_ms - desk.now_ms % 1000)
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, event)  # type: ignore[arg-type]


def says(desk: Desk, user: str, text: str) -> None:
    fact(desk, ev.Comment(user=user, text=text))


def buys(desk: Desk, order: str, user: str | None, status: ev.OrderStatus = "paid", sku: str = "mask") -> None:
    fact(desk, ev.OrderStep(order=order, status=status, user=user, lines=(ev.Line(sku=sku),), amount_minor=5))


def the(desk: Desk, id_: str) -> Draw:
    return desk.room.state.draws.by_id[id_]


def test_who_writes_the_keyword_in_time_takes_part_and_the_winners_prove_themselves(desk: Desk) -> None:
    says(desk, "early", "666")
    id_ = give_sealed(desk, cmd.DrawOpen(id="o", title="cream", keyword="666", winners=2, for_ms=10_000))
    for user in ("a", "b", "c"):
        says(desk, user, "666!")
    says(desk, "d", "hello")
    assert desk.give(cmd.DrawClose(id="x", draw=id_)) == "draw_still_open"
    desk.now_ms += 10_000
    desk.room.advance(desk.now_ms - desk.now_ms % 1000)
    assert the(desk, id_).state == "over"
    says(desk, "late", "666")
    give_sealed(desk, cmd.DrawClose(id="y", draw=id_, word="seven"))
    proof = the(desk, id_).proof()
    assert proof is not None
    assert check(proof) == ()
    assert ([e.entry for e in proof.entries], len(proof.winners), proof.word) == (["a", "b", "c"], 2, "seven")


def test_a_draw_without_an_end_is_drawn_whenever_the_controller_wants(desk: Desk) -> None:
    id_ = give_sealed(desk, cmd.DrawOpen(id="o", title="cream", keyword="1"))
    says(desk, "a", "1")
    give_sealed(desk, cmd.DrawClose(id="x", draw=id_))
    assert the(desk, id_).winners == ("a",)
    assert desk.give(cmd.DrawClose(id="y", draw=id_)) == "draw_over"
    assert desk.give(cmd.DrawVoid(id="z", draw=id_)) == "draw_over"
    assert desk.give(cmd.DrawClose(id="w", draw="draw-99")) == "unknown_draw"


def test_paid_orders_take_part_and_a_refunded_or_partly_refunded_one_does_not(desk: Desk) -> None:
    id_ = give_sealed(desk, cmd.DrawOpen(id="o", title="cream", source="orders", sku="mask"))
    buys(desk, "o1", "a")
    buys(desk, "o2", "b")
    buys(desk, "o3", "c", sku="cream-50")
    buys(desk, "o4", "d", "created")
    buys(desk, "o5", None)
    buys(desk, "o6", "e")
    fact(desk, ev.OrderStep(order="o2", status="cancelled"))
    fact(desk, ev.OrderStep(order="o6", status="refunded", refund="r", amount_minor=1))
    assert set(the(desk, id_).entries) == {"a", "order:o5"}


def test_staff_take_no_part(desk: Desk) -> None:
    desk.room.state.tally.staff = {"crew": None}
    by_word = give_sealed(desk, cmd.DrawOpen(id="o", title="cream", keyword="1"))
    by_order = give_sealed(desk, cmd.DrawOpen(id="p", title="mask", source="orders"))
    says(desk, "crew", "1")
    buys(desk, "o1", "crew")
    assert (the(desk, by_word).entries, the(desk, by_order).entries) == ({}, {})


def test_what_was_drawn_cannot_be_taken_back_and_what_was_opened_or_given_up_can(desk: Desk) -> None:
    before = freeze(desk.room.state.draws)
    give_sealed(desk, cmd.DrawOpen(id="o", title="cream", keyword="1"))
    desk.give(cmd.Undo(id="u", command="o"))
    assert freeze(desk.room.state.draws) == before
    id_ = give_sealed(desk, cmd.DrawOpen(id="p", title="cream", keyword="1"))
    desk.give(cmd.DrawVoid(id="v", draw=id_))
    says(desk, "a", "1")  # the draw may yet go on
    assert the(desk, id_).state == "void"
    desk.give(cmd.Undo(id="w", command="v"))
    assert (the(desk, id_).state, list(the(desk, id_).entries)) == ("open", ["a"])
    give_sealed(desk, cmd.DrawClose(id="x", draw=id_))
    assert desk.give(cmd.Undo(id="y", command="x")) == "seed_published"
    assert "x" not in {u.command for u in desk.room.state.undo}


def test_a_draw_whose_time_passed_while_it_was_given_up_comes_back_as_over(desk: Desk) -> None:
    id_ = give_sealed(desk, cmd.DrawOpen(id="o", title="cream", keyword="1", for_ms=5_000))
    desk.give(cmd.DrawVoid(id="v", draw=id_))
    desk.give(cmd.Undo(id="u", command="v"), wait_ms=8_000)
    assert the(desk, id_).state == "over"


def test_the_platforms_own_draw_stands_beside_ours_by_hand_and_by_its_feed(desk: Desk) -> None:
    seq = desk.give(cmd.DrawOpen(id="o", title="lucky bag", source="platform"))
    by_hand = the(desk, f"draw-{seq}")
    assert (by_hand.rules.keyword, by_hand.until_ms, by_hand.commitment) == (None, None, None)
    desk.give(cmd.DrawClose(id="c", draw=by_hand.id))
    assert by_hand.state == "closed"
    desk.give(cmd.Undo(id="u", command="c"))
    assert by_hand.state == "open"
    for _ in range(2):
        fact(desk, ev.Promo(kind="draw", state="open", title="red packet rain"))
    fed = [d for d in desk.room.state.draws.by_id.values() if d.rules.title == "red packet rain"]
    assert [d.state for d in fed] == ["open"]
    fact(desk, ev.Promo(kind="draw", state="closed", title="red packet rain"))
    assert (fed[0].state, by_hand.state) == ("closed", "open")


def test_a_draw_is_opened_while_live_and_drawn_after_the_end_too(planned: Desk) -> None:
    assert planned.give(cmd.DrawOpen(id="o", title="cream")) == "not_live"
    planned.give(cmd.ShowStart(id="go"))
    assert planned.give(cmd.DrawOpen(id="p", title="cream", source="orders", sku="nothing")) == "unknown_product"
    id_ = give_sealed(planned, cmd.DrawOpen(id="q", title="cream"))
    says(planned, "a", "anything counts without a keyword")
    planned.give(cmd.ShowEnd(id="e"))
    give_sealed(planned, cmd.DrawClose(id="x", draw=id_))
    assert the(planned, id_).winners == ("a",)


def test_without_a_seed_nothing_is_drawn(desk: Desk) -> None:
    seq = desk.give(cmd.DrawOpen(id="o", title="cream"))
    says(desk, "a", "hi")
    desk.give(cmd.DrawClose(id="x", draw=f"draw-{seq}"))
    assert (the(desk, f"draw-{seq}").state, the(desk, f"draw-{seq}").winners) == ("void", ())


def test_a_draw_is_a_mark_while_it_lasts(desk: Desk) -> None:
    id_ = give_sealed(desk, cmd.DrawOpen(id="o", title="cream"))
    opened_ms = desk.now_ms
    give_sealed(desk, cmd.DrawClose(id="x", draw=id_))
    (mark,) = (m for m in desk.room.state.marks.between(None, None) if m.kind == "draw")
    assert (mark.at_ms, mark.until_ms, mark.text) == (
        opened_ms, desk.now_ms, {"zh-CN": "抽奖：cream", "en": "Draw: cream"},
    )  # fmt: skip


def test_jumping_over_the_end_of_a_draw_gives_what_stepping_gives(desk: Desk) -> None:
    give_sealed(desk, cmd.DrawOpen(id="o", title="cream", for_ms=5_000))
    to_ms = desk.now_ms - desk.now_ms % 1000 + 20_000_000
    stepped = Room(desk.room.state)
    frozen = freeze(desk.room.state)
    assert stepped.advance(to_ms).transition
    assert freeze(stepped.state.draws) != frozen
    assert [d.state for d in stepped.state.draws.by_id.values()] == ["over"]


@pytest.mark.parametrize(
    ("opening", "field"),
    [
        (cmd.DrawOpen(id="o", title="x", source="orders", keyword="666"), "keyword"),
        (cmd.DrawOpen(id="o", title="x", source="orders", match="has"), "match"),
        (cmd.DrawOpen(id="o", title="x", source="comments", sku="mask"), "sku"),
        (cmd.DrawOpen(id="o", title="x", source="platform", for_ms=5_000), "for_ms"),
        (cmd.DrawOpen(id="o", title="x", source="platform", keyword="666"), "keyword"),
    ],
)
def test_a_rule_that_a_draw_does_not_go_by_is_refused_by_its_name(
    desk: Desk, opening: cmd.DrawOpen, field: str
) -> None:
    refusal = refuse(desk.room.state, opening, Role.CONTROLLER, desk.now_ms)
    assert refusal is not None
    assert (refusal.code, refusal.about) == ("unused_rule", field)
