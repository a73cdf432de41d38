"""What stands beside an alert about conversion or GMV: what the change is made of, and what happened meanwhile.

Owns: which alerts have it, and over which minutes.
Law: contributions of whole half minutes against as many before; they are never called causes. What has not passed yet is
no evidence. It is reckoned anew when half a minute has passed or something else has happened.
Must not know: roles, HTML.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from controlroom.domain.alerts.incident import Incident
from controlroom.domain.alerts.rules import Label, Rule
from controlroom.domain.contributions import factors
from controlroom.domain.units import MINUTE_MS, SECOND_MS
from controlroom.domain.watch import Judgement
from controlroom.room.state import RoomState
from controlroom.views.alert_shapes import EvidenceView
from controlroom.views.analysis import BIN_MS, By, facts_of, span_of

_METHODS: Final = frozenset({"conversion_dip", "pay_rate_drop"})
_METRICS: Final = (
    "gmv_", "gpm_minor", "conversion_rate", "orders_per_viewer", "click_to_pay", "target_pace", "target_progress", "pay_rate",
    "aov_minor", "uv_value", "paid_orders", "dip.sure",
)  # fmt: skip
_BY: Final[dict[Label | None, By]] = {"sku": "product", "traffic": "traffic"}
SHORTEST_MS: Final = 2 * MINUTE_MS
USUAL_MS: Final = 5 * MINUTE_MS
LONGEST_MS: Final = 15 * MINUTE_MS
FACTS: Final = 12


def has_evidence(rule: Rule) -> bool:
    """Tell whether an alert is about conversion or GMV."""
    return rule.method in _METHODS or (rule.metric is not None and rule.metric.startswith(_METRICS))


class _Kept(NamedTuple):
    of: tuple[object, ...]
    view: EvidenceView | None


def evidence_of(s: RoomState, incident: Incident, rule: Rule, judged: Judgement | None) -> EvidenceView | None:
    """Return what stands beside an alert, as it was reckoned last where nothing has changed since. No part of the state.

    Args:
        rule: Its own: one by product or source is about that part.
        judged: What the detector says of it, where it is its.
    """
    by = _BY.get(rule.by)
    begun_ms = judged.since_s * SECOND_MS if judged is not None else incident.opened_ms
    now = (s.as_of_ms // BIN_MS, begun_ms, s.marks.count(), len(s.notes.by_id), next(reversed(s.notes.by_id), None))
    kept: dict[str, _Kept] = s.alerts.__dict__.setdefault("evidence", {})
    known = kept.get(incident.id)
    if known is None or known.of != now:
        for gone in [id_ for id_ in kept if id_ not in s.casebook.open]:
            del kept[gone]
        known = kept[incident.id] = _Kept(
            now, evidence_view(s, begun_ms, (by, incident.labels) if by is not None else None)
        )
    return known.view


def evidence_view(s: RoomState, begun_ms: int, of: tuple[By, str] | None = None) -> EvidenceView | None:
    """Return what stands beside an alert that has been so since an instant; None: nothing can be said.

    Args:
        of: The part that it is about; None: the whole show.
    """
    to_ms = s.as_of_ms - s.as_of_ms % BIN_MS
    known_ms = (to_ms - s.started_ms) // 2 if s.started_ms is not None else 0
    long_ms = min(max(to_ms - begun_ms, USUAL_MS), LONGEST_MS, known_ms)
    long_ms -= long_ms % BIN_MS
    if long_ms < SHORTEST_MS:
        return None
    from_ms, before_ms = to_ms - long_ms, to_ms - 2 * long_ms
    was, now = span_of(s.tally, (before_ms, from_ms), of), span_of(s.tally, (from_ms, to_ms), of)
    facts = [mark for mark in facts_of(s, before_ms, to_ms) if mark.kind != "alert"]
    return EvidenceView(
        from_ms=from_ms, to_ms=to_ms, change_minor=now.gmv_minor - was.gmv_minor, factors=factors(was, now),
        facts=tuple(facts[-FACTS:]),
    )  # fmt: skip
