"""The door for facts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec import structs

from controlroom.domain import events as ev
from controlroom.domain.plan import Plan, ProductPlan
from controlroom.live import intake as module
from controlroom.live.answers import Rejected
from controlroom.live.intake import Intake
from controlroom.live.seen import Seen
from tests.stories import PLAN

T = 1_764_000_000_000
KEY = b"k" * 32
KEEP_MS = 60_000


def door(currency: str | None = "CNY", key: bytes = KEY) -> Intake:
    return Intake(key, Seen(), lambda: currency, names_keep_ms=KEEP_MS)


def test_a_user_becomes_a_keyed_hash_of_sixteen_digits() -> None:
    batch = door().take("relay", [ev.Enter(user="alice"), ev.Enter(user="bob"), ev.Enter(user="alice")], None, T)
    users = [fact.user for fact in batch.facts]  # type: ignore[attr-defined]
    assert [len(user) for user in users] == [16] * 3
    assert users[0] == users[2] != users[1]
    assert "alice" not in repr(batch.facts)
    assert door(key=b"x" * 32).hashed("alice") != users[0]


def test_a_nickname_is_set_aside_and_never_goes_further() -> None:
    intake = door()
    batch = intake.take("relay", [ev.Comment(user="alice", text="怎么买", name="小爱")], None, T)
    assert batch.facts == [ev.Comment(user=intake.hashed("alice"), text="怎么买", source="relay", kind="intent")]
    assert intake.names == intake.new_names == {intake.hashed("alice"): "小爱"}


def test_only_the_last_nicknames_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMES", 2)
    intake = door()
    for user in ("a", "b", "a", "c"):
        intake.take("relay", [ev.Comment(user=user, text="x", name=user)], None, T)
    assert list(intake.names.values()) == ["a", "c"]


def test_a_nickname_is_forgotten_when_its_time_is_over_and_none_is_known_with_no_time_at_all() -> None:
    intake = door()
    intake.take("relay", [ev.Comment(user="a", text="x", name="a")], None, T)
    intake.take("relay", [ev.Comment(user="b", text="x", name="b")], None, T + 1)
    assert (intake.expire(T + KEEP_MS - 1), len(intake.names)) == (False, 2)
    assert (intake.expire(T + KEEP_MS), list(intake.names.values())) == (True, ["b"])
    silent = Intake(KEY, Seen(), lambda: "CNY")
    batch = silent.take("relay", [ev.Comment(user="a", text="x", name="a")], None, T)
    assert (silent.names, silent.new_names, batch.facts[0].name) == ({}, {}, None)  # type: ignore[attr-defined]


def test_nicknames_are_recalled_until_they_were_to_be_forgotten() -> None:
    intake = door()
    intake.take("relay", [ev.Comment(user="a", text="x", name="new")], None, T)
    intake.recall({intake.hashed("a"): ("old", T + 1), "b": ("b", T + 2)})
    assert intake.names == {intake.hashed("a"): "new", "b": "b"}
    assert intake.expire(T + 2)
    assert list(intake.names.values()) == ["new"]


def test_a_time_that_is_shortened_holds_for_what_is_known_and_none_at_all_writes_nothing() -> None:
    intake = door()
    intake.take("relay", [ev.Comment(user="a", text="x", name="a")], None, T)
    intake.keep_names(10, T + 5)
    assert (intake.expire(T + 14), intake.expire(T + 15), dict(intake.names)) == (False, True, {})
    intake.take("relay", [ev.Comment(user="b", text="x", name="b")], None, T + 20)
    intake.keep_names(0, T + 21)
    intake.take("relay", [ev.Comment(user="c", text="x", name="c")], None, T + 22)
    assert (intake.expire(T + 22), dict(intake.names), intake.new_names) == (True, {}, {})


def test_a_fact_without_a_source_is_the_keys_feeds() -> None:
    batch = door().take("relay", [ev.Like(), ev.Like(source="erp")], None, T)
    assert [fact.source for fact in batch.facts] == ["relay", "erp"]


def test_instants_become_epoch_milliseconds() -> None:
    told = datetime(2026, 1, 1, tzinfo=UTC)
    batch = door().take("relay", [ev.Like(at=told), ev.Like(at=7), ev.Like()], None, T)
    assert [fact.at for fact in batch.facts] == [1_767_225_600_000, 7, None]


def test_duplicates_are_counted_and_dropped_and_what_has_no_id_never_is_one() -> None:
    batch = door().take("relay", [ev.Like(id="1"), ev.Like(id="1"), ev.Like(), ev.Like()], None, T)
    assert (len(batch.facts), batch.duplicates) == (3, 1)


def test_what_is_given_back_counts_when_it_is_sent_again() -> None:
    intake = door()
    batch = intake.take("relay", [ev.Like(id="1")], None, T)
    intake.give_back(batch)
    assert len(intake.take("relay", [ev.Like(id="1")], None, T).facts) == 1


def test_an_order_of_another_currency_is_refused_at_its_place_and_the_rest_counts() -> None:
    orders = [ev.OrderStep(order="o", status="paid", currency=c) for c in (None, "CNY", "USD")]
    batch = door().take("relay", orders, [4, 5, 9], T)
    assert len(batch.facts) == 2
    assert batch.rejected == [
        Rejected(
            index=9, code="other_currency", path="currency",
            message="the show counts in CNY, this order is in USD: one currency a show",
        )
    ]  # fmt: skip


def test_what_is_refused_for_its_currency_stands_as_the_journal_would_have_it_and_comes_again_as_it_is() -> None:
    intake = door()
    batch = intake.take("relay", [ev.OrderStep(id="1", order="o", status="paid", currency="USD", user="u-1")], None, T)
    [order] = batch.foreign
    assert (order.source, order.user) == ("relay", intake.hashed("u-1"))  # type: ignore[attr-defined]
    again = intake.take("relay", [order, ev.Enter(user=intake.hashed("u-2"))], None, T, again=True)
    assert (again.foreign, len(again.facts)) == ([order], 1)
    assert again.facts[0].user == intake.hashed("u-2")  # type: ignore[attr-defined]
    assert intake.health("relay").rejected == 1


def test_without_a_currency_the_first_order_naming_one_decides_until_a_new_show() -> None:
    intake = door(currency=None)

    def refused(currency: str) -> int:
        return len(intake.take("r", [ev.OrderStep(order="o", status="paid", currency=currency)], None, T).rejected)

    assert [refused("JPY"), refused("CNY"), refused("JPY")] == [0, 1, 0]
    intake.reset(Seen())
    assert refused("CNY") == 0


def test_each_feed_has_its_own_counters() -> None:
    intake = door()
    intake.take("relay", [ev.Like(id="1"), ev.Like(id="1")], None, T)
    intake.take("erp", [ev.Like()], None, T)
    assert [(f.accepted, f.duplicates) for f in (intake.health("relay"), intake.health("erp"))] == [(1, 1), (1, 0)]


def test_a_comment_is_classified_and_whatever_a_feed_says_of_it_is_written_over() -> None:
    forged = ev.Comment(user="a", text="太贵了", kind="praise", watched=("x",))
    fact = door().take("relay", [forged], None, T).facts[0]
    assert isinstance(fact, ev.Comment)
    assert (fact.kind, fact.watched) == ("negative", ())


def test_the_plans_products_are_known_by_their_names_as_soon_as_there_is_a_plan() -> None:
    plan: Plan | None = None
    intake = Intake(KEY, Seen(), lambda: None, plan=lambda: plan)

    def kind() -> str | None:
        fact = intake.take("relay", [ev.Comment(user="a", text="买面霜")], None, T).facts[0]
        assert isinstance(fact, ev.Comment)
        return fact.kind

    assert kind() == "other"
    plan = structs.replace(
        PLAN, products=(ProductPlan(sku="cream", title="熬夜面霜", price_minor=1, aliases=("面霜",)),)
    )
    assert kind() == "intent"


def test_watched_words_of_comments_and_speech_stand_with_them() -> None:
    told = [ev.Comment(user="a", text="国家级吗"), ev.Speech(text="这是国家级的"), ev.Speech(text="好", watched=("x",))]
    facts = door().take("relay", told, None, T).facts
    assert [fact.watched for fact in facts] == [("国家级",), ("国家级",), ()]  # type: ignore[attr-defined]


def test_speech_that_the_plan_lets_stand_says_nothing_that_is_watched() -> None:
    told: list[ev.Fact] = [ev.Speech(text="国家级非遗"), ev.Speech(text="国家级面霜")]
    plan = structs.replace(PLAN, kept={"allowed": '[{"phrase":"国家级非遗"}]'})
    intake = Intake(KEY, Seen(), lambda: None, plan=lambda: plan)
    assert [fact.watched for fact in intake.take("asr", told, None, T).facts] == [(), ("国家级",)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ours", "theirs", "worth"), [("USD", "CNY", None), ("CNY", "CNY", 1500), ("USD", None, 1500), (None, "CNY", 1500)]
)
def test_gifts_in_another_currency_count_without_their_worth(
    ours: str | None, theirs: str | None, worth: int | None
) -> None:
    intake = Intake(KEY, Seen(), lambda: ours, money=lambda feed: theirs if feed == "relay" else None)
    for feed, expected in (("relay", worth), ("own", 1500)):
        (gift,) = intake.take(feed, [ev.Gift(user="u", name="rose", count=3, amount_minor=1500)], None, T).facts
        assert isinstance(gift, ev.Gift)
        assert (gift.count, gift.amount_minor) == (3, expected)
