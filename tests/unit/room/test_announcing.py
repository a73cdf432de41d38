"""What is to be posted on the platform."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.desk import Chip
from controlroom.domain.lots import commitment_of
from controlroom.domain.plan import OfferPlan, ScenePlan, TimerPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.acts.draws import rules_of
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.selling import desk_view
from controlroom.views.shapes import DeskView
from tests.unit.room.acts.test_draws import SEED, give_sealed, says
from tests.unit.room.desk import Desk
from tests.unit.room.prompted import at, on_air, plan, until
from tests.unit.room.shop import paid

DEAL = OfferPlan(
    id="deal", sku="cream", title="Deal", price_minor=79_00, quota=2,
    announce={"zh-CN": "前 {quota_left} 单 {price}", "en": "{price} for {quota_left} orders"},
)  # fmt: skip
FLASH = TimerPlan(id="flash", title="F", kind="countdown", duration_for_ms=60_000, offer="deal")
SCENE = ScenePlan(id="sale", title="Sale", offer="deal", announce="只要 {price}")


@pytest.fixture
def desk() -> Desk:
    cues = [at("price", 5_000, announce="现在 {price}", offer="deal"), at("vague", 9_000, announce="{buyers} 人买了")]
    made = plan(cues, [FLASH])
    return on_air(replace(made, offers=(DEAL,), scenes=(SCENE,)))


def posts(desk: Desk) -> list[Chip]:
    """What is to be posted."""
    return [chip for chip in desk.room.state.desk.chips.values() if chip.act == "say"]


def texts(desk: Desk) -> list[object]:
    return [chip.text for chip in posts(desk)]


def test_an_offers_announcement_says_the_offers_own_price_and_places(desk: Desk) -> None:
    desk.give(cmd.OfferOpen(id="o", offer="deal"))
    assert texts(desk) == [{"zh-CN": "前 2 单 ¥79", "en": "¥79 for 2 orders"}]
    [chip] = posts(desk)
    desk.give(cmd.DeskDone(id="d", desk=chip.id))
    assert [chip.state for chip in posts(desk)] == ["confirmed"]


@pytest.mark.parametrize(
    "command",
    [cmd.OfferOpen(id="x", offer="deal"), cmd.TimerStart(id="x", timer="flash"), cmd.CueShow(id="x", cue="price")],
)
def test_what_is_taken_back_is_not_posted(desk: Desk, command: cmd.AnyCommand) -> None:
    desk.give(command)
    assert len(texts(desk)) == 1
    desk.give(cmd.Undo(id="u", command="x"))
    assert texts(desk) == []


def test_an_announcement_goes_with_its_offer_and_comes_back_with_it_unless_it_was_posted(desk: Desk) -> None:
    desk.give(cmd.OfferOpen(id="o", offer="deal"))
    before = texts(desk)
    desk.give(cmd.OfferClose(id="c", offer="deal"))
    assert texts(desk) == []
    desk.give(cmd.Undo(id="u", command="c"))
    assert texts(desk) == before
    paid(desk, "o1", "o2")
    assert texts(desk) == []
    desk.give(cmd.OfferOpen(id="o2", offer="deal"))
    desk.give(cmd.DeskDone(id="d", desk=posts(desk)[0].id))
    desk.give(cmd.OfferClose(id="c2", offer="deal"))
    assert [chip.state for chip in posts(desk)] == ["confirmed"]


def test_a_scene_posts_its_own_words_and_those_of_its_offer_and_one_undo_takes_both_back(desk: Desk) -> None:
    desk.give(cmd.SceneApply(id="s", scene="sale"))
    assert texts(desk) == [{"zh-CN": "前 2 单 ¥79", "en": "¥79 for 2 orders"}, "只要 ¥79"]
    desk.give(cmd.Undo(id="u", command="s"))
    assert texts(desk) == []


def test_a_card_that_comes_by_itself_brings_its_announcement_unless_nobody_knows_its_number(desk: Desk) -> None:
    until(desk, 12_000)
    assert texts(desk) == ["现在 ¥99"]


def test_of_one_thing_the_newest_announcement_waits_and_an_undo_brings_the_one_before_back(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="a", cue="price"))
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=88_00))
    desk.give(cmd.CueShow(id="b", cue="price"))
    assert texts(desk) == ["现在 ¥88"]
    desk.give(cmd.Undo(id="u", command="b"))
    assert texts(desk) == ["现在 ¥99"]


def test_an_announcement_whose_number_has_changed_says_so_until_it_is_posted(desk: Desk) -> None:
    desk.give(cmd.CueShow(id="a", cue="price"))
    assert [act.stale for act in desk_view(desk.room.state).acts if act.act == "say"] == [False]
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=88_00))
    assert [act.stale for act in desk_view(desk.room.state).acts if act.act == "say"] == [True]
    desk.give(cmd.DeskDone(id="d", desk=posts(desk)[0].id))
    assert [act.stale for act in desk_view(desk.room.state).acts if act.act == "say"] == [False]


def test_a_draws_rules_and_commitment_are_to_be_posted_when_it_opens_and_who_won_when_it_is_drawn(desk: Desk) -> None:
    opened = cmd.DrawOpen(id="o", title="面霜", keyword="666", winners=2)
    id_ = give_sealed(desk, opened)
    commitment = commitment_of(SEED, rules_of(id_, opened))
    assert texts(desk) == [
        {
            "zh-CN": f"抽奖“面霜”：评论“666”参与，抽 2 人，开奖前有效。承诺码（SHA-256）{commitment}",
            "en": "Draw “面霜”: comment “666” to take part; winners: 2; open until it is drawn. "
            f"Commitment (SHA-256) {commitment}",
        }
    ]
    says(desk, "u-1a2b", "666")
    give_sealed(desk, cmd.DrawClose(id="c", draw=id_, word="七"))
    assert texts(desk) == [
        {
            "zh-CN": f"抽奖“面霜”已开奖：种子 {SEED}，现场词“七”。中奖：观众 1a2b",
            "en": f"Draw “面霜” is drawn: seed {SEED}, word “七”. Winners: viewer 1a2b",
        }
    ]
    beside = Beside(names={"u-1a2b": "小李"})
    told = {}
    for role in (Role.CONTROLLER, Role.OPERATOR):
        view = project(Topic.DESK, desk.room.state, beside, role)
        assert isinstance(view, DeskView)
        [act] = (act for act in view.acts if act.act == "say")
        assert isinstance(act.text, dict)
        told[role] = act.text["zh-CN"].rpartition("：")[2]
    assert told == {Role.CONTROLLER: "小李", Role.OPERATOR: "观众 1a2b"}


def test_a_draw_that_is_given_up_or_taken_back_is_not_posted_and_comes_back_with_an_undo(desk: Desk) -> None:
    def told(desk: Desk) -> list[object]:
        return [chip.text for chip in posts(desk) if (chip.of or "").startswith("draw")]

    id_ = give_sealed(desk, cmd.DrawOpen(id="o", title="cream"))
    before = told(desk)
    desk.give(cmd.DrawVoid(id="v", draw=id_))
    assert told(desk) == []
    desk.give(cmd.Undo(id="u", command="v"))
    assert told(desk) == before
    give_sealed(desk, cmd.DrawOpen(id="q", title="mask"))
    desk.give(cmd.Undo(id="w", command="q"))
    assert told(desk) == before
    desk.give(cmd.DrawOpen(id="p", title="theirs", source="platform"))
    assert told(desk) == before
