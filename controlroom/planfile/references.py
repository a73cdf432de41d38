"""The checks between a plan's parts: what is named twice, and what is named and not there.

Owns: which key refers to what, and the placeholders of prepared wording.
Law: every reference that leads nowhere is an error at its own line, told with the nearest name there is.
Must not know: YAML, whether a plan is a good one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from controlroom.domain.alerts.rules import OWN_TASK
from controlroom.domain.metrics import BY_CODE
from controlroom.domain.orders import UNKNOWN_PRODUCT
from controlroom.domain.plan import Text
from controlroom.domain.playbooks import READY
from controlroom.domain.rundown import NO_SEGMENT
from controlroom.domain.wordings import PLACEHOLDERS, placeholders
from controlroom.planfile.findings import Code
from controlroom.planfile.models import PlanFile
from controlroom.planfile.sections import TEAM_ROLES, Cue
from controlroom.planfile.tree import Path, Tree, path_text, shown

_WINDOW: Final = re.compile(r"_(1m|5m|30m)$")


def check_references(file: PlanFile, tree: Tree) -> None:
    """Add an error to `tree` for each name that stands twice or leads nowhere."""
    _check_duplicates(file, tree)
    _Referring(file, tree).check()


def cues_of(file: PlanFile) -> Iterator[tuple[Path, Cue]]:
    """Yield every cue of a plan, those of segments too, with its path."""
    for i, cue in enumerate(file.cues):
        yield ("cues", i), cue
    for i, segment in enumerate(file.segments):
        for k, cue in enumerate(segment.cues):
            yield ("segments", i, "cues", k), cue


def texts_of(text: Text | None, path: Path) -> Iterator[tuple[Path, str]]:
    """Yield a text in each of its languages, with its path."""
    if isinstance(text, dict):
        yield from (((*path, lang), words) for lang, words in text.items())
    elif text is not None:
        yield path, text


def _check_duplicates(file: PlanFile, tree: Tree) -> None:
    _each_once(tree, "duplicate_id", [(("show", "team", i, "id"), m.id) for i, m in enumerate(file.show.team)])
    _each_once(tree, "duplicate_id", [(("segments", i, "id"), s.id) for i, s in enumerate(file.segments)])
    _each_once(tree, "duplicate_sku", [(("products", i, "sku"), p.sku) for i, p in enumerate(file.products)])
    links = [(("products", i, "link"), p.link) for i, p in enumerate(file.products) if p.link is not None]
    _each_once(tree, "duplicate_link", links)
    _each_once(tree, "duplicate_id", [(("offers", i, "id"), o.id) for i, o in enumerate(file.offers)])
    _each_once(tree, "duplicate_id", [((*path, "id"), cue.id) for path, cue in cues_of(file)])
    _each_once(tree, "duplicate_id", [(("scenes", i, "id"), s.id) for i, s in enumerate(file.scenes)])
    keys = [(("scenes", i, "key"), s.key) for i, s in enumerate(file.scenes) if s.key is not None]
    _each_once(tree, "duplicate_key", keys)
    _each_once(tree, "duplicate_id", [(("rules", i, "id"), r.id) for i, r in enumerate(file.rules)])
    in_segments = [(("segments", i), segment) for i, segment in enumerate(file.segments)]
    timers = [((*at, "timers", k, "id"), timer.id) for at, s in in_segments for k, timer in enumerate(s.timers)]
    _each_once(tree, "duplicate_id", timers)
    tasks = [((*at, "tasks", k, "id"), task.id) for at, s in in_segments for k, task in enumerate(s.tasks) if task.id]
    _each_once(tree, "duplicate_id", tasks)
    reserved: list[tuple[Path, str]] = [
        (("segments", i, "id"), s.id) for i, s in enumerate(file.segments) if s.id == NO_SEGMENT
    ]
    reserved += [(("products", i, "sku"), p.sku) for i, p in enumerate(file.products) if p.sku == UNKNOWN_PRODUCT]
    for path, name in reserved:
        tree.find("reserved_id", path, f"{shown(name)} stands for what is not known in the figures: use another name.")


def _each_once(tree: Tree, code: Code, named: Iterable[tuple[Path, str | int]]) -> None:
    first: dict[str | int, Path] = {}
    for path, name in named:
        if name in first:
            said = f"{shown(str(name))} stands in {path_text(first[name][:-1])} already: give each its own {path[-1]}."
            tree.find(code, path, said)
        first.setdefault(name, path)


class _Referring:
    """One plan whose names are followed."""

    def __init__(self, file: PlanFile, tree: Tree) -> None:
        self._file = file
        self._tree = tree
        self._skus = [product.sku for product in file.products]
        self._team = [member.id for member in file.show.team]
        self._hosts = ["host", *(member.id for member in file.show.team if member.role == "host")]
        self._offers = [offer.id for offer in file.offers]
        self._cues = [cue.id for _, cue in cues_of(file)]
        self._timers = [timer.id for segment in file.segments for timer in segment.timers]
        self._tasks = [task.id for segment in file.segments for task in segment.tasks if task.id]

    def check(self) -> None:
        """Find every reference that leads nowhere."""
        for i, product in enumerate(self._file.products):
            path: Path = ("products", i, "instead")
            if product.instead == product.sku:
                said = "A product cannot stand in for itself: name another one's sku."
                self._tree.find("instead_of_itself", path, said)
            else:
                self._product(path, product.instead)
        for i, offer in enumerate(self._file.offers):
            self._product(("offers", i, "sku"), offer.sku)
            self._check_words(offer.announce, ("offers", i, "announce"))
        self._check_segments()
        for path, cue in cues_of(self._file):
            self._check_cue(path, cue)
        self._check_playbooks_and_rules()
        self._check_scenes()
        for i, answer in enumerate(self._file.faq):
            self._product(("faq", i, "sku"), answer.sku)
        for i, allowed in enumerate(self._file.allowed):
            self._person(("allowed", i, "by"), allowed.by)

    def _check_segments(self) -> None:
        for i, segment in enumerate(self._file.segments):
            at: Path = ("segments", i)
            self._product((*at, "sku"), segment.sku)
            self._known("unknown_person", (*at, "host"), segment.host, self._team, "member of show.team (by id)")
            for k, timer in enumerate(segment.timers):
                self._offer((*at, "timers", k, "offer"), timer.offer)
            for k, task in enumerate(segment.tasks):
                here: Path = (*at, "tasks", k)
                self._person((*here, "owner"), task.owner)
                self._person((*here, "approve"), task.approve)
                for n, person in enumerate(task.inform):
                    self._person((*here, "inform", n), person)
                self._product((*here, "sku"), task.sku)

    def _check_cue(self, path: Path, cue: Cue) -> None:
        self._offer((*path, "offer"), cue.offer)
        self._known("unknown_person", (*path, "target"), cue.target, self._hosts, "host of show.team (by id)")
        if (when := cue.when) is not None:
            self._known("unknown_timer", (*path, "when", "timer"), when.timer, self._timers, "timer (by id)")
            self._product((*path, "when", "sku"), when.sku)
            if when.kpi is not None:
                code = _WINDOW.sub("", when.kpi)
                self._known("unknown_value", (*path, "when", "kpi"), code, list(BY_CODE), "KPI (by its code)")
        self._check_words(cue.text, (*path, "text"))
        self._check_words(cue.announce, (*path, "announce"))

    def _check_words(self, words: Text | None, path: Path) -> None:
        """Find placeholders that do not exist in prepared wording."""
        for at, text in texts_of(words, path) if words is not None else ():
            for name in placeholders(text):
                self._known("unknown_placeholder", at, name, list(PLACEHOLDERS), "placeholder")

    def _check_playbooks_and_rules(self) -> None:
        for name, playbook in self._file.playbooks.items():
            self._person(("playbooks", name, "owner"), playbook.owner)
            self._cue(("playbooks", name, "cue"), playbook.cue)
        books = [*self._file.playbooks, *READY]
        for i, rule in enumerate(self._file.rules):
            if rule.owner != OWN_TASK:
                self._person(("rules", i, "owner"), rule.owner)
            self._cue(("rules", i, "cue"), rule.cue)
            self._known("unknown_playbook", ("rules", i, "playbook"), rule.playbook, books, "playbook (by name)")

    def _check_scenes(self) -> None:
        for i, scene in enumerate(self._file.scenes):
            at: Path = ("scenes", i)
            self._product((*at, "product"), scene.product)
            self._check_words(scene.announce, (*at, "announce"))
            self._offer((*at, "offer"), scene.offer)
            self._cue((*at, "cue"), scene.cue)
            self._known("unknown_timer", (*at, "timer"), scene.timer, self._timers, "timer (by id)")
            for n, task in enumerate(scene.tasks):
                self._known("unknown_task", (*at, "tasks", n), task, self._tasks, "task (by id)")

    def _product(self, path: Path, name: str | None) -> None:
        self._known("unknown_product", path, name, self._skus, "product (by sku)")

    def _person(self, path: Path, name: str | None) -> None:
        if name not in TEAM_ROLES:
            self._known("unknown_person", path, name, self._team, "member of show.team (by id) and no role")

    def _offer(self, path: Path, name: str | None) -> None:
        self._known("unknown_offer", path, name, self._offers, "offer (by id)")

    def _cue(self, path: Path, name: str | None) -> None:
        self._known("unknown_cue", path, name, self._cues, "cue (by id)")

    def _known(self, code: Code, path: Path, name: str | None, known: list[str], what: str) -> None:
        if name is None or name in known:
            return
        near = get_close_matches(name, known, 1)
        listed = f"there are {', '.join(known[:12])}." if known else "there is none yet."
        meant = f"did you mean {near[0]}?" if near else listed
        self._tree.find(code, path, f"{shown(name)} is no {what}: {meant}")
