"""The catalogs: complete, and complete for what the templates ask."""

import re
from collections.abc import Iterable
from itertools import chain, combinations
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import fields

import controlroom
from controlroom.domain.alerts import sound
from controlroom.domain.alerts.notice import Why
from controlroom.domain.alerts.readings import METRICS
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Label, Severity
from controlroom.domain.alerts.wording import about
from controlroom.domain.asides import ACCESS
from controlroom.domain.asking import About
from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.contributions import FACTORS, WITHOUT_VIEWERS
from controlroom.domain.dip import DipState
from controlroom.domain.draws import DrawState
from controlroom.domain.errors import RefusalCode, UndoBar
from controlroom.domain.events import EVENT_TYPES, CommentKind, SpendKind, Traffic
from controlroom.domain.lots import Source
from controlroom.domain.marks import MarkKind
from controlroom.domain.messages import Target
from controlroom.domain.metrics import TABLE
from controlroom.domain.offers import OfferState
from controlroom.domain.plan import Priority, SegmentKind, TimerKind
from controlroom.domain.redlight import READY
from controlroom.domain.roles import PEOPLE, PageName, Role
from controlroom.domain.signals import SignalKind
from controlroom.domain.spoken import Unit
from controlroom.domain.totals import Figure
from controlroom.domain.wordings import PLACEHOLDERS
from controlroom.feeds.faults import FAULTS
from controlroom.feeds.reasons import REASONS
from controlroom.feeds.registry import find, names
from controlroom.live.feeding import tags
from controlroom.ports import Unsent
from controlroom.render import ruling
from controlroom.render.auditing import COLUMNS, KINDS
from controlroom.render.contributed import DIVISIONS
from controlroom.render.feeding import Verdict
from controlroom.render.joining import SPANS
from controlroom.render.locale import LANGUAGES, read_catalog
from controlroom.render.web import find_web
from controlroom.server.plans import TITLED
from controlroom.views.alert_shapes import Unseen
from controlroom.views.panels import STEPS, Lack
from controlroom.views.ruleform import Fault
from controlroom.views.shapes import FeedState, ShowStatus, TileState

WEB = find_web()
ASKED = re.compile(r"_\('([^']+)'(?!\s*~)[,)]")
NARROW = re.compile("[\u4e00-\u9fff}”」%][,;:?!](?=[\u4e00-\u9fff{])|[\u4e00-\u9fff][,;:?!]$|[\u4e00-\u9fff] ?\\(")
"""Punctuation of Latin letters in a Chinese sentence."""
QUOTED = re.compile(r"[\"']([a-z0-9_.]+)[\"']")
BUILT = re.compile(r"_\('([^']+[._])'\s*~")


def keys(lang: str) -> set[str]:
    return {str(key) for key in read_catalog(WEB, lang)._catalog if key}


SCREENED = tuple(role.value for role in Role if role is not Role.FEED)
FORMS = ("totals", "spend", "note")
HEADS = ("link", "gmv", "pace", "left", "gone", "sold", "restock_head")
NOTES = {
    note
    for kind in map(find, names())
    for given in chain.from_iterable(combinations([option.name for option in kind.options], n) for n in range(4))
    for note in kind.notes(dict.fromkeys(given, "1"))
}
"""What feeds' pages say of what comes with any few options."""

GROUPS: dict[str, Iterable[str]] = {
    "about.": set(get_args(About)) - {"other"},
    "alert.do_": ("switch", "next"),
    "alert.muted_": ("phase", "rule", "silence", "flapping"),
    "alerts.": ("alerts", "recent", "rules", "silences"),
    "asks.": get_args(SignalKind),
    "audit.only.": KINDS,
    "by.": {*get_args(Label), "show"},
    "class.": get_args(CommentKind),
    "col.": ("gmv_minor", "paid_orders", "conversion_rate"),
    "desk.": ("answer", "say"),
    "did.": [*(str(kind.__struct_config__.tag) for kind in COMMAND_TYPES), *ACCESS],
    "dip.": set(get_args(DipState)) - {"quiet"},
    "draw.": set(get_args(DrawState)),
    "draw.from_": get_args(Source),
    "failure.": [name for code in (401, 403, 404, 500, 503) for name in (str(code), f"{code}.do")],
    "fact.": tags(EVENT_TYPES),
    "fault.": FAULTS,
    "feed.": get_args(FeedState),
    "feed.way_": ("client", "hook", "key"),
    "feednote.": NOTES,
    "feedtest.": get_args(Verdict),
    "form.": [name for form in FORMS for name in (f"{form}_go", f"{form}_how")],
    "found.": {*TITLED, "other"},
    "goods.": [name for head in HEADS for name in (head, f"{head}_how")],
    "hand.": ("sold_out", "segment_end"),
    "join.": ("alone", "open", "given", "ended"),
    "join.lasts.": SPANS,
    "kind.": get_args(SegmentKind),
    "lacks.": get_args(Lack),
    "mark.": set(get_args(MarkKind)) - {"start", "end", "stock", "gap", "undo", "complaints"},
    "mode.": ("rehearsal", "replay"),
    "number.": PLACEHOLDERS,
    "offer.": set(get_args(OfferState)) - {"ready"},
    "option.": {option.name for name in names() for option in find(name).options},
    "page.": get_args(PageName),
    "plans.": ("new", "gone", "changed", "order", "applied", "opened", "file"),
    "priority.": get_args(Priority),
    "prompter.unit.": get_args(Unit),
    "prompter.use.": ("ack", "run", "scroll"),
    "reason.": READY,
    "reject.": REASONS,
    "refused.": {
        "not_allowed",
        *get_args(RefusalCode),
        *(f"feed_{why}" for why in "name there in_file option moved elsewhere".split()),
    },
    "role.": [*Role, *(f"{role}.does" for role in PEOPLE)],
    "rule.": get_args(sound.Field),
    "severity.": get_args(Severity),
    "signal.": get_args(SignalKind),
    "source.": (*get_args(Traffic), "unknown"),
    "spend.": get_args(SpendKind),
    "status.": get_args(ShowStatus),
    "step.": STEPS,
    "stock.tell_": ("on_hand", "listed", "more", "fewer"),
    "store.": ("full", "locked", "failed"),
    "stream.": ("live", "interrupted", "ended"),
    "target.": {*get_args(Target), *SCREENED},  # a message to one screen is to its role
    "tile.": get_args(TileState),
    "timer.": get_args(TimerKind),
    "told.": get_args(Figure),
    "undo.why.": get_args(UndoBar),
    "tried.source_": set(get_args(ruling.Source)) - {"journal"},
    "unsent.": get_args(Unsent),
    "why.": (*DIVISIONS, *FACTORS, *WITHOUT_VIEWERS),
    "windows.": ("from", "to"),
    "unwatched.": get_args(Unseen),
    "wrong.": {"many_rules", *(name for of in get_args(Fault) for name in get_args(of))},
}
"""What templates build a key from, by how the key begins, and everything that may follow."""

WITH = {f"with.{field.encode_name}" for kind in COMMAND_TYPES for field in fields(kind)}


def asked() -> set[str]:
    """Every key a template names outright, and those it builds from a value."""
    named = {key for text in templates() for key in ASKED.findall(text)}
    return named | {group + name for group, names in GROUPS.items() for name in names}


def templates() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in (WEB / "templates").rglob("*.html")]


def test_every_key_that_a_template_builds_is_of_a_group_that_is_known_whole() -> None:
    assert {key for text in templates() for key in BUILT.findall(text)} == GROUPS.keys()


def test_no_key_is_left_that_nothing_asks_for() -> None:
    scripts = (path.read_text(encoding="utf-8") for path in Path(controlroom.__file__).parent.rglob("*.py"))
    quoted = {key for text in (*templates(), *scripts) for key in QUOTED.findall(text)}
    assert keys("en") - asked() - quoted - {f"audit.{column}" for column in COLUMNS} - WITH == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalog_has_every_key_that_the_pages_ask_for(lang: str) -> None:
    assert asked() - keys(lang) == set()


def test_languages_have_the_same_keys() -> None:
    assert keys("zh-CN") == keys("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_with_a_feed_is_said_with_all_that_it_names(lang: str) -> None:
    catalog = read_catalog(WEB, lang)._catalog
    for prefix, sentences in (("fault", FAULTS), ("reject", REASONS)):
        for code, sentence in sentences.items():
            named = set(re.findall(r"(?<!{){(\w+)}", sentence))
            assert (code, set(re.findall(r"%\((\w+)\)s", catalog[f"{prefix}.{code}"]))) == (code, named)


def test_chinese_is_written_with_its_own_punctuation() -> None:
    kpis = (text for kpi in TABLE for text in (kpi.zh, kpi.definition_zh))
    told = (about(why, {"zh-CN": "售罄"})["zh-CN"] for why in get_args(Why))
    metrics = (metric.zh for metric in METRICS)
    catalog = (str(text) for text in read_catalog(WEB, "zh-CN")._catalog.values())
    texts = {*kpis, *told, *metrics, *catalog, *(rule.text["zh-CN"] for rule in resolved().values())}
    assert {text for text in texts if NARROW.search(text.replace("分:秒", "").replace("时:分", ""))} == set()


def test_catalog_of_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        read_catalog(WEB, "fr")


def test_the_plan_has_one_name_in_chinese() -> None:
    catalogs = (Path(controlroom.__file__).parents[1] / "web" / "locale" / "zh_CN").rglob("*.po")
    said = "".join(path.read_text(encoding="utf-8") for path in catalogs)
    assert said
    assert not {"方案", "流程表"} & set(re.findall("方案|流程表", said))
