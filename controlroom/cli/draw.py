"""Draws, checked by anybody.

Owns: `draw verify`.
Law: the answer is the file's alone; of a journal, who took part is found anew from its comments and orders, so that a draw
is proven from the first fact to the last winner.
Must not know: stores, servers.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.saying import CheckFailed, Wrong, note, table

if TYPE_CHECKING:
    from controlroom.cli.reading import ShowFile
    from controlroom.domain.lots import Finding, Proof

_HEADS = ("draw", "title", "took part", "winners", "verdict")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    draws = typer.Typer(help="Check draws.", no_args_is_help=True)
    draws.command("verify")(verify)
    app.add_typer(draws, name="draw")


def verify(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A draw's proof, or an exported journal.", show_default=False),
    ],
) -> None:
    """Check that the winners follow from what was announced and from who took part.

    A proof is what the controller's page or GET …/draws/DRAW gives; of a journal all its draws are checked.
    Exit code 1 when something does not follow.
    """
    from controlroom.domain.lots import check

    proofs = _proofs(file)
    if not proofs:
        note(f"{file} holds no draw that was drawn.")
        return
    checked = [(proof, check(proof)) for proof in proofs]
    table(_HEADS, [_row(proof, found) for proof, found in checked], right=(2, 3))
    for proof, found in checked:
        for finding in found:
            note(f"{proof.rules.draw}: {finding.flaw}: {finding.message}.")
    wrong = sum(bool(found) for _, found in checked)
    if wrong:
        raise CheckFailed(f"{wrong} of {len(checked)} draws cannot be proven.")


def _row(proof: Proof, found: tuple[Finding, ...]) -> tuple[object, ...]:
    verdict = "proven" if not found else "not proven"
    return proof.rules.draw, proof.rules.title, len(proof.entries), len(proof.winners), verdict


def _proofs(file: Path) -> list[Proof]:
    import msgspec

    from controlroom.cli.reading import ShowFile
    from controlroom.domain.lots import Proof

    source = ShowFile(file)
    if source.kind == "journal":
        return _of_journal(source)
    try:
        return [msgspec.json.decode(b"".join(source.lines()), type=Proof)]
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Wrong(f"{file} is neither a draw's proof ({error}) nor an exported journal.") from error


def _of_journal(source: ShowFile) -> list[Proof]:
    from controlroom.cli.replay import opening_of
    from controlroom.live.replay import fold

    folded = fold(source.pages(opening_of(None)), source.marks())
    for seq, why in folded.broken.items():
        note(f"{source.path}: record {seq} was left out: {why}")
    proofs = (draw.proof() for draw in folded.room.state.draws.by_id.values())
    return [proof for proof in proofs if proof is not None]
