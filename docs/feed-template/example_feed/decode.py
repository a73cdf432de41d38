"""The platform's words become facts. Pure: no socket, no clock, nothing raises."""

from __future__ import annotations

from msgspec.json import Decoder as JsonDecoder

from controlroom.domain.events import Comment
from controlroom.feeds.fields import Decoding, Fields, Ignored, Refused, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, explain

_ANY = JsonDecoder()


class Decoder:
    """Reads one connection's frames in order."""

    def feed(self, frame: bytes) -> Decoding:
        """Return what a frame comes to."""
        try:
            data = Fields(_ANY.decode(frame), "")
            kind = data.text("kind", 1, 100)
            if kind != "say":
                return Ignored(kind, unknown=kind != "hello")
            # What a fact needs refuses the message when it is missing; what it can do without is `maybe`, else unknown.
            return [Comment(id=data.maybe(data.key, "id"), user=data.key("who"), text=data.text("words", 1, 1000))]
        except Unfit as unfit:
            return Refused(unfit.code, unfit.path, unfit.message)
        except UNREADABLE_INPUT as error:
            return Refused(*explain(error))
