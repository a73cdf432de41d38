"""The door for facts: known already? whose? which currency? Then they wait for the journal.

Owns: what happens to a decoded fact before it is a record: de-duplication, the hash of its user, the nickname set
aside, its instant as an integer, its source, the plan's sku for a platform's name of a product, what a comment is and which
words in it or in speech are watched; and the health counters of each feed.
Law: bad input never costs good input; a raw user id and a nickname never go further than this.
Must not know: SQL, HTTP, the fold's rules beyond the show's currency.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec.structs import force_setattr, replace

from controlroom.domain.events import EVENT_TYPES, Comment, Fact, Gift, OrderStep, Speech
from controlroom.domain.plan import Plan
from controlroom.feeds.native.refusals import epoch_ms
from controlroom.live.answers import Rejected
from controlroom.live.before import Before
from controlroom.live.feedhealth import FeedHealth
from controlroom.live.joining import NAMING, join, skus_of
from controlroom.live.overhearing import allowed
from controlroom.live.people import keyed, user_hash
from controlroom.live.seen import Seen
from controlroom.words.reader import Reader, reader

_WITH_USER: Final = frozenset(kind for kind in EVENT_TYPES if "user" in kind.__struct_fields__)
NAMES: Final = 5_000
"""So many nicknames are known at most, those heard last."""


class Batch:
    """Facts of one body that go into the journal together; `duplicates` and `rejected` did not get this far.

    `foreign`: the facts of `rejected`, in the same order, as the journal would have them.
    """

    __slots__ = ("duplicates", "facts", "foreign", "rejected")

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.duplicates = 0
        self.rejected: list[Rejected] = []
        self.foreign: list[Fact] = []


class Intake:
    """One room's door.

    Args:
        user_key: Key of the users' hashes.
        seen: What the current show has already taken.
        currency: Returns the show's currency, None while it has none.
        money: Returns the currency in which a feed tells what gifts are worth; None: the show's.
        words: Reads comments and speech; None: by the lists that are part of the product.
        names_keep_ms: For so long a nickname is known; 0: none is.
        plan: Returns the show's plan, whose products have names and which lets wording stand; None: there is none.
    """

    def __init__(
        self,
        user_key: bytes,
        seen: Seen,
        currency: Callable[[], str | None],
        words: Reader | None = None,
        *,
        names_keep_ms: int = 0,
        plan: Callable[[], Plan | None] = lambda: None,
        money: Callable[[str], str | None] = lambda feed: None,
    ) -> None:
        self.seen = seen
        self.before = Before()
        self.feeds: dict[str, FeedHealth] = {}
        self.names: OrderedDict[str, str] = OrderedDict()
        self.new_names: dict[str, str] = {}
        self._until: dict[str, int] = {}
        self._names_keep_ms = names_keep_ms
        self._keyed = keyed(user_key)
        self._currency = currency
        self._plan = plan
        self._money = money
        self._read: Plan | None = None
        self._skus: Mapping[str, str] = {}
        self._allowed: tuple[str, ...] = ()
        self._lists = self.words = words if words is not None else reader()
        self._first_currency: str | None = None

    def reset(self, seen: Seen, opened_ms: int | None = None) -> None:
        """Begin a new show.

        Args:
            opened_ms: When it was opened; None: what the last one has taken may come again.
        """
        self.before.follow(self.seen if opened_ms is not None else None, opened_ms or 0)
        self.seen = seen
        self._first_currency = None

    def health(self, feed: str) -> FeedHealth:
        """Return a feed's counters, made at first use."""
        found = self.feeds.get(feed)
        if found is None:
            found = self.feeds[feed] = FeedHealth()
        return found

    def hashed(self, user: str) -> str:
        """Return the keyed hash that stands for a user: 64 bits, 16 hexadecimal digits."""
        return user_hash(self._keyed, user)

    def take(
        self, feed: str, facts: list[Fact], indexes: list[int] | None, now_ms: int, *, again: bool = False
    ) -> Batch:
        """Make facts ready for the journal.

        Args:
            feed: The key's feed, the source of facts that name none.
            facts: Just decoded; nobody else has seen them, so they are stamped in place.
            indexes: Their places in the body; None: 0, 1, 2 …
            now_ms: The room's now.
            again: They were rejected and counted before, and their users are hashed.
        """
        batch = Batch()
        sourced = self._new(batch, self._sourced(batch, feed, facts, indexes, again), now_ms)
        self._read_plan()
        keyed, read, skus = self._keyed, self.words.comment, self._skus
        for fact in sourced:
            kind = type(fact)
            if skus and kind in NAMING:
                join(fact, skus)
            if kind in _WITH_USER:
                user: str | None = fact.user  # type: ignore[attr-defined]
                if user is not None:
                    if not again:
                        copy = keyed.copy()  # `user_hash`, whose call costs as much as what it does here
                        copy.update(user.encode("utf-8", "surrogatepass"))
                        force_setattr(fact, "user", copy.hexdigest())
                    if kind is Comment:
                        if fact.name is not None:  # type: ignore[attr-defined]
                            self._set_aside(fact, now_ms)  # type: ignore[arg-type]
                        told, watched = read(fact.text)  # type: ignore[attr-defined]
                        force_setattr(fact, "kind", told)
                        if watched or fact.watched:  # type: ignore[attr-defined]
                            force_setattr(fact, "watched", watched)
            elif kind is Speech:
                force_setattr(fact, "watched", self.words.watched(fact.text, self._allowed))  # type: ignore[attr-defined]
            at = fact.at
            if at is not None and type(at) is not int:
                force_setattr(fact, "at", epoch_ms(at))
        batch.facts = sourced
        self.health(feed).count(sourced, batch.duplicates, 0 if again else len(batch.rejected), now_ms)
        return batch

    def _read_plan(self) -> None:
        """Know what is needed of the plan, read anew when it has changed."""
        plan = self._plan()
        if plan is not self._read:
            self._read, self._skus, self._allowed = plan, skus_of(plan), allowed(plan)
            self.words = self._lists.among(plan.product_names) if plan is not None else self._lists

    def _sourced(
        self, batch: Batch, feed: str, facts: list[Fact], indexes: list[int] | None, again: bool
    ) -> list[Fact]:
        """Return the facts of the show's currency, each with its source."""
        sourced: list[Fact] = []
        ours, gifts_in = self._currency(), self._money(feed)
        foreign = gifts_in is not None and ours is not None and gifts_in != ours
        for i, fact in enumerate(facts):
            if foreign and type(fact) is Gift:
                force_setattr(fact, "amount_minor", None)
            elif type(fact) is OrderStep:
                refused = self._other_currency(fact)
                if refused is not None:
                    batch.rejected.append(self._refused(i, indexes, refused))
                    hashed = fact.user if again or fact.user is None else self.hashed(fact.user)
                    batch.foreign.append(replace(fact, user=hashed, source=fact.source or feed))
                    continue
            if fact.source is None:
                force_setattr(fact, "source", feed)
            sourced.append(fact)
        return sourced

    def forget(self, users: Iterable[str]) -> frozenset[str]:
        """Forget the nicknames of these hashed users; return those who had one."""
        return frozenset([u for u in users if {self.names.pop(u, None), self.new_names.pop(u, None)} != {None}])

    def recall(self, names: Mapping[str, tuple[str, int]]) -> None:
        """Know nicknames again that were set aside before a restart, each until its instant."""
        for user, (name, until_ms) in names.items():
            if user not in self.names:
                self.names[user] = name
                self._until[user] = until_ms

    def keep_names(self, keep_ms: int, now_ms: int) -> None:
        """Know nicknames for so long from now on, those that are known no longer; 0: none is."""
        self._names_keep_ms = keep_ms
        self._until = {user: min(until_ms, now_ms + keep_ms) for user, until_ms in self._until.items()}
        if not keep_ms:
            self.new_names = {}

    def expire(self, now_ms: int) -> bool:
        """Forget the nicknames whose time is over; return whether there were any."""
        over = [user for user, until_ms in self._until.items() if until_ms <= now_ms]
        for user in over:
            del self._until[user]
            self.names.pop(user, None)
        return bool(over)

    def _new(self, batch: Batch, facts: list[Fact], now_ms: int) -> list[Fact]:
        """Return the facts that neither this show nor the one before has taken."""
        for known in (self.before.repeated, self.seen.take):
            repeated = known(facts, now_ms)
            if repeated:
                batch.duplicates += len(repeated)
                facts = [fact for place, fact in enumerate(facts) if place not in repeated]
        return facts

    def give_back(self, batch: Batch) -> None:
        """Forget facts whose page could not be written."""
        self.seen.give_back(batch.facts)
        self._first_currency = None

    def _other_currency(self, fact: OrderStep) -> str | None:
        if fact.currency is None:
            return None
        ours = self._currency() or self._first_currency
        if ours is None:
            self._first_currency = fact.currency
            return None
        if fact.currency == ours:
            return None
        return f"the show counts in {ours}, this order is in {fact.currency}: one currency a show"

    def _refused(self, i: int, indexes: list[int] | None, message: str) -> Rejected:
        return Rejected(
            index=indexes[i] if indexes is not None else i, code="other_currency", path="currency", message=message
        )

    def _set_aside(self, comment: Comment, now_ms: int) -> None:
        user, name = comment.user, comment.name or ""
        force_setattr(comment, "name", None)
        if not self._names_keep_ms:
            return
        if self.names.get(user) != name:
            self.names[user] = name
            self.new_names[user] = name
            self._until[user] = now_ms + self._names_keep_ms
            if len(self.names) > NAMES:
                self._until.pop(self.names.popitem(last=False)[0], None)
        else:
            self.names.move_to_end(user)
