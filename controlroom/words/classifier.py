"""What a comment is: a wish, a question, a complaint, praise, spam, or small talk.

Owns: the order in which the marks of words and frames decide, and how negation, a question's form, mockery and `but` turn
what is said.
Law: the same text is always of the same class under the same lists; no network, no chance. A line that is known as it stands
is of its class. Of the lists' marks: a question about a fault is a question, unless it is put as a complaint; a complaint goes
before a wish, a wish before a question, a question before praise.
Must not know: how words are looked for, who wrote it, what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from controlroom.domain.events import CommentKind
from controlroom.words.examples import KINDS, Learned
from controlroom.words.folding import over_and_over
from controlroom.words.goods import Goods
from controlroom.words.linked import without_links
from controlroom.words.matching import FRAME, Hit, Matcher
from controlroom.words.phrases import WHETHER, Mark, Phrases

_A_NOT_A: Final = re.compile(r"([\u4e00-\u9fff])[不没]\1")
_HELPS: Final = frozenset("会能要可是有行肯让该")
"""With one of them `A or not A` is a word of the lists; any other is read as one sign."""
_ENDS_ASKING: Final = re.compile(r"[\u4e00-\u9fff]{2}(?:不|(?<![都也])没|(?<![都也])没有|否|么|呢)(?:[ ?!,.~]|$)")
_ASKERS: Final = frozenset("不没否么呢")
"""One of them is in what `_ENDS_ASKING` finds."""
_EXCLAIMS: Final = re.compile(
    r" (?:what an? |how (?:cute|pretty|lovely|nice|beautiful|gorgeous|adorable|sweet|cool|funny)\b)"
)
_PLAIN_LAUGH: Final = re.compile(r"(?:[\W\d_]|h[aei]?|lol|lmao|rofl|[哈嘿嘻呵呀哇啊嗯哦噢喔额呃])*+")
"""No two of its ways begin alike, and none is tried anew: the time is that of reading the text once."""
_SHORT: Final = 8
"""A text of so few signs that names a thing asks about it."""
_NUMBER: Final = 7
"""So many digits are somebody's number."""
_NEAR_HAN: Final = 1
_NEAR_LATIN: Final = 22
_DENY: Final = "不没无未"
"""Words that begin with one of them deny something themselves."""
_NONE_OF_IT: Final = ("都没", "也没")
"""What denies the word before it: 一点异味都没有."""
_NOT_YET: Final = "没未"
_HAVENT: Final = (" havent", " hasnt")
"""Denials that begin so say of a wish that it is yet to be done."""
_SO_FAR: Final = re.compile(r" (?:yet|today|tonight)\b")
"""So does `not` with one of these behind the wish."""
_SHOPS: Final = frozenset("发帮给通")
"""A wish with one of them is for what the shop does (一起发, 给我留)."""
_FAINT: Final = ("flaw", 1)
"""The mark of what may belong to a complaint."""

_NEGATIVE: Final = KINDS.index("negative")

SURE: Final = 2000
"""What lines speak for by so many thousandths (7 to 1) more than for what the lists say, is so: where they speak so for one
class over any other, the lists are not asked."""
CAREFUL: Final = 3000
"""So many (20 to 1) it takes where something is denied, and where the lists find a complaint: a missed one costs most."""
DENIED: Final = 6000
"""Lines that speak for one class over any other by more (400 to 1) know what is denied, too: the lists, which turn it, are not
asked."""


class Classifier:
    """Classifies comments by the phrases of its files, and by lines that are known.

    Args:
        fold: Makes a text plain, as it made the phrases' words plain.
        learned: What labelled lines say; None: the lists decide alone.
        own: The phrases that a team wrote itself: of what they speak the lists decide alone.
    """

    def __init__(
        self, phrases: Phrases, fold: Callable[[str], str], learned: Learned | None = None, own: Phrases | None = None
    ) -> None:
        self.fold = fold
        self._read = Matcher(phrases).read
        self._learned = learned
        self._own = Matcher(own).read if own is not None else None
        self._denies = _any_of(
            word for word, said in phrases.words.items() if any(mark == "deny" for mark, _ in said.marks)
        )

    def classify(self, text: str, goods: Goods) -> CommentKind:
        """Return the class of a comment.

        Args:
            goods: Finds the names of what is sold.
        """
        if over_and_over(text):
            return "spam"
        plain = self.fold(text)
        if _PLAIN_LAUGH.fullmatch(plain) is not None and sum(map(str.isdigit, plain)) < _NUMBER:
            return _shown(*self._read(plain))
        signed = _whether(without_links(goods.signed(plain)))
        if self._learned is None or self._is_own(signed):
            return _decide(_Weighed(*self._read(signed)))
        known = self._learned.line(plain)
        if known is not None:
            return known
        scores = self._learned.weigh(signed)
        first, second = sorted(scores)[:-3:-1]
        ahead = first - second
        if ahead <= DENIED:
            denied = self._denies(signed) is not None
            if denied or ahead <= SURE or 0 < first - scores[_NEGATIVE] <= CAREFUL:
                weighed = _Weighed(*self._read(signed))
                said = _decide(weighed)
                sure = CAREFUL if denied or said == "negative" else SURE
                if weighed.turned or first - scores[KINDS.index(said)] <= sure:
                    return said
        return KINDS[scores.index(first)]

    def _is_own(self, signed: str) -> bool:
        """Tell whether a team's own phrases speak of a folded text."""
        if self._own is None:
            return False
        _, hits, frames = self._own(signed)
        return bool(hits or frames)


def _any_of(words: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """Return what finds any of some words, wherever they stand; those that hold another are found by it."""
    found: list[str] = []
    for word in sorted({word.removesuffix("*") for word in words}, key=len):
        if not any(shorter in word for shorter in found):
            found.append(word)
    return re.compile("|".join(map(re.escape, found)) or "(?!)").search


def _whether(text: str) -> str:
    """Return a text with `WHETHER` in place of each `A or not A` that is no word of the lists."""
    if "不" not in text and "没" not in text:
        return text
    return _A_NOT_A.sub(lambda found: found[0] if found[1] in _HELPS else WHETHER, text)


def _shown(text: str, hits: list[Hit], _: dict[Mark, int]) -> CommentKind:
    """Return the class of a text of signs and laughs alone: only its pictures say something."""
    marks = {
        mark for start, end, said, _ in hits if not text[start:end].isalnum() for mark, weight in said if weight > 1
    }
    if "negative" in marks:
        return "negative"
    return "praise" if "good" in marks else "other"


class _Weighed:
    """What speaks for each class."""

    __slots__ = (
        "asked",
        "bad",
        "complained",
        "faint",
        "good",
        "intent",
        "mocked",
        "other",
        "question",
        "smalltalk",
        "spam",
        "strongly",
        "topic",
        "turned",
    )

    def __init__(self, text: str, hits: list[Hit], frames: dict[Mark, int]) -> None:
        sums: dict[Mark, int] = {}
        denials: list[Hit] = []
        flaws: list[tuple[Hit, int]] = []
        turned: dict[Mark, list[tuple[Hit, int]]] = {"good": [], "intent": []}
        either = _A_NOT_A.search(text) if "不" in text or "没" in text else None
        whether = either is not None or WHETHER in text
        turn, han = 0, whether
        if either is not None:
            hits = [hit for hit in hits if hit[1] <= either.start() or hit[0] >= either.end()]
        for hit in hits:
            _, end, marks, latin = hit
            han = han or not latin
            for mark, weight in marks:
                if mark in turned:
                    turned[mark].append((hit, weight))
                elif (mark == "flaw" and weight > 1) or (mark == "negative" and weight < 3):
                    flaws.append((hit, weight))
                elif mark == "deny":
                    denials.append(hit)
                else:
                    sums[mark] = sums.get(mark, 0) + weight
                    if mark == "but":
                        turn = end
        get, framed = sums.get, frames.get
        self.good = self.bad = 0
        wishes = turned["intent"]
        self.turned = whether or any(_denial(text, hit, denials, 0) is not None for hit, _ in wishes)
        asked = _asking(text, whether, get("ask", 0) + FRAME * framed("ask", 0))
        self.asked = asked >= (2 if han else 3)
        self.complained = complained = "complain" in sums or "complain" in frames
        unsaid = self._turned(text, turned["good"], flaws, denials, turn)
        self.bad += 2 * framed("flaw", 0)
        self.good += get("praise", 0) + FRAME * framed("praise", 0) * (not unsaid)
        self.faint = "flaw" in sums
        self.mocked = "mock" in sums
        self.strongly = get("negative", 0) + FRAME * framed("negative", 0)
        if self.asked and not complained:
            asked += (self.good > 0) + (self.bad > 0)
            self.good, self.bad = 0, 0
            if _supposed(either, sums, frames):
                self.strongly = 0
        self.topic = get("topic", 0)
        self.question = asked + get("question", 0) + FRAME * framed("question", 0)
        if self.question < 2 and len(text) <= _SHORT:
            self.question += min(self.topic, 3)
        self.intent = _wished(text, wishes, denials, FRAME * framed("intent", 0))
        self.spam = get("spam", 0) + FRAME * framed("spam", 0)
        self.smalltalk = FRAME * framed("other", 0)
        self.other = get("other", 0) + self.smalltalk + FRAME * _undone(text, wishes, denials, get("flaw", 0))

    def _turned(
        self, text: str, goods: list[tuple[Hit, int]], flaws: list[tuple[Hit, int]], denials: list[Hit], turn: int
    ) -> bool:
        """Weigh praise and faults, each turned into the other where it is denied; what follows a `but` counts.

        Returns:
            Whether the frames make no praise of it: of Latin script they see the words that are denied (doesn't look very good).
        """
        after_good = after_bad = 0
        denied = False
        for hit, weight in goods:
            if denials and _turns(text, hit, denials):
                self.turned, denied = True, denied or hit[3]
                self.bad += max(weight, 2)
                after_bad += hit[0] >= turn
            else:
                self.good += weight
                after_good += hit[0] >= turn
        for hit, weight in flaws:
            if denials and _turns(text, hit, denials):
                self.turned = True
                self.good += 2
                after_good += hit[0] >= turn
            else:
                self.bad += weight
                after_bad += hit[0] >= turn
        if turn and after_good and not after_bad:
            self.bad = 0
        elif turn and after_bad:
            self.good = 0
        return denied and not self.good


def _asking(text: str, either: bool, asked: int) -> int:
    """Return how much a text has the form of a question: by its words, `A or not A`, its end."""
    if text.startswith((" what", " how")) and _EXCLAIMS.match(text) is not None and "?" not in text:
        return 0
    if either or (not text.isascii() and not _ASKERS.isdisjoint(text) and _ENDS_ASKING.search(text) is not None):
        return asked + FRAME
    return asked


def _supposed(either: re.Match[str] | None, *said: dict[Mark, int]) -> bool:
    """Tell whether what is asked about has not happened."""
    return (either is not None and either[1] == "会") or any("suppose" in marks for marks in said)


def _denial(text: str, hit: Hit, denials: list[Hit], near: int) -> Hit | None:
    """Return what denies a word: it stands close before it, in the same clause, or runs into it (不太 and 太好用).

    One that runs into a denial of the word's own is the same denial (从没 and 没失望).
    """
    start, _, _, latin = hit
    for denial in denials:
        begun, ended, _, of_latin = denial
        if begun < start and start - ended <= near and of_latin == latin:
            if ended > start and text[start] in _DENY:
                continue
            between = text[ended:start]
            if not latin or not any(sign in ",.;!?" for sign in between):
                return denial
    return None


def _wished(text: str, wishes: list[tuple[Hit, int]], denials: list[Hit], framed: int) -> int:
    """Return the weight of wishes and orders: what is denied right before is none, nor is what frames make of it alone."""
    if denials and wishes:
        wishes = [(hit, weight) for hit, weight in wishes if _denial(text, hit, denials, 0) is None]
        if not wishes:
            return 0
    return framed + sum(weight for _, weight in wishes)


def _undone(text: str, wishes: list[tuple[Hit, int]], denials: list[Hit], faint: int) -> bool:
    """Tell whether all wishes are only yet to be done: somebody has not ordered so far, and complains of nothing by it.

    Args:
        faint: How many words may belong to a complaint: these wishes and denials themselves are among them.
    """
    if not denials or not wishes:
        return False
    for hit, _ in wishes:
        denial = _denial(text, hit, denials, 0)
        if denial is None or not _to_do(text, hit, denial):
            return False
    return faint <= sum(_FAINT in hit[2] for hit in {*denials, *(hit for hit, _ in wishes)})


def _to_do(text: str, wish: Hit, denial: Hit) -> bool:
    """Tell whether a denial says of a wish that it is yet to be done by who writes."""
    start, end, _, latin = wish
    begun, ended, _, _ = denial
    if not latin:
        return text[begun] in _NOT_YET and _SHOPS.isdisjoint(text[start:end])
    return text.startswith(_HAVENT, begun) or (text[begun:ended] == " not" and _SO_FAR.search(text, end) is not None)


def _turns(text: str, hit: Hit, denials: list[Hit]) -> bool:
    """Tell whether praise or a fault is denied: before it, or right behind it."""
    if hit[3]:
        return _denial(text, hit, denials, _NEAR_LATIN) is not None
    return text.startswith(_NONE_OF_IT, hit[1]) or _denial(text, hit, denials, _NEAR_HAN) is not None


def _decide(w: _Weighed) -> CommentKind:
    """Return the class that the weights speak for."""
    negative = w.strongly + w.bad
    if w.mocked and (w.good or negative):
        negative += 3
    if w.spam >= 3 and w.spam >= negative:
        return "spam"
    if w.strongly or (w.bad >= 2 and w.bad >= w.good) or (w.mocked and negative >= 3):
        return "negative"
    if w.complained and w.asked and w.topic < 2 and w.intent < 2 and not w.smalltalk:
        return "negative"
    if w.smalltalk and w.asked and w.topic < 2 and w.intent < 3:
        return "other"
    if w.intent >= 2 and w.intent >= (w.question if w.asked else 0) and w.intent >= w.good - 1:
        return "intent"
    if w.asked or (w.question >= 3 and w.question > w.good + w.bad):
        return "question"
    if w.good >= 2 and w.good >= w.other - 1:
        return "praise"
    if w.other:
        return "other"
    return _faintly(w)


def _faintly(w: _Weighed) -> CommentKind:
    """Return the class of a text that says little."""
    if w.spam >= 2:
        return "spam"
    if w.good:
        return "praise"
    if w.question >= 2:
        return "question"
    return "negative" if w.bad or w.faint else "other"
