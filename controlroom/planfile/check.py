"""Checking a plan: its shape and references, then what the trade asks, then its wording.

Owns: the one way from a document to all its findings, for the command line and for whoever shows them.
Law: what reading finds comes unchanged; the trade is asked as soon as the shape is right, wrong references or not.
Must not know: how findings are shown.
"""

from __future__ import annotations

from pathlib import Path

from controlroom.planfile.findings import ReadPlan
from controlroom.planfile.read import in_order, reading, tree_of_file
from controlroom.planfile.trade.goods import check_goods
from controlroom.planfile.trade.keyboard import check_keyboard
from controlroom.planfile.trade.people import check_people
from controlroom.planfile.trade.running import check_running
from controlroom.planfile.tree import Tree
from controlroom.planfile.wording import check_wording
from controlroom.words.finder import Finder


def check_tree(tree: Tree, name: str = "plan", words: Finder | None = None) -> ReadPlan:
    """Return the plan of a document as a door made it, with all that is found.

    Args:
        name: What the findings call it, such as its file's name.
        words: Finds wording that is watched; None: by the lists that are part of the product.
    """
    read, file = reading(tree, name)
    if file is None:
        return read
    check_running(file, tree)
    check_goods(file, tree)
    check_people(file, tree)
    check_keyboard(file, tree)
    check_wording(file, tree, words)
    return ReadPlan(plan=read.plan, findings=in_order(tree.findings), name=name)


def check_file(path: Path, words: Finder | None = None) -> ReadPlan:
    """Return the plan of a file with all that is found.

    Raises:
        OSError: The file cannot be opened.
    """
    return check_tree(tree_of_file(path), str(path), words)
