"""Without Chromium a browser test says how to get one; where nothing may be skipped it fails."""

from __future__ import annotations

import pytest

from tests import conftest


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine without a browser, that is no CI machine."""
    monkeypatch.delenv("CONTROLROOM_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(conftest, "BROWSERS", ("no-such-browser",))
    return monkeypatch


def test_without_chromium_a_test_is_skipped_with_the_command_that_installs_it(bare: pytest.MonkeyPatch) -> None:
    with pytest.raises(pytest.skip.Exception, match="sudo apt-get install chromium"):
        conftest.require_chromium()


@pytest.mark.parametrize("told", ["true", "1", "True"])
def test_in_ci_it_fails_with_that_command(bare: pytest.MonkeyPatch, told: str) -> None:
    bare.setenv("CI", told)
    with pytest.raises(pytest.fail.Exception, match="sudo apt-get install chromium"):
        conftest.require_chromium()


def test_a_named_browser_that_is_not_there_is_no_reason_to_take_another(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("CONTROLROOM_CHROMIUM", "/no/such/file")
    with pytest.raises(FileNotFoundError, match="/no/such/file"):
        conftest.require_chromium()
