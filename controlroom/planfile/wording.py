"""Wording that must be watched, in everything of a plan that is shown or said.

Owns: which texts of a plan are read against the word lists, claims and their evidence, wording let stand by a person.
Law: every find is a question to a person; a claim is no find where its evidence is named; what a person let stand is
still told, as information.
Must not know: the words, YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from controlroom.domain.plan import Text, plain
from controlroom.domain.spoken import without_directions
from controlroom.planfile.findings import FoundWord, LetStand
from controlroom.planfile.models import PlanFile, Product
from controlroom.planfile.references import cues_of, texts_of
from controlroom.planfile.sections import Allowed
from controlroom.planfile.trade.goods import LIST_PRICE
from controlroom.planfile.tree import Path, Tree, shown
from controlroom.words.finder import Find, Finder, covering, finder
from controlroom.words.normal import normal


class _Said(NamedTuple):
    """A text that the audience hears or reads. `sku`: of which product it speaks, None: of any."""

    path: Path
    text: Text
    sku: str | None = None


def check_wording(file: PlanFile, tree: Tree, words: Finder | None = None) -> None:
    """Add to `tree` a finding for each watched word, once a text.

    Args:
        words: Finds them; None: by the lists that are part of the product.
    """
    finds_in = (words or finder()).finds
    phrases = [entry.phrase for entry in file.allowed]
    for said in (*_said(file), *_posted(file)):
        claims = _claims(file, said.sku)
        spoken = [without_directions(text) for _, text in texts_of(said.text, ())]
        proved = any(claim in normal(text).text for claim in claims for text in spoken)
        for (path, text), heard in zip(texts_of(said.text, said.path), spoken, strict=True):
            seen: dict[str, list[Find]] = {}
            for find in finds_in(heard):
                word = normal(find.text).text
                if find.category.proof and (proved or any(word in claim for claim in claims)):
                    continue
                seen.setdefault(word, []).append(find)
            for finds in seen.values():
                stands = covering(finds[0], heard, phrases)
                _tell(tree, path, text, finds, file.allowed[stands] if stands is not None else None)


def _said(file: PlanFile) -> Iterator[_Said]:
    yield _Said(("show", "title"), file.show.title)
    for i, product in enumerate(file.products):
        at: Path = ("products", i)
        yield _Said((*at, "title"), product.title, product.sku)
        yield from (_Said((*at, "points", k), point, product.sku) for k, point in enumerate(product.points))
        yield from (_Said((*at, "gifts", k), gift, product.sku) for k, gift in enumerate(product.gifts))
    for i, offer in enumerate(file.offers):
        yield _Said(("offers", i, "title"), offer.title, offer.sku)
        if offer.gift is not None:
            yield _Said(("offers", i, "gift"), offer.gift, offer.sku)
    for i, segment in enumerate(file.segments):
        yield _Said(("segments", i, "title"), segment.title, segment.sku)
        if segment.script:
            yield _Said(("segments", i, "script"), segment.script, segment.sku)
        for k, timer in enumerate(segment.timers):
            yield _Said(("segments", i, "timers", k, "title"), timer.title, segment.sku)
    for path, cue in cues_of(file):
        in_segment = path[0] == "segments" and isinstance(path[1], int)
        sku = file.segments[int(path[1])].sku if in_segment else None
        yield _Said((*path, "text"), cue.text, sku)
    for i, answer in enumerate(file.faq):
        yield _Said(("faq", i, "answer"), answer.answer, answer.sku)
    for name, playbook in file.playbooks.items():
        if playbook.say is not None:
            yield _Said(("playbooks", name, "say"), playbook.say)


def _posted(file: PlanFile) -> Iterator[_Said]:
    """Yield the announcements, which stand on the platform in writing."""
    for i, offer in enumerate(file.offers):
        if offer.announce is not None:
            yield _Said(("offers", i, "announce"), offer.announce, offer.sku)
    for path, cue in cues_of(file):
        if cue.announce is not None:
            yield _Said((*path, "announce"), cue.announce)
    for i, scene in enumerate(file.scenes):
        if scene.announce is not None:
            yield _Said(("scenes", i, "announce"), scene.announce, scene.product)


def _claims(file: PlanFile, sku: str | None) -> list[str]:
    """Return what is proved of a product (None: of any), as it is compared."""
    products: list[Product] = [product for product in file.products if sku is None or product.sku == sku]
    return [normal(e.claim).text for product in products for e in product.evidence if e.claim != LIST_PRICE]


def _tell(tree: Tree, path: Path, text: str, finds: list[Find], allowed: Allowed | None) -> None:
    find = finds[0]
    category = find.category
    times = f" ({len(finds)} times)" if len(finds) > 1 else ""
    said = f"{shown(find.text)}{times} is {plain(category.name, 'en')}: {plain(category.why, 'en')}."
    mend = f"Better: {plain(find.better, 'en')}. A person decides."
    if allowed is not None:
        said = f"{said} Let stand by {allowed.by}: {allowed.why}."
    tree.find(
        "bad_wording" if not category.proof else "no_evidence",
        path,
        said,
        place=tree.within(path, text, find.start),
        severity="info" if allowed is not None else category.severity,
        mend=mend if allowed is None else None,
        word=FoundWord(
            text=find.text,
            start=find.start,
            category=find.kind,
            named=category.name,
            why=category.why,
            better=find.better,
            stands=LetStand(by=allowed.by, why=allowed.why) if allowed is not None else None,
        ),
    )
