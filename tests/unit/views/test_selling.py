"""What is offered, what must be done on the platform for it, and what scenes there are."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.selling import desk_view, offers_view, scenes_view
from controlroom.views.shapes import ProgramView, ShowView, StockView
from tests.unit.room.heard import listening, say
from tests.unit.room.shop import later, open_shop, paid, told


def test_offers_stand_in_the_plans_order_with_what_is_left_of_them() -> None:
    desk = open_shop()
    desk.give(cmd.OfferOpen(id="o", offer="first2"))
    paid(desk, "a")
    gift, price, lasting = offers_view(desk.room.state).offers
    assert (gift.id, gift.state, gift.taken, gift.left, gift.gift, gift.product) == (
        "first2", "open", 1, 1, "cup", "Cream"
    )  # fmt: skip
    assert (price.state, price.left, price.lasts_for_ms, price.opened_ms) == ("ready", None, 300_000, None)
    assert (lasting.state, lasting.price_minor) == ("ready", 6900)


def test_what_is_late_comes_first_and_what_is_confirmed_last() -> None:
    desk = open_shop()
    later(desk, 16_000)
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=7900))
    desk.give(cmd.StockSet(id="s", sku="serum", listed=30))
    told(desk, ev.StockLevel(sku="serum", listed=30))
    shown = [(a.act, a.state, a.price_minor, a.listed) for a in desk_view(desk.room.state).acts]
    assert shown == [
        ("explain", "late", None, None), ("price", "todo", 7900, None), ("shelf", "confirmed", None, 30)
    ]  # fmt: skip


def test_the_scene_applied_last_is_marked() -> None:
    desk = open_shop()
    assert [scene.applied for scene in scenes_view(desk.room.state).scenes] == [False]
    desk.give(cmd.SceneApply(id="s", scene="flash"))
    assert [(scene.key, scene.applied) for scene in scenes_view(desk.room.state).scenes] == [("F1", True)]
    show = project(Topic.SHOW, desk.room.state, Beside(), Role.CONTROLLER)
    assert isinstance(show, ShowView)
    assert (show.scene, show.undo[0].what) == ("flash", "Flash sale")


def test_a_room_without_a_plan_has_neither() -> None:
    s = Room().state
    assert (offers_view(s).offers, desk_view(s).acts, scenes_view(s).scenes) == ((), (), ())


def test_a_price_that_was_set_is_on_every_screen_and_the_platforms_stands_beside_it() -> None:
    desk = open_shop()
    told(desk, ev.Price(sku="mask", unit_minor=5000))
    desk.give(cmd.PriceSet(id="p", sku="mask", unit_minor=4500))
    program = project(Topic.PROGRAM, desk.room.state, Beside(), Role.HOST)
    stock = project(Topic.STOCK, desk.room.state, Beside(), Role.HOST)
    assert isinstance(program, ProgramView)
    assert isinstance(stock, StockView)
    assert (program.price_minor, program.platform_price_minor, stock.products["mask"].price_minor) == (4500, 5000, 4500)
    told(desk, ev.Price(sku="mask", unit_minor=4500))
    program = project(Topic.PROGRAM, desk.room.state, Beside(), Role.HOST)
    assert isinstance(program, ProgramView)
    assert program.platform_price_minor is None


def test_an_answer_on_the_desk_is_stale_once_its_number_has_changed() -> None:
    desk = listening()
    seq = desk.give(cmd.CommentAnswer(id="a", question=f"question-{say(desk, '多少钱')}"))

    def stale() -> bool:
        return next(act.stale for act in desk_view(desk.room.state).acts if act.id == f"desk-{seq}-answer")

    assert not stale()
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=8850))
    assert stale()
    desk.give(cmd.Undo(id="u", command="p"))
    assert not stale()
