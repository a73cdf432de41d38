"""What each key of a rule-test file means, in the words of its documentation.

Owns: one line for every key of every model of a test file; editors show it, docs/alerts.md is made of it.
Law: a key has its line, and a line its key (a test holds it).
Must not know: how a value is read.
"""

from __future__ import annotations

from typing import Final

_RULE: Final = 'Which: a rule\'s id, with its label where it has one: low_stock{sku="A1"}.'
_LABELS: Final = "The label, written apart: {sku: A1}."

MEANINGS: Final[dict[str, dict[str, str]]] = {
    "RuleTestFile": {
        "rules": "Rules as a plan writes them; no others run but those that `use` brings.",
        "rule_files": "Files of rules (`rules: [...]`), as seen from this file.",
        "use": "Ready-made rules by id, and those of the plan.",
        "plan": "A plan file, as seen from this file: products, segments, tasks, offers for the events.",
        "interval": "A step of the series; 1s.",
        "evaluate": "From one evaluation to the next; without it, `interval`.",
        "tests": "The tests.",
    },
    "RuleTest": {
        "name": "What it shows.",
        "rules": "Rules of this test alone.",
        "use": "Ready-made rules of this test alone.",
        "live": "Whether the show is live from the begin on.",
        "starts": "When the plan says that the show starts.",
        "interval": "A step of the series, where it is another than the file's.",
        "evaluate": "From one evaluation to the next, where it is another than the file's.",
        "series": "What metrics read, by name.",
        "events": "What feeds send and the server sees.",
        "commands": "What people ask for.",
        "expect": "What must be so, and when.",
    },
    "Expect": {
        "at": "When: a time from the begin.",
        "alerts": "The instances that are not inactive.",
        "incidents": "The incidents that are open; one that is over only where it is listed.",
        "sent": "What was sent since the look before.",
    },
    "ExpectedAlert": {
        "rule": _RULE,
        "labels": _LABELS,
        "state": "pending, firing, recovering, nodata, error; inactive is the same as not being listed.",
        "severity": "How grave it is by now.",
        "value": "What was compared last.",
        "threshold": "With what.",
        "reason": "Why it became what it is.",
    },
    "ExpectedIncident": {
        "rule": _RULE,
        "labels": _LABELS,
        "state": "triggered, acked, snoozed, resolved.",
        "owner": "Whom it is with.",
        "level": "How far it has gone on (0: with its first owner), or how grave it is.",
    },
    "ExpectedSent": {
        "receiver": "To whom: a role, a member of the team, or everybody.",
        "rules": "About which rules, in one notice.",
        "severity": "The gravest of them.",
        "why": "As what: fired, rose, hit, escalated, again, repeat, unstable, nodata, error, resolved.",
    },
}
"""By model and key."""
