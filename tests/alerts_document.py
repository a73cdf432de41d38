"""docs/alerts.md: what is written by hand, and the tables that are made from the product's data."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel

from controlroom.domain.alerts.gate import FLAP_MS, FLAPS, GROUP_MS, UNKNOWN_MS
from controlroom.domain.alerts.incident import ACK_MS, ESCALATE_MS, LADDER, REPEAT_MS, SNOOZE_MOST_MS
from controlroom.domain.alerts.inhibition import inhibits
from controlroom.domain.alerts.machine import CONDITIONS, TABLE, Row
from controlroom.domain.alerts.methods import METHODS, line_of, no_data_of
from controlroom.domain.alerts.readings import METRICS
from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import MILLION, Limit, Rule
from controlroom.domain.plan import Text, plain
from controlroom.domain.playbooks import READY as PLAYBOOKS
from controlroom.ruletests.meanings import MEANINGS
from controlroom.ruletests.models import (
    Expect,
    ExpectedAlert,
    ExpectedIncident,
    ExpectedSent,
    RuleTest,
    RuleTestFile,
)

HEAD = """\
# Alerts

An alert is a person's next move: what is wrong, how sure, since when, who owns it, what to do, with one key. Three
layers, kept apart in the code:

- **What is true** (`domain/alerts/machine.py`): a rule over each value of its label is an *instance* with a state.
- **Who is on it** (`domain/alerts/incident.py`): a firing instance opens an *incident* for the rule's owner.
- **Who is told** (`domain/alerts/gate.py`): what is muted, silenced, grouped, repeated.

Silence, snooze, acknowledgement and inhibition never change what is true. Everything is folded from the journal, so a
replay gives the same alerts at the same instants.

"""

WRITING = """\
## Reading and writing a rule

```yaml
rules:                             # in a plan: added to the ready-made ones, or changing them by id
  - {id: viewer_drop, enabled: false}                    # switched off
  - {id: low_stock, below: {field: safety, times: 2}}    # another line; all else stays as it is ready-made
  - id: crowded                                          # a rule of one's own
    metric: online
    above: 5000                    # strictly above: 5000 itself does not fire
    clear: 4000                    # while it fires, only 4000 or less is over
    for: 30s                       # so long before it fires
    keep: 1m                       # so long over before it is
    severity: warning
    critical: {above: 8000, for: 10s}
    owner: analyst
    text: {zh-CN: "在线 {value}", en: "{value} are watching"}
```

All keys are in [plan.md](plan.md#rules). There is no expression language: a form can edit every part, and a mistake is
told at its line with the mend (`controlroom check`). A threshold is a number, or `{field: safety, times: 1.1}`: another
metric of the same label, times a factor. Without `clear` it is over where it fires; a line that is moved keeps the
ready-made `clear` and `critical` only where they still lie on their side (a form shows them, and says
so instead: [on the pages](alert-pages.md#editing-a-rule)); `without: [critical, cue]` takes parts of the
ready-made rule away. A text is filled in with `{title}` (what the label is called), `{value}`, `{threshold}` and, in a
ready-made rule's text, the facts of its metric.

Values are in the metric's own unit: ratios are shares (0.8 is 80 %), money is in minor units, `…_s` are seconds. Of a
ratio that has fewer samples than `min_samples` nothing is decided: a calm rule stays calm, a firing one is held.

Rules over `stock` look at the show's products: those of its plan, the one on air, and what was on air or ordered in it
and not taken out of the plan since. Without a plan they look at every one that a feed tells of.

A feed is silent (`feed.silent_s` beside `feed.limit_s`) without audience for 15 s, without comments for 60 s while more
than 50 watch, with heartbeats without any message for 30 s, of what it has sent before; and, whatever it sends, when its
connection is down for 15 s while the show is live or starts within 15 minutes, unless other feeds bring all of the
audience that it brought, or that its like brings.

Complaints are a wave (`comments.wave`) above 12 in five minutes and above three times their mean of the half hour before; until
there is such a mean, in a show's first ten minutes, above a quarter of all comments.

A question waits (`comments.unanswered_s`) once 10 people have asked it. Refunds are a spike from the fifth in five minutes on,
above what chance alone brings in 999 windows of a thousand (`refunds_5m.chance`, [statistics](statistics.md)), and once the show
was watched for five minutes before them.

"""

TRANSITIONS = """\
## What becomes of an instance

Rules are evaluated at whole seconds; those over levels (stock, stream, warnings) with the very record that changes
them, unless they are compared with what is no level (`below: {field: units_5m}`). An evaluation gives `breach`, `ok`,
`insufficient` (too few samples), `nodata` (the feed behind it is down or was never seen), `error`, or `missing` (its
series is gone). With `no_data` a rule says what `nodata` and `error` count as: `ok`, `alerting` (a breach),
`keep_last` (`held`: things stay as they are), or `nodata`, a state of its own.

"""

TRANSITIONS_END = """\
The first row that fits counts; what no row speaks of leaves the state as it is. Row 9: within `cooldown` of its end a
breach passes `for` again, and the same incident opens, with a new sound only where nobody ever heard of it or it is
graver. Row 10: with a longer `for` a firing instance may be pending again. Row 11: another metric, label or threshold
makes it inactive (`updated`); other words, owners or times keep it. What is so by the edited rule too within 3 s stays
the same incident, in whoever's hand it was; else it is told then that the rule was edited, not that it is over. Row 16:
after the server was away, what is pending begins its `for` with the return.

"""

TESTING = """\
## Testing rules

`controlroom rules test FILE.yaml… [--run TEXT]` plays each test in a show of its own: the rules run over the real fold,
commands go through the real decisions. A test that fails prints what was expected beside what came; the exit code is 0
when all pass, 1 when one fails, 2 when a file cannot be used. `controlroom rules schema` prints the JSON Schema of these
files, for editors.

```yaml
rules:
  - {id: hot, metric: online, above: 50, clear: 50, for: 1m, keep: 1m, severity: warning, owner: analyst}
tests:
  - name: keeps firing through a short gap
    interval: 60s
    series:
      online: "75 85 70x1 10x1"
    expect:
      - {at: 0s, alerts: [{rule: hot, state: pending}]}
      - {at: 4m, alerts: [{rule: hot, state: recovering}]}
      - {at: 5m, alerts: []}
```

**Series.** One value a step: `5`, `1+2x3` (1 3 5 7), `1-2x3`, `5x3` (5 and three further), `_` (no data), `_x3` (three
times), `stale` (the series is gone). A value holds until the next step, the last one for good. A labelled series is
`'stock.available{sku="A1"}'`; `field: safety` reads `'stock.safety{sku="A1"}'`; `pay_rate_5m.den` tells the samples of
`pay_rate_5m`, which are enough without it. What a method compares are series too: `online.usual` for `viewer_drop`.

**Time.** 0 is 1970-01-01T00:00:00Z, with the show live and a screen of every role there. Rules are evaluated at 0,
`interval`, 2 × `interval` …, unless `evaluate` says otherwise. At an instant rules are evaluated first, then facts
arrive, then commands are given, then the test looks.

**Events.** Any event of a feed, and what the server sees (`screen.came`, `screen.left`, `feed.changed`, `room.resumed`,
…), with `at:` its arrival. `every: 5s` and `times: 9` let it happen nine times more; `{n}` in a text counts; `late: 12s` dates
it so much before its arrival. What the series do not tell is read from these facts.

**Commands.** As on the wire, with `at:` and `by:` (a role; the controller without it). `alert:` names the rule, or
`rule{label="…"}`; an instant may be written as a duration (`until: 5m`). `ack`, `snooze`, `close`, `act` and `silence`
are short for the commands about alerts (`{at: 10s, ack: hot}`, `{at: 10s, snooze: hot, for: 5m}`); `rules.set` takes a
rule as a plan writes it.

**Expectations.** `alerts`, `sent` and the open `incidents` are complete: what is not listed must not be. An incident
that is over is compared where it is listed. What an entry leaves out is not compared; a rule named without its label
stands for any one of its instances. `sent` is what left since the look before. A test that compares nothing is refused.

"""

_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join(("| " + " | ".join(cells) + " |").replace("|  |", "| |").replace("|  |", "| |") for cells in lines)
        + "\n"
    )


def duration(ms: int) -> str:
    """Return a duration as a plan writes it."""
    text = ""
    for size, unit in _UNITS:
        count, ms = divmod(ms, size)
        text += f"{count}{unit}" if count else ""
    return text or "0"


def number(millionths: int) -> str:
    """Return millionths as a number."""
    return format((Decimal(millionths) / MILLION).normalize(), "f")


def limit(one: Limit) -> str:
    """Return a threshold."""
    if one.field is None:
        return number(one.value_millionths or 0)
    times = "" if one.times_millionths == MILLION else f"{number(one.times_millionths)} × "
    return f"{times}`{one.field}`"


def condition(rule: Rule) -> str:
    """Return what a rule compares, and where it is over."""
    line = line_of(rule)
    sign, other = (">", "≤") if line.side > 0 else ("<", "≥")
    clear = "" if line.clear == line.fire else f" · over {other} {limit(line.clear)}"
    after = f", from {duration(rule.after_ms)} on" if rule.after_ms else ""
    few = f", of {rule.min_samples} samples or more" if rule.min_samples is not None else ""
    return f"`{line.metric}` {sign} {limit(line.fire)}{clear}{after}{few}"


def severity(rule: Rule) -> str:
    """Return how grave a rule is."""
    level = rule.critical
    line = (level.above or level.below) if level is not None else None
    if level is None or line is None:
        return rule.severity
    return f"{rule.severity} (critical {'>' if level.above is not None else '<'} {limit(line)})"


def ready_table() -> str:
    """Return the ready-made rules."""
    rows = [
        [
            f"`{rule.id}`{f' by {rule.by}' if rule.by else ''}", condition(rule),
            f"{duration(rule.for_ms)} · {duration(rule.keep_ms)}",
            severity(rule), rule.owner, no_data_of(rule), ", ".join(rule.phases), rule.playbook or "", rule.cue or "",
            rule.act or "", rule.text["zh-CN"], rule.text["en"],
        ]
        for rule in READY
    ]  # fmt: skip
    head = [
        "rule", "fires", "for · keep", "severity", "owner", "no data", "speaks", "playbook", "cue", "act", "中文", "English",
    ]  # fmt: skip
    return table(head, rows)


def metrics_table() -> str:
    """Return the metrics besides the KPI codes."""
    used = {(method.metric, name) for name, method in METHODS.items()}
    rows = [
        [
            f"`{one.name}`", one.by or "", one.unit, "yes" if one.level else "",
            ", ".join(sorted(f"`{name}`" for metric, name in used if metric == one.name)), one.zh, one.en,
        ]
        for one in METRICS
    ]  # fmt: skip
    return table(["metric", "by", "unit", "at once", "method", "中文", "English"], rows)


def transitions_table() -> str:
    """Return the machine's table."""
    return table(["row", "from", "outcome", "if", "becomes", "reason"], [_row(row) for row in TABLE])


def _row(row: Row) -> list[str]:
    becomes = row.becomes or (f"as {row.as_outcome}" + (" from inactive" if row.number == 17 else ""))
    return [
        str(row.number), " ".join(row.states), " ".join(row.outcomes), MEANS[row.when] if row.when else "", becomes,
        row.reason,
    ]  # fmt: skip


MEANS = {
    "at_once": "`for` is 0",
    "lasted": "it has lasted for `for`",
    "no_keep": "`keep` is 0",
    "kept": "it was ok for `keep`",
    "held_too_long": "held for `hold_max`",
    "gone": "for the second time running",
}
assert set(MEANS) == set(CONDITIONS)


def playbooks_table() -> str:
    """Return the ready-made playbooks."""
    rows = []
    for name, book in PLAYBOOKS.items():
        for lang in ("zh-CN", "en"):
            steps = " ".join(f"{i}. {_in(step, lang)}" for i, step in enumerate(book.steps, 1))
            rows.append([f"`{name}`", lang, steps, _in(book.say, lang) if book.say is not None else ""])
    return table(["playbook", "", "steps", "to say"], rows)


def _in(text: Text, lang: str) -> str:
    return plain(text, lang)


def told() -> str:
    """Return what is said to whom, in words, with the product's own numbers."""
    ladder = " → ".join(LADDER)
    of_others = [(by, same, rule) for rule, found in inhibits(READY).by.items() for by, same in found]
    needless = "; ".join(
        f"`{by}` inhibits {', '.join(f'`{rule}`' for one, _, rule in sorted(of_others) if one == by)}"
        + (" of the same product" if same else "")
        for by, same in sorted({(by, same) for by, same, _ in of_others})
    )
    escalates = ", ".join(f"{severity} {duration(ms)}" for severity, ms in ESCALATE_MS.items())
    repeats = ", ".join(f"{severity} {duration(ms)}" for severity, ms in REPEAT_MS.items())
    return (
        "## Who is on it, and who is told\n\n"
        "A firing opens an incident for the rule's owner; a role with nobody on it passes it on at once. `alert.ack` stops "
        f"sound, repeats and escalation; still firing after {duration(ACK_MS)}, or after what the acknowledgement waits for, it "
        f"is triggered again. Unacknowledged it goes on after a while ({escalates}): {ladder}. A rise of severity breaks an "
        f"acknowledgement and a snooze (at most {duration(SNOOZE_MOST_MS)}). "
        "Closed by hand it stays so until it was inactive once. First departure: what counts each time anew (warnings, "
        "forbidden words) says each further one, also when the one before is in hand or was closed by hand, not while it is "
        "snoozed: a second warning of the platform is another warning, and must be heard. A late task that is given to "
        "another is theirs from then on, and they are told.\n\n"
        "The gate, in its order: the phases in which the rule speaks, inhibition, silence, snooze, flapping, group, "
        f"duplicate. Critical is said at once, the rest with what else comes within {duration(GROUP_MS)}, what "
        f"nobody can tell any more within {duration(UNKNOWN_MS)}; what nobody takes "
        f"in hand is said again ({repeats}). {FLAPS} firings within {duration(FLAP_MS)} are said once as unstable, then it is "
        f"quiet until {duration(FLAP_MS)} in one state. {needless}; `feed_silent` inhibits what rests on facts "
        "that this feed brought and that no feed brings now; a plan's rules likewise, by what they watch. Second departure: "
        "rules over what is left of a product are not inhibited by it, since they go by what was told last: what was sold out "
        "is so whether its feed speaks or not. What is held "
        "back and still so when nothing holds it back any more is said then. What was said and is open when the show ends "
        f"is told as over with it, all together {duration(GROUP_MS)} later, unless the end is taken back "
        "or a silence covers it; nothing is said after that.\n\n"
    )


def keys_tables() -> str:
    """Return the keys of a test file."""
    parts: list[tuple[str, type[BaseModel]]] = [
        ("A test file", RuleTestFile), ("`tests[]`", RuleTest), ("`expect[]`", Expect), ("`alerts[]`", ExpectedAlert),
        ("`incidents[]`", ExpectedIncident), ("`sent[]`", ExpectedSent),
    ]  # fmt: skip
    text = ""
    for title, model in parts:
        rows = [
            [f"`{field.alias or key}`", "yes" if field.is_required() else "", MEANINGS[model.__name__][key]]
            for key, field in model.model_fields.items()
        ]
        text += f"### {title}\n\n" + table(["key", "needed", "what it is"], rows) + "\n"
    return text


def alerts_document() -> str:
    """Return docs/alerts.md."""
    return (
        HEAD
        + "## Ready-made rules\n\nOn in every show; a plan changes them by id, or switches them off.\n\n"
        + ready_table()
        + "\n"
        + WRITING
        + "## What can be watched\n\nAny KPI code of [metrics.md](metrics.md), with its windows and parts, and:\n\n"
        + metrics_table()
        + "\nA rule with `method:` compares the metric that names it with what is usual, likely or left.\n\n"
        + TRANSITIONS
        + transitions_table()
        + "\n"
        + TRANSITIONS_END
        + told()
        + "## Playbooks\n\nWhat a plan's `playbooks` leave out stays as it is here.\n\n"
        + playbooks_table()
        + "\n"
        + TESTING
        + keys_tables()
    ).rstrip("\n") + "\n"
