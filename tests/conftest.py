"""What every test may use: Chromium's path, and how hard Hypothesis looks.

A browser test without Chromium is skipped with the command that installs it; where `CI=true` it fails, for a
silent skip there would pass for a check. `HYPOTHESIS_PROFILE=laws` looks ten times as hard as the default.
"""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MEND = "install it with `sudo apt-get install chromium fonts-noto-cjk`, or set CONTROLROOM_CHROMIUM"

# Derandomized: the same tree gives the same verdict anywhere. No deadline: a busy machine is not a finding.
settings.register_profile("default", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "laws",
    max_examples=1000,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

LONG = frozenset({"test_drive.py", "test_room_laws.py", "test_kill.py", "test_countdowns.py"})
"""What takes half a minute and more begins first, so that no core waits for it at the end."""


def find_chromium() -> Path | None:
    """The browser that tests drive: `CONTROLROOM_CHROMIUM`, else the first known name in PATH, else None.

    Raises:
        FileNotFoundError: `CONTROLROOM_CHROMIUM` names no file; taking another would hide the slip.
    """
    named = os.environ.get("CONTROLROOM_CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(f"CONTROLROOM_CHROMIUM names {named!r}, and there is no such file")
        return Path(named)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return Path(found) if found else None


def in_ci() -> bool:
    """Whether nothing may be skipped for want of a tool."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def require_chromium() -> Path:
    """The browser's path; without one the test is skipped, in CI failed, both with the mend."""
    path = find_chromium()
    if path is not None:
        return path
    if in_ci():
        pytest.fail(f"no Chromium on this CI machine: {MEND}", pytrace=False)
    pytest.skip(f"no Chromium: {MEND}")


def pytest_xdist_auto_num_workers() -> int:
    """How many work beside one another with `-n auto`: half as many again as there are cores, for much of it is waiting."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Hold browser-marked tests to the rule above, whether or not they ask for the fixture."""
    if item.get_closest_marker("browser") is not None:
        require_chromium()


@pytest.fixture(scope="session", autouse=True)
def templates_once() -> Iterator[None]:
    """Compile templates and read catalogs once a process, not once for every server and stage that a test has of its own.

    Environments are the same whoever asks; `unit/render/test_environment.py` makes its own, and started servers do.
    """
    from controlroom.render import environment

    make, compiled = environment.environment_of, environment.Compiled()
    shared = functools.cache(lambda web, lang: make(web, lang, compiled))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environment, "environment_of", lambda web, lang, _=None: shared(web, lang))
        yield


@pytest.fixture(scope="session", autouse=True)
def authorities_once() -> Iterator[None]:
    """Read the certificates of the authorities once a process: httpx does at each request that has no client of its own."""
    import httpx._transports.default as wire

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire, "create_ssl_context", functools.cache(wire.create_ssl_context))
        yield


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Path of the Chromium that browser tests drive."""
    return require_chromium()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last: the browser's driver keeps an event loop running, and other tests want their own.

    Of each the long ones come first.
    """
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, item.path.name not in LONG))
