"""On the wire the topics `signals`, `messages` and `draws` are the lists themselves."""

from __future__ import annotations

from controlroom.views.between_shapes import DrawsView, MessagesView, MessageView, SignalsView
from controlroom.views.shapes import wire


def test_the_wire_has_the_lists() -> None:
    message = MessageView(
        id="m", text="t", target="all", flash=False, role="host", person=None, sent_ms=1, seen_ms=None, seen_by=None,
        mine=True,
    )  # fmt: skip
    assert wire(MessagesView(messages=(message,))) == (message,)
    assert (wire(SignalsView(signals=())), wire(DrawsView(draws=()))) == ((), ())
