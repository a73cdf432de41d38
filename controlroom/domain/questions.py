"""What viewers ask: questions that say the same, gathered for a while, with who asks and whether it was answered.

Owns: the groups, their states, their window, and how long answers took.
Law: a group is of one product and one topic. A person counts once in it, for as long as the newest asking is in the
window. What is asked again within `ECHO_MS` of an answer was written before it was heard; afterwards the group is open
anew. Everything is bounded: who asks more than `ALONE` things that nobody else asks gives up his own oldest, never another's.
The same records give the same groups, however time came to them.
Must not know: comments' classes, plans beyond a `Lexicon`, how answers are worded.
"""

from __future__ import annotations

from itertools import islice
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.asking import NUMBER, ONE_ANSWER, About, Lexicon, Meant, alike, answer_to, meant_by, read
from controlroom.domain.plan import Text

WINDOW_MS: Final = 10 * 60_000
ECHO_MS: Final = 60_000
GROUPS: Final = 200
ALONE: Final = 5
"""In so many groups that are open a person may be the only one who asks."""
PEOPLE: Final = 5_000
_FORGOTTEN_AT_ONCE: Final = 256
"""Of too many people: to take the first out of a table again and again is slow."""
FORMS: Final = 8
SEEN: Final = 1_000
TIMES: Final = 200

QuestionState = Literal["open", "answered", "done"]


class Question(Struct):
    """Questions that say the same.

    Args:
        sku: The product they are about, None: none. `links`: as of their `asking.Meant`.
        grams: Of the first one (`asking.read`).
        covered: The place of the plan's answer that it was read as, −1: none.
        people: Who asks → when last, the longest ago first. `asked`: how often, in this round.
        forms: Ways in which it was written → how often.
        first_ms, last_ms: Of this round. `closed_ms`: when it was answered or done with; None: it is open.
        answer: The words it was answered with. `numbers`: by placeholder, what was filled into them.
        particular: As of its `asking.Reading`.
    """

    id: str
    sku: str | None
    topic: About
    grams: dict[str, None]
    covered: int
    first_ms: int
    last_ms: int
    people: dict[str, int] = field(default_factory=dict)
    asked: int = 0
    forms: dict[str, int] = field(default_factory=dict)
    state: QuestionState = "open"
    closed_ms: int | None = None
    answer: Text | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    particular: bool = False
    links: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many people ask."""
        return len(self.people)

    @property
    def text(self) -> str:
        """The way in which it is written most often."""
        return max(self.forms, key=lambda form: self.forms[form])

    def ask(self, user: str, text: str, at_ms: int) -> None:
        """Take one more who asks."""
        if self.closed_ms is not None and at_ms - self.closed_ms > ECHO_MS:
            self.state, self.closed_ms, self.answer, self.numbers = "open", None, None, {}
            self.first_ms, self.asked = at_ms, 0
            self.people.clear()
        self.last_ms = max(self.last_ms, at_ms)
        self.people.pop(user, None)
        self.people[user] = self.last_ms
        if len(self.people) > PEOPLE:
            for longest_ago in list(islice(self.people, _FORGOTTEN_AT_ONCE)):
                del self.people[longest_ago]
        self.asked += 1
        if text in self.forms or len(self.forms) < FORMS:
            self.forms[text] = self.forms.get(text, 0) + 1

    def only(self, user: str) -> bool:
        """Tell whether it is open and nobody else asks."""
        return self.state == "open" and len(self.people) == 1 and user in self.people

    def slide(self, before_ms: int) -> bool:
        """Forget who asked before an instant; return whether anybody did."""
        gone = []
        for user, at_ms in self.people.items():
            if at_ms >= before_ms:
                break
            gone.append(user)
        for user in gone:
            del self.people[user]
        return bool(gone)


class Questions(Struct):
    """All groups of a show.

    Args:
        by_id: In the order in which they were first asked.
        lexicon: What the plan calls its products and answers.
        seen: Texts read lately, with the product on air → their group.
        times: How long the newest answers took, ms. `closed`: how many there were.
        next_ms: Nobody leaves the window before; 0: look at each second.
    """

    by_id: dict[str, Question] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    seen: dict[str, str] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    closed: int = 0
    next_ms: int = 0

    def learn(self, lexicon: Lexicon) -> None:
        """Read by another plan from now on."""
        self.lexicon = lexicon
        self.seen = {}
        for question in self.by_id.values():
            question.covered = answer_to(question.text, Meant(question.sku, question.links), lexicon)

    def ask(self, id_: str, user: str, text: str, at_ms: int, on_air: str | None, kept: str | None = None) -> Question:
        """Take a question.

        Args:
            id_: For a new group. `user`: who asks. `on_air`: the product that is meant when none is named.
            kept: A group that makes no room for another: it is on the host's screen.
        """
        key = f"{on_air or ''}\n{text}"
        question = self.by_id.get(self.seen.get(key, ""))
        if question is None:
            question = self._group(id_, user, text, at_ms, on_air, kept)
            self.seen[key] = question.id
            if len(self.seen) > SEEN:
                del self.seen[next(iter(self.seen))]
        question.ask(user, text, at_ms)
        self.next_ms = min(self.next_ms, question.last_ms + WINDOW_MS + 1)  # the group may be older than all others
        return question

    def _group(self, id_: str, user: str, text: str, at_ms: int, on_air: str | None, kept: str | None) -> Question:
        """Return the group that a text belongs to, a new one if there is none."""
        meant = meant_by(text, self.lexicon, on_air)
        topic, grams, particular = read(text)
        covered = answer_to(text, meant, self.lexicon)
        for one in self.by_id.values():
            if (one.sku, one.links) == meant and _same(one, topic, grams, particular, covered):
                return one
        self._make_room(user, kept)
        made = Question(
            id_, meant.sku, topic, dict.fromkeys(grams), covered, at_ms, at_ms, particular=particular, links=meant.links
        )
        self.by_id[id_] = made
        return made

    def _make_room(self, user: str, kept: str | None) -> None:
        """Let a group go where a person has too many alone, his own; where there are too many, the least worth keeping."""
        free = [one for one in self.by_id.values() if one.id != kept]
        alone = [one for one in free if one.only(user)]
        if len(alone) >= ALONE:
            del self.by_id[min(alone, key=_worth).id]
        elif len(self.by_id) >= GROUPS:
            del self.by_id[min(free, key=_worth).id]

    def slide(self, as_of_ms: int, kept: str | None) -> bool:
        """Let the window end at an instant; return whether anything left it.

        Args:
            kept: A group that stays though nobody asks any more: it is on the host's screen.
        """
        if as_of_ms < self.next_ms:
            return False
        before_ms, slid = as_of_ms - WINDOW_MS, False
        oldest = []
        for question in list(self.by_id.values()):
            slid = question.slide(before_ms) or slid
            if question.people:
                oldest.append(next(iter(question.people.values())))
            elif question.id != kept:
                del self.by_id[question.id]
                slid = True
        self.next_ms = min(oldest) + WINDOW_MS + 1 if oldest else 0
        return slid

    def close(
        self, id_: str, state: QuestionState, answer: Text | None, at_ms: int, numbers: dict[str, int] | None = None
    ) -> None:
        """Let a group be answered, or done with; how long it was open is kept.

        Args:
            numbers: What was filled into the answer.
        """
        question = self.by_id[id_]
        if question.state == "open":
            self.took(at_ms - question.first_ms)
        question.state, question.closed_ms, question.answer, question.numbers = state, at_ms, answer, numbers or {}

    def took(self, ms: int) -> None:
        """Keep how long an answer took."""
        self.closed += 1
        self.times.append(max(0, ms))
        if len(self.times) > TIMES:
            del self.times[0]

    def untook(self, ms: int) -> None:
        """Forget an answer that took so long: it was taken back."""
        self.closed -= 1
        if ms in self.times:
            self.times.reverse()
            self.times.remove(ms)
            self.times.reverse()

    def waiting(self) -> list[Question]:
        """Return what waits for an answer."""
        return [one for one in self.by_id.values() if one.state == "open" and one.people]

    def open(self) -> list[Question]:
        """Return what waits for an answer, by how many ask; of equally many the longest waiting first.

        Of what one person asks alone the second comes after the first of everybody else, and so on.
        """
        waiting = sorted(self.waiting(), key=lambda one: (one.first_ms, one.id))
        alone: dict[str, int] = {}
        turns: dict[str, int] = {}
        for one in waiting:
            if one.count == 1:
                (user,) = one.people
                turns[one.id] = alone[user] = alone.get(user, 0) + 1
        return sorted(waiting, key=lambda one: (-one.count, turns.get(one.id, 0)))

    def shown(self) -> list[Question]:
        """Return what is open, then what was answered lately, the newest first."""
        closed = [one for one in self.by_id.values() if one.state != "open"]
        return self.open() + sorted(closed, key=lambda one: (-(one.closed_ms or 0), one.id))


def _same(one: Question, topic: About, grams: tuple[str, ...], particular: bool, covered: int) -> bool:
    """Tell whether a question belongs to a group of its product."""
    if covered >= 0 and covered == one.covered:
        return True
    if topic != one.topic or particular != one.particular:
        return False
    if topic in ONE_ANSWER and not particular:
        return covered == one.covered
    if topic == "size" and NUMBER in grams and NUMBER in one.grams:
        return True  # whose body it is does not matter: the answer is one table
    return alike(grams, one.grams)


def _worth(one: Question) -> tuple[bool, int, int, str]:
    """Return what decides which group has to make room: a closed one first, then the one that fewest ask."""
    return (one.state == "open", one.count, one.last_ms, one.id)
