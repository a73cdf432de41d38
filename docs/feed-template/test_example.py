"""The feed passes Control Room's suite."""

from __future__ import annotations

from pathlib import Path

from example_feed.decode import Decoder
from example_feed.kind import EXAMPLE, URL

from controlroom.feeds.batches import each
from controlroom.feeds.suite import check_all, samples_in


def test_the_feed_passes_the_suite() -> None:
    """Options, samples, repeats, disorder, damage."""
    check_all(EXAMPLE, lambda: each(Decoder()), samples_in(Path(__file__).parent / "samples"), options={"url": URL})
