"""A secret is made once, for its owner's eyes only."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from controlroom.ports import StoreUnavailable
from controlroom.store.secret import read_or_make


def test_secret_is_made_once(tmp_path: Path) -> None:
    made = read_or_make(tmp_path, "links")
    assert len(made) == 32
    assert read_or_make(tmp_path, "links") == made
    assert read_or_make(tmp_path, "users") != made


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    read_or_make(tmp_path, "links")
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "links").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["links"]


def test_secret_asked_for_by_many_at_once_is_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: read_or_make(tmp_path, "links"), range(16)))) == 1


def test_half_made_secret_of_a_killed_process_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "links.new").write_bytes(b"half")
    assert len(read_or_make(tmp_path, "links")) == 32


def test_damaged_secret_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "links").write_bytes(b"short")
    with pytest.raises(StoreUnavailable, match="has 5 bytes and should have 32"):
        read_or_make(tmp_path, "links")
    assert (tmp_path / "secrets" / "links").read_bytes() == b"short"


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file, no folder")
    with pytest.raises(StoreUnavailable, match="cannot write in the data folder"):
        read_or_make(tmp_path, "links")
