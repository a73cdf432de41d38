"""The rules that say when something is wrong: typed, no expression language.

Owns: the shape of a rule and of its parts, as a plan, a form and a journal carry it.
Law: a rule is complete and checked before it gets here; every threshold is a whole number of millionths, so that no
comparison rests on a float. A form can edit every part.
Must not know: how a metric is read, what an incident is, YAML.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

MILLION: Final = 1_000_000

Severity = Literal["info", "warning", "critical"]

Method = Literal[
    "conversion_dip", "viewer_drop", "online_surge", "pay_rate_drop", "refund_spike", "negative_wave", "runs_out_early",
    "feed_silent",
]  # fmt: skip
"""What is reckoned by more than a comparison with a number (`domain.alerts.methods`)."""

Label = Literal["sku", "segment", "traffic", "feed", "task", "offer", "question"]
"""What a rule can have one instance of each of."""

NoData = Literal["ok", "alerting", "nodata", "keep_last"]
"""What it means that nothing is known: as ok, as a breach, a state of its own, or that things stay as they are."""

OWN_TASK: Final = "task"
"""The owner of a rule over tasks who is each task's own."""

Phase = Literal["planned", "live", "ended"]

Part = Literal[
    "by", "above", "below", "clear", "min_samples", "critical", "no_data", "ack_timeout", "escalate_after", "text", "playbook",
    "cue", "act",
]  # fmt: skip
"""What a rule can do without, as a plan calls it."""

Act = Literal["switch_instead", "next"]
"""What one key does about it: switch to the plan's `instead`, take the next segment."""


class Limit(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A threshold: a number, or `times` a field of the same labels. Exactly one of `value_millionths` and `field` is set.

    Args:
        field: A neighbour of the metric: `safety` beside `stock.available` is `stock.safety`; a KPI code stands for itself.
        times_millionths: What the field is multiplied by.
    """

    value_millionths: int | None = None
    field: str | None = None
    times_millionths: int = MILLION


class Level(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The second line of a rule, beyond which it is critical. One of `above` and `below`, on the side of the rule's own.

    Args:
        clear: Where it is no longer critical; None: at the line itself.
        for_ms: How long it must be passed before the instance is raised.
    """

    above: Limit | None = None
    below: Limit | None = None
    clear: Limit | None = None
    for_ms: int = 0


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One rule.

    Args:
        metric: What is compared; or `method`: what is reckoned, with its own comparison unless one is given here.
        by: One instance for each value of this label; None: one for the room.
        above, below: Breach is strictly above, or strictly below (one of them; none: the method's).
        clear: The threshold while the instance is firing or recovering; None: the firing one.
        for_ms: How long a breach lasts before it fires. `keep_ms`: how long it must be ok before it is over.
        cooldown_ms: A breach so soon after the end opens the same incident again.
        after_ms: Before the show has been live so long, there are too few samples.
        min_samples: With a smaller denominator nothing is decided; None: what the KPI itself asks for.
        critical: When it is critical instead.
        owner: A role, or a member of the team by id; `task`: the owner of the task that it is about.
        no_data: What it means that nothing is known; None: as is usual of its metric (`domain.alerts.methods`).
        hold_max_ms: So long a firing instance is held while there are too few samples.
        ack_timeout_ms: So long an acknowledgement lasts. `escalate_after_ms`: so long its owner has to take an incident in
            hand. None: what is usual (`domain.alerts.incident`).
        phases: When it speaks (`domain.alerts.gate`); what is true is evaluated in every phase but the last.
        text: By language, with `{title}` `{value}` `{threshold}` and the facts of its metric; empty: the metric's name.
        playbook, cue: Of the plan, by id. `act`: what one key does.
    """

    id: str
    metric: str | None = None
    method: Method | None = None
    by: Label | None = None
    above: Limit | None = None
    below: Limit | None = None
    clear: Limit | None = None
    for_ms: int = 0
    keep_ms: int = 0
    cooldown_ms: int = 0
    after_ms: int = 0
    min_samples: int | None = None
    severity: Severity = "warning"
    critical: Level | None = None
    owner: str = "controller"
    no_data: NoData | None = None
    hold_max_ms: int = 600_000
    ack_timeout_ms: int | None = None
    escalate_after_ms: int | None = None
    phases: tuple[Phase, ...] = ("live",)
    text: dict[str, str] = field(default_factory=dict)
    playbook: str | None = None
    cue: str | None = None
    act: Act | None = None
    enabled: bool = True
