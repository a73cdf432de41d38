from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import CuePlan, WhenPlan
from controlroom.room.acts.suggested import card_of, words_of
from tests.unit.room.alarm import LOW, OUT, Alarm, alarm
from tests.unit.room.shop import told

LAST = CuePlan(id="last", text="Last {stock}", priority="urgent")


def act(id_: str = "act", alert: str = "alert-1", **more: object) -> ask.AlertAct:
    return ask.AlertAct(id=id_, alert=alert, **more)  # type: ignore[arg-type]


def sold_out() -> Alarm:
    room = alarm()
    room.give(cmd.ProductSwitch(id="on", sku="serum"))
    room.fire("sold_out", "serum")
    return room


def cards(room: Alarm) -> list[object]:
    return [card.text for card in room.room.state.cues.cards.values() if card.open]


def test_what_is_sold_out_gives_way_to_what_the_plan_offers_instead() -> None:
    rule = msgspec.structs.replace(OUT, by="sku")
    room = alarm(rules=(rule,))
    room.give(cmd.ProductSwitch(id="on", sku="serum"))
    incident = room.fire("sold_out", "serum")
    seq = room.give(act())
    s = room.room.state
    assert s.program is not None
    assert (s.program.sku, incident.state, list(incident.acted)) == ("mask", "acked", ["act"])
    assert [(d.act, d.what) for d in incident.deeds] == [("act", "act")]
    assert s.subjects["program"] == seq
    room.give(cmd.Undo(id="u", command="act"))
    assert s.program is not None
    assert (s.program.sku, incident.state, incident.acted) == ("serum", "triggered", {})


def test_what_is_sold_out_itself_is_no_substitute() -> None:
    room = sold_out()
    told(room, ev.StockLevel(sku="mask", on_hand=0))
    assert room.give(act(do="act")) == "nothing_to_do"


def test_without_a_label_the_product_on_air_is_meant() -> None:
    room = sold_out()
    room.end("sold_out", "serum")
    room.fire("sold_out")
    assert isinstance(room.give(act(alert="alert-2")), int)
    assert room.room.state.program is not None
    assert room.room.state.program.sku == "mask"


def test_somebodys_later_switch_is_not_taken_back() -> None:
    room = sold_out()
    room.give(act())
    room.give(cmd.ProductSwitch(id="other", sku="cream"))
    assert room.give(cmd.Undo(id="u", command="act")) == "cannot_undo"


def test_the_prepared_card_goes_to_the_host_with_one_key() -> None:
    room = alarm(cues=(LAST,))
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    incident = room.fire("low_stock", "cream")
    room.give(act(do="cue"))
    assert cards(room) == ["Last 50"]
    assert (list(incident.acted), incident.state) == (["cue"], "acked")
    room.give(cmd.Undo(id="u", command="act"))
    assert (cards(room), incident.acted) == ([], {})


def test_a_card_whose_number_nobody_knows_gives_way_to_the_playbooks_words() -> None:
    room = alarm(cues=(LAST,))
    room.give(cmd.ProductSwitch(id="on", sku="mask"))
    room.fire("low_stock", "mask")  # nobody told of its stock
    room.give(act())
    (said,) = cards(room)
    assert isinstance(said, dict)
    assert set(said) == {"zh-CN", "en"}
    room.give(cmd.Undo(id="u", command="act"))
    assert cards(room) == []


def test_what_somebody_has_in_hand_stays_theirs() -> None:
    room = alarm(cues=(LAST,))
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    incident = room.fire("low_stock", "cream")
    room.give(ask.AlertAck(id="a", alert="alert-1", until="sold_out"))
    room.give(act())
    assert (incident.until, [d.act for d in incident.deeds]) == ("sold_out", ["ack", "act"])


def test_what_suggests_nothing_is_refused() -> None:
    room = alarm(rules=(Rule(id="bare"), LOW, OUT))
    room.fire("bare")
    assert room.give(act()) == "nothing_to_do"
    assert room.give(act("b", do="cue")) == "nothing_to_do"
    room.fire("sold_out", "cream")  # the plan has nothing instead
    assert room.give(act("c", "alert-2", do="act")) == "nothing_to_do"
    assert room.give(act("d", "alert-9")) == "unknown_alert"


def test_the_next_segment_is_taken() -> None:
    room = alarm(rules=(Rule(id="over", act="next"),))
    room.give(cmd.Take(id="take", segment="opening", from_=None))
    room.fire("over")
    room.give(act())
    assert room.room.state.rundown.on_air == "cream"


def test_what_cannot_be_done_is_refused_with_its_own_reason() -> None:
    room = alarm(rules=(OUT,), live=False)
    room.become("sold_out", "firing", "serum")
    assert room.give(act()) == "not_live"


def test_the_rules_own_card_comes_before_the_playbooks() -> None:
    room = alarm(cues=(LAST,))
    s = room.room.state
    assert card_of(s, "low_stock") == "last"
    assert card_of(s, "sold_out") is None
    told = words_of(s, room.fire("sold_out"), room.now_ms)
    assert told is not None
    assert told[0] is None
    assert words_of(s, room.fire("conversion_dip"), room.now_ms) is None


def test_of_a_product_that_is_not_on_air_nothing_is_given_to_the_host() -> None:
    room = alarm(cues=(LAST,))
    incident = room.fire("low_stock", "serum")
    assert words_of(room.room.state, incident, room.now_ms) is None
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    assert words_of(room.room.state, incident, room.now_ms) is None
    assert room.give(act(do="cue")) == "nothing_to_do"
    room.give(cmd.ProductSwitch(id="on-2", sku="serum"))
    assert words_of(room.room.state, incident, room.now_ms) == ("last", LAST.text)


def test_a_card_about_another_product_or_of_the_last_none_gives_way_to_the_playbooks_words() -> None:
    room = alarm(cues=(msgspec.structs.replace(LAST, when=WhenPlan(sku="serum", stock_below=5)),))
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    told = words_of(room.room.state, room.fire("low_stock", "cream"), room.now_ms)
    assert told is not None
    assert told[0] is None
    room = alarm(cues=(LAST,))
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    room.tell(ev.StockLevel(sku="cream", on_hand=0, at=room.now_ms, source="shop"))
    told = words_of(room.room.state, room.fire("low_stock", "cream"), room.now_ms)
    assert told is not None
    assert told[0] is None


def test_what_is_sold_out_while_another_is_on_air_switches_nothing() -> None:
    room = alarm(rules=(msgspec.structs.replace(OUT, by="sku"),))
    room.fire("sold_out", "serum")
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    assert room.give(act(do="act")) == "nothing_to_do"
    assert room.room.state.program is not None
    assert room.room.state.program.sku == "cream"
