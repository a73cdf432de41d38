"""What a feed may be called.

Owns: the rule, and its sentence.
Law: one rule, whoever enters a feed or a key and wherever: such a name stands in addresses as it is. What has another name
already (an old key's feed) keeps it.
Must not know: where a name was written.
"""

from __future__ import annotations

from typing import Final

from controlroom.feeds.faults import fault

NAME_MAX: Final = 64
_NOT_IN: Final = frozenset("/?#%\\")


def fit_name(name: str) -> bool:
    """Tell whether a feed may be called so."""
    fits = 0 < len(name) <= NAME_MAX and name.isprintable() and name == name.strip() and not _NOT_IN & set(name)
    return fits and name not in (".", "..")


def misnamed(name: str) -> str:
    """Return what is said of a name that a feed cannot have."""
    return fault("bad_name", name=repr(name[:NAME_MAX]))
