"""A simulated show is the same everywhere: in the simulator's ledger, in the room, folded again, split, and played twice.

Shortened shows; `python -m tests.load seeds` plays those of half an hour and prints the table.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rehearsed import Played, play, replayed, split_digest

MINUTES = 4
"""Long enough for facts that are more than two minutes late to arrive."""
SEEDS = (1, 2, 3, 4, 5)
CUTS = 60

Show = Callable[[int], Played]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Show:
    """Return a seed's show, played when it is first asked for."""
    shows: dict[int, Played] = {}

    def of(seed: int) -> Played:
        if seed not in shows:
            shows[seed] = play(tmp_path_factory.mktemp("shows") / str(seed), seed, MINUTES)
        return shows[seed]

    return of


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_of_the_room_are_the_simulators(show: Show, seed: int) -> None:
    played = show(seed)
    assert played.same, played.said
    assert played.compared > 200
    records = played.journal.read_text(encoding="utf-8")
    assert records.count('"type":"order"') > 20
    assert records.count('"type":"command"') >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_replay_gives_the_servers_digest_and_figures_under_any_hash_seed(show: Show, seed: int) -> None:
    played = show(seed)
    for hash_seed in ("0", "4711"):
        state, digest = replayed(played, hash_seed)
        assert digest == played.digest
        assert {topic: state["topics"][topic] for topic in played.topics} == played.topics


@pytest.mark.parametrize("seed", SEEDS)
def test_fold_split_by_snapshots_at_random_records_is_the_same(show: Show, seed: int) -> None:
    played = show(seed)
    assert split_digest(played, CUTS) == played.digest["value"]


@pytest.mark.parametrize("seed", SEEDS[:1])
def test_same_seed_in_a_fresh_folder_gives_the_same_bytes(
    show: Show, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = show(seed)
    monkeypatch.setenv("PYTHONHASHSEED", "4711")
    again = play(tmp_path / "again", seed, MINUTES)
    assert again.journal.read_bytes() == first.journal.read_bytes()
    assert again.digest == first.digest


def test_another_seed_is_another_show(show: Show) -> None:
    assert show(1).digest["value"] != show(2).digest["value"]
