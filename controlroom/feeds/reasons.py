"""Why an event or a platform's message was refused: a name for each sentence that intake and adapters say.

Owns: the sentences as they are known again, and what each names.
Law: who refuses says it in English, which log, list and interface have as it stands; a page says it by its name in its own
language (`reject.<name>` of the catalogs), with what it names as it stands. What no sentence here fits stays English.
Must not know: pages, any platform's format.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

from controlroom.feeds.faults import pattern

REASONS: Final[Mapping[str, str]] = {
    # the contract's own events
    "add": "{path} is missing: add it.",
    "no_event": "{found}: an event is one JSON object with a `type`.",
    "shorten_text": "{path} is longer than {most} characters: shorten it.",
    "shorten_list": "{path} is longer than {most} entries: shorten it.",
    "one_of": "{path} is '{value}': use one of {allowed}.",
    "other_type": "{path}: expected {wanted}, got {found}: correct it, or leave an optional field out.",
    "expected": "{path}: expected {wanted}: correct it, or leave an optional field out.",
    "wrong": "{path}: {found}: correct it, or leave an optional field out.",
    "deep": "The event nests too deep: send flat objects as the contract names them.",
    "no_utf8": "The event is not UTF-8: encode it as UTF-8.",
    "no_json": "The event is not JSON ({found}): send one whole JSON object, in UTF-8.",
    "twice": "The event says its type twice, then '{value}': say it once.",
    "no_type": "There is no event type '{value}': use one of {allowed}.",
    "foreign_type": "'{value}' is not of this contract: send types as {example}.",
    "currency": "the show counts in {ours}, this order is in {value}: one currency a show",
    # one field of a platform's message
    "no_message": "The message is no object: does the feed's kind fit who is sending?",
    "no_object": "{path} is no object: does the feed's kind fit who is sending?",
    "no_text": "{path} is {value}, not a text of at least {least} characters.",
    "no_whole": "{path} is {value}, not a whole number from {least} to {most}.",
    "no_id": "{path} is {value}, not an id.",
    "no_decimal": "{path} is {value}, not a decimal amount.",
    "no_amount": "{path} is {value}, not an amount from 0 on.",
    "no_currency": "{path} is {value}, not a currency's three capitals.",
    "no_time": "{path} is {value}, not a date and a time.",
    "no_offset": "{path} is {value}: it says no offset from UTC.",
    "decimals": "{path} is {value}: {currency} has {most} decimals.",
    "no_instant": "{path} is not an instant from 1970 to 2999.",
    "too_long": "{path} is longer than {most} characters.",
    "no_items": "{path} is missing, or no list: is this a page of the chat?",
    "no_refund": "{path} is missing: what was given back is not known.",
    "no_product": "{path} and {other} are missing: which product?",
    "no_gift": "{path} and {other} are missing: which gift?",
    "missing": "{path} is missing.",
    "no_list": "{path} is no list.",
    # a platform's message or delivery as a whole
    "no_array": "The push is no array of messages.",
    "failed": "The feed's adapter failed ({error}).",
    "not_kept": "The delivery was not kept whole.",
    "no_order": "This is no order: its topic, which is not signed, should be another.",
    "other_thing": "{path} is {value}: by its topic this should be a {thing}.",
    "unpaid": "type is {value}, but the order still waits for its payment.",
    "no_status": "{path} is {value}, not order number # status.",
    "no_sku": "No sku is known for the inventory item {value}: name it in the feed's option items, or send products/update too.",
    "taken_out": "The shop has taken the app out: no more webhooks come until it is put in again.",
    "withdrawn": "The shop has withdrawn the app's right: no more webhooks come until it gives it again.",
    "other_currency": "The amount is not one of the show's currency.",
    "not_let_in": "The platform does not let us in (code {value}): check the keys.",
    # a frame of packets
    "torn_header": "The frame ends within a header, at byte {place}.",
    "bad_length": "The packet at byte {place} says a length of {value} that does not fit.",
    "compressed": "The packet is compressed in a way that the open platform is not known for.",
    "not_inflated": "The packet cannot be inflated: {error}.",
    "endless": "The packet does not end, or is larger than {most} bytes.",
}
"""By name, those that fit fewest first; `{…}` is what a sentence names."""


class Why(NamedTuple):
    """A sentence known again: its name, and what it names."""

    name: str
    named: Mapping[str, str]


def reason(sentence: str) -> Why | None:
    """Return what a refusal's sentence is; None: it is none of these."""
    for name, fits in _patterns().items():
        if (found := fits.fullmatch(sentence)) is not None:
            return Why(name, found.groupdict())
    return None


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(pattern(text), re.DOTALL) for name, text in REASONS.items()}
