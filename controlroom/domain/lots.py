"""Drawing lots so that anybody can check it afterwards.

Owns: the rules' canonical text, the commitment, the drawing, and the check of a proof.
Law: when a draw opens, only the commitment is known: the hash of a seed and of the rules. When it is drawn the seed is
published, and with it everybody can reckon the commitment and the winners again. Who wins follows from the seed, from who
took part, and from the word said at the end; from nothing else, and in no order of arrival.
Must not know: comments, orders, where seeds come from.

The arithmetic, all of it (SHA-256; texts in UTF-8; hashes and seeds in hexadecimal):

    commitment = sha256(seed, newline, rules as JSON with sorted keys and without blanks)
    roll       = sha256(the entries, sorted, joined by newlines)
    ticket     = sha256(seed, newline, roll, newline, word, newline, entry)
    winners    = the entries with the smallest tickets, smallest first
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct, to_builtins

PROOF_VERSION: Final = 1

Source = Literal["comments", "orders", "platform"]
Match = Literal["is", "has"]
Winners = Annotated[int, Meta(ge=1, le=1000)]


class Rules(Struct, frozen=True, kw_only=True):
    """What was announced when the draw was opened; all of it stands in the commitment.

    Args:
        draw: Its id: no two of a show are alike.
        source: Who takes part: who writes `keyword`, or who pays an order (of `sku`, where one is named) in time.
        match: The comment `is` the keyword, or `has` it.
        for_ms: How long; None: until it is closed.
    """

    draw: str
    title: str
    source: Source
    winners: Winners
    keyword: str | None = None
    match: Match = "is"
    sku: str | None = None
    prize: str | None = None
    for_ms: int | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One who took part: `entry` stands for a person, `by` is the comment or order, at `at_ms`."""

    entry: str
    by: str
    at_ms: int


class Proof(Struct, frozen=True, kw_only=True):
    """A drawn draw, whole: what `controlroom draw verify` reads."""

    version: Annotated[int, Meta(ge=1, le=PROOF_VERSION)] = PROOF_VERSION
    rules: Rules
    commitment: str
    opened_ms: int
    until_ms: int | None
    closed_ms: int
    seed: str
    word: str
    entries: tuple[Entry, ...]
    roll: str
    winners: tuple[str, ...]


Flaw = Literal["commitment", "roll", "twice", "time", "winners"]


class Finding(Struct, frozen=True):
    """What is wrong with a proof. `flaw`: which of its parts, `message`: what was told and what it should be."""

    flaw: Flaw
    message: str


def canonical(rules: Rules) -> bytes:
    """Return the rules as JSON with sorted keys and without blanks, every field present."""
    return msgspec.json.encode(to_builtins(rules), order="sorted")


def commitment_of(seed: str, rules: Rules) -> str:
    """Return what is announced when the draw opens.

    Args:
        seed: Hexadecimal, not known to anybody before the draw is closed.
        rules: All of them.
    """
    return sha256(seed.encode() + b"\n" + canonical(rules)).hexdigest()


def roll_of(entries: Iterable[str]) -> str:
    """Return the hash of who took part, whatever their order."""
    return sha256("\n".join(sorted(entries)).encode()).hexdigest()


def drawn(seed: str, entries: Iterable[str], winners: int, word: str) -> tuple[str, ...]:
    """Return the winners, first prize first; all who took part when they are not more than `winners`.

    Args:
        seed: Hexadecimal.
        entries: Each once.
        winners: How many.
        word: What was said aloud at the end, or nothing.
    """
    taking_part = list(entries)
    head = sha256(f"{seed}\n{roll_of(taking_part)}\n{word}\n".encode())

    def ticket(entry: str) -> tuple[bytes, str]:
        """What an entry drew."""
        mine = head.copy()
        mine.update(entry.encode())
        return mine.digest(), entry

    return tuple(nsmallest(winners, taking_part, key=ticket))


def check(proof: Proof) -> tuple[Finding, ...]:
    """Return what is wrong with a proof; nothing: the winners follow from what was announced and from who took part."""
    names = [entry.entry for entry in proof.entries]
    found: list[Finding] = []
    committed = commitment_of(proof.seed, proof.rules)
    if committed != proof.commitment:
        found.append(
            Finding("commitment", f"the seed and the rules give {committed}, announced was {proof.commitment}")
        )
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        found.append(Finding("twice", f"listed more than once: {', '.join(twice[:10])}"))
    outside = [entry.by for entry in proof.entries if not _in_time(proof, entry.at_ms)]
    if outside:
        found.append(Finding("time", f"outside the time of the draw: {', '.join(outside[:10])}"))
    if proof.rules.for_ms is not None and proof.until_ms != proof.opened_ms + proof.rules.for_ms:
        found.append(
            Finding("time", f"it should last {proof.rules.for_ms} ms, but was told to end at {proof.until_ms}")
        )
    if roll_of(names) != proof.roll:
        found.append(Finding("roll", f"who is listed gives {roll_of(names)}, told was {proof.roll}"))
    winners = drawn(proof.seed, names, proof.rules.winners, proof.word)
    if winners != proof.winners:
        found.append(
            Finding(
                "winners", f"drawn are {', '.join(winners) or 'none'}, told were {', '.join(proof.winners) or 'none'}"
            )
        )
    return tuple(found)


def _in_time(proof: Proof, at_ms: int) -> bool:
    return proof.opened_ms <= at_ms <= proof.closed_ms and (proof.until_ms is None or at_ms < proof.until_ms)
