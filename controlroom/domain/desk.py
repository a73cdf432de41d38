"""The desk: what must be done by hand on the platform, until the platform shows that it is done.

Owns: the acts as chips, their states, and when each becomes late, is reminded of, or leaves.
Law: of one act on one product there is one chip, the newest. What the feed tells confirms it; a hand may say that it was
done, and is believed only where no feed tells such things. What matures takes its own due instant, never "now".
Must not know: prices' arithmetic, plans, words, who does it.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.plan import Text

Handwork = Literal["explain", "shelf", "price", "say", "answer", "gift"]
"""What the platform needs a hand for."""
DeskState = Literal["todo", "sent", "confirmed", "late"]
Told = Literal["product", "price", "stock"]
"""Facts by which a platform shows what was done."""

LATE_FOR_MS: Final[dict[Handwork, int]] = {
    "explain": 15_000, "shelf": 20_000, "price": 20_000, "say": 60_000, "answer": 60_000, "gift": 60_000,
}  # fmt: skip
"""Not seen for so long, an act is late."""

SHOWN_FOR_MS: Final = 20_000
"""A confirmed chip stays so long."""

CARD_FOR_MS: Final = 60_000
"""The platform's product card lasts seconds: after so long it is worth popping again."""

KEPT: Final = 40


class Chip(Struct):
    """One act.

    Args:
        id: Its own. `sku`: the product, None: of none. `text`: the words for the clipboard.
        since_ms: When it was asked for; `due_ms`: what happens next by itself happens then (None: nothing).
        told_by: The fact that shows it done; None: no fact does. `want`: the number it must tell.
        again: A reminder of what was done before: it never becomes late.
        off: It takes something down that was put up before.
        tried: Somebody says that he did it, or does.
        of: What it was asked for (`offer:first100`), so that it goes with that. `offer`: whose offer's numbers it says.
        numbers: By placeholder, what was filled into the words.
        at_ms: When it came into its state. `why`: why whoever should do it by himself could not.
    """

    id: str
    act: Handwork
    sku: str | None
    text: Text
    since_ms: int
    at_ms: int
    due_ms: int | None = None
    state: DeskState = "todo"
    told_by: Told | None = None
    want: int | None = None
    again: bool = False
    off: bool = False
    tried: bool = False
    why: str | None = None
    of: str | None = None
    offer: str | None = None
    numbers: dict[str, int] = field(default_factory=dict)

    def is_of(self, of: str) -> bool:
        """Tell whether it has no sense without something: what it was asked for, or the offer it speaks of."""
        return of in (self.of, f"offer:{self.offer}")


class Desk(Struct):
    """A show's desk.

    Args:
        chips: By id, oldest first.
        told: Which facts some feed of this show has told.
        on_air: The product whose card belongs on the platform's screen; `words`: its words for the clipboard.
        showing: The product whose card the platform was seen to show last.
        pop_ms: When its card should be popped again; None: it has not been seen yet.
        next_due_ms: When something next happens by itself.
    """

    chips: dict[str, Chip] = field(default_factory=dict)
    told: dict[Told, None] = field(default_factory=dict)
    on_air: str | None = None
    words: Text = ""
    showing: str | None = None
    pop_ms: int | None = None
    next_due_ms: int | None = None

    def ask(self, chip: Chip) -> None:
        """Put an act on the desk; an older one of the same kind on the same product gives way."""
        self.drop(chip.act, chip.sku)
        self._until(chip, chip.at_ms + LATE_FOR_MS[chip.act])
        self.chips[chip.id] = chip
        if len(self.chips) > KEPT:
            oldest = min(self.chips.values(), key=lambda one: (one.state != "confirmed", one.since_ms))
            del self.chips[oldest.id]
        self.reckon()

    def put_back(self, chip: Chip) -> None:
        """Let an act stand on the desk again as it stood before another one took its place."""
        self.chips[chip.id] = chip
        self.reckon()

    def drop(self, act: Handwork, sku: str | None) -> None:
        """Take the acts of a kind on a product off the desk."""
        self.chips = {i: c for i, c in self.chips.items() if (c.act, c.sku) != (act, sku) or act in ("say", "answer")}
        self.reckon()

    def withdraw(self, of: str) -> list[Chip]:
        """Take off the desk, and return, what was asked for something that is over, and nobody has done yet."""
        gone = [chip for chip in self.chips.values() if chip.is_of(of) and not chip.tried]
        for chip in gone:
            del self.chips[chip.id]
        self.reckon()
        return gone

    def chip(self, act: Handwork, sku: str | None) -> Chip | None:
        """Return the act of a kind on a product, if it stands on the desk."""
        return next((chip for chip in self.chips.values() if (chip.act, chip.sku) == (act, sku)), None)

    def sell(self, sku: str | None, words: Text) -> None:
        """Let another product be on air: nobody has to pop the card of the one before."""
        if self.on_air is not None and self.on_air != sku:
            self.drop("explain", self.on_air)
        self.on_air, self.words, self.pop_ms = sku, words, None
        self.reckon()

    def popped(self, at_ms: int) -> None:
        """The card of the product on air was seen: it is worth popping again later."""
        self.pop_ms = at_ms + CARD_FOR_MS
        self.reckon()

    def saw(self, told: Told, sku: str, acts: tuple[Handwork, ...], value: int | None, at_ms: int) -> bool:
        """Take what the platform shows; return whether an act is confirmed by it.

        Args:
            told: By which fact. `acts`: the acts that it shows done, on `sku`.
            value: The price or quantity that it tells; None: it tells none.
        """
        self.told[told] = None
        seen = [
            chip
            for chip in self.chips.values()
            if chip.sku == sku
            and chip.act in acts
            and chip.told_by == told
            and chip.want in (None, value)
            and chip.state != "confirmed"
        ]
        for chip in seen:
            self._confirm(chip, at_ms)
        self.reckon()
        return bool(seen)

    def done(self, id_: str, at_ms: int) -> None:
        """A person did it: seen by a feed it will be confirmed or late, otherwise his word counts."""
        chip = self.chips[id_]
        if chip.act == "explain" and chip.sku == self.on_air:
            self.pop_ms = at_ms + CARD_FOR_MS
        if chip.again or chip.told_by not in self.told:
            self._confirm(chip, at_ms)
        else:
            self._sent(chip, at_ms)
        self.reckon()

    def sent(self, id_: str, why: str | None, at_ms: int) -> None:
        """Whoever does it by himself has taken it on, or could not (`why`)."""
        chip = self.chips.get(id_)
        if chip is None or chip.state == "confirmed":
            return
        chip.why = why
        if why is None:
            self._sent(chip, at_ms)
        self.reckon()

    def mature(self, as_of_ms: int) -> bool:
        """Let happen what happens by itself until an instant; return whether anything did."""
        happened = False
        while self.next_due_ms is not None and self.next_due_ms <= as_of_ms:
            self._happen(self.next_due_ms)
            happened = True
        return happened

    def reckon(self) -> None:
        """Find anew when something next happens by itself."""
        dues = [chip.due_ms for chip in self.chips.values() if chip.due_ms is not None]
        if self.pop_ms is not None:
            dues.append(self.pop_ms)
        self.next_due_ms = min(dues, default=None)

    def _happen(self, at_ms: int) -> None:
        for chip in [one for one in self.chips.values() if one.due_ms == at_ms]:
            if chip.state == "confirmed":
                del self.chips[chip.id]
            else:
                chip.state, chip.at_ms, chip.due_ms = "late", at_ms, None
        if self.pop_ms == at_ms and self.on_air is not None:
            self.pop_ms = None
            self.drop("explain", self.on_air)
            id_ = f"desk-{at_ms}-again"
            again = Chip(id_, "explain", self.on_air, self.words, at_ms, at_ms, told_by="product", again=True)
            self.chips[id_] = again
        self.reckon()

    def _confirm(self, chip: Chip, at_ms: int) -> None:
        chip.state, chip.at_ms, chip.due_ms, chip.why = "confirmed", at_ms, at_ms + SHOWN_FOR_MS, None
        chip.tried = True

    def _sent(self, chip: Chip, at_ms: int) -> None:
        chip.state, chip.at_ms, chip.tried = "sent", at_ms, True
        self._until(chip, at_ms + LATE_FOR_MS[chip.act])

    def _until(self, chip: Chip, due_ms: int) -> None:
        chip.due_ms = None if chip.again else due_ms
