"""What rules read of feeds and KPIs, and when nothing is known."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.readings import METRICS, Column, Fraction, Value, labels
from controlroom.domain.alerts.rules import Label
from controlroom.room.rule_readings import COMES_MS, RoomReadings
from tests.stories import PLAN, STARTED_MS
from tests.unit.room.ruled import START_S, Show, order


def read(show: Show, name: str, second: int, by: Label | None = None) -> Column | None:
    """Read a metric at a whole second after the start."""
    show.wait(second)
    return RoomReadings(show.room.state, (START_S + second) * 1000).column(name, by)


@pytest.mark.parametrize("one", METRICS, ids=lambda one: one.name)
def test_every_metric_of_the_table_is_read(one: object) -> None:
    show, name = Show(()), one.name  # type: ignore[attr-defined]
    assert all(read(show, name, 1, by) is not None for by in labels(name))


def test_a_metric_by_a_label_it_does_not_have_is_none() -> None:
    assert read(Show(()), "stock.available", 1) is None
    assert read(Show(()), "online", 1, "feed") is None


def test_a_feed_that_was_never_heard_has_a_minute_to_come() -> None:
    show = Show(())
    assert read(show, "online", 60) == {"": "insufficient"}
    assert read(show, "online", COMES_MS // 1000 + 2) == {"": "nodata"}
    show.tell(70, ev.Audience(online=7))
    assert read(show, "online", 71) == {"": 7}


def test_what_a_silent_or_broken_feed_told_is_not_known_any_more() -> None:
    show = Show(())
    show.tell(1, ev.Audience(online=7))
    assert read(show, "online", 15) == {"": 7}
    assert read(show, "online", 17) == {"": "nodata"}
    show.tell(18, ev.Audience(online=8), rec.FeedChanged(feed="shop", kind="native", state="down"))
    assert read(show, "online", 19) == {"": "nodata"}
    show.tell(20, rec.FeedChanged(feed="shop", kind="native", state="live"))
    assert read(show, "online", 21) == {"": 8}
    assert read(show, "feed.silent_s", 31, "feed") == {
        "shop": Fraction((START_S + 31) * 1000 - STARTED_MS - 18_000, 1000)
    }
    assert read(show, "feed.limit_s", 31, "feed") == {"shop": 15}


def test_what_a_silent_feed_still_tells_is_known() -> None:
    show = Show(())
    show.tell(1, ev.Audience(online=7), ev.Comment(user="u", text="hi"))
    show.tell(16, ev.Comment(user="u", text="hi"))
    assert read(show, "online", 17) == {"": "nodata"}
    assert read(show, "comments", 17) == {"": 2}
    assert read(show, "comments", 32) == {"": "nodata"}


def test_kpis_are_read_whole_in_windows_and_by_part() -> None:
    show = Show(())
    show.tell(1, ev.Audience(online=100, total=500), order("a"), order("a", "paid"), order("b"))
    wanted: dict[tuple[str, Label | None], dict[str, Value]] = {
        ("online", None): {"": 100},
        ("pay_rate_5m", None): {"": Fraction(1, 2, 2)},
        ("aov_minor", None): {"": Fraction(9900, 1)},
        ("gmv_minor", "sku"): {"cream": 9900},
        ("paid_orders_1m", "sku"): {"cream": 1},
    }
    for (name, by), column in wanted.items():
        assert read(show, name, 3, by) == column
    assert read(show, "gmv_minor", 3, "traffic") == {"unknown": 9900}


def test_what_has_no_denominator_yet_is_too_little_to_tell() -> None:
    show = Show(())
    show.tell(1, order("a"))
    assert read(show, "aov_minor", 2) == {"": "insufficient"}


def test_the_dip_detector_is_read_with_its_threshold() -> None:
    show = Show(())
    show.tell(1, order("a"))
    assert read(show, "dip.sure", 2) == {"": "insufficient"}
    assert read(show, "dip.threshold", 2) == {"": Fraction(1800, 1000)}


def test_the_upper_bound_of_the_pay_rate_is_wilsons() -> None:
    show = Show(())
    show.tell(1, *(order(f"o{n}", "created" if n >= 7 else "paid") for n in range(20)))
    assert read(show, "pay_rate_5m.upper", 2) == {"": Fraction(567_146, 1_000_000, 20)}


def test_refunds_of_five_minutes_stand_beside_what_chance_brings() -> None:
    show = Show(())
    show.tell(900, *(order(f"o{n}", "paid") for n in range(6)))
    show.tell(901, *(order(f"o{n}", "refunded") for n in range(6)), order("o1", "refunded"))
    assert read(show, "refunds_5m", 902) == {"": 6}
    chance = read(show, "refunds_5m.chance", 902)
    assert chance is not None
    assert chance[""] == 5


def test_usual_is_known_after_a_while() -> None:
    show = Show(())
    for second in range(1, 620, 10):
        show.tell(second, ev.Audience(online=100 if second < 320 else 50))
    assert read(show, "online.usual", 620) == {"": Fraction(100 * 300, 300, 100)}


def test_only_what_is_on_air_is_asked_when_it_runs_out() -> None:
    show = Show((), replace(PLAN))
    show.give(0, cmd.Take(id="take", segment="cream"))
    show.tell(0.5, ev.StockLevel(sku="of-the-shop", on_hand=1))
    assert read(show, "air.runs_out_lo_s", 1, "sku") == {}
    for second in range(1, 60, 3):
        show.tell(second, order(f"o{second}"))
    found = read(show, "air.runs_out_lo_s", 60, "sku")
    assert found is not None
    assert list(found) == ["cream"]
    assert 20 < int(found["cream"]) < 120
    assert read(show, "stock.runs_out_lo_s", 60, "sku") == found | {"serum": "insufficient", "mask": "insufficient"}
