"""What rules read as it stands: stock, stream, screens, words, the rundown and the desk."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.readings import METRICS, Column, Fraction
from controlroom.domain.plan import OfferPlan, TaskPlan
from controlroom.domain.roles import Role
from controlroom.room.rule_levels import LEVELS, RUNDOWN, counts
from tests.stories import PLAN, STARTED_MS
from tests.unit.room.ruled import Show, order, stock

NAMES = {one.name for one in METRICS}


def read(show: Show, name: str, second: float) -> Column:
    """Read a metric at so many seconds after the start."""
    return (LEVELS | RUNDOWN)[name](show.room.state, STARTED_MS + round(second * 1000))


def test_every_reader_reads_a_metric_that_there_is() -> None:
    assert (LEVELS | RUNDOWN).keys() <= NAMES


def test_what_is_left_is_the_warehouses_else_the_platforms() -> None:
    show = Show(())
    show.tell(1, ev.StockLevel(sku="mask", listed=7), stock("cream", 9))
    show.tell(2, order("a", sku="mask"))
    assert read(show, "stock.available", 1) == {"cream": 9, "serum": 3, "mask": 6}
    assert read(show, "stock.listed", 1) == {"cream": "nodata", "serum": "nodata", "mask": 6}
    assert read(show, "stock.on_hand", 1)["mask"] == "nodata"
    assert read(show, "stock.safety", 1)["cream"] == 5


def test_a_stream_that_nobody_tells_of_is_unknown() -> None:
    show = Show(())
    assert read(show, "stream.interrupted", 1) == {"": "nodata"}
    show.tell(1, ev.Stream(state="interrupted"))
    assert read(show, "stream.interrupted", 1) == {"": 1}
    show.tell(2, ev.Stream(state="live"))
    assert read(show, "stream.interrupted", 2) == {"": 0}


def test_a_warning_stands_for_ten_minutes() -> None:
    show = Show(())
    show.tell(1, ev.Violation(level="warning", text="!"))
    assert (read(show, "violations", 600), read(show, "violations", 602)) == ({"": 1}, {"": 0})


def test_a_host_is_away_once_the_last_screen_left_and_never_before_one_came() -> None:
    show = Show(())
    assert read(show, "screen.host_away_s", 5) == {"": 0}
    show.tell(6, rec.ScreenCame(screen="a", role=Role.HOST), rec.ScreenCame(screen="b", role=Role.HOST))
    show.tell(7, rec.ScreenLeft(screen="a"))
    assert read(show, "screen.host_away_s", 9) == {"": 0}
    show.tell(8, rec.ScreenLeft(screen="b"))
    assert read(show, "screen.host_away_s", 9.5) == {"": Fraction(1500, 1000)}
    show.tell(10, rec.ScreenCame(screen="c", role=Role.HOST))
    assert read(show, "screen.host_away_s", 11) == {"": 0}


def test_words_that_were_said_count_for_five_minutes() -> None:
    show = Show(())
    show.room.state.heard.promised.add(STARTED_MS // 1000 + 10)
    show.room.state.heard.banned.add(STARTED_MS // 1000 + 10, 2)
    assert (read(show, "speech.banned_5m", 20), read(show, "comments.banned_5m", 20)) == ({"": 1}, {"": 2})
    assert read(show, "speech.banned_5m", 311) == {"": 0}


def test_a_wave_is_three_times_what_is_usual_and_never_few() -> None:
    show = Show(())
    negative = show.room.state.heard.negative
    assert [read(show, "comments.wave", second) for second in (1, 599, 601)] == [{"": 12}] * 3
    negative.add(STARTED_MS // 1000 + 10, 60)
    negative.add(STARTED_MS // 1000 + 900, 13)
    assert read(show, "comments.negative_5m", 901) == {"": 13}
    assert read(show, "comments.wave", 901) == {"": 3 * 60 * 300 // 601}
    assert read(show, "comments.wave", 4000) == {"": 12}


def test_before_the_mean_is_known_a_wave_is_a_part_of_all_comments() -> None:
    show = Show(())
    show.tell(20, *(ev.Comment(id=f"c{n}", user=f"u{n}", text="hi") for n in range(200)))
    show.room.advance(STARTED_MS + 30_000)
    assert read(show, "comments.wave", 30) == {"": 200 // 4}
    assert read(show, "comments.wave", 700) == {"": 12}


def test_a_question_of_many_people_waits() -> None:
    show = Show(())
    questions = show.room.state.comments.questions
    for n in range(19):
        questions.ask(f"q{n % 2}", f"u{n}", "多少钱" if n % 2 else "包邮吗", STARTED_MS, None)
    questions.close(questions.ask("q2", "u", "有货吗", STARTED_MS, None).id, "done", None, STARTED_MS)
    assert read(show, "comments.unanswered_s", 91) == {"q0": Fraction(91_000, 1000)}
    assert read(show, "comments.unanswered", 91) == {"": 2}


def test_a_segment_is_over_from_its_end_on_and_its_clock_can_be_held() -> None:
    show = Show(())
    assert read(show, "show.segment_over_s", 5) == {}
    show.give(0, cmd.Take(id="take", segment="cream"))
    assert read(show, "show.segment_over_s", 661) == {"cream": Fraction(61_000, 1000)}
    assert read(show, "air.segment_left_s", 590) == {"cream": Fraction(10_000, 1000)}
    show.give(100, cmd.RundownHold(id="hold", on=True))
    assert read(show, "air.segment_left_s", 590) == {"cream": Fraction(500_000, 1000)}


def test_a_task_is_late_from_when_it_was_due_until_it_is_done() -> None:
    lamp = TaskPlan(id="lamp", title="Lamp", offset_for_ms=-30_000)
    segments = (replace(PLAN.segments[0], tasks=(lamp,)), *PLAN.segments[1:])
    show = Show((), replace(PLAN, segments=segments), live=False)
    due_ms = show.room.state.tasks.by_id["lamp"].due_ms
    assert due_ms is not None
    assert read(show, "show.task_late_s", (due_ms - STARTED_MS) / 1000 - 1) == {}
    assert read(show, "show.task_late_s", (due_ms - STARTED_MS) / 1000 + 29) == {"lamp": Fraction(29_000, 1000)}
    show.give((due_ms - STARTED_MS) / 1000 + 30, cmd.TaskDone(id="done", task="lamp"))
    assert read(show, "show.task_late_s", 90) == {"lamp": 0}


def test_a_price_differs_until_the_platform_tells_it() -> None:
    show = Show(())
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.tell(2, ev.Price(sku="cream", unit_minor=9900))
    assert read(show, "show.price_differs", 3) == {"cream": 0}
    show.give(3, cmd.PriceSet(id="price", sku="cream", unit_minor=8900))
    assert read(show, "show.price_differs", 4) == {"cream": 1000}
    show.tell(5, ev.Price(sku="cream", unit_minor=8900))
    assert read(show, "show.price_differs", 6) == {"cream": 0}


def test_where_nobody_set_a_price_the_plans_is_wanted() -> None:
    show = Show(())
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.tell(2, ev.Price(sku="cream", unit_minor=9500))
    assert read(show, "show.price_differs", 3) == {"cream": 400}


def test_a_third_price_of_the_platforms_differs_from_the_one_that_was_set() -> None:
    show = Show(())
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    show.give(2, cmd.PriceSet(id="price", sku="cream", unit_minor=8900))
    show.tell(3, ev.Price(sku="cream", unit_minor=8900))
    show.tell(5, ev.Price(sku="cream", unit_minor=9000))
    assert read(show, "show.price_differs", 6) == {"cream": 100}
    show.give(7, cmd.Undo(id="back", command="price"))
    assert read(show, "show.price_differs", 8) == {"cream": 900}


def test_the_platform_shows_another_product() -> None:
    show = Show(())
    show.give(1, cmd.ProductSwitch(id="sell", sku="cream"))
    assert read(show, "show.platform_differs", 2) == {"cream": 0}
    show.tell(3, ev.Product(sku="serum", state="explaining"))
    assert read(show, "show.platform_differs", 4) == {"cream": 1}


def test_an_offer_that_is_over_waits_until_its_price_is_back() -> None:
    five = OfferPlan(id="five", sku="cream", title="Five minutes", price_minor=7900, lasts_for_ms=300_000)
    show = Show((), replace(PLAN, offers=(five,)))
    show.tell(1, ev.Price(sku="cream", unit_minor=9900))
    show.give(2, cmd.OfferOpen(id="open", offer="five"))
    show.tell(3, ev.Price(sku="cream", unit_minor=7900))
    assert read(show, "show.offer_ended", 4) == {"five": 0}
    show.wait(310)
    assert read(show, "show.offer_ended", 310) == {"five": 1}
    show.tell(311, ev.Price(sku="cream", unit_minor=9900))
    assert read(show, "show.offer_ended", 312) == {"five": 0}


def test_a_shelf_is_of_the_show_by_its_plan_by_air_or_by_an_order() -> None:
    show = Show(())
    show.tell(1, *(stock(sku, 1) for sku in ("other", "ordered", "aired")), order("a", sku="ordered"))
    show.give(2, cmd.ProductSwitch(id="on", sku="aired"))
    show.give(3, cmd.ProductSwitch(id="next", sku="cream"))
    s = show.room.state
    assert [counts(s, sku) for sku in ("cream", "mask", "ordered", "aired", "other")] == [True] * 4 + [False]
    assert "other" not in read(show, "stock.available", 3)
    s.pulled |= dict.fromkeys(("cream", "ordered", "aired"))
    assert [counts(s, sku) for sku in ("cream", "ordered", "aired")] == [True, False, False]
