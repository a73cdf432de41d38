"""The chart: draws what the series says, keeps its view through pushes, leaves gaps open, and can be taken away."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from controlroom.domain.topics import Topic
from controlroom.views.shapes import PulseView
from tests.browser.conftest import OpenPage, until
from tests.browser.stage import Stage
from tests.unit.render import made

_LANES = """async (height) => {
  const [{ layout }, { CODES }] = await Promise.all([import('/static/js/chart_lanes.js'), import('/static/js/chart_series.js')]);
  return layout(CODES, height);
}"""

_PIXELS = """([x, y, w, h]) => {
  const canvas = document.querySelector('#chart-plot canvas');
  const scale = canvas.width / canvas.clientWidth;
  const { data } = canvas.getContext('2d').getImageData(x * scale, y * scale, w * scale, h * scale);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  return [...seen];
}"""


@pytest.fixture
def still(stage: Stage) -> Stage:
    """The stage with its clock stopped, so that two pictures differ only by what a test does."""
    stage.speed = 0.0
    return stage


def drawn(page: Page) -> Page:
    until(page, "document.querySelector('#chart-plot canvas') && document.querySelector('#chart-hint').hidden")
    page.wait_for_timeout(120)
    return page


def figures(page: Page) -> list[list[str]]:
    """Return the table's rows: what the chart holds of the span in sight, newest first."""
    if page.locator("#chart-table").is_hidden():
        page.click("#chart-figures")
    return page.evaluate(
        "[...document.querySelectorAll('#chart-table tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))"
    )


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.click(button)
    return Path(waiting.value.path()).read_bytes()


def rows(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(downloaded(page, "#chart-csv").decode())))


def pulse_at(page: Page, stage: Stage, seconds: int, **values: float | dict[str, int] | None) -> None:
    t = made.NOW + seconds * 1_000
    stage.push({Topic.PULSE: replace(made.pulse(), as_of_ms=t, **values)})
    until(page, f"document.querySelector('#pulse data').dataset.t === '{t}'")
    page.wait_for_timeout(60)


def zoom(page: Page, from_: float, to: float) -> None:
    """Drag over a part of the plot, as parts of its width."""
    over = page.locator("#chart-plot .u-over").bounding_box()
    assert over is not None
    y = over["y"] + over["height"] / 2
    page.mouse.move(over["x"] + over["width"] * from_, y)
    page.mouse.down()
    page.mouse.move(over["x"] + over["width"] * (from_ + to) / 2, y)
    page.mouse.move(over["x"] + over["width"] * to, y)
    page.mouse.up()
    page.wait_for_timeout(600)


def test_chart_holds_what_the_series_says(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    told = [row for row in rows(page) if row["online"]]
    assert len(told) in range(150, 400)
    for row in told[:-1]:
        at = int(datetime.fromisoformat(row["time"]).timestamp() * 1000) - made.START
        online, gmv = made.drawn("online", at), made.drawn("gmv_minor_1m", at)
        assert online is not None
        assert gmv is not None
        assert (float(row["online"]), float(row["gmv_minor_1m"])) == (online[0], gmv[0])
        rate = made.drawn("conversion_rate_5m", at)
        lo_hi = (row["conversion_rate_5m_lo"], row["conversion_rate_5m_hi"])
        assert lo_hi == ("", "") if rate is None else tuple(map(float, lo_hi)) == rate[1:]
        assert row["conversion_rate_5m_expected"] == ("" if rate is None else str(made.EXPECTED))
    assert (told[-1]["time"], told[-1]["online"]) == ("2026-11-22T20:14:07+08:00", "1380")


def test_line_stands_at_its_value(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    lane = page.evaluate(_LANES, over["height"])[0]
    at = 10 * 60_000  # of a twenty-minute axis
    online = made.drawn("online", at)
    assert online is not None
    y = lane["bottom"] - online[0] / 1_600 * (lane["bottom"] - lane["top"])
    left, top = over["x"] - host["x"] + over["width"] / 2, over["y"] - host["y"]
    assert "232,236,242" in page.evaluate(_PIXELS, [left - 1, top + y - 2, 3, 5])
    assert "232,236,242" not in page.evaluate(_PIXELS, [left - 1, top + y + 5, 3, 12])


def test_what_the_conversion_should_be_is_a_dashed_line_where_it_is_known(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    lane = page.evaluate(_LANES, over["height"])[2]
    top = over["y"] - host["y"] + lane["bottom"] - made.EXPECTED / 0.05 * (lane["bottom"] - lane["top"])

    def drawn_at(minutes: float) -> bool:
        left = over["x"] - host["x"] + over["width"] * minutes / 20
        return "53,194,122" in page.evaluate(_PIXELS, [left, top - 2, 14, 4])

    assert (drawn_at(3), drawn_at(10)) == (False, True)  # nothing is known of the first five minutes
    pulse_at(page, still, 1)
    middle = over["y"] - host["y"] + (lane["top"] + lane["bottom"]) / 2
    grid = [
        page.evaluate(_PIXELS, [over["x"] - host["x"] + over["width"] * 0.9 + i, middle - 1, 1, 3]) for i in range(24)
    ]
    assert len({tuple(sorted(seen)) for seen in grid}) == 1  # the grid behind it is not dashed with it


def test_new_seconds_come_by_the_pulse_and_nothing_is_fetched(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    asked = len(still.asked)
    for second in range(1, 6):
        pulse_at(page, still, second, online=1_400 + second)
    newest = figures(page)[0]
    assert newest[:2] == ["20:14:12", "1,405"]
    assert len(still.asked) == asked


def test_what_a_silent_feed_did_not_tell_is_forgotten_again(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    asked = len(still.asked)
    until_ms = {"online": made.NOW - 100_000, "conversion_rate_5m": made.NOW - 50_000}  # 20:12:27, 20:13:17
    nothing = dict.fromkeys(("online", "conversion_rate_5m", "lo", "hi", "expected"))
    pulse_at(page, still, 1, until_ms=until_ms, **nothing)
    late = [row for row in rows(page) if row["time"][11:19] > "20:10:00"]

    def silent(code: str) -> list[str]:
        return [row["time"][11:19] for row in late if not row[code]]

    times = [row["time"][11:19] for row in late]
    assert silent("online") == [time for time in times if time > "20:12:27"] != [times[-1]]
    for code in ("conversion_rate_5m", *(f"conversion_rate_5m_{name}" for name in ("lo", "hi", "expected"))):
        assert silent(code) == [time for time in times if time > "20:13:17"] != [times[-1]]
    assert silent("gmv_minor_1m") == silent("comments_1m") == []
    assert (figures(page)[0][1], figures(page)[0][3]) == ("—", "—")
    assert len(still.asked) == asked


def test_missed_span_is_fetched_once(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    asked = len(still.asked)
    still.began -= 40  # forty seconds on which this screen was not told of
    still.speed = 1.0
    pulse_at(page, still, 40, online=1_500)
    page.wait_for_timeout(1_500)
    fetched = still.asked[asked:]
    assert sorted(one["kpi"] for one in fetched) == ["comments_1m", "conversion_rate_5m", "gmv_minor_1m", "online"]
    assert int(fetched[0]["to_ms"]) == made.NOW + 40_000
    assert figures(page)[0][:2] == ["20:14:47", "1,500"]
    between = [row for row in rows(page) if "20:14:10" < row["time"][11:19] < "20:14:46"]
    assert between
    assert all(row["online"] for row in between)


def test_zoom_survives_pushes_and_double_click_gives_the_whole_show(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    zoom(page, 0.25, 0.5)
    seen = rows(page)
    assert seen[0]["time"][11:18] in ("20:04:5", "20:05:0")
    assert seen[-1]["time"][11:18] in ("20:09:5", "20:10:0")
    for second in range(1, 4):
        pulse_at(page, still, second, online=2_000)
    assert rows(page) == seen
    page.dblclick("#chart-plot .u-over", position={"x": 300, "y": 100})
    page.wait_for_timeout(200)
    assert rows(page)[0]["time"][11:19] == "20:00:00"
    assert page.get_attribute("#chart-all", "aria-pressed") == "true"


def test_gap_is_left_open_and_named(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    in_gap = [row for row in rows(page) if "20:03:12" <= row["time"][11:19] <= "20:03:36"]
    assert in_gap
    assert {row["online"] for row in in_gap} == {""}
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    left = over["x"] - host["x"] + over["width"] * (190 + 14) / 1_200
    assert "232,236,242" not in page.evaluate(_PIXELS, [left - 3, over["y"] - host["y"] + 50, 6, 30])


def test_past_show_is_laid_over_at_the_same_minute_and_goes_again(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    page.keyboard.press("c")
    page.wait_for_timeout(500)
    assert page.inner_text("#chart-past") == "往场 11-15 同分钟"
    row = next(row for row in rows(page) if row["time"][11:19] == "20:10:00")
    assert row["online@demo-0"] == row["online"]
    page.keyboard.press("c")
    page.wait_for_timeout(100)
    assert page.locator(".chartpane .past").is_hidden()
    assert "online@demo-0" not in rows(page)[0]


def test_picture_is_a_png_of_the_chart(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    picture = downloaded(page, "#chart-png")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")
    canvas = page.evaluate("(({ width, height }) => [width, height])(document.querySelector('#chart-plot canvas'))")
    assert [width, height] == [canvas[0], canvas[1] + 28]


def test_one_cursor_reads_every_lane(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst", lang="en"))
    page.hover("#chart-plot .u-over", position={"x": 390, "y": 120})
    page.wait_for_timeout(100)
    told = page.evaluate("[...document.querySelectorAll('#chart-plot .at')].map((one) => one.textContent)")
    assert len(told) == 5
    assert told[-1].startswith("20:10:")
    assert all("—" not in one for one in told)
    page.mouse.move(20, 20)
    until(page, "[...document.querySelectorAll('#chart-plot .at')].every((one) => one.hidden)")


def test_chart_is_read_and_zoomed_by_keyboard_alone(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst", lang="en"))
    page.focus("#chart-plot")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(100)
    said = page.inner_text("#chart-said")
    assert said.startswith("20:14:0")
    assert "Online 1," in said
    page.keyboard.press("+")
    page.wait_for_timeout(500)
    assert rows(page)[0]["time"][11:16] != "20:00"
    page.keyboard.press("0")
    page.keyboard.press("t")
    assert page.locator("#chart-table tbody tr").count() > 20
    assert page.locator("#chart-plot").is_hidden()


def test_chart_is_drawn_anew_in_the_other_theme(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    assert "251,252,253" not in page.evaluate(_PIXELS, [2, 2, 4, 4])
    page.click("#theme")
    page.wait_for_timeout(300)
    assert page.evaluate(_PIXELS, [2, 2, 4, 4]) == ["251,252,253"]


def test_phone_shows_one_figure_at_a_time(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst", width=390, height=844, touch=True))
    assert page.get_attribute("[data-lane=online]", "aria-pressed") == "true"
    page.tap("[data-lane=comments_1m]")
    page.wait_for_timeout(200)
    page.tap("#chart-plot .u-over", position={"x": 100, "y": 100})
    page.wait_for_timeout(100)
    assert page.locator("#chart-plot .at:not([hidden])").count() == 2


def test_before_the_show_nothing_is_drawn_and_said_so(opened: OpenPage) -> None:
    page = opened("analyst", moment="planned")
    assert page.inner_text("#chart-hint") == "开播后从第一秒画起"


def test_another_show_leaves_nothing_of_the_last(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    ahead = replace(made.show(), show="demo-2", status="planned", started_ms=None)
    still.push({Topic.SHOW: ahead, Topic.RUNDOWN: made.rundown(None), Topic.PULSE: PulseView()})
    until(page, "!document.querySelector('#chart-hint').hidden")
    assert rows(page) == []


@pytest.mark.parametrize(("width", "height", "zoomed"), [(1280, 720, 1), (1920, 1080, 1.5), (3840, 2160, 3)])
def test_wall_is_larger_fills_the_screen_and_has_nothing_to_click(
    still: Stage, opened: OpenPage, width: int, height: int, zoomed: float
) -> None:
    page = drawn(opened("analyst", width=width, height=height, wall="1"))
    size = page.evaluate("document.querySelector('.tile .v').getBoundingClientRect().height")
    assert size == pytest.approx(24 * zoomed)
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width,
        height,
    ]
    shown = """[...document.querySelectorAll('button, a[href], input')]
        .filter((one) => one.checkVisibility() && !one.closest('[inert]')).length"""
    assert page.evaluate(shown) == 0
    canvas = page.evaluate(
        "(({ width, clientWidth }) => [width, clientWidth])(document.querySelector('#chart-plot canvas'))"
    )
    assert canvas[0] == canvas[1]  # drawn at the screen's own pixels, not blown up


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_pushes_shift_nothing(still: Stage, opened: OpenPage, lang: str) -> None:
    page = drawn(opened("analyst", lang=lang))
    page.evaluate(
        "window.shifts = []; new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((one) => one.value)))"
        ".observe({ type: 'layout-shift', buffered: false })"
    )
    kpi = made.kpi()
    for second in range(1, 8):
        tiles = {
            code: replace(tile, value=tile.value * 10**second) if tile.unit == "money" and tile.value else tile
            for code, tile in kpi.tiles.items()
        }
        still.push({Topic.KPI: replace(kpi, tiles=tiles)})
        pulse_at(page, still, second, online=10**second)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") == []


def test_page_that_stays_open_draws_no_more_than_it_shows(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    told = page.evaluate(
        """async () => {
          const { Track } = await import('/static/js/chart_series.js');
          const track = new Track();
          track.loaded = true;
          const value = (t) => (t > 600 && t < 700 ? null : t);
          for (let t = 1; t <= 7200; t += 1) track.push({ t: t * 1000, online: value(t) });
          const full = track.columns.t.length;
          track.thin(15_000);
          track.push({ t: 7201_000, online: 7201 });
          const { t, online } = track.columns;
          const wrong = t.filter((at, i) => online[i] !== value(at / 1000)).length;
          return [full, t.length, wrong, t.at(-1), online.filter((one) => one === null).length > 0];
        }"""
    )
    full, kept, wrong, last, open_gap = told
    assert (full, wrong, last, open_gap) == (7200, 0, 7_201_000, True)
    assert kept <= 7200 / 15 + 4


def test_of_facts_at_one_moment_the_gravest_is_shown_and_all_are_read(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    mark = {"at_ms": made.START + 600_000, "sku": None, "segment": None, "until_ms": None}
    still.happened = [mark | {"kind": kind, "text": kind} for kind in ("cue", "violation", "switch")]
    pulse_at(page, still, 1, marks=3, earlier=1)
    page.wait_for_timeout(300)
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    left = over["x"] - host["x"] + over["width"] / 2
    seen = page.evaluate(_PIXELS, [left - 2, over["y"] - host["y"] + 10, 4, 4])
    assert seen == ["255,90,95"]

    def told(minute: int) -> list[str]:
        page.hover("#chart-plot .u-over", position={"x": over["width"] * minute / 20, "y": 120})
        page.wait_for_timeout(100)
        return sorted((page.locator("#chart-plot .at-time").text_content() or "").split(" · ")[1:])

    assert told(10) == ["cue", "switch", "violation"]
    note = mark | {"kind": "note", "text": "note", "at_ms": made.START + 120_000}  # of a minute told of long ago
    still.happened = [note, *still.happened[1:]]  # and what was said of another is taken back
    pulse_at(page, still, 2, marks=6, earlier=2)
    page.wait_for_timeout(300)
    assert (told(2), told(10)) == (["note"], ["switch", "violation"])


def test_span_that_a_feed_did_not_cover_is_hatched_and_its_values_stand(still: Stage, opened: OpenPage) -> None:
    gap = {"at_ms": made.START + 540_000, "until_ms": made.START + 600_000, "kind": "gap", "text": "down"}
    still.happened = [gap | {"sku": None, "segment": None}]
    page = drawn(opened("analyst"))
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    left, width = over["x"] - host["x"] + over["width"] * 0.46, over["width"] * 0.03
    seen = page.evaluate(_PIXELS, [left, over["y"] - host["y"] + 46, width, 56])
    assert "232,236,242" in seen
    amber = [one for one in seen if (rgb := [int(part) for part in one.split(",")]) and rgb[0] > rgb[2] + 30]
    assert amber
    assert [
        row["online"] for row in rows(page) if "20:09:10" < row["time"][11:19] < "20:09:50" and not row["online"]
    ] == []


def test_figure_that_nothing_tells_says_so(still: Stage, opened: OpenPage) -> None:
    still.untold = {"online"}
    still.views |= {Topic.PULSE: replace(made.pulse(), online=None)}
    page = drawn(opened("analyst", lang="en"))
    assert {row["online"] for row in rows(page)} == {""}
    lane = page.evaluate(_LANES, page.evaluate("document.querySelector('#chart-plot .u-over').clientHeight"))[0]
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    middle = over["y"] - host["y"] + (lane["top"] + lane["bottom"]) / 2
    assert "166,176,189" in page.evaluate(_PIXELS, [over["x"] - host["x"] + 200, middle - 6, 200, 12])


def test_segment_that_runs_over_keeps_its_band_and_puts_the_next_one_off(still: Stage, opened: OpenPage) -> None:
    page = drawn(opened("analyst"))
    pulse_at(page, still, 200)  # 20:17:27, thirteen seconds before its end by plan
    pulse_at(page, still, 290)  # 20:18:57
    page.wait_for_timeout(100)
    over = page.locator("#chart-plot .u-over").bounding_box()
    host = page.locator("#chart-plot").bounding_box()
    assert over is not None
    assert host is not None
    axis_s = (
        page.evaluate("document.querySelector('#chart-plot .u-over').clientWidth") / 30 / 60
    )  # thirty minutes' axis
    at = over["x"] - host["x"] + axis_s * (18 * 60 + 20)
    assert "27,33,42" in page.evaluate(_PIXELS, [at, over["y"] - host["y"] + 2, 3, 3])
