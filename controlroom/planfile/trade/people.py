"""Whether everybody knows what to do: tasks, sign-offs of stock, trouble, papers and evidence.

Owns: the troubles that a show is prepared for, and the checks of tasks, playbooks, papers.
Law: a person is one member of the team; a role signs off nothing twice. Dates are compared with the show's own day.
Must not know: figures, wording.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from controlroom.domain.playbooks import READY
from controlroom.planfile.models import PlanFile
from controlroom.planfile.sections import Task
from controlroom.planfile.tree import Path, Tree, shown

TROUBLES: Final[dict[str, str]] = {
    "low_stock": "stock runs low",
    "sold_out": "a product is sold out",
    "negative_wave": "complaints come in a wave",
    "price_question": "the price is disputed",
    "network": "the network drops",
    "host_slip": "the host says something wrong",
    "platform_warning": "the platform warns",
}
"""What goes wrong in every room sooner or later, by the playbook's key."""

_ABOUT_STOCK: Final = re.compile(r"库存|备货|盘点|数量核|\bstock\b|\binventory\b|\bon hand\b", re.IGNORECASE)
_WITHOUT_WORDS: Final = frozenset({"platform_warning"})
"""A trouble about which nothing is said on air."""


def check_people(file: PlanFile, tree: Tree) -> None:
    """Add to `tree` what is found about tasks, trouble and papers."""
    _check_tasks(file, tree)
    _check_sign_offs(file, tree)
    _check_playbooks(file, tree)
    _check_papers(file, tree)


def tasks_of(file: PlanFile) -> list[tuple[Path, Task]]:
    """Return every task of a plan, with its path."""
    return [
        (("segments", i, "tasks", k), task)
        for i, segment in enumerate(file.segments)
        for k, task in enumerate(segment.tasks)
    ]


def _check_tasks(file: PlanFile, tree: Tree) -> None:
    for path, task in tasks_of(file):
        if task.owner is None:
            mend = "Add `owner:` with a member's id or a role."
            said = f"Nobody does the task {shown(_plain(task))}."
            tree.find("task_without_person", path, said, severity="warning", mend=mend, owner="controller")
        elif task.owner == task.approve:
            said = f"{shown(task.owner)} does {shown(_plain(task))} and approves it too."
            mend = "Let another person approve it."
            tree.find("own_approval", (*path, "approve"), said, severity="warning", mend=mend, owner="controller")


def _check_sign_offs(file: PlanFile, tree: Tree) -> None:
    """Stock is confirmed before the show, a hero product's by two people."""
    about = [task for _, task in tasks_of(file) if any(_ABOUT_STOCK.search(text) for text in _texts(task))]
    stocked = [(i, product) for i, product in enumerate(file.products) if product.stock is not None]
    if stocked and not about:
        said = "Nobody confirms the stock before the show."
        mend = "Add a task to the opening: {at: -15m, title: 核对库存, owner: …, sku: …}; for hero products `approve:` too."
        tree.find("no_stock_check", ("segments",), said, severity="warning", mend=mend, owner="controller")
        return
    members = {member.id for member in file.show.team}
    roles = {member.role for member in file.show.team}
    for i, product in stocked:
        if product.role != "hero":
            continue
        signing = [task for task in about if task.sku in {None, product.sku}]
        people = {who for task in signing for who in (task.owner, task.approve) if who in members or who in roles}
        if len(people) < 2:
            who = f"only {shown(next(iter(people)))} confirms" if people else "nobody confirms"
            said = f"{shown(product.sku)} is a hero product, and {who} its stock; two people must."
            mend = f"Give its stock task an `owner:` and another person in `approve:` (sku: {product.sku})."
            path: Path = ("products", i, "stock")
            tree.find("stock_sign_off", path, said, severity="warning", mend=mend, owner="controller")


def _texts(task: Task) -> list[str]:
    return list(task.title.values()) if isinstance(task.title, dict) else [task.title]


def _plain(task: Task) -> str:
    return _texts(task)[0]


def _check_playbooks(file: PlanFile, tree: Tree) -> None:
    top: Path = ("playbooks",)
    for name, trouble in TROUBLES.items():
        if name not in file.playbooks:
            said = f"The team has prepared nothing of its own for when {trouble}: there are only the ready-made steps."
            mend = f"Add `{name}:` with an owner, steps and wording (`say:` or `cue:`)."
            tree.find("missing_playbook", top, said, severity="warning", mend=mend, owner="controller")
    for name, playbook in file.playbooks.items():
        path: Path = ("playbooks", name)
        if playbook.owner is None:
            mend = "Add `owner:` with a member's id or a role."
            tree.find("no_owner", path, f"Nobody owns {name}.", severity="warning", mend=mend, owner="controller")
        if not playbook.steps and name not in READY:
            mend = "Add `steps:`, each a short line."
            tree.find(
                "no_steps", path, f"{name} says not what to do.", severity="warning", mend=mend, owner="controller"
            )
        if playbook.say is None and playbook.cue is None and name not in _WITHOUT_WORDS:
            mend = "Add `say:`, or `cue:` with a prepared cue's id."
            said = f"{name} has no words for the host."
            tree.find("no_wording", path, said, severity="warning", mend=mend, owner="controller")
    if not any(cue.rescue for cue in file.cues):
        said = "There is no line to rescue the host with."
        mend = "Add a cue with `rescue: true`, such as 我们先看几条大家的问题."
        tree.find("no_rescue", ("cues",), said, severity="warning", mend=mend, owner="controller")


def _check_papers(file: PlanFile, tree: Tree) -> None:
    at = datetime.fromtimestamp(file.show.starts / 1000, UTC).astimezone(ZoneInfo(file.show.timezone))
    day = at.strftime("%Y-%m-%d")
    if not file.show.papers:
        said = "No papers are listed: a licence that is missing closes a shop."
        mend = "Add `papers: [{title: 直播备案, valid_until: …}]` to show, for the account and each category of goods."
        tree.find("no_papers", ("show",), said, severity="warning", mend=mend)
    for i, paper in enumerate(file.show.papers):
        path: Path = ("show", "papers", i)
        title = next(iter(paper.title.values())) if isinstance(paper.title, dict) else paper.title
        if paper.valid_until is None:
            said = f"Nobody says until when {shown(title)} is valid."
            tree.find("paper_without_date", path, said, severity="info", mend="Add `valid_until: 2027-03-31`.")
        elif paper.valid_until < day:
            said = f"{shown(title)} ran out on {paper.valid_until}, before the show ({day})."
            tree.find("paper_out_of_date", (*path, "valid_until"), said, mend="Renew it before the show.")
    for i, product in enumerate(file.products):
        for k, evidence in enumerate(product.evidence):
            if evidence.valid_until is not None and evidence.valid_until < day:
                said = f"The evidence for {shown(evidence.claim)} ran out on {evidence.valid_until}, before the show ({day})."
                where: Path = ("products", i, "evidence", k, "valid_until")
                tree.find("evidence_out_of_date", where, said, mend="Get a new one, or drop the claim.")
