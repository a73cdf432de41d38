"""What screens are shown that is not state: counters and presences of this run.

Owns: the shapes in which the running room hands these to the views.
Law: nothing here is folded, stored or compared; after a restart the counters begin anew and say so by being small.
Must not know: how they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from controlroom.views.shapes import FeedView, ScreenView, UnsentView


class Beside(Struct, frozen=True):
    """What the running room knows besides its fold.

    Args:
        feeds: Health of each feed.
        screens: Screens that are connected or were lately.
        names: Public nicknames by hashed user, as long as they are kept.
        store: Why nothing can be written now; None: all is well.
        unsent: Chat apps that cannot be told of alerts.
        feeds_file: What is wrong with the feeds' file as a whole.
    """

    feeds: Sequence[FeedView] = ()
    screens: Sequence[ScreenView] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    store: str | None = None
    unsent: Sequence[UnsentView] = ()
    feeds_file: Sequence[str] = ()
