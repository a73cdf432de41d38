"""The shape of a plan's prepared parts: offers, cues, timers, tasks, playbooks, scenes, answers, rules, the drill.

Owns: the pydantic models of these sections, and what all mappings of a plan have in common.
Law: an unknown key is an error; a key that is written and left empty counts as not given; durations are read to ms.
Must not know: lines, references between parts, YAML, what the live room does with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Final, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from controlroom.domain.alerts.rules import Act, Label, Method, NoData, Part, Phase
from controlroom.domain.alerts.rules import Severity as RuleSeverity
from controlroom.domain.plan import Priority, Text, TimerKind
from controlroom.planfile import scalars
from controlroom.planfile.findings import TeamRole
from controlroom.planfile.tree import EMPTY, Scalar

TEAM_ROLES: Final[tuple[str, ...]] = get_args(TeamRole)


def leaf(reader: Callable[[object], object], word: str, **schema: object) -> tuple[PlainValidator, WithJsonSchema]:
    """Return a reader of a leaf, what the documentation calls it, and what editors take for good."""
    return PlainValidator(reader), WithJsonSchema({**schema, "$comment": word})


def _pieces(low: int, wanted: str) -> tuple[PlainValidator, WithJsonSchema]:
    return leaf(scalars.whole(low, scalars.MAX_COUNT, wanted), "whole number", **WHOLE, minimum=low)


def among(*words: str) -> tuple[PlainValidator, WithJsonSchema]:
    """Return the reader of a word out of `words`."""
    return leaf(scalars.one_of(*words), " ".join(f"`{word}`" for word in words), enum=list(words))


# An unquoted number counts as its text, and a quoted number as a number.
TEXT: Final[dict[str, object]] = {"type": ["string", "number"], "minLength": 1}
WHOLE: Final[dict[str, object]] = {"type": ["integer", "string"], "pattern": "^[0-9]+$"}
DECIMAL: Final[dict[str, object]] = {"type": ["number", "string"], "pattern": "^-?[0-9]+([.][0-9]+)?$"}
WORDS: Final[dict[str, object]] = {
    "anyOf": [
        TEXT,
        {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
         "additionalProperties": TEXT},
    ]
}  # fmt: skip
SPAN: Final = "^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$"

Word = Annotated[str, *leaf(scalars.word, "text", **TEXT)]
Words = Annotated[Text, *leaf(scalars.text, "text, or texts by language", **WORDS)]
Id = Annotated[str, *leaf(scalars.ident, "id", type=["string", "number"], pattern="^[^ /:]{1,64}$")]
Name = Annotated[str, *leaf(scalars.key, "id", type="string")]
Sku = Annotated[str, *leaf(scalars.sku, "sku", type=["string", "number"], maxLength=100)]
Money = Annotated[Decimal, *leaf(scalars.money, "money", **DECIMAL, minimum=0)]
Count = Annotated[int, *_pieces(0, "a number of pieces such as 1200")]
Quota = Annotated[int, *_pieces(1, "a number of orders such as 100")]
Samples = Annotated[int, *_pieces(0, "a number such as 20")]
Link = Annotated[int, *leaf(scalars.whole(1, 999, "a link number such as 3"), "1–999", **WHOLE, minimum=1, maximum=999)]
Minutes = Annotated[int, *leaf(scalars.minutes, "minutes", **DECIMAL, exclusiveMinimum=0, maximum=1440)]
Span = Annotated[int, *leaf(scalars.span_ms, "duration", type="string", pattern=SPAN)]
Hold = Annotated[int, *leaf(scalars.span_or_zero_ms, "duration", type=["string", "integer"], pattern=SPAN)]
Offset = Annotated[int, *leaf(scalars.offset_ms, "time from the begin", type="string", pattern=f"^-?{SPAN[1:]}")]
Number = Annotated[Decimal, *leaf(scalars.number, "number", **DECIMAL)]
Truth = Annotated[bool, *leaf(scalars.truth, "true or false", type="boolean")]
Instant = Annotated[int, *leaf(scalars.instant, "instant", type=["string", "integer"])]
Role = Annotated[TeamRole, *among(*TEAM_ROLES)]
Severity = Annotated[RuleSeverity, *among(*get_args(RuleSeverity))]


class Shape(BaseModel):
    """What all mappings of a plan have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, data: object) -> object:
        """Take a known key that is left empty as not given."""
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {
            key: item
            for key, item in data.items()
            if key not in known or not (isinstance(item, Scalar) and item.kind in EMPTY)
        }


class Offer(Shape):
    """A gift or a price for the first orders (`quota`) or for some `minutes`."""

    id: Id
    sku: Sku
    title: Words
    gift: Words | None = None
    price: Money | None = None
    quota: Quota | None = None
    minutes: Minutes | None = None
    announce: Words | None = None


class When(Shape):
    """What prompts a cue: time `left` (of `timer`, else of the segment), stock `stock_below`, or a KPI's threshold."""

    left: Span | None = None
    timer: Id | None = None
    stock_below: Quota | None = None
    sku: Sku | None = None
    kpi: Id | None = None
    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        conditions = [self.left, self.stock_below, self.kpi]
        if sum(condition is not None for condition in conditions) != 1:
            raise scalars.wrong(
                "bad_condition",
                'Write one condition: {left: "1m"}, {timer: ID, left: "1m"}, {stock_below: 300} or {kpi: CODE, above: 5}.',
            )
        if self.timer is not None and self.left is None:
            raise scalars.wrong("bad_condition", 'A timer needs the time left: {timer: ID, left: "1m"}.')
        if (self.above is None) == (self.below is None) and self.kpi is not None:
            raise scalars.wrong("bad_condition", "A KPI needs one threshold: {kpi: CODE, above: 5} or {…, below: 5}.")
        if self.kpi is None and (self.above is not None or self.below is not None):
            raise scalars.wrong("bad_condition", "above and below belong to a KPI: {kpi: CODE, above: 5}.")
        return self


class Cue(Shape):
    """A card for the host; in a segment it may be prompted `at` a time from the segment's begin."""

    id: Id
    text: Words
    priority: Annotated[Priority, *among(*get_args(Priority))] = "info"
    target: Word | None = None
    offer: Id | None = None
    rescue: Truth = False
    when: When | None = None
    expires: Span | None = None
    announce: Words | None = None


class SegmentCue(Cue):
    """A cue of one segment."""

    at: Offset | None = None


class Timer(Shape):
    """A clock of a segment, started by hand or `start` after the segment's begin."""

    id: Id
    title: Words
    kind: Annotated[TimerKind, *among(*get_args(TimerKind))]
    minutes: Minutes | None = None
    until: Instant | None = None
    start: Offset | None = None
    offer: Id | None = None
    warn: Span | None = None
    danger: Span | None = None

    @model_validator(mode="after")
    def _has_its_end(self) -> Self:
        if self.kind == "countdown" and self.minutes is None:
            raise scalars.wrong("missing_key", "A countdown needs its length: add `minutes: 5`.")
        if self.kind == "until" and self.until is None:
            raise scalars.wrong(
                "missing_key", "A timer `until` needs the instant: add `until: 2026-11-22T21:00:00+08:00`."
            )
        return self


class Task(Shape):
    """What a person does `at` a time from the segment's begin; `approve`: who signs it off."""

    title: Words
    id: Id | None = None
    at: Offset | None = None
    owner: Id | None = None
    approve: Id | None = None
    inform: list[Id] = Field(default_factory=list)
    sku: Sku | None = None


class Playbook(Shape):
    """What is done when something goes wrong, by whom, and with which words."""

    owner: Id | None = None
    steps: list[Words] = Field(default_factory=list)
    say: Words | None = None
    cue: Id | None = None


class Scene(Shape):
    """Several things at one key."""

    id: Id
    title: Words
    key: Word | None = None
    product: Sku | None = None
    offer: Id | None = None
    cue: Id | None = None
    timer: Id | None = None
    tasks: list[Id] = Field(default_factory=list)
    announce: Words | None = None


class Faq(Shape):
    """An answer, and the words of the questions it answers."""

    ask: list[Word]
    answer: Words
    sku: Sku | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A threshold that is another field of the same labels, times a factor."""

    field: str
    times: Decimal = Decimal(1)


def _bound(value: object) -> Decimal | Share:
    """Return a threshold: a number, or {field: …, times: …}."""
    if not isinstance(value, dict):
        return scalars.number(value)
    for key in value:
        if key not in {"field", "times"}:
            raise scalars.wrong(
                "unknown_key", f"There is no key '{key}' here: write {{field: safety, times: 1.1}}.", key
            )
    if "field" not in value:
        raise scalars.wrong("missing_key", "A threshold has a number or a field: write {field: safety, times: 1.1}.")
    times = scalars.number(value["times"]) if "times" in value else Decimal(1)
    return Share(scalars.ident(value["field"]), times)


_SHARE: Final[dict[str, object]] = {
    "type": "object", "properties": {"field": TEXT, "times": DECIMAL}, "required": ["field"], "additionalProperties": False,
}  # fmt: skip
Bound = Annotated[Decimal | Share, *leaf(_bound, "number, or {field, times}", anyOf=[DECIMAL, _SHARE])]


class Raised(Shape):
    """When a rule turns critical."""

    above: Bound | None = None
    below: Bound | None = None
    clear: Bound | None = None
    for_: Hold | None = Field(default=None, alias="for")


class Rule(Shape):
    """An alert's rule, new or changing the ready-made one of this id."""

    id: Id
    enabled: Truth = True
    without: list[Annotated[Part, *among(*get_args(Part))]] = Field(default_factory=list)
    metric: Word | None = None
    method: Annotated[Method, *among(*get_args(Method))] | None = None
    by: Annotated[Label, *among(*get_args(Label))] | None = None
    above: Bound | None = None
    below: Bound | None = None
    clear: Bound | None = None
    for_: Hold | None = Field(default=None, alias="for")
    keep: Hold | None = None
    cooldown: Hold | None = None
    after: Hold | None = None
    hold_max: Hold | None = None
    ack_timeout: Hold | None = None
    escalate_after: Hold | None = None
    min_samples: Samples | None = None
    severity: Severity | None = None
    critical: Raised | None = None
    owner: Id | None = None
    no_data: Annotated[NoData, *among(*get_args(NoData))] | None = None
    phases: list[Annotated[Phase, *among(*get_args(Phase))]] | None = None
    text: Words | None = None
    playbook: Id | None = None
    cue: Id | None = None
    act: Annotated[Act, *among(*get_args(Act))] | None = None


class Drill(Shape):
    """Within which times a rehearsed trouble must be seen and answered."""

    acknowledge_within: Span | None = None
    act_within: Span | None = None


class Allowed(Shape):
    """Wording that a person has decided to let stand."""

    phrase: Word
    by: Id
    why: Word
