"""The documents that are made from tables in the code say what the tables say.

`UPDATE_DOCS=1 pytest tests/test_docs.py` writes them anew.
"""

from __future__ import annotations

import os
import re
import tomllib
from itertools import takewhile
from pathlib import Path
from typing import Annotated, get_args, get_origin

import pytest
from babel.messages.pofile import read_po
from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from controlroom.domain.bands import ALWAYS, CONVERSION, Band
from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.metrics import TABLE, Kpi
from controlroom.domain.plan import plain
from controlroom.domain.roles import COMMANDS, GIVES, PAGES, PLAIN, READS, RIGHTS, Right, Role
from controlroom.domain.topics import Topic
from controlroom.planfile.keys import meaning
from controlroom.planfile.models import (
    Bands,
    Evidence,
    Member,
    Paper,
    PlanFile,
    Product,
    Range,
    Segment,
    Show,
    Target,
)
from controlroom.planfile.schema import schema_text
from controlroom.planfile.sections import (
    Allowed,
    Drill,
    Faq,
    Offer,
    Playbook,
    Raised,
    Rule,
    Scene,
    SegmentCue,
    Task,
    Timer,
    When,
)
from controlroom.render.definitions import define, every_code
from controlroom.render.locale import LANGUAGES
from controlroom.server.gates import ANY_COMMAND, GATES, Gate, passes
from tests.alerts_document import alerts_document

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
BEGIN, END = "<!-- made from the table of KPIs -->\n", "<!-- end -->"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def roles_document() -> str:
    """Return docs/roles.md."""
    topics = _table(
        ["topic", *Role], [[f"`{topic}`", *("yes" if topic in READS[role] else "" for role in Role)] for topic in Topic]
    )
    types = sorted(set().union(*COMMANDS.values()))
    commands = _table(
        ["command", *Role],
        [[f"`{type_}`", *("yes" if type_ in COMMANDS[role] else "" for role in Role)] for type_ in types],
    )
    pages = _table(
        ["page", *Role],
        [
            [f"`…/{page}`", *("yes" if role in roles else "" for role in Role)]
            for page, roles in [*PAGES.items(), *PLAIN.items()]
        ],
    )
    rights = _table(
        ["right", *Role],
        [[f"`{right}`", *("yes" if right in RIGHTS[role] else "" for role in Role)] for right in Right],
    )
    gives = _table(
        ["links of", *Role],
        [
            [f"`{given}`", *("yes" if given in GIVES[role] else "" for role in Role)]
            for given in Role
            if given in GIVES[Role.ADMIN]
        ],
    )
    doors = _table(
        ["door", "by", "needs", *Role],
        [[f"`{key}`", gate.by, _needs(gate), *_who(gate)] for key, gate in GATES.items()],
    )
    return (
        "# Who may do what\n\nMade from the tables in `controlroom/domain/roles.py` and `controlroom/server/gates.py`, which the "
        "server reads; tests/contract/test_access.py tries every line with every role.\n\n"
        "## Reading\n\nWhat a role sees inside a topic is decided in `controlroom/views`: a host sees no money beyond the price, "
        "no buyers, no notes and no script but its own; nicknames of commenters reach controller, host and analyst only.\n\n"
        f"{topics}\n## Commanding\n\n`undo` takes back only the giver's own command, unless a controller gives it.\n\n"
        f"{commands}\n"
        f"## Opening\n\nA link signs a browser in to one page, with a cookie of that page alone.\n\n{pages}\n"
        f"## Everything else\n\n{rights}\n"
        f"## Giving links\n\nWhose links a role sees, gives and ends ([access](access.md)).\n\n{gives}\n"
        "## Doors\n\nEvery address of the server; one that has no line here answers nobody. By: how one shows who one is: "
        "`token`: a role's token or a feed's key as bearer; `page`: the cookie of a page that the role may open; "
        "`signature`: the platform's own; `installation`: open, and the installation's admin sees more; "
        "`here`: from the server's own machine, or the installation's admin. Needs: a right, "
        "`reads` a topic, `gives` a command.\n\n"
        f"{doors}"
    )


def _needs(gate: Gate) -> str:
    match gate.needs:
        case None:
            return ""
        case Right():
            return f"`{gate.needs}`"
        case Topic():
            return f"reads `{gate.needs}`"
        case _:
            return "gives commands" if gate.needs == ANY_COMMAND else f"gives `{gate.needs}`"


def _who(gate: Gate) -> list[str]:
    if gate.by in ("anybody", "signature", "installation", "here"):
        return ["" if gate.by in ("signature", "here") else "yes"] * len(Role)
    return ["yes" if passes(role, gate) else "" for role in Role]


def _range(band: Band) -> str:
    low, high = f"{band.lo:g}", f"–{band.hi:g}" if band.hi is not None else " or more"
    return f"{low}{high} ({plain(band.source, 'en')})"


def _bands(kpi: Kpi) -> str:
    found = [_range(ALWAYS[kpi.code])] if kpi.code in ALWAYS else []
    if kpi.code == "conversion_rate":
        found += [f"{category} {_range(band)}" for category, band in CONVERSION.items()]
    return "; ".join(found)


def _per(kpi: Kpi) -> str:
    return " ".join(letter for letter in "wpst" if letter in kpi.scopes)


def metrics_document() -> str:
    """Return docs/metrics.md."""
    head = [
        "code",
        "unit",
        "per",
        "better",
        "中文",
        "English",
        "定义",
        "definition",
        "formula",
        "decides from",
        "preset band",
    ]
    rows = [
        [
            f"`{k.code}`", k.unit, _per(k), k.better, k.zh, k.en, k.definition_zh, k.definition_en, f"`{k.formula}`",
            str(k.min_samples or ""), _bands(k),
        ]
        for k in TABLE
    ]  # fmt: skip
    return (
        "# What each number means\n\nMade from the tables in `controlroom/domain/metrics.py` and `bands.py`; "
        "`UPDATE_DOCS=1 .venv/bin/pytest tests/test_docs.py` writes it anew.\n\n"
        "Every code is a tile of the whole show. `per`: `w` also over windows (`_1m`, `_5m`, `_30m`), `p` per product, `s` per "
        "segment, `t` per traffic source. `better`: which way is good. `decides from`: with a smaller denominator the number is "
        "shown (`few`) and decides nothing. A ratio of counts has its Wilson 95 % interval, and is `unsure` while that is wider "
        "than the value. An unknown numerator or denominator makes an unknown value, never 0. What is made of a type of fact "
        "that no feed of the room brought before the show's end, and of which none came, is unknown in every part, window and "
        "series; the topic `kpi`, `GET …/series` and `GET …/changed` name it (`unfed`; that of the topic `show` is what no feed "
        "brings now). What rests on facts that came and that no feed brings any more "
        "(all that did are silent or broken off, as the rule `feed_silent` has it) is `stale` while the show is live, with the "
        "instant of the newest of them (`last_ms`), from the first whole second on that does not know what was told last to the "
        "last that does not know what is told next; in these seconds it is unknown in the topic `pulse` (`until_ms`: when it was "
        "known last) and in `GET …/series`, there also those before it was noticed, and the chart is left open. What is made of "
        "several types of facts stands still with any of them that came. A window that reaches over such seconds, or over time "
        "in which the server was away, is `unsure`, and `missed_ms` is how much of it is not known; so are `online_avg` and "
        "`watch_s`, through which the level holds, while that is more than a hundredth of the show.\n\n"
        "Bands are for the whole show. What the plan says (`show.bands`) comes before the room's own past at the same minute "
        "(from three shows on), and that before a preset.\n\n"
        "Of stock the host says `listed` where it is known, else `available`: on cards, in stock ladders and in answers. The "
        "word for it (`ok`, `low`, `out`) goes by the smaller of the two that are known, and `oversold` by `available` alone "
        "where that is known. Where a shop tells each of several places (`place` and `places` of a `stock` event), the level is "
        "their sum once all of them have told; before that `available` of the topic `stock` is what is left at least (`state` "
        "unknown): nobody says it, and no rule, forecast or figure rests on it. The rules `low_stock`, `sold_out` and "
        "`oversold` read `available`, as they say; a rule "
        "over `stock.listed` watches the platform's pieces.\n\n" + _table(head, rows)
    )


def _replaced(pattern: str, by: str, text: str) -> str:
    """Return a text whose one place after the pattern's group says `by`."""
    found, count = re.subn(pattern, lambda match: match[1] + by, text, flags=re.MULTILINE)
    assert count == 1, f"there is no place like {pattern}"
    return found


def readme(name: str) -> str:
    """Return a README with its commands, its topics and its table of KPIs made anew."""
    text = (ROOT / name).read_text(encoding="utf-8")
    chinese = "zh" in name
    head = ["代码", "名称", "定义", "还按"] if chinese else ["code", "name", "what it is", "also per"]
    rows = [
        [f"`{k.code}`", k.zh if chinese else k.en, k.definition_zh if chinese else k.definition_en, _per(k)]
        for k in TABLE
    ]
    count = f"{len(TABLE)} 个指标" if chinese else f"{len(TABLE)} KPIs"
    text = re.sub(r"\d+ (KPIs|个指标)", count, text)
    types = " ".join(f"`{kind.__struct_config__.tag}`" for kind in COMMAND_TYPES)
    text = _replaced(r'(^\| `POST …/commands` \| `{"id","type",…}`: ?)[^;]+', types, text)
    text = _replaced(r"^(Topics: |主题:)`\w+`(?: `\w+`)*", " ".join(f"`{topic}`" for topic in Topic), text)
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + _table(head, rows) + END + rest.partition(END)[2]


PLAN_HEAD = """\
# A plan file

Made from the models in `controlroom/planfile`, which read it. YAML (or sheets, below). Money is decimal in the show's
`currency`; instants carry their time zone; a text is plain or by language (`{zh-CN: …, en: …}`); durations are
written `90s`, `15m`, `1h30m`, `2d`. Unknown keys are errors, and a key that is left empty counts as not given.

- `controlroom check SHOW.yaml` (`--room ROOM`: by its own lists of words too) prints every finding with line,
  column, code, severity and who mends it; exit code 1 on errors. It asks what the trade
  asks (lengths against `ends`, reading times at 240 Chinese characters or 150
  English words a minute without `[directions]`, 3–5 selling points, an introduction of 20 s at most, margins, stock,
  evidence, papers, playbooks, tasks, sign-offs, names that viewers use) and watches wording
  (`controlroom/words`): a person decides.
- `controlroom rooms new ROOM --plan SHOW.yaml` and `controlroom rehearse SHOW.yaml` use it, and refuse errors of
  shape and references only.
- `controlroom plan template [-o FILE.xlsx | -o products.csv …] [--from SHOW.yaml] [--lang en]` writes sheets;
  `controlroom plan import FILE… [--into SHOW.yaml] [--dry-run]` reads them, shows what changes and merges by id.
  Comments of the YAML file stay, nothing is deleted, the former text is kept as `SHOW.yaml.bak`. Heads may be Chinese
  or English; CSV may be UTF-8, UTF-16 or GB18030. A list stands a line each in one cell, or parted by `;`.
- `controlroom plan schema` prints the JSON Schema that is also [plan.schema.json](plan.schema.json). An editor that
  knows the YAML language server completes keys and marks faults while you write, when the plan's first line names it:

```yaml
# yaml-language-server: $schema=docs/plan.schema.json
```

(the path as seen from the plan's folder, or an address). A workbook is a plan wherever a YAML file is: `check`,
`rooms new --plan` and `rehearse` take `SHOW.xlsx` too, and then name sheet, row and column.

A whole plan ships with the product: `controlroom/planfile/demo.yaml`.

Quote a text that has `{`, `}`, `: ` or, inside `{…}`, a comma: YAML would take it apart. Quote `no`, `yes`, `on`,
`off` and times such as `20:00` too. `check` names each such place and the mend.

Wording may name numbers: `{price}` `{list_price}` `{saved}` `{stock}`, `{left}` (time: of the cue's timer, else
of the one that ends first, else of the segment), `{buyers}`, `{waiting}` (pieces ordered and not yet paid) and
`{quota_left}` of the offer that is open. They are filled in when the card is shown; the time left runs on in it, and a
card whose number has changed or whose end has moved by more than 10 s says so. By hand a card whose number
nobody knows is refused; one that comes by itself leaves that phrase out. Nobody is prompted before the start or
while the segment's clock is held; a card that came by itself leaves after a minute (`info`) or two (`push`)
unless `expires` says otherwise, and one let pass three times running comes by itself no more, unless it is
`urgent`.
"""


def plan_document() -> str:
    """Return docs/plan.md."""
    parts = [PLAN_HEAD]
    for title, model in PLAN_PARTS:
        rows = [
            [
                f"`{field.alias or key}`",
                "yes" if field.is_required() else "",
                written(field),
                meaning(model, field.alias or key),
            ]
            for key, field in model.model_fields.items()
        ]
        parts.append(
            f"## {title}\n\n" + _table(["key", "needed", "written as", "what it is"], rows).replace("|  |", "| |")
        )
    parts.append("What the live room does not use yet is kept with the show.\n")
    return "\n".join(parts)


PLAN_PARTS: list[tuple[str, type[BaseModel]]] = [
    ("The file", PlanFile), ("`show`", Show), ("`show.team[]`", Member), ("`show.papers[]`", Paper),
    ("`show.bands`", Bands), ("`target`, of the show, a product or a segment", Target), ("A band", Range),
    ("`products[]`", Product), ("`products[].evidence[]`", Evidence), ("`segments[]`, in their order", Segment),
    ("`cues[]`, and of a segment", SegmentCue), ("`when`, of a cue", When), ("`segments[].timers[]`", Timer),
    ("`segments[].tasks[]`", Task), ("`offers[]`", Offer), ("`playbooks`, by trouble", Playbook), ("`scenes[]`", Scene),
    ("`faq[]`", Faq), ("`rules[]`", Rule), ("`rules[].critical`", Raised), ("`drill`", Drill), ("`allowed[]`", Allowed),
]  # fmt: skip


def written(field: FieldInfo) -> str:
    """Return how a key's value is written, in the words of its reader."""
    words = [
        data.json_schema["$comment"] for data in field.metadata if isinstance(data, WithJsonSchema) and data.json_schema
    ]
    return words[0] if words else _written(field.annotation)


def _written(annotation: object) -> str:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "keys"
    inner = [part for part in get_args(annotation) if part is not type(None)]
    match get_origin(annotation):
        case kind if kind is list:
            return f"list of {_written(inner[0])}" if _written(inner[0]) != "keys" else "list"
        case kind if kind is dict:
            return "keys by name"
        case kind if kind is Annotated:
            marks = [part for part in inner if isinstance(part, WithJsonSchema)]
            return str(marks[0].json_schema["$comment"]) if marks and marks[0].json_schema else _written(inner[0])
    return _written(inner[0]) if inner else str(annotation)


def test_plans_document_says_what_the_models_say() -> None:
    _check("plan.md", plan_document())


def test_plans_schema_is_that_of_the_models() -> None:
    _check("plan.schema.json", schema_text())


def _check(name: str, text: str) -> None:
    path = DOCS / name
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, (
        f"docs/{name} is out of date: UPDATE_DOCS=1 pytest tests/test_docs.py"
    )


def test_roles_document_says_what_the_tables_say() -> None:
    _check("roles.md", roles_document())


def test_alerts_document_says_what_the_tables_say() -> None:
    _check("alerts.md", alerts_document())


def test_metrics_document_says_what_the_table_says() -> None:
    _check("metrics.md", metrics_document())


def test_every_floor_is_named_where_the_floors_are_told() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = " ".join(next(contract["layers"] for contract in contracts if contract["type"] == "layers"))
    floors = re.findall(r"\w+", re.sub(r"\(\w+\)", "", layers))
    for name, place in (("README.md", "## How to find your way"), ("README.zh-CN.md", "## 代码怎么找")):
        text = (ROOT / name).read_text()
        spans = re.findall(r"`([^`]+)`", text[text.index(place) :])[1:]
        assert " ".join(takewhile(lambda span: "/" not in span, spans)).split() == floors
    table = re.findall(r"^\| (`.*?) \|", (DOCS / "DESIGN.md").read_text(), re.MULTILINE)
    assert set(floors) <= set(re.findall(r"`(\w+)(?:/|\.py)`", "".join(table)))


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readmes_lists_say_what_the_tables_say(name: str) -> None:
    assert BEGIN in (ROOT / name).read_text(encoding="utf-8")
    _check(f"../{name}", readme(name))


def test_every_code_of_the_specification_is_in_the_table_with_its_scopes() -> None:
    """The list is METRICS.md section 2, written out: a code that is lost or gains another scope is seen here."""
    wanted = {
        "online": "", "online_peak": "", "online_avg": "", "viewers": "", "entered": "wt", "watch_s": "", "comments": "ws",
        "commenters": "w", "likes": "w", "follows": "w", "shares": "w", "clubs": "w", "gifts": "w", "gift_minor": "w",
        "interaction_rate": "w", "follow_rate": "", "impressions": "wp", "clicks": "wps", "click_rate": "wp",
        "orders": "wpst", "paid_orders": "wpst", "buyers": "w", "units": "wps", "gmv_created_minor": "wpst",
        "gmv_minor": "wpst", "refunds_minor": "ps", "refund_rate": "", "net_minor": "ps", "conversion_rate": "wpst",
        "orders_per_viewer": "w", "click_to_pay": "wp", "pay_rate": "w", "aov_minor": "wps", "gpm_minor": "w",
        "uv_value_minor": "", "on_air_s": "ps", "gmv_per_min_minor": "ps", "spend_minor": "", "ads_minor": "", "roi": "",
        "ad_return": "", "profit_minor": "", "target_progress": "ps", "target_pace": "ps", "sell_through": "p",
    }  # fmt: skip
    assert {k.code: _per(k).replace(" ", "") for k in TABLE} == wanted


def test_every_kpi_has_its_words_in_both_languages_and_no_catalog_names_another() -> None:
    words = {
        k.code: (k.zh, k.en, k.definition_zh, k.definition_en, k.formula, k.formula_zh, k.formula_en) for k in TABLE
    }
    assert {code: told for code, told in words.items() if not all(part.strip() for part in told)} == {}
    assert len({k.zh for k in TABLE}) == len({k.en for k in TABLE}) == len(TABLE)
    for lang in LANGUAGES:
        for code in every_code():
            meaning = define(code, lang)
            assert meaning.name.strip(), (code, lang)
            assert meaning.meaning.strip(), (code, lang)
        named = {key.removeprefix("kpi.") for key in _catalog(lang) if key.startswith("kpi.")}
        assert named <= set(every_code()), f"the catalog of {lang} names what is no KPI"


def _catalog(lang: str) -> set[str]:
    with (ROOT / "web" / "locale" / LANGUAGES[lang] / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {str(message.id) for message in read_po(file) if message.id}
