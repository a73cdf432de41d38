"""Whether the keys of scenes are free on the controller's page.

Owns: the one table of the keys that the page has already.
Law: a key is taken whether or not its button stands on the page just now; a test compares the table with the page.
Must not know: pages, what the keys do.
"""

from __future__ import annotations

from typing import Final

from controlroom.planfile.models import PlanFile
from controlroom.planfile.tree import Tree, shown

RESERVED: Final = frozenset(
    "a b c d f g h i j k l m n o p s u v x y z q w e r t 0 1 2 3 4 5 6 7 8 9 "
    "F6 F7 F8 F9 F10 Enter Escape Backspace Delete Tab Space Ctrl+e Meta+e Ctrl+z Meta+z Alt+ArrowUp Alt+ArrowDown "
    "- － ` · ~ ～ { } ｛ ｝ 「 」 [ ] 【 】 + = . / \\ 、 | ｜ ; ； : ： , ， ' ’ ‘ ?".split()
)
"""Keys of the controller's page, as its templates (`data-keys`) and scripts name them."""


def check_keyboard(file: PlanFile, tree: Tree) -> None:
    """Add to `tree` the scenes whose key the page has already."""
    for i, scene in enumerate(file.scenes):
        key = scene.key
        if key is not None and (key.lower() if len(key) == 1 else key) in RESERVED:
            said = f"The key {shown(key)} does something else on the controller's page already."
            mend = "Choose one that is free, such as F1 to F4."
            tree.find("reserved_key", ("scenes", i, "key"), said, severity="warning", mend=mend, owner="controller")
