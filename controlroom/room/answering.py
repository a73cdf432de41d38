"""What a question is answered with: the plan's answer, else what is known of the product, with numbers that are true now.

Owns: which answer suits a question, and what the reading of questions takes from a plan.
Law: nothing is made up: an answer is the plan's, or says a price, a stock or a promise of shipping that is known. Of words that
were said it is known whether their numbers are still true.
Must not know: commands, screens, who asks.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.asking import About, Lexicon, Meant, answer_to, even, longest_first, meant_by, read
from controlroom.domain.plan import Plan, Text, plain
from controlroom.domain.questions import Question
from controlroom.domain.queues import Said
from controlroom.domain.wordings import Wording, changed, fill, lasting
from controlroom.room.showing import CURRENCY, numbers
from controlroom.room.state import RoomState

KNOWN: Final[dict[About, Text]] = {
    "price": {"zh-CN": "现在 {price}", "en": "{price} now"},
    "stock": {"zh-CN": "还有 {stock} 件", "en": "{stock} left"},
}
"""What answers a question of which the plan says nothing, where the number is known."""

_SHIPS: Final = {"zh-CN": "拍下后 {within}内发货", "en": "Ships within {within}"}
_SHORTEST: Final = 2
"""A product's name of fewer characters says nothing in a comment."""


def lexicon_of(plan: Plan) -> Lexicon:
    """Return what questions are read with under a plan."""
    names = {even(name): sku for name, sku in plan.called.items()}
    asks: dict[str, list[int]] = {}
    for place, answer in enumerate(plan.faq):
        for ask in answer.ask:
            asks.setdefault(even(ask), []).append(place)
    return Lexicon(
        names=longest_first({name: sku for name, sku in names.items() if len(name) >= _SHORTEST}),
        links={str(product.link): product.sku for product in plan.products if product.link is not None},
        asks=longest_first(asks),
        about=[answer.sku for answer in plan.faq],
    )


def answer_of(s: RoomState, question: Question, at_ms: int) -> Wording | None:
    """Return the words a group of questions was answered with, else those that would answer it now; None: there are none."""
    if question.answer is not None:
        return Wording(question.answer, question.numbers)
    return _answer(s, question.covered, question.sku, None if question.particular else question.topic, at_ms)


def answer_to_said(s: RoomState, said: Said, at_ms: int) -> Wording | None:
    """Return the words that would answer a comment now; None: there are none."""
    meant = meant_in(s, said)
    asked = read(said.text)
    topic = None if asked.particular else asked.topic
    return _answer(s, answer_to(said.text, meant, s.comments.questions.lexicon), meant.sku, topic, at_ms)


def meant_in(s: RoomState, said: Said) -> Meant:
    """Return the product that a comment is about: the one it names, else the one being sold."""
    return meant_by(said.text, s.comments.questions.lexicon, s.program.sku if s.program is not None else None)


def outdated(s: RoomState, written: dict[str, int], sku: str | None, at_ms: int) -> bool:
    """Tell whether a number in words about a product is no longer what was written."""
    return bool(written and changed(written, numbers(s, sku, at_ms)))


def _answer(s: RoomState, place: int, sku: str | None, topic: About | None, at_ms: int) -> Wording | None:
    """Return the plan's answer of a place, −1: what is known of the product in a topic, None: in none."""
    if place >= 0 and s.plan is not None:
        words: Text | None = s.plan.faq[place].answer
    else:
        words = _known(s, sku, topic) if topic is not None else None
    return fill(words, numbers(s, sku, at_ms), s.currency or CURRENCY) if words is not None else None


def _known(s: RoomState, sku: str | None, topic: About) -> Text | None:
    """Return what the room itself knows of a product in a topic."""
    product = s.plan.product(sku) if s.plan is not None and sku is not None else None
    if topic != "delivery" or product is None or product.ships_within is None:
        return KNOWN.get(topic) if sku is not None else None
    within = lasting(product.ships_within)
    return {lang: words.replace("{within}", plain(within, lang)) for lang, words in _SHIPS.items()}
