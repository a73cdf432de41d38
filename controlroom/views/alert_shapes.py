"""What the topic `alerts` holds.

Owns: the shapes of alerts, silences and rules as screens read them.
Law: as in `views.shapes`, through which they are read: instants are given, the screen reckons ages; a recovering
instance is `firing` with `recovering`; texts are filled in already, in every language of the plan.
Must not know: roles, HTML, the state's own structs, the machine.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from controlroom.domain.alerts.rules import Rule, Severity
from controlroom.domain.contributions import Factor
from controlroom.domain.marks import Mark
from controlroom.domain.plan import Text

AlertState = Literal["pending", "firing", "nodata", "error"]
IncidentState = Literal["triggered", "acked", "snoozed", "resolved"]
Until = Literal["sold_out", "segment_end"]
Unseen = Literal["unheard", "silent", "no_target", "unknown", "wrong"]


class PlaybookView(Struct, frozen=True, kw_only=True):
    """What to do, step by step. `cue`: the prepared card, `words`: what it says now; `pushed_ms`: when it was pushed."""

    id: str
    steps: tuple[Text, ...]
    say: Text | None = None
    cue: str | None = None
    words: Text | None = None
    pushed_ms: int | None = None


class AlertActView(Struct, frozen=True, kw_only=True):
    """What one key does. `kind`: `switch` to a product, `scene`, `fit` …; `what`: of what, for people."""

    kind: str
    what: Text | None = None
    done_ms: int | None = None


class EvidenceView(Struct, frozen=True, kw_only=True):
    """What the figure is made of: its window [from, to) against the one before, contributions and not causes.

    `facts`: what happened in these minutes, oldest first.
    """

    from_ms: int
    to_ms: int
    change_minor: int | None = None
    factors: tuple[Factor, ...] = ()
    facts: tuple[Mark, ...] = ()


class AgeView(Struct, frozen=True, kw_only=True):
    """An age that runs: since when, and how it is `told` in the alert's text, where a screen counts on."""

    since_ms: int
    told: str


class AlertView(Struct, frozen=True, kw_only=True):
    """One alert: what is true, who is on it, what to do.

    Args:
        id: The incident's; one that is pending has none, and the name of its instance instead.
        labels: What it is about: `sku`, `feed`, `task`, `offer`.
        value, threshold: In the metric's own unit; None: not known, or the rule has none.
        age: Of one whose value is an age that runs.
        owner: Whose it is: a role, or one of the team. `shared`: who else it went on to.
        escalates_ms: When it goes on to the next unless somebody takes it; None: it does not.
        acked_ms, acked_by: Taken in hand when, and by whom (a role, or one of the team).
        until, until_ms: In hand, or snoozed, until that happens or that instant.
        sure: How sure it is, in a sentence, where the method tells.
        muted_by: Why nobody is told of it: `phase`, `rule:<id>` of the one that inhibits it, `silence:<id>`, `flapping`.
        resolved_ms, why: When and why it ended.
        said: How often it was said aloud: when that grows, a screen may make its sound.
    """

    id: str
    rule: str
    labels: dict[str, str]
    severity: Severity
    state: AlertState
    recovering: bool
    incident: IncidentState | None
    since_ms: int
    value: int | float | None
    threshold: int | float | None
    owner: str
    text: Text
    playbook: PlaybookView | None = None
    act: AlertActView | None = None
    contributions: EvidenceView | None = None
    muted_by: str | None = None
    shared: tuple[str, ...] = ()
    escalates_ms: int | None = None
    acked_ms: int | None = None
    acked_by: str | None = None
    until: Until | None = None
    until_ms: int | None = None
    sure: Text | None = None
    resolved_ms: int | None = None
    why: str | None = None
    said: int = 0
    age: AgeView | None = None


class SilenceView(Struct, frozen=True, kw_only=True):
    """Who is not told of what, and why. `matchers`: `rule`, or a label's name, to its value."""

    id: str
    matchers: dict[str, str]
    since_ms: int
    until_ms: int
    why: str
    by: str


class RuleView(Struct, frozen=True, kw_only=True):
    """One rule. `metric`: what it looks at, None: a method of its own; `fire`, `clear`: its two lines, for people.

    `changed`: a ready-made one that is not as the product brings it; `fired`: how often it did in this show.
    `rule`: the whole of it, as `rules.set` takes it. `own`: it was added while the show runs, and can be removed.
    """

    id: str
    title: Text
    metric: str | None
    severity: Severity
    owner: str
    enabled: bool
    fire: Text | None = None
    clear: Text | None = None
    for_ms: int = 0
    keep_ms: int = 0
    changed: bool = False
    fired: int = 0
    rule: Rule | None = None
    own: bool = False


class UnwatchedView(Struct, frozen=True, kw_only=True):
    """A rule that is on and cannot be judged now. `title`: what it is called.

    Args:
        why: No feed has brought its `facts` (any of them would do), or none does any more; the plan has no target; the `figure`
            that it watches or compares with is not known; or the rule is `wrong`: in which `part`, with what `fault`.
    """

    rule: str
    why: Unseen
    title: Text = ""
    facts: tuple[str, ...] = ()
    figure: Text | None = None
    part: str | None = None
    fault: str | None = None


class SayingView(Struct, frozen=True, kw_only=True):
    """What became of something that was to be said. `outcome`: `sent`, or what held it back; `by`: which rule or silence."""

    at_ms: int
    alert: str
    key: str
    why: str
    outcome: str
    by: str | None = None
    to: tuple[str, ...] = ()


class AlertsView(Struct, frozen=True, kw_only=True):
    """Topic `alerts`.

    `open`: the most urgent that nobody has in hand first, `more` that are not listed; `recent`, `log`: the newest first;
    `unwatched`: rules that cannot be judged now.
    """

    open: tuple[AlertView, ...] = ()
    more: int = 0
    recent: tuple[AlertView, ...] = ()
    silences: tuple[SilenceView, ...] = ()
    rules: tuple[RuleView, ...] = ()
    unwatched: tuple[UnwatchedView, ...] = ()
    log: tuple[SayingView, ...] = ()
