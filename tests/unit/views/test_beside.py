"""What screens are shown that is not state."""

from __future__ import annotations

from controlroom.views.beside import Beside


def test_nothing_is_known_beside_the_fold_until_it_is_told() -> None:
    one, other = Beside(), Beside()
    assert (one.feeds, one.screens, one.names, one.store) == ((), (), {}, None)
    assert one.names is not other.names
