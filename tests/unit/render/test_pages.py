"""Pages and fragments from made views. `CONTROLROOM_GOLDEN=write` writes the golden fragments anew."""

import json
import os
import re
from html import unescape
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from controlroom.domain.errors import Given, Refusal
from controlroom.domain.roles import PAGES, PageName, Role
from controlroom.domain.topics import Topic
from controlroom.render.definitions import define
from controlroom.render.locale import LANGUAGES
from controlroom.render.pages import Position, Renderer, RoomLine
from controlroom.render.slots import slots_of
from controlroom.render.web import find_web
from controlroom.views.comment_shapes import CommentsView, CommentView, WhoView
from controlroom.views.shapes import DeskView, DipView, View
from controlroom.views.shapes_cards import CuesView
from controlroom.views.unfed import unknown
from tests.unit.render import made
from tests.unit.render.made_tasks import reader_of

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "fragments"
EVERYTHING = frozenset(Topic)
MOMENTS = {
    "now": made.views,
    "planned": made.planned,
    "ended": made.ended,
    "planless": made.planless,
}
CALM = frozenset({"strip", "rundown", "air", "acts", "cues", "products", "segment", "product", "script", "cue"})
"""Slots that look different before, after and without a plan: golden in every moment; the others in one."""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(find_web(), "zh-CN")


def page_of(
    renderer: Renderer, page: PageName, views: dict[Topic, View], lang: str = "zh-CN", theme: str = "dark"
) -> str:
    return renderer.page(
        page,
        room="demo",
        role=reader_of(page),
        lang=lang,
        theme=theme,
        at=Position(epoch="e1", pos=4410, seq=812, clock={"now_ms": made.NOW, "speed": 1.0}),
        views=views,
    )


def golden_cases() -> list[tuple[PageName, str, str, str]]:
    return [
        (page, slot, moment, lang)
        for page in PAGES
        for slot in slots_of(page)
        for moment, lang in product(MOMENTS, LANGUAGES)
        if (moment == "now" or slot in CALM) and (lang == "zh-CN" or moment == "now")
    ]


@pytest.mark.parametrize(("page", "slot", "moment", "lang"), golden_cases())
def test_fragment_is_the_golden_one(renderer: Renderer, page: PageName, slot: str, moment: str, lang: str) -> None:
    golden(f"{page}/{slot}.{moment}.{lang}.html", renderer.slots(page, lang, MOMENTS[moment](), EVERYTHING)[slot])


def golden(name: str, html: str) -> None:
    """Compare with the golden file, or write it anew when the environment asks for that."""
    path = GOLDEN / name
    if os.environ.get("CONTROLROOM_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html + "\n", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == html + "\n"


def test_golden_fragments_are_all_in_use() -> None:
    wanted = {f"{page}/{slot}.{moment}.{lang}.html" for page, slot, moment, lang in golden_cases()}
    found = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*.html")}
    assert {name for name in found if not name.startswith("panes/")} == wanted


class Nesting(HTMLParser):
    """Finds elements that are closed out of order, and ids that stand twice."""

    VOID = frozenset("meta link input path circle use br".split())

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice at {self.getpos()}")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize(("page", "moment", "lang"), list(product(PAGES, MOMENTS, LANGUAGES)))
def test_page_is_well_nested_and_its_ids_are_single(renderer: Renderer, page: PageName, moment: str, lang: str) -> None:
    nesting = Nesting()
    nesting.feed(page_of(renderer, page, MOMENTS[moment](), lang))
    assert (nesting.faults, nesting.open) == ([], [])
    assert len(nesting.ids) == len(set(nesting.ids))


@pytest.mark.parametrize("name", ["tasks", "stock", "feeds"])
def test_what_stands_behind_a_tab_is_its_panel_and_not_there_before_it_is_chosen(renderer: Renderer, name: str) -> None:
    html = page_of(renderer, "controller", made.views())
    tab = re.search(f'<button[^>]*id="tab-{name}"[^>]*>', html)
    panel = re.search(f'<div[^>]*id="{name}"[^>]*>', html)
    assert tab is not None
    assert panel is not None
    chosen = 'aria-selected="true"' in tab.group()
    assert f'role="tabpanel" aria-labelledby="tab-{name}"' in panel.group()
    assert (" hidden" in panel.group(), 'tabindex="-1"' in tab.group()) == (not chosen, not chosen)


def test_body_carries_what_the_link_starts_from(renderer: Renderer) -> None:
    body = re.search(r"<body[^>]*>", page_of(renderer, "host", made.views()))
    assert body is not None
    for part in (
        'data-mode="rehearsal"', 'data-link="live"', 'data-pos="4410"', 'data-seq="812"', 'data-epoch="e1"',
        f'data-now="{made.NOW}"', 'data-speed="1.0"', 'data-zone="Asia/Shanghai"',
    ):  # fmt: skip
        assert part in body.group()


@pytest.mark.parametrize(("page", "mode"), list(product(PAGES, ("live", "rehearsal", "replay"))))
def test_rehearsal_and_replay_are_unmissable_and_live_says_nothing(
    renderer: Renderer, page: PageName, mode: str
) -> None:
    views = made.views() | {Topic.SHOW: replace(made.show(), mode=mode)}
    html = page_of(renderer, page, views, "en")
    said = [word for word in ("REHEARSAL", "REPLAY") if word in html]
    assert (said, 'class="modeline"' in html) == (([mode.upper()], True) if mode != "live" else ([], False))


def test_unknown_value_has_no_data_value_and_reads_as_a_dash(renderer: Renderer) -> None:
    kpi = made.kpi()
    views = made.views() | {Topic.KPI: replace(kpi, tiles=kpi.tiles | {"online": made.tile(None, "people")})}
    slots = renderer.slots("analyst", "en", views, frozenset({Topic.KPI}))
    assert '<b class="v" data-kpi="online">—</b>' in slots["k-online"]
    assert 'data-kpi="viewers" data-value="10640"' in slots["k-viewers"]


def test_page_has_the_tiles_that_are_asked_for_in_their_order(renderer: Renderer) -> None:
    chosen = ("likes_5m", "online")
    html = renderer.page(
        "analyst", room="demo", role=Role.ANALYST, lang="en", theme="dark",
        at=Position(epoch="e1", pos=1, seq=1, clock={"now_ms": made.NOW, "speed": 1.0}), views=made.views(), tiles=chosen,
    )  # fmt: skip
    assert re.findall(r'data-pane="kpi/(\w+)"', html) == list(chosen)
    assert "Likes 5 min" in html
    slots = renderer.slots("analyst", "en", made.views(), EVERYTHING, tiles=frozenset(chosen))
    assert {name for name in slots if name.startswith("k-")} == {"k-likes_5m", "k-online"}


def test_dip_is_said_on_its_tile_and_on_no_other(renderer: Renderer) -> None:
    dip = DipView(state="dip", sure=7.1, odds=1_200, since_ms=made.NOW - 300_000, expected=96, seen=62)
    views = made.views() | {Topic.KPI: replace(made.kpi(), dip=dip)}
    slots = renderer.slots("analyst", "en", views, frozenset({Topic.KPI}))
    assert 'class="v air"' in slots["k-conversion_rate_5m"]
    assert "62 of 96 due" in slots["k-conversion_rate_5m"]
    assert [name for name in slots if "i-crit" in slots[name]] == ["k-conversion_rate_5m"]


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_figures_of_the_foot_the_host_and_the_chart_are_called_as_the_table_has_them(
    renderer: Renderer, lang: str
) -> None:
    foot = renderer.slots("controller", lang, made.views(), EVERYTHING)["foot"]
    host = renderer.slots("host", lang, made.views(), EVERYTHING)["numbers"]
    named = re.findall(r'data-kpi="(\w+)".*?(?:<div class="l">|<i>)([^<]+)<', foot + host)
    assert {"gmv_minor", "paid_orders_5m", "target_progress"} <= {code for code, _ in named}
    assert named == [(code, define(code, lang).name) for code, _ in named]
    chart = page_of(renderer, "analyst", made.views(), lang)
    found = re.search(r"data-words='([^']+)'", chart)
    assert found is not None
    words = json.loads(unescape(found[1]))
    lanes = ("online", "gmv_minor_1m", "conversion_rate_5m", "comments_1m")
    assert [words[code] for code in lanes] == [define(code, lang).name for code in lanes]


def test_a_figure_that_stands_still_says_how_old_it_is_where_nothing_crowds_it_out(renderer: Renderer) -> None:
    kpi = made.kpi()
    old = {
        code: replace(kpi.tiles[code], state="stale", last_ms=made.NOW - 40_000) for code in ("online", "comments_1m")
    }
    views = made.views() | {Topic.KPI: replace(kpi, tiles=kpi.tiles | old)}
    slots = renderer.slots("analyst", "en", views, EVERYTHING)
    mark = f'<time data-since="{made.NOW - 40_000}">'
    change, rest = slots["k-online"].split('<span class="w">')
    assert (mark in change, mark in rest, "1,380" in rest) == (True, False, True)
    assert (mark in slots["volume"], "a minute" in slots["volume"]) == (True, False)


def test_told_figure_stands_in_the_tile_whose_own_value_is_not_there(renderer: Renderer) -> None:
    kpi = made.kpi()
    nothing = replace(kpi, tiles=kpi.tiles | {"gmv_minor": made.tile(0, "money"), "orders": made.tile(0)})
    slots = renderer.slots("analyst", "zh-CN", made.views() | {Topic.KPI: nothing}, frozenset({Topic.KPI}))
    assert '<b class="v" data-kpi="gmv_minor">—</b><small>罗盘 ¥79,800</small>' in slots["k-gmv_minor"]
    assert '<b class="v" data-kpi="conversion_rate">—</b>' in slots["k-conversion_rate"]
    assert 'data-kpi="online" data-value="1380"' in slots["k-online"]
    own = renderer.slots("analyst", "zh-CN", made.views(), frozenset({Topic.KPI}))
    assert "罗盘" not in own["k-gmv_minor"]


@pytest.mark.parametrize(("lang", "words"), [("zh-CN", "原有的数据源照常运行"), ("en", "feeds go on")])
def test_a_fault_of_the_feeds_file_stands_with_the_feeds(renderer: Renderer, lang: str, words: str) -> None:
    said = "feeds.yaml:7:3: <odd>"
    views = made.views() | {Topic.FEEDS: replace(made.feeds(), faults=(said,))}
    html = renderer.slots("controller", lang, views, frozenset(Topic))["feeds"]
    assert words in html
    assert "feeds.yaml:7:3: &lt;odd&gt;" in html


def test_records_that_are_left_out_stand_with_the_feeds(renderer: Renderer) -> None:
    views = made.views() | {Topic.SHOW: replace(made.show(), left_out=2)}
    analyst = renderer.slots("analyst", "en", views, frozenset(Topic))
    controller = renderer.slots("controller", "zh-CN", views, frozenset(Topic))
    for feeds, words in (
        (analyst["feeds"], "2 records are broken and left out"),
        (controller["feeds"], "2 条记录有误，未计入"),
    ):
        assert words in feeds
    assert "left out" not in renderer.slots("analyst", "en", made.views(), frozenset(Topic))["feeds"]


def test_what_is_left_is_one_number_on_every_page(renderer: Renderer) -> None:
    stock, sku = made.stock(), "cream-50"
    odd = replace(stock.products[sku], available=4_141, listed=7_777, state="ok", runs_out=None)
    views = made.views() | {Topic.STOCK: replace(stock, products=stock.products | {sku: odd})}
    places: tuple[tuple[PageName, str], ...] = (("controller", "products"), ("analyst", "goods"))
    for page, slot in places:
        html = renderer.slots(page, "en", views, frozenset({Topic.STOCK}))[slot]
        assert ("7,777" in html, "4,141" in html) == (True, False)


def test_the_summary_tells_no_figure_that_no_feed_brings(renderer: Renderer) -> None:
    tiles = {code: tile for code, tile in made.kpi().tiles.items() if code not in ("orders", "viewers")}
    for unfed, told in (((), True), (("order",), False)):
        show = replace(made.show(), status="ended", unfed=unfed)
        kpi = unknown(replace(made.kpi(), tiles=tiles), unfed)
        views = made.views() | {Topic.SHOW: show, Topic.KPI: kpi}
        html = renderer.slots("controller", "en", views, frozenset({Topic.SHOW}))["summary"]
        assert ("86,420" in html) is told


def test_what_viewers_wrote_is_escaped(renderer: Renderer) -> None:
    nasty = CommentView(id='"><x', at_ms=made.NOW, user="u", text="<script>alert(1)</script>", name="<i>")
    said = made.comments()
    text = nasty.text
    assert said.pinned is not None
    bad = CommentsView(
        tail=(nasty,),
        triage={"negative": (nasty,)},
        questions=(replace(said.questions[0], id=nasty.id, text=text, answer=text),),
        pinned=replace(said.pinned, text=text, answer=text),
        tally=(replace(said.tally[0], keyword=text),),
        follow=(replace(said.follow[0], text=text, answer=text),),
    )
    views = made.views() | {Topic.COMMENTS: bad}
    drawn = [("controller", slot) for slot in ("comments", "counted", "talk")] + [
        ("host", "comment"),
        ("analyst", "said"),
    ]
    for page, slot in drawn:
        html = renderer.slots(page, "en", views, frozenset({Topic.COMMENTS}))[slot]  # type: ignore[arg-type]
        assert "<script" not in html
        assert "<i>" not in html
        assert "&lt;script&gt;" in html


def test_questions_that_stand_above_are_not_called_no_comments(renderer: Renderer) -> None:
    for questions, told in ((made.comments().questions[:1], "questions above"), ((), "No new comments")):
        views = made.views() | {Topic.COMMENTS: CommentsView(questions=questions)}
        html = renderer.slots("controller", "en", views, frozenset({Topic.COMMENTS}))["comments"]
        assert told in html
        assert ("No new comments" in html) is (not questions)


@pytest.mark.parametrize("page", PAGES)
def test_modules_of_a_page_are_asked_for_at_once(renderer: Renderer, page: PageName) -> None:
    scripts = find_web() / "static" / "js"
    needed, look_at = set[str](), [page]
    while look_at:
        text = (scripts / f"{look_at.pop()}.js").read_text(encoding="utf-8")
        found = set(re.findall(r'from "\./(\w+)\.js"', text)) - needed
        needed |= found
        look_at += found
    html = page_of(renderer, page, made.views())
    assert set(re.findall(r'rel="modulepreload" href="/static/js/(\w+)\.js"', html)) == needed


def test_command_values_survive_any_id(renderer: Renderer) -> None:
    cue = made.cue()
    assert cue.current is not None
    views = made.views() | {Topic.CUE: replace(cue, current=replace(cue.current, id="it's \"<&"))}
    html = renderer.slots("host", "en", views, frozenset({Topic.CUE}))["cue"]
    found = re.search(r"hx-vals='([^']*)'", html)
    assert found is not None
    assert "\\u0027s" in found.group(1)
    assert "\\u003c\\u0026" in found.group(1)


def test_topic_that_a_role_may_not_read_shows_as_empty(renderer: Renderer) -> None:
    views = {Topic.SHOW: made.show()}
    for page in PAGES:
        assert "REHEARSAL" in page_of(renderer, page, dict(views))


def test_page_without_the_show_is_refused(renderer: Renderer) -> None:
    with pytest.raises(ValueError, match="needs the topic `show`"):
        page_of(renderer, "host", {Topic.CUE: CuesView(current=None, queue=())})


def test_unspoken_language_gets_the_default_and_unknown_theme_dark(renderer: Renderer) -> None:
    html = page_of(renderer, "host", made.views(), "fr", "pink")
    assert '<html lang="zh-CN" data-theme="dark">' in html


def test_default_language_must_have_a_catalog() -> None:
    with pytest.raises(ValueError, match="no catalog for 'fr'; there are zh-CN, en"):
        Renderer(find_web(), "fr")


@pytest.mark.parametrize("page", ["host", "controller"])
def test_card_whose_figure_has_changed_says_so_to_whoever_reads_it(renderer: Renderer, page: PageName) -> None:
    views = made.views()
    cues = made.cue()
    assert cues.current is not None
    views[Topic.CUE] = replace(cues, current=replace(cues.current, stale=True))
    slots = renderer.slots(page, "en", views, frozenset({Topic.CUE}))
    assert any("Figure changed" in html for html in slots.values())


@pytest.mark.parametrize(("lang", "words"), [("en", "Figure changed"), ("zh-CN", "数字已变")])
def test_words_whose_figure_has_changed_say_so_before_the_host_on_the_desk_and_in_private_replies(
    renderer: Renderer, lang: str, words: str
) -> None:
    views, comments, desk = made.views(), made.views()[Topic.COMMENTS], made.views()[Topic.DESK]
    assert isinstance(comments, CommentsView)
    assert isinstance(desk, DeskView)
    assert comments.pinned is not None

    def marks(page: PageName, slot: str) -> int:
        return renderer.slots(page, lang, views, frozenset({Topic.COMMENTS, Topic.DESK}))[slot].count(words)

    def all_marks() -> list[int]:
        return [marks("host", "comment"), marks("controller", "talk"), marks("controller", "desk")]

    assert all_marks() == [0, 0, 0]
    views[Topic.COMMENTS] = replace(
        comments,
        pinned=replace(comments.pinned, stale=True),
        follow=tuple(replace(one, stale=True) for one in comments.follow),
    )
    late = replace(desk.acts[0], state="late", act="answer", stale=True)
    views[Topic.DESK] = DeskView(acts=(late, replace(late, id="2", state="todo", why="x")))
    assert all_marks() == [1, 1, 2]


def test_a_private_reply_names_all_it_is_owed_to_as_far_as_they_are_known(renderer: Renderer) -> None:
    views, comments = made.views(), made.views()[Topic.COMMENTS]
    assert isinstance(comments, CommentsView)
    many = tuple(WhoView(user=f"u{i}", name=f"N{i}") for i in range(37))
    owed = replace(comments.follow[0], users=many, count=40)
    views[Topic.COMMENTS] = replace(
        comments, follow=(owed, replace(owed, id="2"), replace(owed, id="3", done_ms=made.NOW))
    )
    html = renderer.slots("controller", "en", views, frozenset({Topic.COMMENTS}))["talk"]
    assert (html.count("N36"), html.count(" +3<"), html.count(" +37<")) == (2, 2, 1)
    assert "<b>2</b></h2>" in html


def test_refusal_says_why_in_the_pages_language_and_names_its_subject(renderer: Renderer) -> None:
    refusal = Refusal(code="unknown_product", message="no such product", about="cream<50>")
    assert "There is no such product" in renderer.refusal("en", refusal)
    assert "没有这个商品" in renderer.refusal("zh-CN", refusal)
    assert "cream&lt;50&gt;" in renderer.refusal("en", refusal)
    part = Refusal(code="bad_rule", message="clear …", about="own_1", part="clear", fault="wrong_side")
    assert "恢复：恢复线要在触发线的安全一侧" in renderer.refusal("zh-CN", part)
    assert "own_1" not in renderer.refusal("en", part)


def test_a_refused_undo_names_the_act_and_the_reason_and_what_changed_it(renderer: Renderer) -> None:
    opened = Given(type="offer.open", what={"zh-CN": "限时价", "en": "Flash price"})
    over = Refusal(code="cannot_undo", message="", about="5d7c1a60", undo=opened, why="offer_over")
    changed = Refusal(code="undo_superseded", message="", undo=Given(type="take"), since=opened)
    assert "Cannot undo Opened · Flash price</b> <span>the offer is over" in renderer.refusal("en", over)
    assert "不能撤销 开优惠 · 限时价</b> <span>优惠已结束" in renderer.refusal("zh-CN", over)
    assert "changed since by Opened · Flash price" in renderer.refusal("en", changed)


def test_refusal_names_no_id_that_nobody_knows(renderer: Renderer) -> None:
    for refusal in (
        Refusal(code="undo_superseded", message="", about="5d7c1a60"),
        Refusal(code="stale", message="", about="rundown"),
    ):
        for lang in LANGUAGES:
            assert str(refusal.about) not in renderer.refusal(lang, refusal)


def test_rooms_list_links_the_pages_a_browser_may_open(renderer: Renderer) -> None:
    rooms = [
        RoomLine(slug="demo", mode="rehearsal", pages={"host": "/rooms/demo/host"}),
        RoomLine(slug="evening", mode="live", pages={}),
    ]
    html = renderer.rooms(lang="en", theme="dark", rooms=rooms)
    assert '<a class="btn" href="/rooms/demo/host">Host</a>' in html
    assert "controlroom links evening" in html
    assert "controlroom rooms new" in renderer.rooms(lang="en", theme="dark", rooms=[])


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "Not signed in"),
        (403, "This link does not open this page"),
        (404, "There is no such page"),
        (503, "Not available just now"),
        (418, "Something went wrong"),
    ],
)
def test_failure_page_says_what_to_do(renderer: Renderer, status: int, said: str) -> None:
    html = renderer.failure(lang="en", theme="light", status=status, room="demo")
    assert said in html
    assert ("controlroom links demo" in html) == (status in (401, 403))
