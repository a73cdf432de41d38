"""Running one test: time passes second by second, what happens happens, and each expectation is looked at.

Owns: the order of things within an instant, and what of a room is compared.
Law: at an instant first time comes (and rules are evaluated), then facts arrive, then commands are given, then the test
looks. What was sent is what left since the look before.
Must not know: files, how differences are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from controlroom.domain.alerts.incident import Incident
from controlroom.domain.records import RoomResumed
from controlroom.domain.units import SECOND_MS
from controlroom.ruletests.compare import (
    Difference,
    Entry,
    Fields,
    Notice,
    Row,
    compare_entries,
    compare_sent,
)
from controlroom.ruletests.models import Expect, ExpectedAlert, ExpectedIncident
from controlroom.ruletests.notation import Named
from controlroom.ruletests.reading import Case
from controlroom.ruletests.stage import BEGIN_MS, Stage
from controlroom.ruletests.timed import Asked, Happens

_MILLION: Final = 1_000_000


def run(test: Case) -> list[Difference]:
    """Play a test; return where it is not met."""
    return list(_Run(test).differences())


class _Run:
    """One test being played."""

    def __init__(self, test: Case) -> None:
        self._test = test
        self._stage = Stage(test)
        self._told = 0
        self._gaps = [(r.from_ms, r.to_ms) for h in test.happens if isinstance(r := h.record, RoomResumed)]

    def differences(self) -> Iterator[Difference]:
        """Play it to its last expectation; yield where one is not met."""
        happens, asked, looks = list(self._test.happens), list(self._test.asked), list(self._test.expect)
        for at_ms in range(BEGIN_MS + SECOND_MS, looks[-1][1].at + 1 if looks else 0, SECOND_MS):
            self._happen(happens, at_ms - 1)
            yield from self._ask(asked, at_ms - 1)
            if not any(from_ms < at_ms <= to_ms for from_ms, to_ms in self._gaps):
                self._stage.advance(at_ms)
            self._happen(happens, at_ms)
            yield from self._ask(asked, at_ms)
            while looks and looks[0][1].at <= at_ms:
                line, expect = looks.pop(0)
                yield from self._look(line, expect)

    def _happen(self, happens: list[Happens], to_ms: int) -> None:
        """Let arrive, and take from the list, what arrives up to an instant."""
        while happens and happens[0].at_ms <= to_ms:
            self._stage.happen(happens.pop(0))

    def _ask(self, asked: list[Asked], to_ms: int) -> Iterator[Difference]:
        """Give, and take from the list, the commands up to an instant; one that is refused is a difference."""
        while asked and asked[0].at_ms <= to_ms:
            one = asked.pop(0)
            refused = self._stage.ask(one)
            if refused is not None:
                row = Row(False, f"{one.by}: accepted", f"refused as {refused}")
                yield Difference(one.line, one.at_ms, "command", (row,))

    def _look(self, line: int, expect: Expect) -> Iterator[Difference]:
        """Compare one expectation with the room."""
        found: dict[str, list[Row]] = {}
        if expect.alerts is not None:
            found["alerts"] = compare_entries([_alert(one) for one in expect.alerts], self._alerts())
        if expect.incidents is not None:
            found["incidents"] = self._incidents([_incident(one) for one in expect.incidents])
        sent = self._sent()
        if expect.sent is not None:
            wanted = [
                Notice(one.receiver, tuple(one.rules), _given(severity=one.severity, why=one.why))
                for one in expect.sent
            ]
            found["sent"] = compare_sent(wanted, sent)
        for what, rows in found.items():
            if not all(row.same for row in rows):
                yield Difference(line, expect.at, what, tuple(rows))

    def _alerts(self) -> list[Entry]:
        """Return the instances that are not inactive."""
        alerts = self._stage.state.alerts
        reasons = {(t.rule, t.labels): t.reason for t in alerts.recent}
        return [
            Entry(
                self._stage.named(one.rule, one.labels),
                {
                    "state": one.state,
                    "severity": one.severity,
                    "value": _number(one.value_millionths),
                    "threshold": _number(one.threshold_millionths),
                    "reason": reasons.get((one.rule, one.labels)),
                },
            )
            for one in alerts.instances.values()
            if one.state != "inactive"
        ]

    def _incidents(self, wanted: Sequence[Entry]) -> list[Row]:
        """Compare incidents: open ones as a complete list, those that are over where they are named."""
        book = self._stage.state.casebook
        open_ = [one for one in book.open.values() if not one.over]
        over = [*reversed([one for one in book.open.values() if one.over]), *reversed(book.recent)]
        rows = compare_entries(
            [entry for entry in wanted if entry.fields.get("state") != "resolved"],
            [_standing(one, self._stage.named(one.rule, one.labels), wanted) for one in open_],
        )
        left = [_standing(one, self._stage.named(one.rule, one.labels), wanted) for one in over]
        for entry in wanted:
            if entry.fields.get("state") != "resolved":
                continue
            fits = next((one for one in left if entry.name in (one.name, Named(one.name.metric))), None)
            rows += compare_entries([entry], [fits] if fits is not None else [])
            if fits is not None:
                left.remove(fits)
        return rows

    def _sent(self) -> list[Notice]:
        """Return what left since the look before, one entry a receiver."""
        notices = self._stage.state.casebook.notices
        new, self._told = notices.after(self._told), notices.made
        return [
            Notice(
                receiver,
                tuple(self._named(key) for key in notice.rules),
                {"severity": notice.severity, "why": notice.why},
            )
            for notice in new
            for receiver in notice.to
        ]

    def _named(self, key: str) -> Named:
        """Return what an instance's key (`low_stock{A1}`) is called."""
        rule, _, label = key.partition("{")
        return self._stage.named(rule, label.removesuffix("}"))


def _alert(one: ExpectedAlert) -> Entry:
    given = _given(state=one.state, severity=one.severity, value=one.value, threshold=one.threshold, reason=one.reason)
    return Entry(_whole(one.rule, one.labels), given)


def _incident(one: ExpectedIncident) -> Entry:
    return Entry(_whole(one.rule, one.labels), _given(state=one.state, owner=one.owner, level=one.level))


def _standing(one: Incident, name: Named, wanted: Sequence[Entry]) -> Entry:
    """Return how an incident stands; its level by step, or by severity where that is asked for."""
    graded = any(entry.name.metric == one.rule and isinstance(entry.fields.get("level"), str) for entry in wanted)
    state = "resolved" if one.over else one.state
    return Entry(name, {"state": state, "owner": one.owner, "level": one.severity if graded else one.rung})


def _given(**fields: str | int | Decimal | None) -> Fields:
    return {key: value for key, value in fields.items() if value is not None}


def _whole(rule: Named, labels: Mapping[str, str]) -> Named:
    return Named(rule.metric, tuple(sorted({**dict(rule.labels), **labels}.items())))


def _number(millionths: int | None) -> Decimal | None:
    return Decimal(millionths) / _MILLION if millionths is not None else None
