"""The draws of a show: opened with a commitment, entered by comments or orders, drawn from a seed told at the end.

Owns: which draws there are, who takes part in each, and how one goes from open to drawn.
Law: a person takes part once, with the first comment or order that counts; an order that is cancelled or refunded takes
nobody part. What was drawn stays as it is. The platform's own draws stand here too, but only as marks: nobody here draws
them. Facts come in any order and count by their own instant.
Must not know: what a comment or an order is beyond what is told here, where seeds come from.
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.lots import Entry, Proof, Rules, drawn, roll_of

KEPT: Final = 50
"""Draws; beyond, the oldest that is over is forgotten (its proof can still be made from the journal)."""

UNDO_MS: Final = 60_000
"""How long giving up may be taken back."""

DrawState = Literal["open", "over", "drawn", "void", "closed"]
"""`over`: its time has passed, it waits to be drawn; `void`: given up; `closed`: one of the platform's has ended."""


class Draw(Struct):
    """One draw.

    Args:
        commitment: Announced when it opened; None: one of the platform's.
        until_ms: Entries before this instant count; None: until it is drawn.
        entries: Comment or order ids with their instants, by who takes part.
        orders: Who takes part by which order.
        seed, word, winners: Told when it was drawn.
    """

    id: str
    rules: Rules
    opened_ms: int
    commitment: str | None = None
    until_ms: int | None = None
    state: DrawState = "open"
    entries: dict[str, dict[str, int]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    closed_ms: int | None = None
    seed: str | None = None
    word: str = ""
    roll: str | None = None
    winners: tuple[str, ...] = ()

    @property
    def takes(self) -> bool:
        """Tell whether facts may still change who takes part.

        Late facts of its time count until it is drawn; those of a draw that was given up, as long as that may be undone.
        """
        return self.state in ("open", "over", "void") and self.rules.source != "platform"

    def covers(self, at_ms: int) -> bool:
        """Tell whether an instant is in its time."""
        if self.closed_ms is not None and at_ms > self.closed_ms + UNDO_MS:
            return False
        return at_ms >= self.opened_ms and (self.until_ms is None or at_ms < self.until_ms)

    def say(self, user: str, id_: str, at_ms: int) -> bool:
        """Let a writer take part by a comment, the first one that counts; return whether somebody new takes part."""
        ways = self.entries.get(user)
        if ways is not None and min((at, by) for by, at in ways.items()) <= (at_ms, id_):
            return False
        self.entries[user] = {id_: at_ms}
        return ways is None

    def enter(self, order: str, entry: str, at_ms: int) -> None:
        """Let a buyer take part by an order."""
        self.entries.setdefault(entry, {})[order] = at_ms
        self.orders[order] = entry

    def leave(self, order: str) -> None:
        """Let an order count no longer."""
        entry = self.orders.pop(order, None)
        if entry is not None:
            ways = self.entries[entry]
            del ways[order]
            if not ways:
                del self.entries[entry]

    def draw(self, seed: str, word: str, at_ms: int) -> None:
        """Draw the winners."""
        self.state, self.closed_ms, self.seed, self.word = "drawn", at_ms, seed, word
        self.orders = {}
        self.roll = roll_of(self.entries)
        self.winners = drawn(seed, self.entries, self.rules.winners, word)

    def proof(self) -> Proof | None:
        """Return what anybody can check; None: it is not drawn, or not ours."""
        if self.state != "drawn" or self.seed is None or self.commitment is None or self.closed_ms is None:
            return None
        taking_part = []
        for entry in sorted(self.entries):
            at_ms, by = min((at_ms, by) for by, at_ms in self.entries[entry].items())
            taking_part.append(Entry(entry=entry, by=by, at_ms=at_ms))
        return Proof(
            rules=self.rules, commitment=self.commitment, opened_ms=self.opened_ms, until_ms=self.until_ms,
            closed_ms=self.closed_ms, seed=self.seed, word=self.word, entries=tuple(taking_part), roll=self.roll or "",
            winners=self.winners,
        )  # fmt: skip


class Draws(Struct):
    """The draws by id, in the order they opened.

    Args:
        due_ms: The next instant at which the time of one is over.
        taking: Those of ours that somebody may still come to take part in.
    """

    by_id: dict[str, Draw] = field(default_factory=dict)
    due_ms: int | None = None
    taking: tuple[str, ...] = ()

    def open(self, draw: Draw) -> None:
        """Open a draw."""
        self.by_id[draw.id] = draw
        if len(self.by_id) > KEPT:
            done = next((d.id for d in self.by_id.values() if d.state not in ("open", "over")), None)
            if done is not None:
                del self.by_id[done]
        self.reckon()

    def reckon(self) -> None:
        """Find what is next, after a draw was opened, drawn, given up or taken back."""
        self.taking = tuple(d.id for d in self.by_id.values() if d.takes)
        ends = [d.until_ms for d in self.by_id.values() if d.state == "open" and d.until_ms is not None]
        self.due_ms = min(ends, default=None)

    def reach(self, to_ms: int) -> bool:
        """Let the time of draws be over that end by an instant; return whether any did."""
        if self.due_ms is None or self.due_ms > to_ms:
            return False
        for draw in self.by_id.values():
            if draw.state == "open" and draw.until_ms is not None and draw.until_ms <= to_ms:
                draw.state = "over"
        self.reckon()
        return True

    def said(self, user: str, text: str, id_: str, at_ms: int) -> bool:
        """Take a comment; return whether it let somebody take part in a draw.

        Args:
            user: The writer's hash.
            id_: The comment's.
        """
        entered = False
        for draw in map(self.by_id.__getitem__, self.taking):
            if draw.rules.source == "comments" and draw.covers(at_ms) and _says(text, draw.rules):
                entered = draw.say(user, id_, at_ms) or entered
        return entered

    def ordered(self, order: str, user: str | None, skus: tuple[str, ...], paid_ms: int | None) -> bool:
        """Take what is known now of an order; return whether that changed who takes part in a draw.

        Args:
            user: The buyer's hash; None: not known, then the order itself takes part.
            skus: What is in it.
            paid_ms: When it was paid; None: it is not, or no longer is.
        """
        changed = False
        for draw in map(self.by_id.__getitem__, self.taking):
            if draw.rules.source != "orders":
                continue
            was = draw.orders.get(order)
            draw.leave(order)
            if paid_ms is not None and draw.covers(paid_ms) and draw.rules.sku in (None, *skus):
                draw.enter(order, user if user is not None else f"order:{order}", paid_ms)
            changed = draw.orders.get(order) != was or changed
        return changed

    def platform_has(self, title: str, sku: str | None) -> bool:
        """Tell whether such a draw of the platform's is open."""
        platforms = (d for d in self.by_id.values() if d.rules.source == "platform" and d.state == "open")
        return any(d.rules.title == title and d.rules.sku == sku for d in platforms)

    def platform_ended(self, title: str | None, sku: str | None, at_ms: int) -> bool:
        """Close the platform's draws that an end is about (it may come without a title or product)."""
        ended = False
        for draw in self.by_id.values():
            rules = draw.rules
            if rules.source != "platform" or draw.state != "open":
                continue
            if (title is None or title == rules.title) and sku in (None, rules.sku):
                draw.state, draw.closed_ms = "closed", at_ms
                ended = True
        return ended

    def newest_first(self) -> list[Draw]:
        """Return the draws, newest first."""
        return list(reversed(self.by_id.values()))


def sought(text: str) -> str:
    """Return a text as keywords are compared: width and capitals evened out, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _says(text: str, rules: Rules) -> bool:
    keyword = sought(rules.keyword or "")
    if not keyword:
        return True
    said = sought(text)
    if rules.match == "has":
        return keyword in said
    return said == keyword or _bare(said) == keyword


def _bare(text: str) -> str:
    """Return a text without the signs at its ends: "666!!" is meant as "666"."""
    first, last = 0, len(text)
    while first < last and not text[first].isalnum():
        first += 1
    while last > first and not text[last - 1].isalnum():
        last -= 1
    return text[first:last]
