"""What the server adds to accepted commands: a draw's commitment when it opens, its seed when it is drawn, watched words.

Owns: how a draw's seed is made, and that nothing is left out of what is added.
Law: a seed follows from the room's key, the show and the draw, so that nothing has to be kept, and nobody who has not the
key knows it before it is told; in a rehearsal the key comes from the rehearsal's seed. What is added stands in the record:
the fold never asks for it again.
Must not know: who takes part, how lots are drawn.
"""

from __future__ import annotations

from hashlib import blake2b

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.lots import commitment_of
from controlroom.live.overhearing import foreseen, overheard
from controlroom.room.acts.act import made
from controlroom.room.acts.draws import rules_of
from controlroom.room.state import RoomState
from controlroom.words.reader import Reader


def seed_of(key: bytes, show: str, draw: str) -> str:
    """Return a draw's seed, 64 hexadecimal digits.

    Args:
        key: The room's.
        show, draw: Ids; a draw's is made of its record's seq, so no two of a show are alike.
    """
    return blake2b(f"{show}\n{draw}".encode(), digest_size=32, key=key, person=b"draw's seed").hexdigest()


def completed(accepted: rec.Accepted, s: RoomState, key: bytes, words: Reader) -> rec.Accepted:
    """Return an accepted command as it is journaled, next after all that `s` has folded."""
    return foreseen(overheard(sealed(accepted, s, key), s, words), s, words)


def sealed(accepted: rec.Accepted, s: RoomState, key: bytes) -> rec.Accepted:
    """Return an accepted command with its draw's commitment or seed."""
    match accepted.command:
        case cmd.DrawOpen(source=source) if source != "platform":
            draw = made("draw", s.seq + 1)
            rules = rules_of(draw, accepted.command)
            return replace(accepted, sealed=commitment_of(seed_of(key, s.show, draw), rules))
        case cmd.DrawClose(draw=draw) if s.draws.by_id[draw].rules.source != "platform":
            return replace(accepted, sealed=seed_of(key, s.show, draw))
        case _:
            return accepted
