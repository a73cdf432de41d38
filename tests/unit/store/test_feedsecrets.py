"""Feeds' secrets: for their owner only, whole or not there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from controlroom.ports import StoreUnavailable
from controlroom.store.feedsecrets import FeedSecrets

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")


def test_what_is_put_is_there_and_goes_again(tmp_path: Path) -> None:
    kept = FeedSecrets(tmp_path)
    assert kept.of_room("demo") == {}
    kept.put("demo", "store", {"secret": "s3cret"})
    kept.put("demo", "chat", {"token": "t"})
    kept.put("other", "store", {"secret": "o"})
    assert FeedSecrets(tmp_path).of_room("demo") == {"store": {"secret": "s3cret"}, "chat": {"token": "t"}}
    kept.put("demo", "store", {})
    kept.put("demo", "chat", {})
    assert (kept.of_room("demo"), kept.of_room("other")) == ({}, {"store": {"secret": "o"}})


@POSIX
def test_file_is_for_its_owner_only_and_refused_otherwise(tmp_path: Path) -> None:
    kept = FeedSecrets(tmp_path)
    kept.put("demo", "store", {"secret": "s3cret"})
    assert kept.path.stat().st_mode & 0o777 == 0o600
    kept.path.chmod(0o640)
    for use in (lambda: kept.of_room("demo"), lambda: kept.put("demo", "b", {"secret": "x"})):
        with pytest.raises(StoreUnavailable, match="chmod 600") as refused:
            use()
        assert "s3cret" not in str(refused.value)


def test_damaged_file_is_told_and_kept(tmp_path: Path) -> None:
    kept = FeedSecrets(tmp_path)
    kept.put("demo", "store", {"secret": "s3cret"})
    kept.path.write_text('{"demo": {"store": "s3c')
    kept.path.chmod(0o600)
    with pytest.raises(StoreUnavailable, match=r"secrets\.json is damaged"):
        kept.put("demo", "store", {"secret": "x"})
    assert kept.path.read_text() == '{"demo": {"store": "s3c'
