"""What alerts say besides their value."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.ready import READY, resolved
from controlroom.domain.alerts.rules import MILLION, Limit, Rule
from controlroom.domain.alerts.wording import clock
from controlroom.room.acts.suggested import part_of
from controlroom.room.alert_facts import facts
from controlroom.room.alert_words import words
from controlroom.room.running_out import forecast
from tests.stories import STARTED_MS
from tests.unit.room.alarm import alarm
from tests.unit.room.ruled import Show, order, stock

RULES = resolved()


def told(show: Show, rule: str, labels: str = "") -> dict[str, object]:
    return dict(facts(show.room.state, RULES[rule], labels))


def test_nothing_is_said_of_what_nobody_knows() -> None:
    show = Show(())
    assert [told(show, rule.id, "x") for rule in READY] == [{}] * len(READY)


def test_a_wave_is_so_many_people_and_so_much_of_one_text() -> None:
    show = Show(())
    for n in range(4):
        show.room.state.comments.complaints.add(f"u{n}", "骗子" if n else "退款太慢", STARTED_MS)
    assert told(show, "negative_wave") == {"accounts": 4, "people": 4, "share": "75%", "most": "骗子"}


def test_of_a_long_complaint_the_beginning_is_told_and_of_different_ones_none() -> None:
    show = Show(())
    show.room.state.comments.complaints.add("u", "退款太慢", STARTED_MS)
    assert told(show, "negative_wave") == {"accounts": 1, "people": 1, "share": "100%"}
    for n in range(3):
        show.room.state.comments.complaints.add(f"u{n}", "假货" * 20, STARTED_MS)
    assert told(show, "negative_wave")["most"] == "假货" * 14 + "假…"


def test_one_text_of_few_has_its_share_too() -> None:
    show = Show(())
    for n in range(14):
        show.room.state.comments.complaints.add(f"u{n % 2}", "退钱" if n else "骗子", STARTED_MS)
    assert told(show, "negative_wave") == {"accounts": 2, "people": 2, "share": "93%", "most": "退钱"}


def test_what_runs_out_early_says_the_upper_bound_too() -> None:
    show = Show(())
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.tell(2, stock("cream", 100))
    for n in range(40):
        show.tell(3 + n, order(f"o{n}", "paid"))
    show.wait(120)
    found = forecast(show.room.state, "cream")
    assert found is not None
    assert told(show, "runs_out_early", "cream") == {"hi": clock(round(found.hi_s))}


def test_a_question_says_how_many_ask() -> None:
    show = Show(())
    for n in range(12):
        show.room.state.comments.questions.ask("q", f"u{n}", "包邮吗", STARTED_MS, None)
    assert told(show, "unanswered", "q") == {"people": 12}


def test_a_warning_says_what_the_platform_said() -> None:
    show = Show(())
    show.tell(1, ev.Violation(level="warning", text="夸大"))
    assert told(show, "platform_warning") == {"said": {"zh-CN": "平台警告：夸大", "en": "Platform warning: 夸大"}}


def test_forbidden_words_are_told_the_newest_last() -> None:
    show = Show(())
    show.room.state.heard.utter(STARTED_MS // 1000, ("最好", "第一"))
    show.room.state.heard.utter(STARTED_MS // 1000 + 1, ("最好",))
    assert told(show, "banned_words") == {"words": {"zh-CN": "第一、最好", "en": "第一, 最好"}}


def test_words_are_told_for_as_long_as_they_count() -> None:
    show = Show((RULES["banned_words"],))
    show.tell(1, ev.Speech(text="第一好用", watched=("第一",)))
    show.wait(200)
    show.tell(201, ev.Speech(text="最好用", watched=("最好",)))
    assert told(show, "banned_words")["words"] == {"zh-CN": "第一、最好", "en": "第一, 最好"}
    show.wait(302)
    assert told(show, "banned_words")["words"] == {"zh-CN": "最好", "en": "最好"}
    show.wait(502)
    assert told(show, "banned_words") == {}


def test_what_one_key_told_is_said_by_each_screen_in_its_own_words() -> None:
    show = Show((RULES["banned_words"], RULES["platform_warning"]))
    show.give(1, ask.SlipTell(id="s"))
    show.give(2, ask.ViolationTell(id="v", level="warning"))
    slipped, warned = (show.room.state.casebook.of(rule) for rule in ("banned_words", "platform_warning"))
    assert slipped is not None
    assert warned is not None
    assert slipped.text == {"zh-CN": "口误", "en": "Slip"}
    assert warned.text == {"zh-CN": "平台警告", "en": "Platform warning"}
    show.wait(303)
    assert told(show, "banned_words") == {}


def test_the_sentence_is_told_for_as_long_as_its_words_count() -> None:
    show = Show((RULES["banned_words"],))
    show.tell(1, ev.Speech(text="第一好用", speaker="Wei", watched=("第一",)))
    assert told(show, "banned_words")["said"] == {"zh-CN": "Wei：“第一好用”", "en": "Wei: “第一好用”"}
    incident = show.room.state.casebook.of("banned_words")
    assert incident is not None
    assert incident.text["en"] == "Forbidden or absolute wording was used: 第一; Wei: “第一好用”"
    show.wait(302)
    assert "said" not in told(show, "banned_words")


def test_prices_that_differ_are_both_told() -> None:
    show = Show(())
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.tell(2, ev.Price(sku="cream", unit_minor=9900), ev.Product(sku="serum", state="explaining"))
    show.give(3, cmd.PriceSet(id="price", sku="cream", unit_minor=8900))
    assert told(show, "price_differs", "cream") == {"ours": "¥89", "theirs": "¥99"}
    show.tell(4, ev.Price(sku="cream", unit_minor=7700))
    assert told(show, "price_differs", "cream") == {"ours": "¥89", "theirs": "¥77"}  # it never was as asked
    assert told(show, "platform_differs", "cream") == {"theirs": "Serum"}


def test_a_drop_says_what_was_usual() -> None:
    show = Show(())
    show.tell(1, ev.Audience(online=120))
    show.wait(620)
    assert told(show, "viewer_drop") == {"usual": 120}


@pytest.mark.parametrize("rule", READY, ids=lambda rule: rule.id)
def test_texts_name_only_facts_of_their_own_metric(rule: Rule) -> None:
    named = {name for text in rule.text.values() for name in re.findall(r"{(\w+)}", text)}
    own = {
        "conversion_dip": {"expected", "seen", "odds", "since"}, "viewer_drop": {"usual"}, "online_surge": {"usual"},
        "negative_wave": {"people", "accounts", "share", "most"}, "runs_out_early": {"hi"}, "unanswered": {"people"},
        "platform_warning": {"said"}, "banned_words": {"words", "said"},
        "sold_out": {"instead"}, "low_stock": {"safety"}, "price_differs": {"ours", "theirs"}, "platform_differs": {"theirs"},
    }  # fmt: skip
    assert named - {"title", "value", "threshold"} == own.get(rule.id, set())


def test_low_stock_names_the_products_own_safety_line_whatever_it_is_compared_with() -> None:
    twice = replace(RULES["low_stock"], below=Limit(field="safety", times_millionths=2 * MILLION))
    for rule, left, line in ((RULES["low_stock"], 4, 5), (RULES["low_stock"], 1, 1.25), (twice, 9, 10)):
        show = Show((rule,))
        show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
        show.tell(2, stock("cream", left))
        one = show.room.state.casebook.of("low_stock{cream}")
        assert one is not None
        assert one.threshold_millionths == line * MILLION
        assert one.text == {"zh-CN": f"Cream 仅剩 {left} 件，安全线 5", "en": f"Cream: {left} left, safety line 5"}


def test_a_product_without_a_safety_line_is_told_without() -> None:
    show = Show((replace(RULES["low_stock"], below=Limit(value_millionths=9 * MILLION), critical=None),))
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.room.state.shelves["cream"].safety = None
    show.tell(2, stock("cream", 4))
    one = show.room.state.casebook.of("low_stock{cream}")
    assert one is not None
    assert one.text == {"zh-CN": "Cream 仅剩 4 件", "en": "Cream: 4 left"}


def test_of_what_is_sold_over_no_pieces_are_left_and_so_many_are_over() -> None:
    show = Show((RULES["low_stock"], RULES["oversold"]))
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.tell(2, stock("cream", 1))
    for n in range(3):
        show.tell(3 + n, order(f"o{n}", "paid"))
    said = {one.rule: words(show.room.state, one)["en"] for one in show.room.state.casebook.open.values()}
    assert said == {
        "low_stock": "Cream: 0 left, safety line 5", "oversold": "Cream is oversold: -2, stop selling it now"
    }  # fmt: skip


def test_nothing_is_to_be_put_on_instead_while_another_one_is_on_air() -> None:
    room = alarm(rules=(RULES["sold_out"],))
    incident = room.fire("sold_out", "serum")
    s = room.room.state
    said = []
    for sku in ("serum", "cream", "mask"):
        room.give(cmd.ProductSwitch(id=sku, sku=sku))
        said.append((words(s, incident)["zh-CN"], part_of(s, incident, "a") is not None))
    assert said == [("Serum 已售罄，换上Mask", True), ("Serum 已售罄", False), ("Serum 已售罄", False)]


def test_what_is_sold_out_names_its_substitute_where_it_has_one_to_sell() -> None:
    room = alarm(rules=(RULES["sold_out"],))
    for sku, zh, en in (
        ("cream", "Cream 已售罄", "Cream is sold out"),
        ("serum", "Serum 已售罄，换上Mask", "Serum is sold out, switch to Mask"),
    ):
        room.fire("sold_out", sku)
        incident = room.of("sold_out", sku)
        assert incident is not None
        assert incident.text == {"zh-CN": zh, "en": en}
