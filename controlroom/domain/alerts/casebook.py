"""All incidents of a show, and what the gate remembers of them.

Owns: which incident an instance has, those that were over lately, and the first instant at which time alone does something.
Law: an instance has one incident at a time; an incident that was closed by hand stays its instance's until that was
inactive once. Those over are kept in bounds.
Must not know: rules' conditions, the room's state, screens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct, field

from controlroom.domain.alerts.gate import Gate
from controlroom.domain.alerts.incident import Incident, opened
from controlroom.domain.alerts.notice import Notices
from controlroom.domain.alerts.rules import Severity

RECENT_KEPT: Final = 100


class Casebook(Struct):
    """The incidents of a show.

    Args:
        made: How many there were. `open`: by id, as opened, those closed by hand too; `by_key`: their ids by instance.
        recent: Those that are over, newest last. `fired`: how often a rule has fired; 0: it was only blank.
        owing: Ids of those that the gate holds back.
        left_ms: When those who left count as gone: a page that is loaded anew is back sooner.
        next_ms: Before this instant time alone changes nothing; None: never.
    """

    made: int = 0
    open: dict[str, Incident] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    recent: list[Incident] = field(default_factory=list)
    fired: dict[str, int] = field(default_factory=dict)
    owing: dict[str, None] = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    notices: Notices = field(default_factory=Notices)
    left_ms: int | None = None
    next_ms: int | None = None

    def of(self, key: str) -> Incident | None:
        """Return an instance's incident."""
        id_ = self.by_key.get(key)
        return self.open[id_] if id_ is not None else None

    def find(self, id_: str) -> Incident | None:
        """Return an incident that is not over, or was over lately."""
        found = self.open.get(id_)
        return found if found is not None else next((one for one in self.recent if one.id == id_), None)

    def begin(
        self, rule: str, labels: str, severity: Severity, owner: str, at_ms: int, present: Callable[[str], bool]
    ) -> Incident:
        """Open an incident of what fires."""
        self.fired[rule] = self.fired.get(rule, 0) + 1
        return self._made(opened(self._id(), rule, labels, severity, owner, at_ms, present))

    def begin_blank(self, rule: str, labels: str, owner: str, at_ms: int, present: Callable[[str], bool]) -> Incident:
        """Open an incident of what nobody knows: nothing has fired."""
        self.fired.setdefault(rule, 0)
        made = opened(self._id(), rule, labels, "info", owner, at_ms, present)
        made.blank = True
        return self._made(made)

    def _id(self) -> str:
        return f"alert-{self.made + 1}"

    def _made(self, incident: Incident) -> Incident:
        self.made += 1
        self._take(incident)
        return incident

    def reopen(self, key: str, at_ms: int) -> Incident | None:
        """Open again the newest incident that an instance had; None: it is forgotten."""
        found = next((one for one in reversed(self.recent) if one.key == key and not one.blank), None)
        if found is None:
            return None
        self.recent.remove(found)
        found.step("fired", at_ms)
        if found.said_ms is not None:
            found.with_ms = found.said_ms = at_ms  # not said, but the time to take it in hand begins anew
        self._take(found)
        return found

    def go_on(self, key: str, owner: str, since_ms: int) -> Incident | None:
        """Let an instance's incident go on that ended with the edit of its rule, at `since_ms` or later.

        None: there is none, or it was another's.
        """
        lately = (one for one in reversed(self.recent) if (one.resolved_ms or 0) >= since_ms)
        found = next((one for one in lately if one.key == key), None)
        if found is None or found.stood is None or found.rungs[0] != owner:
            return None
        self.recent.remove(found)
        found.go_on()
        if found.owed is not None:
            self.owing[found.id] = None
        self._take(found)
        return found

    def _take(self, incident: Incident) -> None:
        self.open[incident.id] = incident
        self.by_key[incident.key] = incident.id

    def finish(self, incident: Incident) -> None:
        """Put away an incident that is over."""
        del self.open[incident.id]
        del self.by_key[incident.key]
        self.owing.pop(incident.id, None)
        self.recent.append(incident)
        if len(self.recent) > RECENT_KEPT:
            del self.recent[0]

    def follow(self, incident: Incident) -> None:
        """Note when time alone will change an incident next."""
        due = incident.due()
        if due is not None:
            self.at_latest(due[0])

    def at_latest(self, due_ms: int) -> None:
        """Note that something is due at an instant."""
        if self.next_ms is None or due_ms < self.next_ms:
            self.next_ms = due_ms

    def reckon(self) -> None:
        """Find again when something is due."""
        dues = [due[0] for one in self.open.values() if (due := one.due()) is not None]
        dues += [at for at in (self.gate.due_ms(), self.left_ms) if at is not None]
        self.next_ms = min(dues, default=None)

    def away(self, from_ms: int, to_ms: int) -> None:
        """Let nothing have happened in a span in which nobody was here."""
        for incident in self.open.values():
            incident.away(from_ms, to_ms)
        self.gate.away(from_ms, to_ms)
        if self.left_ms is not None and from_ms < self.left_ms < to_ms:
            self.left_ms = to_ms
        self.reckon()
